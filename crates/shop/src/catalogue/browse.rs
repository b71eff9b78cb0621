//! What shoppers see of the catalogue.

use super::{
    CollectionCard, CollectionPage, ListFilter, ProductCard, ProductList, ProductPage, ProductState, rules, store,
};
use crate::accounts::{Actor, Permission};
use crate::{Bar, Error, Shop};

/// Cards on a page.
const PER_PAGE: i64 = 24;

/// The collections that have something to show.
pub async fn collections(shop: &Shop) -> Result<Vec<CollectionCard>, Error> {
    shop.reads.collections.read(shop, (), find_collections).await
}

async fn find_collections(shop: Shop, (): ()) -> Result<Vec<CollectionCard>, Error> {
    let mut conn = shop.db.acquire().await?;
    let mut collections = store::collections(&mut conn, true).await?;
    collections.retain(|collection| collection.products > 0);
    Ok(collections)
}

/// A collection with a page of its products.
pub async fn collection(shop: &Shop, slug: &str, filter: &ListFilter) -> Result<CollectionPage, Error> {
    let mut conn = shop.db.acquire().await?;
    let id = store::collection_called(&mut conn, slug).await?.ok_or(Bar::NotFound)?;
    let collection = store::collection(&mut conn, id).await?.ok_or(Bar::NotFound)?;
    let (found, total) = store::in_collection(&mut conn, id, filter, PER_PAGE).await?;
    let cards = super::cards(&mut conn, &found).await?;
    let sizes = store::sizes_in(&mut conn, id).await?;
    Ok(CollectionPage { collection, list: ProductList { cards, total, per_page: PER_PAGE, sizes } })
}

/// The newest `count` products in the shop.
pub async fn newest(shop: &Shop, count: i64) -> Result<Vec<ProductCard>, Error> {
    let mut conn = shop.db.acquire().await?;
    let found = store::newest(&mut conn, count).await?;
    Ok(super::cards(&mut conn, &found).await?)
}

/// The page of a product. Drafts are shown to staff alone, archived products to everybody who has
/// the address: orders and old drops link to them.
pub async fn page(shop: &Shop, slug: &str, asker: Option<&Actor>) -> Result<ProductPage, Error> {
    let page = shop.reads.product.read(shop, slug.to_owned(), find_page).await?;
    let staff = asker.is_some_and(|actor| actor.may(Permission::ViewDashboard));
    if page.product.state == ProductState::Draft && !staff {
        return Err(Bar::NotFound.into());
    }
    Ok(page)
}

async fn find_page(shop: Shop, slug: String) -> Result<ProductPage, Error> {
    let mut conn = shop.db.acquire().await?;
    let id = store::product_called(&mut conn, &slug).await?.ok_or(Bar::NotFound)?;
    Ok(ProductPage {
        product: store::product(&mut conn, id).await?.ok_or(Bar::NotFound)?,
        pictures: store::pictures(&mut conn, id).await?,
        variants: store::variants(&mut conn, id).await?,
        collection: store::a_collection_of(&mut conn, id).await?,
        base_url: shop.config.base_url.clone(),
    })
}

/// Products by words of their names, makers, materials and descriptions; words run together
/// ('airmax') and small slips ('airmx') are forgiven. The best match first.
pub async fn search(shop: &Shop, query: &str, page: i64) -> Result<ProductList, Error> {
    let query: String = query.chars().filter(|c| *c != '\0').take(100).collect();
    let squashed = rules::squashed(&query);
    if query.trim().is_empty() {
        return Ok(ProductList { per_page: PER_PAGE, ..ProductList::default() });
    }
    let mut tx = shop.begin().await?;
    let (found, total) = store::search(&mut tx, &query, &squashed, page, PER_PAGE).await?;
    let cards = super::cards(&mut tx, &found).await?;
    Ok(ProductList { cards, total, per_page: PER_PAGE, sizes: Vec::new() })
}
