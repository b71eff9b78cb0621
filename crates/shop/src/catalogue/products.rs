//! What staff do with products.

use serde_json::json;

use super::{ProductForm, ProductList, ProductRefusal, ProductState, StaffFilter, StaffProduct, rules, store};
use crate::accounts::{Actor, Permission};
use crate::events::Topic;
use crate::refusal::constraint;
use crate::{Bar, Error, FieldError, Problem, ProductId, Shop, audit, events};

/// Rows of the products on a page of the dashboard.
const PER_PAGE: i64 = 30;

/// Writes down a new product, as a draft.
pub async fn create(shop: &Shop, actor: &Actor, form: &ProductForm) -> Result<ProductId, Error<ProductRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let checked = rules::product(form).map_err(invalid)?;
    let (id, now) = (ProductId::new(), shop.now());
    let mut tx = shop.begin().await?;
    store::insert_product(&mut tx, id, &checked, now).await.map_err(taken)?;
    store::join_collections(&mut tx, id, &form.collections).await?;
    audit::record(&mut tx, Some(actor), now, "product.created", id.0, json!({ "name": checked.name })).await?;
    events::emit(&mut tx, Topic::Product, "product.created", id.0, json!({})).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes what is said of a product and which collections it is in.
pub async fn edit(shop: &Shop, actor: &Actor, id: ProductId, form: &ProductForm) -> Result<(), Error<ProductRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let checked = rules::product(form).map_err(invalid)?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let found = store::update_product(&mut tx, id, &checked, now).await.map_err(taken)?;
    found.then_some(()).ok_or(Bar::NotFound)?;
    store::join_collections(&mut tx, id, &form.collections).await?;
    audit::record(&mut tx, Some(actor), now, "product.edited", id.0, json!({ "name": checked.name })).await?;
    events::emit(&mut tx, Topic::Product, "product.edited", id.0, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Publishes a product, archives it, or makes it a draft again.
pub async fn set_state(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    state: ProductState,
) -> Result<(), Error<ProductRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    store::lock_product(&mut tx, id).await?.ok_or(Bar::NotFound)?;
    if state == ProductState::Active && store::variants(&mut tx, id).await?.is_empty() {
        return Err(Error::Refused(ProductRefusal::NoVariants));
    }
    store::set_state(&mut tx, id, state, now).await?;
    let action = match state {
        ProductState::Draft => "product.withdrawn",
        ProductState::Active => "product.published",
        ProductState::Archived => "product.archived",
    };
    audit::record(&mut tx, Some(actor), now, action, id.0, json!({})).await?;
    events::emit(&mut tx, Topic::Product, action, id.0, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// The products that staff look for, newest first.
pub async fn staff_list(shop: &Shop, actor: &Actor, filter: &StaffFilter) -> Result<ProductList, Error> {
    actor.must(Permission::ViewDashboard)?;
    let mut conn = shop.db.acquire().await?;
    let (found, total) = store::staff_list(&mut conn, filter, PER_PAGE).await?;
    let cards = super::cards(&mut conn, &found).await?;
    Ok(ProductList { cards, total, per_page: PER_PAGE, sizes: Vec::new() })
}

/// All that staff edit of a product.
pub async fn staff_product(shop: &Shop, actor: &Actor, id: ProductId) -> Result<StaffProduct, Error> {
    actor.must(Permission::ViewDashboard)?;
    let mut conn = shop.db.acquire().await?;
    let product = store::product(&mut conn, id).await?.ok_or(Bar::NotFound)?;
    Ok(StaffProduct {
        product,
        pictures: store::pictures(&mut conn, id).await?,
        variants: store::variants(&mut conn, id).await?,
        collections: store::memberships(&mut conn, id).await?,
        currency: shop.config.currency,
        updated_at: store::updated_at(&mut conn, id).await?,
    })
}

fn invalid(fields: Vec<FieldError>) -> Error<ProductRefusal> {
    Error::Refused(ProductRefusal::Invalid(fields))
}

fn taken(error: sqlx::Error) -> Error<ProductRefusal> {
    match constraint(&error) {
        Some("products_slug_key") => invalid(vec![FieldError::new("slug", Problem::Taken)]),
        _ => error.into(),
    }
}
