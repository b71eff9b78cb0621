//! The products of the demo shop, from `shop.toml`.

use std::collections::HashMap;
use std::time::Duration;

use art::Collection;
use serde::Deserialize;
use shop::accounts::Actor;
use shop::catalogue::{self, CollectionForm, ProductForm, ProductState, StaffProduct, VariantRow};
use shop::clock::Clock;
use shop::{Bar, CollectionId, Error, Fault, ProductId, Shop, VariantId, stock};

use super::done;

#[derive(Deserialize)]
struct Texts {
    collection: Vec<CollectionText>,
}

#[derive(Deserialize)]
struct CollectionText {
    slug: String,
    name: String,
    description: String,
    product: Vec<ProductText>,
}

#[derive(Deserialize)]
struct ProductText {
    name: String,
    maker: String,
    material: String,
    price: i64,
    sizes: Vec<SizeText>,
    description: String,
    alts: [String; 3],
}

#[derive(Deserialize)]
struct SizeText {
    name: String,
    units: i32,
    price: Option<i64>,
}

/// A product as the rest of the seed needs it.
pub struct Goods {
    pub id: ProductId,
    pub slug: String,
    /// Name and id of each size.
    pub sizes: Vec<(String, VariantId)>,
    /// What to draw: which of which collection, and what each view shows.
    pub collection: Collection,
    pub seed: u64,
    pub alts: [String; 3],
}

/// Writes down what is not there yet; answers all products by name.
pub async fn stock_the_shelves(shop: &Shop, admin: &Actor) -> Result<HashMap<String, Goods>, Fault> {
    let texts: Texts = toml::from_str(include_str!("shop.toml"))?;
    // Products came in over three weeks, in turns, so that 'new' shows something of each collection.
    let past = earlier(shop, Duration::from_secs(45 * 86_400));
    let collections = collections(&past, admin, &texts).await?;
    let mut goods = HashMap::new();
    for seed in 0..8 {
        for (text, id) in texts.collection.iter().zip(&collections) {
            let Some(product) = text.product.get(seed) else { continue };
            past.clock.advance(Duration::from_secs(12 * 3600));
            let found = product_of(&past, admin, text, product, seed, *id).await?;
            goods.insert(product.name.clone(), found);
        }
    }
    Ok(goods)
}

/// The same shop with a clock that stands so long ago.
pub fn earlier(shop: &Shop, ago: Duration) -> Shop {
    let ms = i64::try_from(ago.as_millis()).unwrap_or(0);
    let clock = Clock::fixed(shop::At::from_ms(shop.now().ms() - ms));
    Shop::new(shop.db.clone(), None, clock, shop.config.clone())
}

async fn collections(shop: &Shop, admin: &Actor, texts: &Texts) -> Result<Vec<CollectionId>, Fault> {
    let there = done(catalogue::staff_collections(shop, admin).await)?;
    let mut ids = Vec::new();
    for (place, text) in texts.collection.iter().enumerate() {
        if let Some(found) = there.iter().find(|c| c.slug == text.slug) {
            ids.push(found.id);
            continue;
        }
        let form = CollectionForm {
            name: text.name.clone(),
            slug: text.slug.clone(),
            description: text.description.clone(),
            position: place.to_string(),
        };
        ids.push(done(catalogue::create_collection(shop, admin, &form).await)?);
    }
    Ok(ids)
}

async fn product_of(
    shop: &Shop,
    admin: &Actor,
    shelf: &CollectionText,
    text: &ProductText,
    seed: usize,
    collection: CollectionId,
) -> Result<Goods, Fault> {
    let slug = catalogue::slug_of(&text.name);
    let id = match catalogue::page(shop, &slug, Some(admin)).await {
        Ok(page) => page.product.id,
        Err(Error::Barred(Bar::NotFound)) => write_down(shop, admin, text, collection).await?,
        Err(error) => return done(Err(error)),
    };
    let mut found = done(catalogue::staff_product(shop, admin, id).await)?;
    // Published last: a draft is what an interrupted seed has left.
    if found.product.state == ProductState::Draft {
        found = put_on_sale(shop, admin, shelf, text, seed, found).await?;
    }
    let sizes = found.variants.into_iter().map(|v| (v.name, v.id)).collect();
    let collection =
        Collection::from_slug(&shelf.slug).ok_or_else(|| Fault::new(format!("nobody draws {}", shelf.slug)))?;
    Ok(Goods { id, slug, sizes, collection, seed: seed as u64, alts: text.alts.clone() })
}

async fn write_down(
    shop: &Shop,
    admin: &Actor,
    text: &ProductText,
    collection: CollectionId,
) -> Result<ProductId, Fault> {
    let edition: i32 = text.sizes.iter().map(|size| size.units).sum();
    let form = ProductForm {
        name: text.name.clone(),
        slug: String::new(),
        maker: text.maker.clone(),
        material: text.material.clone(),
        description: text.description.clone(),
        edition_size: edition.to_string(),
        collections: vec![collection],
    };
    done(catalogue::create(shop, admin, &form).await)
}

async fn put_on_sale(
    shop: &Shop,
    admin: &Actor,
    shelf: &CollectionText,
    text: &ProductText,
    seed: usize,
    draft: StaffProduct,
) -> Result<StaffProduct, Fault> {
    let id = draft.product.id;
    if draft.variants.is_empty() {
        let rows: Vec<_> = text.sizes.iter().map(|size| row(shelf, text, seed, size)).collect();
        done(catalogue::save_variants(shop, admin, id, &rows).await)?;
    }
    let found = done(catalogue::staff_product(shop, admin, id).await)?;
    for (variant, size) in found.variants.iter().zip(&text.sizes).filter(|(variant, _)| variant.on_hand == 0) {
        done(stock::receive(shop, admin, variant.id, &size.units.to_string(), "The whole edition").await)?;
    }
    done(catalogue::set_state(shop, admin, id, ProductState::Active).await)?;
    done(catalogue::staff_product(shop, admin, id).await)
}

/// `SHO-3-EU42`: collection, place in it, size.
fn row(shelf: &CollectionText, text: &ProductText, seed: usize, size: &SizeText) -> VariantRow {
    let letters: String = size.name.chars().filter(char::is_ascii_alphanumeric).collect();
    VariantRow {
        name: size.name.clone(),
        sku: format!("{}-{}-{}", shelf.slug[..3].to_uppercase(), seed + 1, letters.to_uppercase()),
        price: size.price.unwrap_or(text.price).to_string(),
        ..VariantRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shop_has_forty_things_that_somebody_would_read_about() {
        let texts: Texts = toml::from_str(include_str!("shop.toml")).unwrap();
        let products: Vec<_> = texts.collection.iter().flat_map(|c| &c.product).collect();
        assert_eq!((texts.collection.len(), products.len()), (5, 40));
        for product in products {
            assert!(!product.description.contains('!') && product.description.len() > 120, "{}", product.name);
            assert!(product.alts.iter().all(|alt| (20..=300).contains(&alt.len())), "{}", product.name);
            assert!(product.sizes.iter().all(|size| size.units > 0), "{}", product.name);
        }
    }
}
