use std::io::Cursor;

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use shop::accounts::Role;
use shop::catalogue::{self, Move, PictureRefusal};
use shop::storage::Key;
use shop::{Bar, Error, FieldError, ImageId, Problem, ProductId};
use testkit::TestShop;

fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])).into()
}

fn file(image: &DynamicImage, format: ImageFormat) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner().into()
}

async fn pictures(shop: &TestShop, product: ProductId) -> Vec<catalogue::Picture> {
    let mut conn = shop.db.acquire().await.unwrap();
    catalogue::pictures(&mut conn, product).await.unwrap()
}

fn stored(shop: &TestShop) -> usize {
    std::fs::read_dir(shop.files().join("media/pictures")).map_or(0, Iterator::count)
}

async fn reads(shop: &TestShop, src: &str) -> bool {
    let key = Key::parse(src.strip_prefix("/media/").unwrap()).unwrap();
    let bytes = shop.storage.get(&key).await.unwrap();
    bytes.is_some_and(|bytes| image::guess_format(&bytes).is_ok())
}

#[tokio::test]
async fn an_upload_is_shown_at_once_and_in_webp_and_avif_when_there_was_time() {
    let shop = TestShop::new().await;
    let (thing, manager) = (shop.product("Bowl").create().await.id, shop.staff(Role::Manager).await.actor());
    let upload = file(&picture(400, 500), ImageFormat::Png);
    catalogue::add_picture(&shop, &manager, thing, " A grey bowl ", upload).await.unwrap();

    let at_once = pictures(&shop, thing).await.remove(0);
    assert_eq!((at_once.alt.as_str(), at_once.width, at_once.height), ("A grey bowl", 400, 500));
    assert!(at_once.webp.is_empty() && at_once.avif.is_empty());
    assert!(
        std::path::Path::new(&at_once.src).extension().is_some_and(|e| e == "jpg") && reads(&shop, &at_once.src).await
    );

    shop.drain().await;
    let later = pictures(&shop, thing).await.remove(0);
    assert_eq!((&later.webp, &later.avif), (&vec![320, 400], &vec![320, 400]));
    for width in [320, 400] {
        assert!(reads(&shop, &format!("{}-{width}.webp", later.base)).await);
        assert!(reads(&shop, &format!("{}-{width}.avif", later.base)).await);
    }
    assert_eq!(later.src, format!("{}-400.webp", later.base));
    let mut conn = shop.db.acquire().await.unwrap();
    let card = catalogue::cards(&mut conn, &[thing]).await.unwrap().remove(0);
    assert_eq!(card.picture, Some(later));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_beside_its_field() {
    let shop = TestShop::new().await;
    let (thing, manager) = (shop.product("Bowl").create().await.id, shop.staff(Role::Manager).await.actor());
    let good = file(&picture(40, 50), ImageFormat::Jpeg);
    let invalid = |field: &str, problem| PictureRefusal::Invalid(vec![FieldError::new(field, problem)]);
    let refused = async |alt: &str, bytes: Bytes| match catalogue::add_picture(&shop, &manager, thing, alt, bytes).await
    {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(" ", good.clone()).await, invalid("alt", Problem::Required));
    assert_eq!(refused(&"x".repeat(301), good.clone()).await, invalid("alt", Problem::TooLong(300)));
    let svg = Bytes::from_static(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    for wrong in [Bytes::new(), svg, good.slice(..good.len() / 8), Bytes::from(vec![0; catalogue::MAX_BYTES + 1])] {
        assert_eq!(refused("A bowl", wrong).await, invalid("file", Problem::NotAPicture));
    }
    let bomb = file(&DynamicImage::new_luma8(12_000, 12_000), ImageFormat::Png);
    assert_eq!(refused("A bowl", bomb).await, invalid("file", Problem::NotAPicture));
    assert_eq!((pictures(&shop, thing).await.len(), stored(&shop)), (0, 0));
    let nowhere = catalogue::add_picture(&shop, &manager, ProductId::new(), "A bowl", good).await;
    assert!(matches!(nowhere, Err(Error::Barred(Bar::NotFound))));
}

#[tokio::test]
async fn pictures_are_ordered_described_and_deleted_with_their_files() {
    let shop = TestShop::new().await;
    let (thing, manager) = (shop.product("Bowl").create().await.id, shop.staff(Role::Manager).await.actor());
    let mut ids = Vec::new();
    for alt in ["one", "two", "three"] {
        ids.push(catalogue::keep_picture(&shop, &manager, thing, alt, picture(40, 50)).await.unwrap());
    }
    let order = async || pictures(&shop, thing).await.into_iter().map(|p| p.alt).collect::<Vec<_>>();
    catalogue::move_picture(&shop, &manager, ids[2], Move::Earlier).await.unwrap();
    catalogue::move_picture(&shop, &manager, ids[0], Move::Earlier).await.unwrap();
    assert_eq!(order().await, ["one", "three", "two"]);
    catalogue::describe_picture(&shop, &manager, ids[0], "A bowl from above").await.unwrap();
    catalogue::delete_picture(&shop, &manager, ids[1]).await.unwrap();
    assert_eq!(order().await, ["A bowl from above", "three"]);
    shop.drain().await;
    // Each of the two that are left: the original, one WebP and one AVIF.
    assert_eq!(stored(&shop), 6);
    let gone = catalogue::delete_picture(&shop, &manager, ImageId::new()).await;
    assert!(matches!(gone, Err(Error::Barred(Bar::NotFound))));
}

#[tokio::test]
async fn only_those_who_may_touch_pictures_and_only_so_many() {
    let shop = TestShop::new().await;
    let (thing, manager) = (shop.product("Bowl").create().await.id, shop.staff(Role::Manager).await.actor());
    let support = shop.staff(Role::Support).await.actor();
    let first = catalogue::keep_picture(&shop, &manager, thing, "one", picture(8, 10)).await.unwrap();
    assert!(matches!(
        catalogue::keep_picture(&shop, &support, thing, "x", picture(8, 10)).await,
        Err(Error::Barred(Bar::Forbidden))
    ));
    assert!(matches!(catalogue::delete_picture(&shop, &support, first).await, Err(Error::Barred(Bar::Forbidden))));
    for _ in 1..12 {
        catalogue::keep_picture(&shop, &manager, thing, "more", picture(8, 10)).await.unwrap();
    }
    let thirteenth = catalogue::keep_picture(&shop, &manager, thing, "more", picture(8, 10)).await;
    assert!(matches!(thirteenth, Err(Error::Refused(PictureRefusal::TooMany))));
}
