use sqlx::{PgConnection, PgPool};

use crate::accounts::links::{Purpose, Spent};
use crate::{AccountId, At};

pub(in crate::accounts) async fn issued_since(
    conn: &mut PgConnection,
    account: AccountId,
    purpose: Purpose,
    expires_after: At,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from account_tokens where account_id = $1 and purpose = $2 and used_at is null and expires_at > $3) as "issued!""#,
        account.0,
        purpose.as_str(),
        expires_after as At
    )
    .fetch_one(conn)
    .await
}

pub(in crate::accounts) async fn revoke(
    conn: &mut PgConnection,
    account: AccountId,
    purpose: Purpose,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from account_tokens where account_id = $1 and purpose = $2 and used_at is null",
        account.0,
        purpose.as_str()
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in crate::accounts) async fn insert(
    conn: &mut PgConnection,
    digest: &[u8],
    account: AccountId,
    purpose: Purpose,
    new_email: Option<&str>,
    expires: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into account_tokens (digest, account_id, purpose, new_email, expires_at) values ($1, $2, $3, $4::text::citext, $5)",
        digest,
        account.0,
        purpose.as_str(),
        new_email,
        expires as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The row lock of the update decides between two at once.
pub(in crate::accounts) async fn spend(
    conn: &mut PgConnection,
    digest: &[u8],
    purpose: Purpose,
    now: At,
) -> sqlx::Result<Option<Spent>> {
    sqlx::query_as!(
        Spent,
        r#"update account_tokens set used_at = $3 where digest = $1 and purpose = $2 and used_at is null and expires_at > $3
           returning account_id as "account_id: AccountId", new_email::text"#,
        digest,
        purpose.as_str(),
        now as At
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::accounts) async fn was_spent(
    conn: &mut PgConnection,
    digest: &[u8],
    purpose: Purpose,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from account_tokens where digest = $1 and purpose = $2 and used_at is not null) as "spent!""#,
        digest,
        purpose.as_str()
    )
    .fetch_one(conn)
    .await
}

pub(in crate::accounts) async fn sweep(db: &PgPool, expired_before: At) -> sqlx::Result<u64> {
    let swept =
        sqlx::query!("delete from account_tokens where expires_at < $1", expired_before as At).execute(db).await?;
    Ok(swept.rows_affected())
}
