//! Reads that other features make inside their own pages and transactions.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::{Picture, Product, ProductCard, Variant, store};
use crate::{Fault, ProductId};

/// The products as cards, in the order asked for, whatever their state; unknown ones are left out.
pub async fn cards(conn: &mut PgConnection, products: &[ProductId]) -> Result<Vec<ProductCard>, Fault> {
    let mut cards = store::cards(conn, products).await?;
    let mut pictures = picture_of(conn, products).await?;
    for card in &mut cards {
        card.picture = pictures.remove(&card.id);
    }
    Ok(cards)
}

/// The first picture of each product that has one.
pub async fn picture_of(conn: &mut PgConnection, products: &[ProductId]) -> Result<HashMap<ProductId, Picture>, Fault> {
    store::first_pictures(conn, products).await
}

/// All pictures of a product, in order.
pub async fn pictures(conn: &mut PgConnection, product: ProductId) -> Result<Vec<Picture>, Fault> {
    store::pictures(conn, product).await
}

/// What is said of a product, whatever its state.
pub async fn product(conn: &mut PgConnection, product: ProductId) -> Result<Option<Product>, Fault> {
    store::product(conn, product).await
}

/// The variants of a product in order, with price and stock.
pub async fn variants(conn: &mut PgConnection, product: ProductId) -> Result<Vec<Variant>, Fault> {
    store::variants(conn, product).await
}
