use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use crate::accounts::sessions::Session;
use crate::{AccountId, At};

pub(in crate::accounts) async fn find(db: &PgPool, digest: &[u8], now: At) -> sqlx::Result<Option<Session>> {
    sqlx::query_as!(
        Session,
        r#"select data, expires_at as "expires_at: At" from sessions where id = $1 and expires_at > $2"#,
        digest,
        now as At
    )
    .fetch_optional(db)
    .await
}

/// False when there is one with this id.
pub(in crate::accounts) async fn insert(
    db: &PgPool,
    digest: &[u8],
    account: Option<AccountId>,
    data: &Value,
    expires: At,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into sessions (id, account_id, data, expires_at) values ($1, $2, $3, $4) on conflict do nothing",
        digest,
        account.map(|a| a.0),
        data,
        expires as At
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when it is gone.
pub(in crate::accounts) async fn update(
    db: &PgPool,
    digest: &[u8],
    account: Option<AccountId>,
    data: &Value,
    expires: At,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update sessions set account_id = $2, data = $3, expires_at = $4 where id = $1",
        digest,
        account.map(|a| a.0),
        data,
        expires as At
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::accounts) async fn delete(db: &PgPool, digest: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("delete from sessions where id = $1", digest).execute(db).await?;
    Ok(())
}

/// All of an account but the one to keep; answers the ids of those that ended.
pub(in crate::accounts) async fn delete_of(
    conn: &mut PgConnection,
    account: AccountId,
    keep: Option<&[u8]>,
) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar!(
        "delete from sessions where account_id = $1 and ($2::bytea is null or id <> $2) returning id",
        account.0,
        keep
    )
    .fetch_all(conn)
    .await
}

pub(in crate::accounts) async fn count_of(db: &PgPool, account: AccountId, now: At) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from sessions where account_id = $1 and expires_at > $2"#,
        account.0,
        now as At
    )
    .fetch_one(db)
    .await
}

pub(in crate::accounts) async fn sweep(db: &PgPool, now: At) -> sqlx::Result<u64> {
    let swept = sqlx::query!("delete from sessions where expires_at <= $1", now as At).execute(db).await?;
    Ok(swept.rows_affected())
}
