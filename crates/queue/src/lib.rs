//! Background jobs in Postgres: enqueued in the transaction that causes them, run at least once, never lost.
//!
//! A job is a value that says what to do ([`Job`]). [`enqueue`] writes it as a row with the caller's connection, so
//! it exists exactly when the caller's transaction commits. A [`Worker`] claims due rows in a short statement, runs
//! them outside any transaction, and stores the [`Outcome`] each of them returns.
//!
//! ```no_run
//! use queue::{Attempt, Job, Outcome, Registry, Worker};
//! # use serde::{Deserialize, Serialize};
//! # struct Shop;
//! # impl Shop { async fn send_receipt(&self, _: i64) -> Result<(), std::io::Error> { Ok(()) } }
//!
//! #[derive(Serialize, Deserialize)]
//! struct SendReceipt { order: i64 }
//!
//! impl Job for SendReceipt {
//!     const KIND: &'static str = "orders.send_receipt";
//!     type Context = Shop;
//!
//!     async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
//!         shop.send_receipt(self.order).await.into()
//!     }
//! }
//!
//! # async fn example(pool: sqlx::PgPool, shop: Shop) -> Result<(), Box<dyn std::error::Error>> {
//! let mut tx = pool.begin().await?;
//! queue::enqueue(&mut tx, &SendReceipt { order: 7 }).await?;
//! tx.commit().await?;
//!
//! let registry = Registry::new().register::<SendReceipt>();
//! Worker::new(pool, shop, registry).run(Default::default()).await;
//! # Ok(()) }
//! ```
//!
//! What holds:
//! - **At least once.** A worker that dies leaves its jobs running; another notices the silence and runs them again.
//!   So a job must be idempotent, and should carry ids and read afresh.
//! - **Attempts are counted when they begin.** A job that kills its worker is a dead letter after its last attempt,
//!   like one that fails.
//! - **Backoff is stored** in `run_at`, with jitter, to the microsecond; so is a job's own time.
//! - **A claim is fenced** by worker and attempt: whoever lost a claim cannot store an outcome any more.
//!
//! The tables are in `migrations/0001_queue.sql`. Staff look at jobs with [`staff`], tests with [`testing`].

mod backoff;
mod enqueue;
mod job;
mod perform;
mod registry;
mod row;
pub mod staff;
mod store;
pub mod testing;
mod worker;

pub use backoff::exponential as exponential_backoff;
pub use enqueue::{EnqueueError, NewJob, enqueue, enqueue_at, enqueue_many};
pub use job::{Attempt, BoxError, Job, Outcome, Priority};
pub use registry::Registry;
pub use row::{AttemptError, JobId, JobRow, State};
pub use worker::{Settings, Worker};
