//! All SQL of the defences. The marks of orders and payments are written and counted with them.

use sqlx::{PgConnection, PgExecutor, query, query_as};

use super::refusals::Key;
use super::{RefusedPresses, Settings};
use crate::{At, DropId};

/// What staff chose for the drop, draft or not.
pub(crate) async fn find(db: impl PgExecutor<'_>, drop: DropId) -> Result<Settings, sqlx::Error> {
    let found = query_as!(
        Settings,
        "select proof_bits, account_age_minutes, confirmed_email, per_card, per_address, per_range from defences where drop_id = $1",
        drop.0
    );
    Ok(found.fetch_optional(db).await?.unwrap_or_default())
}

/// The same of a drop whose terms are fixed; none of a draft.
pub(super) async fn announced(db: impl PgExecutor<'_>, drop: DropId) -> Result<Option<Settings>, sqlx::Error> {
    query_as!(
        Settings,
        r#"select b.proof_bits as "proof_bits?", b.account_age_minutes as "account_age_minutes?",
                  coalesce(b.confirmed_email, false) as "confirmed_email!", b.per_card as "per_card?",
                  b.per_address as "per_address?", b.per_range as "per_range?"
           from drops d left join defences b on b.drop_id = d.id where d.id = $1 and d.state <> 'draft'"#,
        drop.0
    )
    .fetch_optional(db)
    .await
}

/// Sets what a draft does against bots; a drop that does nothing has no row.
pub(crate) async fn set(conn: &mut PgConnection, drop: DropId, settings: &Settings) -> Result<(), sqlx::Error> {
    query!("delete from defences where drop_id = $1", drop.0).execute(&mut *conn).await?;
    if !settings.any() {
        return Ok(());
    }
    query!(
        "insert into defences (drop_id, proof_bits, account_age_minutes, confirmed_email, per_card, per_address, per_range)
         values ($1, $2, $3, $4, $5, $6, $7)",
        drop.0,
        settings.proof_bits,
        settings.account_age_minutes,
        settings.confirmed_email,
        settings.per_card,
        settings.per_address,
        settings.per_range
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds to what other servers counted; of a drop that is gone nothing is kept. In the order of the key, so that two of them never wait for one another.
pub(super) async fn add_refusals(db: impl PgExecutor<'_>, counted: &[(Key, i64)]) -> Result<(), sqlx::Error> {
    query!(
        "insert into press_refusals (drop_id, minute, reason, presses)
         select drop_id, to_timestamp(minute * 60), reason, presses
         from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[]) as t(drop_id, minute, reason, presses)
         where exists (select from drops d where d.id = t.drop_id)
         order by drop_id, minute, reason
         on conflict (drop_id, minute, reason) do update set presses = press_refusals.presses + excluded.presses",
        &counted.iter().map(|((drop, ..), _)| drop.0).collect::<Vec<_>>(),
        &counted.iter().map(|((.., minute), _)| *minute).collect::<Vec<_>>(),
        &counted.iter().map(|((_, reason, _), _)| (*reason).to_owned()).collect::<Vec<_>>(),
        &counted.iter().map(|(_, presses)| *presses).collect::<Vec<_>>()
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn refusals(
    db: impl PgExecutor<'_>,
    drop: DropId,
    minute: At,
) -> Result<Vec<RefusedPresses>, sqlx::Error> {
    query_as!(
        RefusedPresses,
        r#"select reason, sum(presses)::bigint as "presses!",
                  coalesce(sum(presses) filter (where minute >= $2), 0)::bigint as "this_minute!"
           from press_refusals where drop_id = $1 group by reason order by 2 desc, reason"#,
        drop.0,
        minute as At
    )
    .fetch_all(db)
    .await
}
