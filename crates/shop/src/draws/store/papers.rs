use sqlx::{PgConnection, PgPool};

use crate::draws::{DrawState, Paper, PaperKind, Papers};
use crate::{At, DrawId};

/// What papers say of a draw besides its record.
pub struct Drawn {
    pub state: DrawState,
    pub title: String,
    pub at: At,
    pub ended_at: Option<At>,
    /// The last row of the allocation log; 0 before the first.
    pub log_rows: i64,
    pub log_head: Option<Vec<u8>>,
}

/// What papers say of it; none before it is drawn.
pub async fn drawn(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<Drawn>> {
    sqlx::query_as!(
        Drawn,
        r#"select d.state as "state: DrawState", r.name as title, d.drawn_at as "at!: At", d.ended_at as "ended_at: At",
                  coalesce(a.seq, 0) as "log_rows!", a.hash as "log_head?"
           from draws d join drops p on p.id = d.drop_id join products r on r.id = p.product_id
           left join lateral (select seq, hash from allocations where draw_id = d.id order by seq desc limit 1) a on true
           where d.id = $1 and d.state in ('drawn', 'settled')"#,
        draw.0
    )
    .fetch_optional(db)
    .await
}

/// Entries of the sealed list that did not take part, by their note.
pub async fn left_out(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"select note, count(*) as "entries!" from entries where draw_id = $1 and note <> '' group by note order by note collate "C""#,
        draw.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.note, row.entries)).collect())
}

/// The papers of a draw.
pub async fn papers(db: &PgPool, draw: DrawId) -> sqlx::Result<Papers> {
    let rows = sqlx::query!(
        r#"select kind as "kind: PaperKind", state as "state: DrawState", log_rows, bytes, made_at as "made_at: At"
           from draw_papers where draw_id = $1"#,
        draw.0
    )
    .fetch_all(db)
    .await?;
    let mut papers = Papers::default();
    for row in rows {
        let paper = Paper { state: row.state, log_rows: row.log_rows, bytes: row.bytes, made_at: row.made_at };
        match row.kind {
            PaperKind::Certificate => papers.certificate = Some(paper),
            PaperKind::Evidence => papers.evidence = Some(paper),
        }
    }
    Ok(papers)
}

/// Where a paper is kept.
pub async fn paper_key(db: &PgPool, draw: DrawId, kind: PaperKind) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select key from draw_papers where draw_id = $1 and kind = $2", draw.0, kind as PaperKind)
        .fetch_optional(db)
        .await
}

/// Notes where a paper is kept now, unless what is there reaches further. Answers the keys that nothing leads to any more:
/// of the one before, or of this one.
pub async fn keep_paper(
    conn: &mut PgConnection,
    draw: DrawId,
    kind: PaperKind,
    key: &str,
    paper: &Paper,
) -> sqlx::Result<Vec<String>> {
    let before = sqlx::query_scalar!(
        "select key from draw_papers where draw_id = $1 and kind = $2 for update",
        draw.0,
        kind as PaperKind
    )
    .fetch_optional(&mut *conn)
    .await?;
    let kept = sqlx::query_scalar!(
        "insert into draw_papers as p (draw_id, kind, state, log_rows, key, bytes, made_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (draw_id, kind) do update
             set state = excluded.state, log_rows = excluded.log_rows, key = excluded.key, bytes = excluded.bytes, made_at = excluded.made_at
             where p.log_rows < excluded.log_rows
         returning key",
        draw.0,
        kind as PaperKind,
        paper.state as DrawState,
        paper.log_rows,
        key,
        paper.bytes,
        paper.made_at as At
    )
    .fetch_optional(&mut *conn)
    .await?;
    let idle = if kept.is_some() { before } else { Some(key.to_owned()).filter(|key| before.as_ref() != Some(key)) };
    Ok(idle.into_iter().collect())
}

/// Draws whose certificate is not made, or whose papers do not tell of the settlement yet.
pub async fn papers_due(conn: &mut PgConnection) -> sqlx::Result<Vec<DrawId>> {
    sqlx::query_scalar!(
        r#"select d.id as "id: DrawId" from draws d
           left join draw_papers c on c.draw_id = d.id and c.kind = 'certificate'
           left join draw_papers e on e.draw_id = d.id and e.kind = 'evidence'
           where d.state = 'drawn' and c.draw_id is null
              or d.state = 'settled' and (c.state is distinct from 'settled' or e.state is distinct from 'settled')"#
    )
    .fetch_all(conn)
    .await
}
