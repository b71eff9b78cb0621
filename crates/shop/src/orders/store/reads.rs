//! SQL of what pages show of the orders.

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor, query, query_as};

use super::super::{
    Customer, OrderCard, OrderDrop, OrderEvent, OrderFilter, OrderLine, OrderState, OrderView, Shipment,
};
use crate::accounts::Address;
use crate::drops::DropMode;
use crate::{AccountId, At, DropId, Fault, Money, OrderId, ProductId};

/// The order with its owner, still without lines, parcel and events.
pub(in crate::orders) async fn view(
    conn: &mut PgConnection,
    id: OrderId,
    now: At,
) -> Result<Option<(AccountId, OrderView)>, Fault> {
    let row = query!(
        r#"select o.number, o.state as "state: OrderState", o.total_minor, o.currency, o.created_at as "placed_at: At",
                  o.expires_at as "expires_at: At", o.paid_at as "paid_at: At", o.paying, o.ship_to as "ship_to: Json<Address>",
                  o.account_id as "account: AccountId", a.name, a.email::text as "email!",
                  o.drop_id as "drop: DropId", d.slug as "slug?", d.mode as "mode?: DropMode"
           from orders o join accounts a on a.id = o.account_id left join drops d on d.id = o.drop_id
           where o.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let drop = match (row.drop, row.slug, row.mode) {
        (Some(id), Some(slug), Some(mode)) => Some(OrderDrop { id, slug, mode }),
        _ => None,
    };
    let order = OrderView {
        id,
        number: row.number,
        state: row.state,
        drop,
        lines: Vec::new(),
        total: Money::from_row(row.total_minor, &row.currency)?,
        now,
        placed_at: row.placed_at,
        expires_at: row.expires_at,
        paid_at: row.paid_at,
        paying: row.paying,
        ship_to: row.ship_to.map(|address| address.0),
        shipment: None,
        events: Vec::new(),
        customer: Some(Customer { id: row.account, name: row.name, email: row.email }),
    };
    Ok(Some((row.account, order)))
}

pub(in crate::orders) async fn lines(conn: &mut PgConnection, id: OrderId) -> Result<Vec<OrderLine>, Fault> {
    let rows = query!(
        r#"select p.id as "product: ProductId", p.name, p.maker, v.name as size, l.quantity, l.price_minor, o.currency
           from order_lines l join orders o on o.id = l.order_id join variants v on v.id = l.variant_id
                join products p on p.id = v.product_id
           where l.order_id = $1 order by v.position, v.name"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            let price = Money::from_row(r.price_minor, &r.currency)?;
            Ok(OrderLine {
                product: r.product,
                name: r.name,
                maker: r.maker,
                size: r.size,
                quantity: r.quantity,
                price,
                picture: None,
            })
        })
        .collect()
}

pub(in crate::orders) async fn shipment(conn: &mut PgConnection, id: OrderId) -> Result<Option<Shipment>, sqlx::Error> {
    query_as!(
        Shipment,
        r#"select carrier, tracking_number, tracking_url, shipped_at as "shipped_at: At" from shipments where order_id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::orders) async fn events(conn: &mut PgConnection, id: OrderId) -> Result<Vec<OrderEvent>, sqlx::Error> {
    query_as!(
        OrderEvent,
        r#"select e.kind as "kind!", e.note as "note!", a.name as "by?", e.at as "at!: At"
           from (select 'placed' as kind, '' as note, account_id, created_at as at, 0 as id from orders where id = $1
                 union all
                 select kind, note, account_id, at, id from order_events where order_id = $1) e
                left join accounts a on a.id = e.account_id
           order by e.id"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Orders as cards, each with its first product, still without pictures. Newest first.
pub(in crate::orders) async fn cards(
    conn: &mut PgConnection,
    filter: &OrderFilter,
    limit: i64,
) -> Result<Vec<(ProductId, OrderCard)>, Fault> {
    let q = filter.q.trim();
    let number: Option<i64> = q.trim_start_matches('#').parse().ok();
    let like = (!q.is_empty() && number.is_none()).then(|| format!("%{}%", q.replace(['%', '_', '\\'], "")));
    let rows = query!(
        r#"select o.id as "id: OrderId", o.number, o.state as "state: OrderState", o.total_minor, o.currency,
                  o.created_at as "placed_at: At", o.expires_at as "expires_at: At", o.account_id as "account: AccountId",
                  a.name as customer, a.email::text as "email!", p.id as "product: ProductId", p.name, l.size as "size!", l.units as "units!"
           from orders o join accounts a on a.id = o.account_id
                cross join lateral (
                  select min(v.product_id::text)::uuid as product_id, min(v.name) as size, sum(l.quantity) as units
                  from order_lines l join variants v on v.id = l.variant_id where l.order_id = o.id) l
                join products p on p.id = l.product_id
           where ($1::order_state is null or o.state = $1)
             and ($2::uuid is null or o.drop_id = $2)
             and ($3::uuid is null or o.account_id = $3)
             and ($4::bigint is null or o.number = $4)
             and ($5::text is null or a.name ilike $5 or a.email::text ilike $5)
             and ($6::uuid is null or o.number < (select number from orders where id = $6))
           order by o.number desc limit $7"#,
        filter.state as Option<OrderState>,
        filter.drop.map(|id| id.0),
        filter.account.map(|id| id.0),
        number,
        like,
        filter.before.map(|id| id.0),
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            let card = OrderCard {
                id: r.id,
                number: r.number,
                state: r.state,
                name: r.name,
                size: r.size,
                units: r.units,
                total: Money::from_row(r.total_minor, &r.currency)?,
                placed_at: r.placed_at,
                expires_at: r.expires_at,
                picture: None,
                customer: Some(Customer { id: r.account, name: r.customer, email: r.email }),
            };
            Ok((r.product, card))
        })
        .collect()
}

pub(in crate::orders) struct FiguresRow {
    pub taken: i64,
    pub paid: i64,
    pub placed: i64,
    pub refunds: i64,
    pub pending: i64,
    pub to_ship: i64,
    pub open_drops: i64,
}

pub(in crate::orders) async fn figures(db: impl PgExecutor<'_>, since: At) -> Result<FiguresRow, sqlx::Error> {
    query_as!(
        FiguresRow,
        r#"select (select coalesce(sum(total_minor), 0)::bigint from orders where paid_at >= $1) as "taken!",
                  (select count(*) from orders where paid_at >= $1) as "paid!",
                  (select count(*) from orders where created_at >= $1) as "placed!",
                  (select count(*) from order_events e join orders o on o.id = e.order_id
                   where e.kind = 'refunded' and e.at >= $1 and o.state in ('refunded', 'partly_refunded', 'cancelled')) as "refunds!",
                  (select count(*) from orders where state = 'pending_payment') as "pending!",
                  (select count(*) from orders where state = 'paid') as "to_ship!",
                  (select count(*) from drops where state = 'open') as "open_drops!""#,
        since as At
    )
    .fetch_one(db)
    .await
}

/// Money taken from each of the given instants to the next, the last one without end.
pub(in crate::orders) async fn taken_per_day(db: impl PgExecutor<'_>, days: &[At]) -> Result<Vec<i64>, sqlx::Error> {
    let rows = query!(
        r#"select width_bucket(paid_at, $1) as "day!", sum(total_minor)::bigint as "taken!"
           from orders where paid_at >= ($1::timestamptz[])[1] group by 1"#,
        days as &[At]
    )
    .fetch_all(db)
    .await?;
    let mut taken = vec![0; days.len()];
    for row in rows {
        if let Some(slot) = usize::try_from(row.day - 1).ok().and_then(|i| taken.get_mut(i)) {
            *slot = row.taken;
        }
    }
    Ok(taken)
}

/// Orders of a drop by how many seconds ago they were placed, of the last minute.
pub(in crate::orders) async fn per_second(
    db: impl PgExecutor<'_>,
    drop: DropId,
    now: At,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let rows = query!(
        r#"select floor(extract(epoch from $2::timestamptz - created_at))::bigint as "ago!", count(*) as "orders!"
           from orders where drop_id = $1 and created_at > $2::timestamptz - interval '60 seconds' group by 1"#,
        drop.0,
        now as At
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|r| (r.ago, r.orders)).collect())
}

pub(in crate::orders) struct PulseRow {
    pub placed: i64,
    pub pending: i64,
    pub paying: i64,
    pub paid: i64,
    pub ended: i64,
    pub taken: i64,
    pub declined: i64,
}

pub(in crate::orders) async fn pulse(db: impl PgExecutor<'_>, drop: DropId) -> Result<PulseRow, sqlx::Error> {
    query_as!(
        PulseRow,
        r#"select count(*) as "placed!", count(*) filter (where state = 'pending_payment') as "pending!",
                  count(*) filter (where state = 'pending_payment' and paying) as "paying!",
                  count(*) filter (where paid_at is not null) as "paid!",
                  count(*) filter (where state in ('expired', 'cancelled')) as "ended!",
                  coalesce(sum(total_minor) filter (where paid_at is not null), 0)::bigint as "taken!",
                  (select count(*) from order_events e join orders p on p.id = e.order_id
                   where p.drop_id = $1 and e.kind = 'payment_declined') as "declined!"
           from orders where drop_id = $1"#,
        drop.0
    )
    .fetch_one(db)
    .await
}
