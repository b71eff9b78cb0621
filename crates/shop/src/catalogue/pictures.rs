//! Pictures of products: adding, describing, ordering, deleting, reading.

use bytes::Bytes;
use image::DynamicImage;
use queue::{NewJob, Priority};
use serde_json::json;
use sqlx::PgConnection;

use super::encode::{self, Format};
use super::jobs::{self, EncodePicture, ForgetPicture};
use super::{Move, PictureRefusal, rules, store};
use crate::accounts::{Actor, Permission};
use crate::storage::Key;
use crate::{Bar, Error, Fault, FieldError, ImageId, Problem, ProductId, Shop, audit};

/// The largest upload, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most pictures of a product.
const MOST: usize = 12;

/// Adds an uploaded picture behind the others. `alt` says what it shows.
pub async fn add_picture(
    shop: &Shop,
    actor: &Actor,
    product: ProductId,
    alt: &str,
    bytes: Bytes,
) -> Result<ImageId, Error<PictureRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    rules::alt(alt).map_err(invalid)?;
    if bytes.len() > MAX_BYTES {
        return Err(not_a_picture());
    }
    // One at a time, so that memory holds one unpacked picture and not one per upload.
    let permit = shop.encoding.acquire().await?;
    let image = tokio::task::spawn_blocking(move || encode::read(&bytes)).await?.ok_or_else(not_a_picture)?;
    let added = keep_picture(shop, actor, product, alt, image).await;
    drop(permit);
    added
}

/// Adds a picture that is in memory behind the others.
pub async fn keep_picture(
    shop: &Shop,
    actor: &Actor,
    product: ProductId,
    alt: &str,
    image: DynamicImage,
) -> Result<ImageId, Error<PictureRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let alt = rules::alt(alt).map_err(invalid)?;
    let original = tokio::task::spawn_blocking(move || encode::original(&image)).await??;
    let id = ImageId::new();
    let key = format!("pictures/{id}.{}", original.extension);
    let mut tx = shop.begin().await?;
    store::lock_product(&mut tx, product).await?.ok_or(Bar::NotFound)?;
    if store::picture_order(&mut tx, product).await?.len() >= MOST {
        return Err(Error::Refused(PictureRefusal::TooMany));
    }
    // Before the commit: a file without a row is litter, a row without a file is a broken page.
    shop.storage.put(&jobs::key(&key)?, original.bytes.into()).await?;
    let size = (i32::try_from(original.width)?, i32::try_from(original.height)?);
    store::insert_picture(&mut tx, id, product, &alt, size, &original.colour, &key, shop.now()).await?;
    // AVIF takes ten times as long, and stands behind it.
    let encode = NewJob::of(&EncodePicture { image: id, format: Format::Webp }).priority(Priority::Normal);
    encode.enqueue(&mut tx).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "picture.added", product.0, json!({ "picture": id, "alt": alt }))
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// Says anew what a picture shows.
pub async fn describe_picture(shop: &Shop, actor: &Actor, id: ImageId, alt: &str) -> Result<(), Error<PictureRefusal>> {
    actor.must(Permission::EditCatalogue)?;
    let alt = rules::alt(alt).map_err(invalid)?;
    let mut tx = shop.begin().await?;
    let product = store::describe_picture(&mut tx, id, &alt).await?.ok_or(Bar::NotFound)?;
    audit::record(
        &mut tx,
        Some(actor),
        shop.now(),
        "picture.described",
        product.0,
        json!({ "picture": id, "alt": alt }),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Moves a picture by one place; at the end of the row it stays.
pub async fn move_picture(shop: &Shop, actor: &Actor, id: ImageId, way: Move) -> Result<(), Error> {
    actor.must(Permission::EditCatalogue)?;
    let mut tx = shop.begin().await?;
    let product = owner(&mut tx, id).await?;
    let mut order = store::picture_order(&mut tx, product).await?;
    let at = order.iter().position(|other| *other == id).ok_or(Bar::NotFound)?;
    let to = way.from(at, order.len());
    order.swap(at, to);
    store::order_pictures(&mut tx, &order).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "picture.moved", product.0, json!({ "picture": id })).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes a picture; its files go by a job.
pub async fn delete_picture(shop: &Shop, actor: &Actor, id: ImageId) -> Result<(), Error> {
    actor.must(Permission::EditCatalogue)?;
    let mut tx = shop.begin().await?;
    let product = owner(&mut tx, id).await?;
    let keys = store::delete_picture(&mut tx, id).await?;
    queue::enqueue(&mut tx, &ForgetPicture { keys }).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "picture.deleted", product.0, json!({ "picture": id })).await?;
    tx.commit().await?;
    Ok(())
}

/// The product of a picture, locked: pictures of one product change one after the other.
async fn owner(conn: &mut PgConnection, id: ImageId) -> Result<ProductId, Error> {
    let product = store::product_of_picture(conn, id).await?.ok_or(Bar::NotFound)?;
    store::lock_product(conn, product).await?.ok_or(Bar::NotFound)?;
    Ok(product)
}

fn invalid(fields: Vec<FieldError>) -> Error<PictureRefusal> {
    Error::Refused(PictureRefusal::Invalid(fields))
}

fn not_a_picture() -> Error<PictureRefusal> {
    invalid(vec![FieldError::new("file", Problem::NotAPicture)])
}

/// The key of an encoded file.
pub(super) fn rendition_key(id: ImageId, width: u32, format: Format) -> Result<Key, Fault> {
    jobs::key(&format!("pictures/{id}-{width}.{}", format.as_str()))
}
