//! What staff do with collections.

use serde_json::json;

use super::{CollectionCard, CollectionForm, CollectionRefusal, Move, StaffCollection, rules, store};
use crate::accounts::{Actor, Permission};
use crate::refusal::constraint;
use crate::{Bar, CollectionId, Error, FieldError, Problem, ProductId, Shop, audit};

/// Opens a collection.
pub async fn create_collection(
    shop: &Shop,
    actor: &Actor,
    form: &CollectionForm,
) -> Result<CollectionId, Error<CollectionRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let checked = rules::collection(form).map_err(invalid)?;
    let id = CollectionId::new();
    let mut tx = shop.begin().await?;
    store::insert_collection(&mut tx, id, &checked, shop.now()).await.map_err(taken)?;
    audit::record(&mut tx, Some(actor), shop.now(), "collection.created", id.0, json!({ "name": checked.name }))
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes what is said of a collection.
pub async fn edit_collection(
    shop: &Shop,
    actor: &Actor,
    id: CollectionId,
    form: &CollectionForm,
) -> Result<(), Error<CollectionRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let checked = rules::collection(form).map_err(invalid)?;
    let mut tx = shop.begin().await?;
    let found = store::update_collection(&mut tx, id, &checked).await.map_err(taken)?;
    found.then_some(()).ok_or(Bar::NotFound)?;
    audit::record(&mut tx, Some(actor), shop.now(), "collection.edited", id.0, json!({ "name": checked.name })).await?;
    tx.commit().await?;
    Ok(())
}

/// Moves a product of a collection by one place; at the end of the row it stays.
pub async fn move_in_collection(
    shop: &Shop,
    actor: &Actor,
    id: CollectionId,
    product: ProductId,
    way: Move,
) -> Result<(), Error> {
    actor.must(Permission::EditCatalogue)?;
    let mut tx = shop.begin().await?;
    store::lock_collection(&mut tx, id).await?.ok_or(Bar::NotFound)?;
    let mut order = store::members(&mut tx, id).await?;
    let at = order.iter().position(|other| *other == product).ok_or(Bar::NotFound)?;
    let to = way.from(at, order.len());
    order.swap(at, to);
    store::arrange(&mut tx, id, &order).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "collection.arranged", id.0, json!({ "product": product })).await?;
    tx.commit().await?;
    Ok(())
}

/// Dissolves a collection; its products stay.
pub async fn delete_collection(shop: &Shop, actor: &Actor, id: CollectionId) -> Result<(), Error> {
    actor.must(Permission::EditCatalogue)?;
    let mut tx = shop.begin().await?;
    let name = store::delete_collection(&mut tx, id).await?.ok_or(Bar::NotFound)?;
    audit::record(&mut tx, Some(actor), shop.now(), "collection.deleted", id.0, json!({ "name": name })).await?;
    tx.commit().await?;
    Ok(())
}

/// All collections by place and name.
pub async fn staff_collections(shop: &Shop, actor: &Actor) -> Result<Vec<CollectionCard>, Error> {
    actor.must(Permission::ViewDashboard)?;
    let mut conn = shop.db.acquire().await?;
    Ok(store::collections(&mut conn, false).await?)
}

/// All that staff edit of a collection.
pub async fn staff_collection(shop: &Shop, actor: &Actor, id: CollectionId) -> Result<StaffCollection, Error> {
    actor.must(Permission::ViewDashboard)?;
    let mut conn = shop.db.acquire().await?;
    let collection = store::collection(&mut conn, id).await?.ok_or(Bar::NotFound)?;
    let products = store::members(&mut conn, id).await?;
    Ok(StaffCollection { collection, products: super::cards(&mut conn, &products).await? })
}

fn invalid(fields: Vec<FieldError>) -> Error<CollectionRefusal> {
    Error::Refused(CollectionRefusal::Invalid(fields))
}

fn taken(error: sqlx::Error) -> Error<CollectionRefusal> {
    match constraint(&error) {
        Some("collections_slug_key") => invalid(vec![FieldError::new("slug", Problem::Taken)]),
        _ => error.into(),
    }
}
