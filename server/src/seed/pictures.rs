//! Three pictures of each product, drawn by `crates/art`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use art::VIEWS;
use futures::{StreamExt, TryStreamExt, stream};
use image::{DynamicImage, RgbaImage};
use shop::accounts::Actor;
use shop::catalogue;
use shop::{Fault, Shop};

use super::done;
use super::goods::Goods;

/// As wide as the widest that pages ask for.
const WIDTH: u32 = 1280;

/// Draws the views that are missing, as many at once as there are processors; answers how many.
pub async fn draw(shop: &Shop, admin: &Actor, goods: &HashMap<String, Goods>) -> Result<usize, Fault> {
    let at_once = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let drawn = AtomicUsize::new(0);
    let mut all: Vec<_> = goods.values().collect();
    all.sort_by_key(|thing| (thing.seed, thing.collection.slug()));
    stream::iter(all)
        .map(|thing| of_one(shop, admin, thing, &drawn))
        .buffer_unordered(at_once)
        .try_collect::<()>()
        .await?;
    Ok(drawn.into_inner())
}

async fn of_one(shop: &Shop, admin: &Actor, thing: &Goods, drawn: &AtomicUsize) -> Result<(), Fault> {
    let there = done(catalogue::staff_product(shop, admin, thing.id).await)?.pictures.len();
    for (view, alt) in (0..VIEWS).zip(&thing.alts).skip(there) {
        let (collection, seed) = (thing.collection, thing.seed);
        let image = tokio::task::spawn_blocking(move || picture(&art::render(collection, seed, view, WIDTH))).await??;
        done(catalogue::keep_picture(shop, admin, thing.id, alt, image).await)?;
        let count = drawn.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(20) {
            println!("  {count} pictures drawn");
        }
    }
    Ok(())
}

/// Opaque, so three channels do.
fn picture(drawn: &art::Picture) -> Result<DynamicImage, Fault> {
    let rgba = RgbaImage::from_raw(drawn.width, drawn.height, drawn.rgba.clone())
        .ok_or_else(|| Fault::new("a picture of the wrong size"))?;
    Ok(DynamicImage::ImageRgba8(rgba).to_rgb8().into())
}
