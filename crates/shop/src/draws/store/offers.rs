use sqlx::{PgConnection, PgPool};

use super::Place;
use crate::entries::OfferState;
use crate::{At, DrawId, EntryId, OrderId};

/// The draw whose offer an order pays.
pub async fn of_order(db: &PgPool, order: OrderId) -> sqlx::Result<Option<DrawId>> {
    sqlx::query_scalar!(r#"select draw_id as "id: DrawId" from offers where order_id = $1"#, order.0)
        .fetch_optional(db)
        .await
}

/// Notes what became of an offer; the log must say so already.
pub async fn set_offer(conn: &mut PgConnection, entry: EntryId, state: OfferState) -> sqlx::Result<()> {
    sqlx::query!("update offers set state = $2 where entry_id = $1", entry.0, state as OfferState)
        .execute(conn)
        .await
        .map(drop)
}

/// Stores an offer; the log must say so already.
pub async fn insert_offer(
    conn: &mut PgConnection,
    draw: DrawId,
    to: &Place<'_>,
    order: OrderId,
    at: At,
    expires_at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into offers (draw_id, pool, rank, entry_id, order_id, offered_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        draw.0, to.pool, to.rank, to.entry_id, order.0, at as At, expires_at as At
    )
    .execute(conn)
    .await
    .map(drop)
}
