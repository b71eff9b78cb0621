//! All SQL of the stock.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{Movement, Reason, Shelf, ShelfFilter};
use crate::{AccountId, At, ProductId, VariantId};

/// A change of a variant's stock with its reason.
pub(super) struct Change<'a> {
    pub on_hand: i32,
    pub reserved: i32,
    pub reason: Reason,
    pub note: &'a str,
    pub subject: Option<Uuid>,
    pub account: Option<AccountId>,
    pub at: At,
}

pub(super) async fn open(conn: &mut PgConnection, variant: VariantId) -> sqlx::Result<()> {
    sqlx::query!("insert into stock (variant_id) values ($1) on conflict do nothing", variant.0).execute(conn).await?;
    Ok(())
}

/// Balance and history in one statement: neither can be written without the other.
pub(super) async fn apply(conn: &mut PgConnection, variant: VariantId, change: &Change<'_>) -> sqlx::Result<()> {
    let written = sqlx::query!(
        "with changed as (
           update stock set on_hand = on_hand + $2, reserved = reserved + $3 where variant_id = $1 returning variant_id)
         insert into stock_movements (variant_id, on_hand, reserved, reason, note, subject_id, account_id, at)
         select variant_id, $2, $3, $4, $5, $6, $7, $8 from changed",
        variant.0,
        change.on_hand,
        change.reserved,
        change.reason.as_str(),
        change.note,
        change.subject,
        change.account.map(|id| id.0),
        change.at as At,
    )
    .execute(conn)
    .await?;
    if written.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

pub(super) async fn available(conn: &mut PgConnection, variant: VariantId) -> sqlx::Result<i32> {
    let available = sqlx::query_scalar!("select available from stock where variant_id = $1", variant.0)
        .fetch_optional(conn)
        .await?;
    Ok(available.flatten().unwrap_or(0))
}

pub(super) async fn shelf(conn: &mut PgConnection, variant: VariantId) -> sqlx::Result<Option<Shelf>> {
    sqlx::query_as!(
        Shelf,
        r#"select v.id as "variant_id: VariantId", p.id as "product_id: ProductId", p.name as product, v.name as variant, v.sku,
             s.on_hand::bigint as "on_hand!", s.reserved::bigint as "reserved!", s.available::bigint as "available!"
           from stock s join variants v on v.id = s.variant_id join products p on p.id = v.product_id
           where v.id = $1"#,
        variant.0
    )
    .fetch_optional(conn)
    .await
}

pub(super) async fn shelves(
    conn: &mut PgConnection,
    filter: &ShelfFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<Shelf>> {
    sqlx::query_as!(
        Shelf,
        r#"select v.id as "variant_id: VariantId", p.id as "product_id: ProductId", p.name as product, v.name as variant, v.sku,
             s.on_hand::bigint as "on_hand!", s.reserved::bigint as "reserved!", s.available::bigint as "available!"
           from stock s join variants v on v.id = s.variant_id join products p on p.id = v.product_id
           where p.state <> 'archived' and ($1 = '' or strpos(lower(p.name), lower($1)) > 0 or strpos(lower(v.sku), lower($1)) > 0)
             and (not $2 or s.available = 0)
           order by p.name, p.id, v.position, v.name limit $3 offset $4"#,
        filter.q,
        filter.empty_only,
        limit,
        offset
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn count(conn: &mut PgConnection, filter: &ShelfFilter) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from stock s join variants v on v.id = s.variant_id join products p on p.id = v.product_id
           where p.state <> 'archived' and ($1 = '' or strpos(lower(p.name), lower($1)) > 0 or strpos(lower(v.sku), lower($1)) > 0)
             and (not $2 or s.available = 0)"#,
        filter.q,
        filter.empty_only
    )
    .fetch_one(conn)
    .await
}

/// Newest first, from before the movement `before`.
pub(super) async fn movements(
    conn: &mut PgConnection,
    variant: VariantId,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Movement>> {
    sqlx::query_as!(
        Movement,
        r#"select m.id, m.at as "at: At", m.on_hand::bigint as "on_hand!", m.reserved::bigint as "reserved!", m.reason, m.note,
             a.name as "by?"
           from stock_movements m left join accounts a on a.id = m.account_id
           where m.variant_id = $1 and m.id < $2 order by m.id desc limit $3"#,
        variant.0,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}
