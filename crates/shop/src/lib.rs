//! The domain of Fairdrop. Default features: types and pure rules, safe for the browser.
//! Feature `server`: SQL, jobs, gateways behind the [`Shop`] handle.
//!
//! A *command* takes `&Shop` and owns its transaction; a *step* takes `&mut PgConnection` and is
//! called inside one, so that features compose inside one commit.

#[cfg(feature = "server")]
#[macro_use]
pub mod failpoints;

pub mod accounts;
pub mod audit;
pub mod catalogue;
pub mod defences;
pub mod draws;
pub mod drops;
pub mod entries;
pub mod front;
pub mod ids;
pub mod jobs;
pub mod line;
pub mod money;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod refusal;
pub mod rehearsals;
pub mod stock;
pub mod time;

#[cfg(feature = "server")]
mod batch;
#[cfg(feature = "server")]
pub mod clock;
#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "server")]
pub mod events;
#[cfg(feature = "server")]
mod handle;
#[cfg(feature = "server")]
pub mod limits;
#[cfg(feature = "server")]
pub mod live;
#[cfg(feature = "server")]
pub mod ready;
#[cfg(feature = "server")]
pub mod secret;
#[cfg(feature = "server")]
pub mod signing;
#[cfg(feature = "server")]
pub mod storage;
#[cfg(feature = "server")]
mod transaction;

pub use ids::*;
pub use money::{Currency, Money};
pub use refusal::{Bar, FieldError, Never, Problem, Refusal};
pub use time::At;

#[cfg(feature = "server")]
pub use handle::{BatchSide, Shop};
#[cfg(feature = "server")]
pub use refusal::{Error, Fault};

/// The migrations in `migrations/`, in order.
#[cfg(feature = "server")]
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");
