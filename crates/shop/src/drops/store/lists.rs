//! SQL of lists, drafts and the clock.

use sqlx::{PgConnection, PgExecutor, query, query_as, query_scalar};

use super::super::form::Terms;
use super::super::{DropCard, DropMode, DropState};
use crate::{At, DropId, ProductId, VariantId};

/// Which drops to list.
#[derive(Clone, Copy, Debug)]
pub(in crate::drops) enum Which {
    /// Open, paused or scheduled.
    Current,
    /// Everything after that.
    Finished,
    /// Live or upcoming ones of a product.
    Product(ProductId),
    /// Public ones, those that opened before the given one.
    After(Option<DropId>),
    /// In this state, or all.
    State(Option<DropState>),
    /// This one.
    One(DropId),
}

impl Which {
    fn states(self) -> Vec<DropState> {
        use DropState as S;
        match self {
            Self::Current | Self::Product(_) => vec![S::Scheduled, S::Open, S::Paused],
            Self::Finished => vec![S::Closed, S::Sealed, S::Drawn, S::Settled, S::Void, S::Cancelled],
            Self::After(_) => S::ALL.into_iter().filter(|s| s.is_public()).collect(),
            Self::State(Some(state)) => vec![state],
            Self::State(None) | Self::One(_) => S::ALL.to_vec(),
        }
    }
}

/// Drops as cards, still without pictures and variants.
pub(in crate::drops) async fn cards(
    conn: &mut PgConnection,
    which: Which,
    limit: i64,
) -> Result<Vec<DropCard>, sqlx::Error> {
    let product = if let Which::Product(id) = which { Some(id.0) } else { None };
    let one = if let Which::One(id) = which { Some(id.0) } else { None };
    let after = if let Which::After(id) = which { id.map(|id| id.0) } else { None };
    let current = matches!(which, Which::Current | Which::Product(_));
    // Scheduled ones by their beginning, live ones by their end, the others latest first.
    let rows = query!(
        r#"select d.id as "id: DropId", d.slug, d.mode as "mode: DropMode", d.state as "state: DropState",
                  d.opens_at as "opens_at: At", d.closes_at as "closes_at: At", d.limit_per_customer,
                  d.product_id as "product: ProductId", p.name, p.maker
           from drops d join products p on p.id = d.product_id
           where d.state = any($1)
             and ($2::uuid is null or d.product_id = $2)
             and ($3::uuid is null or d.id = $3)
             and ($4::uuid is null or (d.opens_at, d.id) < (select opens_at, id from drops where id = $4))
           order by case when $5 and d.state = 'scheduled' then d.opens_at when $5 then d.closes_at end, d.opens_at desc, d.id desc
           limit $6"#,
        which.states() as Vec<DropState>,
        product,
        one,
        after,
        current,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| DropCard {
            id: r.id,
            slug: r.slug,
            mode: r.mode,
            state: r.state,
            opens_at: r.opens_at,
            closes_at: r.closes_at,
            limit_per_customer: r.limit_per_customer,
            product: r.product,
            name: r.name,
            maker: r.maker,
            picture: None,
            variants: Vec::new(),
        })
        .collect())
}

pub(in crate::drops) async fn id_of(db: impl PgExecutor<'_>, slug: &str) -> Result<Option<DropId>, sqlx::Error> {
    query_scalar!(r#"select id as "id: DropId" from drops where slug = $1"#, slug).fetch_optional(db).await
}

pub(in crate::drops) async fn product_slug(
    db: impl PgExecutor<'_>,
    product: ProductId,
) -> Result<Option<String>, sqlx::Error> {
    query_scalar!("select slug from products where id = $1", product.0).fetch_optional(db).await
}

pub(in crate::drops) async fn insert(
    conn: &mut PgConnection,
    id: DropId,
    slug: &str,
    terms: &Terms,
    at: At,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into drops (id, slug, product_id, mode, opens_at, closes_at, limit_per_customer, payment_window_minutes, review_hours, created_at, max_weight)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id.0,
        slug,
        terms.product.0,
        terms.mode as DropMode,
        terms.opens_at as At,
        terms.closes_at as At,
        terms.limit_per_customer,
        terms.payment_window_minutes,
        terms.review_hours,
        at as At,
        terms.max_weight
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in crate::drops) async fn update(
    conn: &mut PgConnection,
    id: DropId,
    slug: &str,
    terms: &Terms,
) -> Result<(), sqlx::Error> {
    query!(
        "update drops set slug = $2, product_id = $3, mode = $4, opens_at = $5, closes_at = $6, limit_per_customer = $7,
                payment_window_minutes = $8, review_hours = $9, max_weight = $10 where id = $1",
        id.0,
        slug,
        terms.product.0,
        terms.mode as DropMode,
        terms.opens_at as At,
        terms.closes_at as At,
        terms.limit_per_customer,
        terms.payment_window_minutes,
        terms.review_hours,
        terms.max_weight
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in crate::drops) async fn delete(conn: &mut PgConnection, id: DropId) -> Result<(), sqlx::Error> {
    query!("delete from drops where id = $1 and state = 'draft'", id.0).execute(conn).await?;
    Ok(())
}

/// Replaces the pledges of a draft, at today's prices; answers how many of the variants are the product's.
pub(in crate::drops) async fn set_units(
    conn: &mut PgConnection,
    id: DropId,
    product: ProductId,
    units: &[(VariantId, i32)],
) -> Result<u64, sqlx::Error> {
    query!("delete from drop_variants where drop_id = $1", id.0).execute(&mut *conn).await?;
    let variants: Vec<_> = units.iter().map(|(variant, _)| variant.0).collect();
    let counts: Vec<_> = units.iter().map(|(_, count)| *count).collect();
    let done = query!(
        "insert into drop_variants (drop_id, variant_id, pledged, price_minor, currency)
         select $1, v.id, u.units, v.price_minor, v.currency
         from unnest($3::uuid[], $4::int[]) as u(variant, units) join variants v on v.id = u.variant and v.product_id = $2",
        id.0,
        product.0,
        &variants,
        &counts
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// The prices of the announcement hold for the drop, whatever happens to the catalogue's.
pub(in crate::drops) async fn fix_prices(conn: &mut PgConnection, id: DropId) -> Result<(), sqlx::Error> {
    query!(
        "update drop_variants d set price_minor = v.price_minor, currency = v.currency
         from variants v where d.drop_id = $1 and v.id = d.variant_id",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in crate::drops) async fn set_opening(conn: &mut PgConnection, id: DropId, at: At) -> Result<(), sqlx::Error> {
    query!("update drops set opens_at = least(opens_at, $2) where id = $1", id.0, at as At).execute(conn).await?;
    Ok(())
}

/// A flash sale whose time has come.
pub(in crate::drops) struct Due {
    pub id: DropId,
    pub state: DropState,
}

/// Locked; those that another sweep holds are left to it.
pub(in crate::drops) async fn due_flash_sales(conn: &mut PgConnection, now: At) -> Result<Vec<Due>, sqlx::Error> {
    query_as!(
        Due,
        r#"select id as "id: DropId", state as "state: DropState" from drops
           where mode = 'flash_sale'
             and ((state = 'scheduled' and opens_at <= $1) or (state in ('open', 'paused') and closes_at <= $1))
           order by id limit 500 for no key update skip locked"#,
        now as At
    )
    .fetch_all(conn)
    .await
}

pub(in crate::drops) async fn due_draws(db: impl PgExecutor<'_>, now: At) -> Result<Vec<DropId>, sqlx::Error> {
    query_scalar!(
        r#"select id as "id: DropId" from drops
           where mode = 'draw'
             and ((state = 'scheduled' and opens_at <= $1) or (state = 'open' and closes_at <= $1))
           order by id limit 500"#,
        now as At
    )
    .fetch_all(db)
    .await
}

/// Closed flash sales in which nothing is held or something is still free.
pub(in crate::drops) async fn to_settle(db: impl PgExecutor<'_>) -> Result<Vec<DropId>, sqlx::Error> {
    query_scalar!(
        r#"select d.id as "id: DropId" from drops d
           where d.state = 'closed' and d.mode = 'flash_sale'
             and (exists (select from drop_variants v where v.drop_id = d.id and v.free > 0)
                  or not exists (select from drop_variants v where v.drop_id = d.id and v.held > 0))
           order by d.closed_at limit 500"#
    )
    .fetch_all(db)
    .await
}

pub(in crate::drops) async fn open_if_due(conn: &mut PgConnection, id: DropId, now: At) -> Result<bool, sqlx::Error> {
    let done = query!(
        "update drops set state = 'open', opened_at = $2
         where id = $1 and mode = 'flash_sale' and state = 'scheduled' and opens_at <= $2 and closes_at > $2",
        id.0,
        now as At
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::drops) async fn set_demo(conn: &mut PgConnection, id: DropId, is_demo: bool) -> Result<(), sqlx::Error> {
    query!("update drops set is_demo = $2 where id = $1", id.0, is_demo).execute(conn).await?;
    Ok(())
}

/// Demo drops after which the next may follow: they sell no more.
pub(in crate::drops) async fn ended_demo(db: impl PgExecutor<'_>) -> Result<Vec<DropId>, sqlx::Error> {
    query_scalar!(
        r#"select id as "id: DropId" from drops where is_demo and state not in ('draft', 'scheduled', 'open', 'paused') order by closes_at"#
    )
    .fetch_all(db)
    .await
}

/// How many demo drops of a mode sell, or are about to within minutes, and how many are announced for later.
pub(in crate::drops) struct DemoCount {
    pub open: i64,
    pub announced: i64,
}

pub(in crate::drops) async fn demo_of_mode(
    conn: &mut PgConnection,
    mode: DropMode,
    now: At,
) -> Result<DemoCount, sqlx::Error> {
    query_as!(
        DemoCount,
        r#"select count(*) filter (where state in ('open', 'paused') or opens_at < $2::timestamptz + interval '10 minutes') as "open!",
             count(*) filter (where state = 'scheduled' and opens_at >= $2::timestamptz + interval '10 minutes') as "announced!"
           from drops where is_demo and mode = $1 and state in ('scheduled', 'open', 'paused')"#,
        mode as DropMode,
        now as At
    )
    .fetch_one(conn)
    .await
}
