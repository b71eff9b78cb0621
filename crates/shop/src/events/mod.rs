//! The outbox: what happened, by topic, committed together with the effect.

mod store;

use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Fault;

/// What an event is about; also the name of its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Orders, payments, shipments.
    Order,
    /// Accounts.
    User,
    /// Products, variants, stock, drops.
    Product,
    /// Entries, draws, offers.
    Draw,
}

impl Topic {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order-events",
            Self::User => "user-events",
            Self::Product => "product-events",
            Self::Draw => "draw-events",
        }
    }
}

/// Writes down that `kind` (`order.paid`) happened to `subject`. A step: it commits with the effect.
pub async fn emit(
    conn: &mut PgConnection,
    topic: Topic,
    kind: &str,
    subject: Uuid,
    payload: Value,
) -> Result<(), Fault> {
    Ok(store::insert(conn, topic, kind, subject, payload).await?)
}

/// Writes down that the same happened to many. A step, as [`emit`].
pub async fn emit_many(
    conn: &mut PgConnection,
    topic: Topic,
    kind: &str,
    subjects: &[Uuid],
    payload: Value,
) -> Result<(), Fault> {
    Ok(store::insert_many(conn, topic, kind, subjects, payload).await?)
}
