//! Drafts: made, changed and thrown away by staff.

use serde_json::json;
use sqlx::PgConnection;

use super::form::{self, Terms};
use super::{DropForm, DropState, EditRefusal, store};
use crate::accounts::{Actor, Permission};
use crate::{Bar, DropId, Error, FieldError, Problem, Shop, audit, defences, line, refusal::constraint};

/// Makes a draft.
///
/// # Errors
/// [`EditRefusal`], with the fields that are wrong.
pub async fn create(shop: &Shop, actor: &Actor, form: &DropForm) -> Result<DropId, Error<EditRefusal>> {
    actor.must(Permission::EditDrops)?;
    let terms = form::read(form)?;
    let id = DropId::new();
    let mut tx = shop.begin().await?;
    let slug = slug(&mut tx, &terms).await?;
    store::insert(&mut tx, id, &slug, &terms, shop.now()).await.map_err(refused)?;
    units(&mut tx, id, &terms).await?;
    line::plan(&mut tx, id, terms.line_per_minute).await?;
    defences::set(&mut tx, id, &terms.defences).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "drop.created", id.0, json!({ "slug": slug })).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a draft.
///
/// # Errors
/// [`EditRefusal`]; a drop that is announced keeps its terms.
pub async fn edit(shop: &Shop, actor: &Actor, id: DropId, form: &DropForm) -> Result<(), Error<EditRefusal>> {
    actor.must(Permission::EditDrops)?;
    let terms = form::read(form)?;
    let mut tx = shop.begin().await?;
    must_be_draft(&mut tx, id).await?;
    let slug = slug(&mut tx, &terms).await?;
    store::update(&mut tx, id, &slug, &terms).await.map_err(refused)?;
    units(&mut tx, id, &terms).await?;
    line::plan(&mut tx, id, terms.line_per_minute).await?;
    defences::set(&mut tx, id, &terms.defences).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "drop.edited", id.0, json!({ "slug": slug })).await?;
    tx.commit().await?;
    Ok(())
}

/// Throws a draft away; nobody but staff has seen it.
///
/// # Errors
/// [`EditRefusal::NotADraft`]: what is announced can only be cancelled in public.
pub async fn discard(shop: &Shop, actor: &Actor, id: DropId) -> Result<(), Error<EditRefusal>> {
    actor.must(Permission::EditDrops)?;
    let mut tx = shop.begin().await?;
    must_be_draft(&mut tx, id).await?;
    store::delete(&mut tx, id).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "drop.discarded", id.0, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

async fn must_be_draft(conn: &mut PgConnection, id: DropId) -> Result<(), Error<EditRefusal>> {
    let drop = store::lock(conn, id).await?.ok_or(Bar::NotFound)?;
    if drop.state == DropState::Draft { Ok(()) } else { Err(Error::Refused(EditRefusal::NotADraft)) }
}

/// As typed, or product and day: `kiln-runner-2026-11-20`.
async fn slug(conn: &mut PgConnection, terms: &Terms) -> Result<String, Error<EditRefusal>> {
    if !terms.slug.is_empty() {
        return Ok(terms.slug.clone());
    }
    let product = store::product_slug(conn, terms.product).await?;
    let product = product.ok_or_else(|| wrong("product", Problem::NotAChoice))?;
    Ok(format!("{product}-{}", &terms.opens_at.input_value()[..10]))
}

async fn units(conn: &mut PgConnection, id: DropId, terms: &Terms) -> Result<(), Error<EditRefusal>> {
    let written = store::set_units(conn, id, terms.product, &terms.units).await?;
    if written == terms.units.len() as u64 { Ok(()) } else { Err(wrong("units", Problem::NotAChoice)) }
}

fn wrong(field: &str, problem: Problem) -> Error<EditRefusal> {
    Error::Refused(EditRefusal::Invalid(vec![FieldError::new(field, problem)]))
}

fn refused(error: sqlx::Error) -> Error<EditRefusal> {
    match constraint(&error) {
        Some("drops_slug_key") => Error::Refused(EditRefusal::SlugTaken),
        Some("drops_product_id_fkey") => wrong("product", Problem::NotAChoice),
        _ => error.into(),
    }
}
