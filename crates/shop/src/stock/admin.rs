//! What staff do with the stock, and see of it.

use serde_json::json;

use super::{MovementPage, Reason, ShelfFilter, ShelfPage, StockRefusal, steps, store};
use crate::accounts::{Actor, Permission};
use crate::{Bar, Error, FieldError, Problem, Shop, VariantId, audit};

/// Rows of the stock on a page.
const PER_PAGE: i64 = 50;
/// Movements on a page.
const MOVEMENTS: i64 = 50;
/// Most units in one movement: a slip of the finger is not an edition.
const MOST: i32 = 100_000;

/// Units came in from the maker.
pub async fn receive(
    shop: &Shop,
    actor: &Actor,
    variant: VariantId,
    units: &str,
    note: &str,
) -> Result<(), Error<StockRefusal>> {
    change(shop, actor, variant, Reason::Received, whole(units, 1)?, noted(note, false)?).await
}

/// Staff counted and found `units` more or fewer (negative) than the books say; `why` is required.
pub async fn correct(
    shop: &Shop,
    actor: &Actor,
    variant: VariantId,
    units: &str,
    why: &str,
) -> Result<(), Error<StockRefusal>> {
    change(shop, actor, variant, Reason::Corrected, whole(units, -MOST)?, noted(why, true)?).await
}

/// The stock of all variants of products that are not archived.
pub async fn shelves(shop: &Shop, actor: &Actor, filter: &ShelfFilter) -> Result<ShelfPage, Error> {
    actor.must(Permission::ViewDashboard)?;
    let mut conn = shop.db.acquire().await?;
    let rows = store::shelves(&mut conn, filter, PER_PAGE, (filter.page.clamp(1, 100_000) - 1) * PER_PAGE).await?;
    let total = store::count(&mut conn, filter).await?;
    Ok(ShelfPage { rows, total, per_page: PER_PAGE })
}

/// The stock of one variant and its movements, newest first, from before the movement `before`.
pub async fn movements(
    shop: &Shop,
    actor: &Actor,
    variant: VariantId,
    before: Option<i64>,
) -> Result<MovementPage, Error> {
    actor.must(Permission::ViewDashboard)?;
    let mut conn = shop.db.acquire().await?;
    let shelf = store::shelf(&mut conn, variant).await?.ok_or(Bar::NotFound)?;
    let rows = store::movements(&mut conn, variant, before.unwrap_or(i64::MAX), MOVEMENTS).await?;
    let full = i64::try_from(rows.len()) == Ok(MOVEMENTS);
    let next = rows.last().filter(|_| full).map(|last| last.id);
    Ok(MovementPage { shelf, rows, next })
}

async fn change(
    shop: &Shop,
    actor: &Actor,
    variant: VariantId,
    why: Reason,
    units: i32,
    note: &str,
) -> Result<(), Error<StockRefusal>> {
    actor.must(Permission::EditStock)?;
    let mut tx = shop.begin().await?;
    store::shelf(&mut tx, variant).await?.ok_or(Bar::NotFound)?;
    steps::stocked(&mut tx, variant, units, why, note, Some(actor.id), shop.now()).await?;
    let action = format!("stock.{}", why.as_str());
    audit::record(&mut tx, Some(actor), shop.now(), &action, variant.0, json!({ "units": units, "note": note }))
        .await?;
    tx.commit().await?;
    Ok(())
}

fn whole(units: &str, least: i32) -> Result<i32, Error<StockRefusal>> {
    let units = units.trim().parse().ok().filter(|units| *units != 0 && (least..=MOST).contains(units));
    units.ok_or_else(|| wrong("units", Problem::NotBetween(least.into(), MOST.into())))
}

fn noted(note: &str, required: bool) -> Result<&str, Error<StockRefusal>> {
    match note.trim() {
        "" if required => Err(wrong("note", Problem::Required)),
        long if long.chars().count() > 300 => Err(wrong("note", Problem::TooLong(300))),
        note => Ok(note),
    }
}

fn wrong(field: &str, problem: Problem) -> Error<StockRefusal> {
    Error::Refused(StockRefusal::Invalid(vec![FieldError::new(field, problem)]))
}
