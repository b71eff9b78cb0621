//! All SQL of the drops.

mod lists;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sqlx::{PgConnection, PgExecutor, query, query_as, query_scalar};

pub(super) use lists::*;

use super::sale::{Sale, Shelf};
use super::steps::Units;
use super::{Drop, DropMode, DropState, DropVariant};
use crate::{AccountId, At, DropId, Fault, Money, ProductId, VariantId};

/// The drop, if there is one.
pub async fn find(db: impl PgExecutor<'_>, id: DropId) -> Result<Option<Drop>, sqlx::Error> {
    query_as!(
        Drop,
        r#"select id as "id: DropId", slug, product_id as "product: ProductId", mode as "mode: DropMode",
                  state as "state: DropState", opens_at as "opens_at: At", closes_at as "closes_at: At",
                  limit_per_customer, payment_window_minutes, review_hours, max_weight, reason, is_demo,
                  (select per_minute from lines where drop_id = id) as line_per_minute,
                  opened_at as "opened_at: At", closed_at as "closed_at: At"
           from drops where id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await
}

/// The drop, locked against other transitions until the transaction ends. Orders and entries under
/// way are not held up: their foreign keys take no more than a key share.
pub async fn lock(conn: &mut PgConnection, id: DropId) -> Result<Option<Drop>, sqlx::Error> {
    query_as!(
        Drop,
        r#"select id as "id: DropId", slug, product_id as "product: ProductId", mode as "mode: DropMode",
                  state as "state: DropState", opens_at as "opens_at: At", closes_at as "closes_at: At",
                  limit_per_customer, payment_window_minutes, review_hours, max_weight, reason, is_demo,
                  (select per_minute from lines where drop_id = id) as line_per_minute,
                  opened_at as "opened_at: At", closed_at as "closed_at: At"
           from drops where id = $1 for no key update"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The units of a drop, in the order of its variants.
pub async fn variants(db: impl PgExecutor<'_>, drop: DropId) -> Result<Vec<DropVariant>, Fault> {
    Ok(variants_of(db, &[drop]).await?.remove(&drop).unwrap_or_default())
}

/// The units of many drops, each in the order of its variants.
pub(super) async fn variants_of(
    db: impl PgExecutor<'_>,
    drops: &[DropId],
) -> Result<HashMap<DropId, Vec<DropVariant>>, Fault> {
    let ids: Vec<_> = drops.iter().map(|id| id.0).collect();
    let rows = query!(
        r#"select v.drop_id as "drop: DropId", v.variant_id as "variant: VariantId", n.name, v.pledged, v.held, v.paid,
                  v.free as "free!", v.written_off, v.price_minor, v.currency
           from drop_variants v join variants n on n.id = v.variant_id
           where v.drop_id = any($1) order by n.position, n.name"#,
        &ids
    )
    .fetch_all(db)
    .await?;
    let mut of: HashMap<DropId, Vec<DropVariant>> = HashMap::new();
    for r in rows {
        let price = Money::from_row(r.price_minor, &r.currency)?;
        of.entry(r.drop).or_default().push(DropVariant {
            variant: r.variant,
            name: r.name,
            pledged: r.pledged,
            held: r.held,
            paid: r.paid,
            free: r.free,
            written_off: r.written_off,
            price,
        });
    }
    Ok(of)
}

pub(super) struct HeldRow {
    pub price_minor: i64,
    pub currency: String,
    pub limit_per_customer: i32,
    pub payment_window_minutes: i32,
}

pub(super) async fn hold(conn: &mut PgConnection, units: &Units) -> Result<Option<HeldRow>, sqlx::Error> {
    query_as!(
        HeldRow,
        r#"update drop_variants v set held = v.held + $3
           from drops d
           where v.drop_id = $1 and v.variant_id = $2 and d.id = v.drop_id
             and d.state not in ('draft', 'settled', 'void', 'cancelled')
           returning v.price_minor, v.currency, d.limit_per_customer, d.payment_window_minutes"#,
        units.drop.0,
        units.variant.0,
        units.units
    )
    .fetch_optional(conn)
    .await
}

/// Counts units in for the customer; the constraint refuses what exceeds the limit.
pub(super) async fn count_in(conn: &mut PgConnection, units: &Units, limit: i32) -> Result<(), sqlx::Error> {
    query!(
        "insert into drop_customers (drop_id, account_id, units, unit_limit) values ($1, $2, $3, $4)
         on conflict (drop_id, account_id) do update set units = drop_customers.units + excluded.units",
        units.drop.0,
        units.account.0,
        units.units,
        limit
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Says that somebody tries to buy whom Redis does not know.
pub(super) async fn note_unmarked(db: impl PgExecutor<'_>, drop: DropId) -> Result<(), sqlx::Error> {
    query!("update drops set unmarked_attempts = true where id = $1 and not unmarked_attempts", drop.0)
        .execute(db)
        .await?;
    Ok(())
}

/// On which terms a flash sale sells, and what it has left, as of `at`; none without such a sale.
pub(super) async fn sale(conn: &mut PgConnection, drop: DropId, at: At) -> Result<Option<Sale>, Fault> {
    let rows = query!(
        r#"select d.state = 'open' and d.opens_at <= $2 and d.closes_at > $2 as "open!",
                  d.state = 'scheduled' and d.opens_at <= $2 and d.closes_at > $2 as "due!",
                  d.limit_per_customer, d.payment_window_minutes, d.unmarked_attempts,
                  v.variant_id as "variant: VariantId", v.free as "free!", v.price_minor, v.currency
           from drops d join drop_variants v on v.drop_id = d.id where d.id = $1 and d.mode = 'flash_sale'"#,
        drop.0,
        at as At
    )
    .fetch_all(conn)
    .await?;
    let Some(terms) = rows.first() else { return Ok(None) };
    let sale = Sale {
        open: terms.open,
        due: terms.due,
        payment_window: Duration::from_secs(60 * u64::try_from(terms.payment_window_minutes).unwrap_or(0)),
        limit: terms.limit_per_customer,
        unmarked: terms.unmarked_attempts,
        shelves: HashMap::new(),
        owned: HashMap::new(),
        counted: HashSet::new(),
    };
    let shelves = rows
        .into_iter()
        .map(|r| Ok((r.variant, Shelf { free: r.free, price: Money::from_row(r.price_minor, &r.currency)? })));
    Ok(Some(Sale { shelves: shelves.collect::<Result<_, Fault>>()?, ..sale }))
}

/// Holds what a batch dealt: one statement, however many bought.
pub(super) async fn hold_dealt(
    conn: &mut PgConnection,
    drop: DropId,
    limit: i32,
    variants: HashMap<VariantId, i32>,
    counted: HashMap<AccountId, i32>,
    new: HashMap<AccountId, i32>,
) -> Result<(), sqlx::Error> {
    let (variants, taken): (Vec<_>, Vec<_>) = variants.into_iter().map(|(id, units)| (id.0, units)).unzip();
    let (counted, more): (Vec<_>, Vec<_>) = counted.into_iter().map(|(id, units)| (id.0, units)).unzip();
    let (new, first): (Vec<_>, Vec<_>) = new.into_iter().map(|(id, units)| (id.0, units)).unzip();
    query!(
        "with shelves as (
           update drop_variants v set held = v.held + t.units
           from unnest($2::uuid[], $3::int[]) as t(variant_id, units)
           where v.drop_id = $1 and v.variant_id = t.variant_id),
         counted as (
           insert into drop_customers (drop_id, account_id, units, unit_limit)
           select $1, account_id, units, $8 from unnest($4::uuid[], $5::int[]) as c(account_id, units)
           order by account_id
           on conflict (drop_id, account_id) do update set units = drop_customers.units + excluded.units)
         insert into drop_customers (drop_id, account_id, units, unit_limit)
         select $1, account_id, units, $8 from unnest($6::uuid[], $7::int[]) as c(account_id, units)
         order by account_id",
        drop.0,
        &variants,
        &taken,
        &counted,
        &more,
        &new,
        &first,
        limit
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is free of an open drop, and whether somebody tried to buy while Redis was away. Nothing of one that is not open.
pub(super) async fn hint(
    db: impl PgExecutor<'_>,
    drop: DropId,
) -> Result<(HashMap<VariantId, i32>, bool), sqlx::Error> {
    let rows = query!(
        r#"select v.variant_id as "variant: VariantId", v.free as "free!", d.unmarked_attempts as unmarked
           from drops d join drop_variants v on v.drop_id = d.id where d.id = $1 and d.state = 'open'"#,
        drop.0
    )
    .fetch_all(db)
    .await?;
    let unmarked = rows.iter().any(|r| r.unmarked);
    Ok((rows.into_iter().map(|r| (r.variant, r.free)).collect(), unmarked))
}

/// The columns of many [`Units`], as Postgres wants them for one statement.
struct Columns {
    drops: Vec<uuid::Uuid>,
    variants: Vec<uuid::Uuid>,
    accounts: Vec<uuid::Uuid>,
    units: Vec<i32>,
}

impl Columns {
    fn of(units: &[Units]) -> Self {
        Self {
            drops: units.iter().map(|u| u.drop.0).collect(),
            variants: units.iter().map(|u| u.variant.0).collect(),
            accounts: units.iter().map(|u| u.account.0).collect(),
            units: units.iter().map(|u| u.units).collect(),
        }
    }
}

/// Locks variants, then customers, each in the order of its key.
pub(super) async fn lock_units(conn: &mut PgConnection, units: &[Units]) -> Result<(), sqlx::Error> {
    let c = Columns::of(units);
    query!(
        "select 1 as one from drop_variants
         where (drop_id, variant_id) in (select * from unnest($1::uuid[], $2::uuid[]))
         order by drop_id, variant_id for no key update",
        &c.drops,
        &c.variants
    )
    .fetch_all(&mut *conn)
    .await?;
    query!(
        "select 1 as one from drop_customers
         where (drop_id, account_id) in (select * from unnest($1::uuid[], $2::uuid[]))
         order by drop_id, account_id for no key update",
        &c.drops,
        &c.accounts
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Units that go back to the shop's shelf because their drop is over.
pub(super) struct Returned {
    pub drop_id: DropId,
    pub variant_id: VariantId,
    pub units: i32,
}

pub(super) async fn release_holds(conn: &mut PgConnection, units: &[Units]) -> Result<Vec<Returned>, sqlx::Error> {
    let c = Columns::of(units);
    query_as!(
        Returned,
        r#"with back as (
             select drop_id, variant_id, sum(units)::int as units
             from unnest($1::uuid[], $2::uuid[], $3::int[]) as u(drop_id, variant_id, units) group by 1, 2),
           moved as (
             update drop_variants v
             set held = v.held - back.units,
                 written_off = v.written_off + case when d.state in ('settled', 'void', 'cancelled') then back.units else 0 end
             from back join drops d on d.id = back.drop_id
             where v.drop_id = back.drop_id and v.variant_id = back.variant_id
             returning v.drop_id, v.variant_id, back.units, d.state)
           select drop_id as "drop_id: DropId", variant_id as "variant_id: VariantId", units as "units!"
           from moved where state in ('settled', 'void', 'cancelled') order by variant_id"#,
        &c.drops,
        &c.variants,
        &c.units
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn count_out(conn: &mut PgConnection, units: &[Units]) -> Result<(), sqlx::Error> {
    let c = Columns::of(units);
    query!(
        "update drop_customers c set units = c.units - back.units
         from (select drop_id, account_id, sum(units)::int as units
               from unnest($1::uuid[], $2::uuid[], $3::int[]) as u(drop_id, account_id, units) group by 1, 2) back
         where c.drop_id = back.drop_id and c.account_id = back.account_id",
        &c.drops,
        &c.accounts,
        &c.units
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn pay_held(conn: &mut PgConnection, units: &Units) -> Result<(), sqlx::Error> {
    query!(
        "update drop_variants set held = held - $3, paid = paid + $3 where drop_id = $1 and variant_id = $2",
        units.drop.0,
        units.variant.0,
        units.units
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Answers whether the drop is over.
pub(super) async fn take_back(conn: &mut PgConnection, units: &Units) -> Result<bool, sqlx::Error> {
    query_scalar!(
        r#"update drop_variants v
           set paid = v.paid - $3,
               written_off = v.written_off + case when d.state in ('settled', 'void', 'cancelled') then $3 else 0 end
           from drops d
           where v.drop_id = $1 and v.variant_id = $2 and d.id = v.drop_id
           returning d.state in ('settled', 'void', 'cancelled') as "over!""#,
        units.drop.0,
        units.variant.0,
        units.units
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn write_off(
    conn: &mut PgConnection,
    drop: DropId,
    variant: VariantId,
    units: i32,
) -> Result<(), sqlx::Error> {
    query!(
        "update drop_variants set written_off = written_off + $3 where drop_id = $1 and variant_id = $2",
        drop.0,
        variant.0,
        units
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) struct Locked {
    pub variant_id: VariantId,
    pub free: i32,
    pub held: i32,
}

pub(super) async fn lock_variants(conn: &mut PgConnection, drop: DropId) -> Result<Vec<Locked>, sqlx::Error> {
    query_as!(
        Locked,
        r#"select variant_id as "variant_id: VariantId", free as "free!", held from drop_variants
           where drop_id = $1 order by variant_id for no key update"#,
        drop.0
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn advance(
    conn: &mut PgConnection,
    drop: DropId,
    from: DropState,
    to: DropState,
    reason: Option<&str>,
    at: At,
) -> Result<bool, sqlx::Error> {
    let done = query!(
        "update drops set state = $3, reason = coalesce($4, reason),
                opened_at = case when $3 = 'open'::drop_state then coalesce(opened_at, $5) else opened_at end,
                closed_at = case when $3 in ('closed'::drop_state, 'cancelled', 'void') then coalesce(closed_at, $5) else closed_at end
         where id = $1 and state = $2",
        drop.0,
        from as DropState,
        to as DropState,
        reason,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Units that an account holds or owns of a drop.
pub async fn units_of(db: impl PgExecutor<'_>, drop: DropId, account: AccountId) -> Result<i32, sqlx::Error> {
    let units =
        query_scalar!("select units from drop_customers where drop_id = $1 and account_id = $2", drop.0, account.0);
    Ok(units.fetch_optional(db).await?.unwrap_or(0))
}
