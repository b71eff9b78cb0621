use std::time::Duration;

use shop::DropId;
use shop::config::Environment;
use shop::drops::{self, DropState, RenewDemo};
use testkit::TestShop;

/// All demo drops, the earliest opening first.
async fn demo_drops(shop: &TestShop) -> Vec<(DropId, DropState)> {
    sqlx::query_as("select id, state from drops where is_demo order by opens_at").fetch_all(&shop.db).await.unwrap()
}

async fn renew(shop: &TestShop) {
    queue::enqueue(&mut shop.db.acquire().await.unwrap(), &RenewDemo {}).await.unwrap();
    shop.drain().await;
}

#[tokio::test]
async fn a_demo_drop_that_ends_is_followed_by_one_that_opens() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(3).open().await;
    drops::mark_demo(&shop, release.id).await.unwrap();
    renew(&shop).await;
    assert_eq!(demo_drops(&shop).await, [(release.id, DropState::Open)], "one that sells needs no follower");

    shop.advance(Duration::from_secs(2 * 3600));
    drops::sweep(&shop).await.unwrap();
    renew(&shop).await;
    renew(&shop).await;
    let after = demo_drops(&shop).await;
    assert_eq!(after.len(), 1, "the flag has passed on, once");
    assert_ne!(after[0].0, release.id);
    shop.advance(Duration::from_secs(60));
    drops::sweep(&shop).await.unwrap();
    assert_eq!(demo_drops(&shop).await, [(after[0].0, DropState::Open)]);
    let units = drops::live(&shop, after[0].0).await.unwrap();
    assert_eq!((units.pledged(), units.free()), (3, 3));
}

#[tokio::test]
async fn where_something_is_open_the_next_is_announced_for_later() {
    let shop = TestShop::new().await;
    let (open, ended) = (shop.flash_sale().open().await, shop.flash_sale().open().await);
    for id in [open.id, ended.id] {
        drops::mark_demo(&shop, id).await.unwrap();
    }
    let manager = shop.staff(shop::accounts::Role::Manager).await.actor();
    drops::close_early(&shop, &manager, ended.id).await.unwrap();
    renew(&shop).await;
    let after = demo_drops(&shop).await;
    assert_eq!(after.iter().map(|(_, state)| *state).collect::<Vec<_>>(), [DropState::Open, DropState::Scheduled]);
    let next = drops::find(&shop.db, after[1].0).await.unwrap().unwrap();
    assert!(next.opens_at.ms() - shop.now().ms() > 12 * 3_600_000);
}

#[tokio::test]
async fn in_production_nothing_is_for_show() {
    let shop = TestShop::with(4, None, |config| config.environment = Environment::Production).await;
    let release = shop.flash_sale().open().await;
    assert!(drops::mark_demo(&shop, release.id).await.is_err());
}
