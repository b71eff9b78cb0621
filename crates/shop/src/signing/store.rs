//! All SQL of signing keys.

use sqlx::{PgConnection, PgExecutor};

use crate::At;

/// Key of the advisory lock, kept until the transaction ends.
const LOCK: i64 = 0x6661_6972_6b65_7902;

/// Lets one transaction at a time make or retire a key.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(conn).await.map(drop)
}

/// The sealed private half of the key that is not retired.
pub async fn current(conn: &mut PgConnection) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select private_key_sealed from signing_keys where retired_at is null")
        .fetch_optional(conn)
        .await
}

/// The sealed private half of the key with this public half.
pub async fn find(conn: &mut PgConnection, public: &[u8]) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select private_key_sealed from signing_keys where public_key = $1", public)
        .fetch_optional(conn)
        .await
}

/// Keeps a new key.
pub async fn insert(conn: &mut PgConnection, public: &[u8], sealed: &[u8], now: At) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into signing_keys (public_key, private_key_sealed, created_at) values ($1, $2, $3)",
        public,
        sealed,
        now as At
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Retires the key that is current, if there is one.
pub async fn retire(conn: &mut PgConnection, now: At) -> sqlx::Result<()> {
    sqlx::query!("update signing_keys set retired_at = $1 where retired_at is null", now as At)
        .execute(conn)
        .await
        .map(drop)
}

/// All public halves, the newest first.
pub async fn public_keys(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar!("select public_key from signing_keys order by created_at desc, retired_at desc nulls first")
        .fetch_all(db)
        .await
}
