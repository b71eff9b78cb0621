//! SQL of disqualifications: why, what the entrant said to that, and what they were answered.

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor};

use crate::entries::{AppealAnswer, Disqualification, Reason};
use crate::{AccountId, At, DisqualificationId, EntryId};

/// Keeps why an entry is taken out.
pub async fn insert_disqualification(
    conn: &mut PgConnection,
    id: DisqualificationId,
    entry: EntryId,
    (reason, explanation): (Reason, &str),
    by: AccountId,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into disqualifications (id, entry_id, reason, explanation, decided_by, decided_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        entry.0,
        reason.note(),
        explanation,
        by.0,
        at as At
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The disqualification that keeps an entry out, and whether it was appealed against.
pub async fn standing_disqualification(
    conn: &mut PgConnection,
    entry: EntryId,
) -> sqlx::Result<Option<(DisqualificationId, bool)>> {
    let row = sqlx::query!(
        r#"select id as "id: DisqualificationId", appeal is not null as "appealed!" from disqualifications
           where entry_id = $1 and upheld is not false"#,
        entry.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.appealed)))
}

/// Keeps what the entrant says.
pub async fn appeal(conn: &mut PgConnection, id: DisqualificationId, words: &str, at: At) -> sqlx::Result<()> {
    sqlx::query!("update disqualifications set appeal = $2, appealed_at = $3 where id = $1", id.0, words, at as At)
        .execute(conn)
        .await
        .map(drop)
}

/// Keeps what the entrant is answered.
pub async fn answer(
    conn: &mut PgConnection,
    id: DisqualificationId,
    (upheld, words): (bool, &str),
    by: AccountId,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update disqualifications set upheld = $2, answer = $3, answered_by = $4, answered_at = $5 where id = $1",
        id.0,
        upheld,
        words,
        by.0,
        at as At
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The latest disqualification of each of these entries that has one, with the name of who decided it.
pub async fn disqualifications(
    db: impl PgExecutor<'_>,
    entries: &[EntryId],
) -> sqlx::Result<HashMap<EntryId, (Disqualification, String)>> {
    let ids: Vec<_> = entries.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select distinct on (d.entry_id) d.entry_id as "entry: EntryId", d.reason, d.explanation, d.decided_at as "at: At",
                  d.appeal, d.appealed_at as "appealed_at: At", d.answer, d.answered_at as "answered_at: At", d.upheld,
                  coalesce(a.name, '') as "by!"
           from disqualifications d left join accounts a on a.id = d.decided_by
           where d.entry_id = any($1) order by d.entry_id, d.decided_at desc, d.id desc"#,
        &ids
    )
    .fetch_all(db)
    .await?;
    let trail = rows.into_iter().map(|r| {
        let answer = match (r.answer, r.answered_at, r.upheld) {
            (Some(words), Some(at), Some(upheld)) => Some(AppealAnswer { words, at, upheld }),
            _ => None,
        };
        let appeal = r.appeal.zip(r.appealed_at);
        let reason = Reason::of_note(&r.reason);
        (r.entry, (Disqualification { reason, explanation: r.explanation, at: r.at, appeal, answer }, r.by))
    });
    Ok(trail.collect())
}

/// How many appeals wait for an answer that can still be given: of one draw, or of all.
pub async fn appeals_waiting(db: impl PgExecutor<'_>, draw: Option<crate::DrawId>, now: At) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from disqualifications x join entries e on e.id = x.entry_id join draws d on d.id = e.draw_id
           where x.appeal is not null and x.answer is null and d.state = 'open' and d.freezes_at > $2
             and ($1::uuid is null or e.draw_id = $1)"#,
        draw.map(|id| id.0),
        now as At
    )
    .fetch_one(db)
    .await
}
