//! Transactions that begin whole. Whoever waits for one may go away meanwhile: a browser that closes, a job that takes
//! too long. sqlx 0.9.0 then hands the connection on with a transaction open that it knows nothing of: what the next one
//! writes without a transaction is kept or thrown away by whoever ends that one (transact-rs/sqlx#4385; mended after 0.9.0).
//! So it begins in a task of its own, which ends all the same and takes it back.

use std::io;

use sqlx::{PgPool, Postgres, SqlSafeStr, SqlStr, Transaction};

/// A transaction that has begun.
pub(crate) type Begun = Transaction<'static, Postgres>;

pub(crate) async fn begin(db: &PgPool) -> sqlx::Result<Begun> {
    begin_with(db, "begin".into_sql_str()).await
}

/// As [`begin`], with what else is asked for in the same question.
#[expect(clippy::disallowed_methods, reason = "here it is made whole")]
pub(crate) async fn begin_with(db: &PgPool, begin: SqlStr) -> sqlx::Result<Begun> {
    let db = db.clone();
    tokio::spawn(async move { db.begin_with(begin).await }).await.map_err(io::Error::from)?
}
