//! All SQL of the orders.

mod reads;

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use sqlx::{PgConnection, PgExecutor, query, query_as, query_scalar};
use uuid::Uuid;

pub(super) use reads::*;

use super::place::{PlaceOrder, Placed, digest};
use super::steps::Order;
use super::{OrderState, PlaceRefusal};
use crate::defences::{Buyer as Known, Mark};
use crate::drops::{DropMode, Units};
use crate::{AccountId, At, DropId, Error, Fault, Money, OrderId, VariantId};

/// An order about to be written.
pub(super) struct NewOrder {
    pub id: OrderId,
    pub units: Units,
    /// Per unit.
    pub price: Money,
    pub total: Money,
    pub idempotency_key: String,
    pub request_digest: Vec<u8>,
    /// What it counts towards, where its drop has such a limit.
    pub mark: Option<Mark>,
}

/// The time of a batch's orders.
pub(super) struct Span {
    pub placed_at: At,
    pub expires_at: At,
}

/// Writes orders of one drop, each with its line; answers their numbers.
pub(super) async fn insert(
    conn: &mut PgConnection,
    drop: DropId,
    span: &Span,
    orders: &[NewOrder],
) -> Result<HashMap<OrderId, i64>, sqlx::Error> {
    let of = |get: fn(&NewOrder) -> Uuid| orders.iter().map(get).collect::<Vec<_>>();
    let rows = query!(
        r#"with new as (
             select * from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::int[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::bytea[])
               with ordinality as t(id, account_id, variant_id, quantity, price_minor, total_minor, currency, key, digest, nth)),
           placed as (
             insert into orders (id, account_id, drop_id, total_minor, currency, expires_at, idempotency_key, request_digest, created_at)
             select id, account_id, $1, total_minor, currency, $3, key, digest, $2 from new order by nth returning id, number),
           line as (
             insert into order_lines (order_id, variant_id, quantity, price_minor)
             select id, variant_id, quantity, price_minor from new)
           select id as "id: OrderId", number from placed"#,
        drop.0,
        span.placed_at as At,
        span.expires_at as At,
        &of(|o| o.id.0),
        &of(|o| o.units.account.0),
        &of(|o| o.units.variant.0),
        &orders.iter().map(|o| o.units.units).collect::<Vec<_>>(),
        &orders.iter().map(|o| o.price.minor).collect::<Vec<_>>(),
        &orders.iter().map(|o| o.total.minor).collect::<Vec<_>>(),
        &orders.iter().map(|o| o.total.currency.code().to_owned()).collect::<Vec<_>>(),
        &orders.iter().map(|o| o.idempotency_key.clone()).collect::<Vec<_>>(),
        &orders.iter().map(|o| o.request_digest.clone()).collect::<Vec<_>>()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.number)).collect())
}

/// Writes what orders count towards; asks nothing when none does.
pub(super) async fn mark(conn: &mut PgConnection, orders: &[NewOrder]) -> Result<(), sqlx::Error> {
    let (ids, marks): (Vec<_>, Vec<_>) =
        orders.iter().filter_map(|order| Some((order.id.0, order.mark?.to_vec()))).unzip();
    if ids.is_empty() {
        return Ok(());
    }
    query!("insert into order_marks (order_id, mark) select * from unnest($1::uuid[], $2::bytea[])", &ids, &marks)
        .execute(conn)
        .await?;
    Ok(())
}

/// Orders that stand, by what they count towards. The drop's units must be locked: then none is added meanwhile.
pub(super) async fn standing(conn: &mut PgConnection, marks: &[Mark]) -> Result<HashMap<Mark, i64>, sqlx::Error> {
    let marks: HashSet<_> = marks.iter().copied().collect();
    let rows = query!(
        r#"select asked.mark as "mark!", counted.orders as "orders!"
           from unnest($1::bytea[]) as asked(mark) cross join lateral (
             select count(*) as orders from order_marks m join orders o on o.id = m.order_id
             where m.mark = asked.mark and o.state not in ('expired', 'cancelled') offset 0) counted"#,
        &marks.iter().map(|mark| mark.to_vec()).collect::<Vec<_>>()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|r| Some((r.mark.try_into().ok()?, r.orders))).collect())
}

/// An order found by its key.
#[derive(Clone)]
pub(super) struct Bound {
    pub id: OrderId,
    pub number: i64,
    pub total_minor: i64,
    pub currency: String,
    pub expires_at: At,
    pub request_digest: Vec<u8>,
}

impl Bound {
    /// What a press with this key gets.
    ///
    /// # Errors
    /// [`PlaceRefusal::KeyReused`] when it asks for something else.
    pub fn answer(self, press: &PlaceOrder) -> Result<Placed, Error<PlaceRefusal>> {
        if self.request_digest != digest(press) {
            return Err(Error::Refused(PlaceRefusal::KeyReused));
        }
        let total = Money::from_row(self.total_minor, &self.currency)?;
        Ok(Placed { id: self.id, number: self.number, total, expires_at: self.expires_at, repeated: true })
    }
}

pub(super) async fn by_key(
    db: impl PgExecutor<'_>,
    account: AccountId,
    key: &str,
) -> Result<Option<Bound>, sqlx::Error> {
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

/// What is known of somebody who presses.
pub(super) struct Buyer {
    /// The account, if it is there and not blocked.
    pub known: Option<Known>,
    /// Units of the drop that it holds or owns, if it ever did.
    pub owned: Option<i32>,
    /// The order that the key is bound to.
    pub bound: Option<Bound>,
}

/// What is known of those who press in a drop, in the order in which they were asked for.
pub(super) async fn buyers(
    conn: &mut PgConnection,
    drop: DropId,
    accounts: &[AccountId],
    keys: &[&str],
) -> Result<Vec<Buyer>, sqlx::Error> {
    let accounts: Vec<_> = accounts.iter().map(|id| id.0).collect();
    let keys: Vec<_> = keys.iter().map(|key| (*key).to_owned()).collect();
    let rows = query!(
        r#"select a.created_at as "since?: At", a.verified_at is not null as "email_confirmed!",
                  (select c.units from drop_customers c where c.drop_id = $1 and c.account_id = asked.account_id) as owned,
                  o.id as "id?: OrderId", o.number as "number?", o.total_minor as "total_minor?", o.currency as "currency?",
                  o.expires_at as "expires_at?: At", o.request_digest as "request_digest?"
           from unnest($2::uuid[], $3::text[]) with ordinality as asked(account_id, key, nth) left join lateral (
             select * from orders o where o.account_id = asked.account_id and o.idempotency_key = asked.key offset 0) o on true
           left join lateral (
             select created_at, verified_at from accounts a where a.id = asked.account_id and a.blocked_at is null offset 0) a on true
           order by nth"#,
        drop.0,
        &accounts,
        &keys
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            let bound = match (r.id, r.number, r.total_minor, r.currency, r.expires_at, r.request_digest) {
                (Some(id), Some(number), Some(total_minor), Some(currency), Some(expires_at), Some(request_digest)) => {
                    Some(Bound { id, number, total_minor, currency, expires_at, request_digest })
                }
                _ => None,
            };
            let known = r.since.map(|since| Known { since, email_confirmed: r.email_confirmed });
            Buyer { known, owned: r.owned, bound }
        })
        .collect())
}

pub(super) async fn count_in_drop(
    db: impl PgExecutor<'_>,
    account: AccountId,
    drop: DropId,
) -> Result<i64, sqlx::Error> {
    query_scalar!(
        r#"select count(*) as "count!" from orders where account_id = $1 and drop_id = $2"#,
        account.0,
        drop.0
    )
    .fetch_one(db)
    .await
}

/// An order with its lines gathered, before its amount is read.
struct OrderRow {
    id: OrderId,
    number: i64,
    account: AccountId,
    drop: Option<DropId>,
    mode: Option<DropMode>,
    state: OrderState,
    total_minor: i64,
    currency: String,
    expires_at: At,
    paying: bool,
    shipped: bool,
    variants: Vec<Uuid>,
    quantities: Vec<i32>,
}

impl OrderRow {
    fn order(self) -> Result<Order, Fault> {
        Ok(Order {
            id: self.id,
            number: self.number,
            account: self.account,
            drop: self.drop.zip(self.mode),
            state: self.state,
            total: Money::from_row(self.total_minor, &self.currency)?,
            expires_at: self.expires_at,
            paying: self.paying,
            shipped: self.shipped,
            lines: self.variants.into_iter().map(VariantId).zip(self.quantities).collect(),
        })
    }
}

pub(super) async fn lock(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>, Fault> {
    let row = query_as!(
        OrderRow,
        r#"select o.id as "id: OrderId", o.number, o.account_id as "account: AccountId", o.drop_id as "drop: DropId",
                  (select d.mode from drops d where d.id = o.drop_id) as "mode: DropMode", o.state as "state: OrderState",
                  o.total_minor, o.currency, o.expires_at as "expires_at: At", o.paying,
                  exists (select from shipments s where s.order_id = o.id) as "shipped!",
                  array(select variant_id from order_lines l where l.order_id = o.id order by variant_id) as "variants!",
                  array(select quantity from order_lines l where l.order_id = o.id order by variant_id) as "quantities!"
           from orders o where o.id = $1 for no key update of o"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(OrderRow::order).transpose()
}

/// Orders whose window is over; those that somebody else holds are left to them.
pub(super) async fn lock_due(conn: &mut PgConnection, now: At, limit: i64) -> Result<Vec<Order>, Fault> {
    let rows = query_as!(
        OrderRow,
        r#"select o.id as "id: OrderId", o.number, o.account_id as "account: AccountId", o.drop_id as "drop: DropId",
                  (select d.mode from drops d where d.id = o.drop_id) as "mode: DropMode", o.state as "state: OrderState",
                  o.total_minor, o.currency, o.expires_at as "expires_at: At", o.paying, false as "shipped!",
                  array(select variant_id from order_lines l where l.order_id = o.id order by variant_id) as "variants!",
                  array(select quantity from order_lines l where l.order_id = o.id order by variant_id) as "quantities!"
           from orders o
           where o.state = 'pending_payment' and not o.paying and o.expires_at <= $1
           order by o.expires_at limit $2 for no key update of o skip locked"#,
        now as At,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(OrderRow::order).collect()
}

pub(super) async fn expire(conn: &mut PgConnection, ids: &[Uuid]) -> Result<(), sqlx::Error> {
    query!("update orders set state = 'expired' where id = any($1)", ids).execute(conn).await?;
    Ok(())
}

pub(super) async fn standing_in_drop(conn: &mut PgConnection, drop: DropId) -> Result<Vec<OrderId>, sqlx::Error> {
    query_scalar!(
        r#"select id as "id: OrderId" from orders
           where drop_id = $1 and state in ('pending_payment', 'paid', 'partly_refunded') order by created_at, id"#,
        drop.0
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn set_paying(conn: &mut PgConnection, id: OrderId, paying: bool) -> Result<(), sqlx::Error> {
    query!("update orders set paying = $2 where id = $1", id.0, paying).execute(conn).await?;
    Ok(())
}

pub(super) async fn set_ship_to(conn: &mut PgConnection, id: OrderId, to: Value) -> Result<(), sqlx::Error> {
    query!("update orders set ship_to = $2 where id = $1", id.0, to).execute(conn).await?;
    Ok(())
}

pub(super) async fn set_state(conn: &mut PgConnection, id: OrderId, state: OrderState) -> Result<(), sqlx::Error> {
    query!("update orders set state = $2, paying = false where id = $1", id.0, state as OrderState)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn mark_paid(conn: &mut PgConnection, id: OrderId, at: At) -> Result<(), sqlx::Error> {
    query!("update orders set state = 'paid', paying = false, paid_at = $2 where id = $1", id.0, at as At)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn event(
    conn: &mut PgConnection,
    id: OrderId,
    kind: &str,
    note: &str,
    by: Option<AccountId>,
    at: At,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into order_events (order_id, kind, note, account_id, at) values ($1, $2, $3, $4, $5)",
        id.0,
        kind,
        note,
        by.map(|id| id.0),
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn insert_shipment(
    conn: &mut PgConnection,
    id: OrderId,
    [carrier, number, url]: [&str; 3],
    at: At,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into shipments (id, order_id, carrier, tracking_number, tracking_url, shipped_at) values ($1, $2, $3, $4, $5, $6)",
        crate::ShipmentId::new().0,
        id.0,
        carrier,
        number,
        url,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the order is this account's.
pub async fn is_of(db: impl PgExecutor<'_>, id: OrderId, account: AccountId) -> Result<bool, sqlx::Error> {
    query_scalar!(r#"select exists (select from orders where id = $1 and account_id = $2) as "is!""#, id.0, account.0)
        .fetch_one(db)
        .await
}
