//! Transactions that begin whole. Whoever waits for one may go away meanwhile: a browser that closes, a job that takes
//! too long. sqlx 0.9.0 then hands the connection on with a transaction open that it knows nothing of: what the next one
//! writes without a transaction is kept or thrown away by whoever ends that one (transact-rs/sqlx#4385; mended after 0.9.0).
//! So it begins in a task of its own, which ends all the same and takes it back.

use std::io;

use sqlx::{PgPool, Postgres, Transaction};

/// A transaction that has begun.
pub(crate) type Begun = Transaction<'static, Postgres>;

/// Begins a transaction, and nothing else: after a question of which a part failed, sqlx would not know of it either.
pub(crate) async fn begin(db: &PgPool) -> sqlx::Result<Begun> {
    // Whoever goes away while all connections are taken leaves the queue.
    let connection = db.acquire().await?;
    // What `Pool::begin` calls.
    tokio::spawn(Transaction::begin(connection, None)).await.map_err(io::Error::from)?
}
