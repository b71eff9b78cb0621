//! The sizes of a product and their prices, saved as one table.

use serde_json::json;
use sqlx::PgConnection;

use super::rules::{self, CheckedVariant};
use super::{VariantRow, VariantsRefusal, store};
use crate::accounts::{Actor, Permission};
use crate::events::Topic;
use crate::refusal::constraint;
use crate::{Bar, Error, FieldError, Problem, ProductId, Shop, VariantId, audit, events, stock};

/// Saves the rows of a product's variants as they stand: changes, adds, takes away. All or nothing.
pub async fn save_variants(
    shop: &Shop,
    actor: &Actor,
    product: ProductId,
    rows: &[VariantRow],
) -> Result<(), Error<VariantsRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let kept = rules::variants(rows, shop.config.currency).map_err(invalid)?;
    let mut tx = shop.begin().await?;
    store::lock_product(&mut tx, product).await?.ok_or(Bar::NotFound)?;
    for id in rows.iter().filter(|row| !row.remove.is_empty()).filter_map(VariantRow::variant) {
        remove(&mut tx, product, id).await?;
    }
    for (place, checked) in &kept {
        let row = &rows[*place];
        save(&mut tx, product, row.variant(), *place, checked).await.map_err(|error| taken(error, *place))?;
    }
    let details = json!({ "variants": kept.iter().map(|(_, v)| json!({ "sku": v.sku, "name": v.name, "price_minor": v.price.minor })).collect::<Vec<_>>() });
    audit::record(&mut tx, Some(actor), shop.now(), "product.variants_saved", product.0, details).await?;
    events::emit(&mut tx, Topic::Product, "product.variants_saved", product.0, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

async fn save(
    conn: &mut PgConnection,
    product: ProductId,
    id: Option<VariantId>,
    place: usize,
    checked: &CheckedVariant,
) -> sqlx::Result<()> {
    let place = i32::try_from(place).unwrap_or(i32::MAX);
    let Some(id) = id else {
        let id = VariantId::new();
        store::insert_variant(conn, id, product, place, checked).await?;
        return stock::open(conn, id).await;
    };
    store::update_variant(conn, id, product, place, checked).await
}

/// Only what has left no trace can go.
async fn remove(conn: &mut PgConnection, product: ProductId, id: VariantId) -> Result<(), Error<VariantsRefusal>> {
    match store::delete_variant(conn, id, product).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Refused(VariantsRefusal::InUse)),
        Err(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation) => {
            Err(Error::Refused(VariantsRefusal::InUse))
        }
        Err(error) => Err(error.into()),
    }
}

fn invalid(fields: Vec<FieldError>) -> Error<VariantsRefusal> {
    Error::Refused(VariantsRefusal::Invalid(fields))
}

fn taken(error: sqlx::Error, place: usize) -> Error<VariantsRefusal> {
    let field = match constraint(&error) {
        Some("variants_sku_key") => "sku",
        Some("variants_name_key") => "name",
        _ if matches!(error, sqlx::Error::RowNotFound) => return Bar::NotFound.into(),
        _ => return error.into(),
    };
    invalid(vec![FieldError::new(&format!("rows.{place}.{field}"), Problem::Taken)])
}
