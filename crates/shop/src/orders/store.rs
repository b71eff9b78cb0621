//! All SQL of the orders.

use sqlx::{PgConnection, PgExecutor, query_as, query_scalar};

use crate::drops::Units;
use crate::{AccountId, At, DropId, Money, OrderId};

/// An order about to be written.
pub(super) struct NewOrder<'a> {
    pub id: OrderId,
    pub units: Units,
    /// Per unit.
    pub price: Money,
    pub expires_at: At,
    pub idempotency_key: &'a str,
    pub request_digest: &'a [u8],
    pub at: At,
}

/// Writes the order with its line and the first event of its timeline; answers its number.
pub(super) async fn insert(conn: &mut PgConnection, order: &NewOrder<'_>, total: Money) -> Result<i64, sqlx::Error> {
    query_scalar!(
        "with placed as (
           insert into orders (id, account_id, drop_id, total_minor, currency, expires_at, idempotency_key, request_digest, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning number),
         line as (insert into order_lines (order_id, variant_id, quantity, price_minor) values ($1, $10, $11, $12)),
         event as (insert into order_events (order_id, kind, account_id, at) values ($1, 'placed', $2, $9))
         select number from placed",
        order.id.0,
        order.units.account.0,
        order.units.drop.0,
        total.minor,
        total.currency.code(),
        order.expires_at as At,
        order.idempotency_key,
        order.request_digest,
        order.at as At,
        order.units.variant.0,
        order.units.units,
        order.price.minor
    )
    .fetch_one(conn)
    .await
}

/// An order found by its key.
pub(super) struct Bound {
    pub id: OrderId,
    pub number: i64,
    pub total_minor: i64,
    pub currency: String,
    pub expires_at: At,
    pub request_digest: Vec<u8>,
}

pub(super) async fn by_key(db: impl PgExecutor<'_>, account: AccountId, key: &str) -> Result<Option<Bound>, sqlx::Error> {
    query_as!(
        Bound,
        r#"select id as "id: OrderId", number, total_minor, currency, expires_at as "expires_at: At", request_digest
           from orders where account_id = $1 and idempotency_key = $2"#,
        account.0,
        key
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn count_in_drop(db: impl PgExecutor<'_>, account: AccountId, drop: DropId) -> Result<i64, sqlx::Error> {
    query_scalar!(r#"select count(*) as "count!" from orders where account_id = $1 and drop_id = $2"#, account.0, drop.0)
        .fetch_one(db)
        .await
}
