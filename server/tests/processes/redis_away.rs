//! Redis stops in the middle and comes back: nobody notices but by freshness.

use std::time::{Duration, Instant};

use serde_json::json;
use shop::drops;
use testkit::{Person, Release, TestShop};

use crate::binary::Binary;
use crate::client::{Answer, Browser, Program, get};
use crate::proxy::{Outage, Proxy};
use crate::watcher::{SOONER_THAN_REREAD, Watcher};

const UNITS: i64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_goes_on_while_redis_is_gone() {
    goes_on_without_redis(Outage::Gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_goes_on_while_redis_hangs() {
    goes_on_without_redis(Outage::Hanging).await;
}

async fn goes_on_without_redis(outage: Outage) {
    // This process has Redis all the time: what it publishes, the binary hears through the proxy, or not.
    let shop = TestShop::with_redis().await;
    let release = shop.flash_sale().units(i32::try_from(UNITS).unwrap()).open().await;
    let page = format!("/drops/{}", drops::find(&shop.db, release.id).await.unwrap().unwrap().slug);
    let mut redis = Proxy::before(&std::env::var("REDIS_URL").unwrap()).await;
    let process = Binary::of(&shop).with_redis(redis.url()).start();
    let port = process.port;
    let mut crowd = Crowd { free: UNITS, watcher: Watcher::of(release.id, port), shop: &shop, release: &release };
    let shopper = shop.shopper().await;
    let browser = Browser::signed_in(port, &shopper);
    crowd.watcher.sees_free(UNITS);
    assert!(crowd.fastest_of_three().await < SOONER_THAN_REREAD, "Redis tells of purchases at once");

    redis.cut(outage).await;
    assert_eq!(promptly(|| browser.get("/account")).status, 200, "signed in as before");
    assert_eq!(promptly(|| get(port, &page)).status, 200);
    let (ready, state) = (get(port, "/readyz"), json!({ "postgres": true, "redis": false, "migrations": true }));
    assert_eq!((ready.status, ready.json()), (200, state));
    let newcomer = shop.shopper().await;
    let other = Browser::signed_in(port, &newcomer);
    assert_eq!(promptly(|| other.get("/account")).status, 200, "signed in without Redis");
    let place = format!("/api/v1/drops/{}/orders", release.id);
    let press = json!({ "variant_id": release.sizes[0] });
    let placed = promptly(|| Program::of(&shop, &newcomer).post(port, &place, "press", &press).unwrap());
    assert_eq!(placed.status, 201, "{placed:?}");
    crowd.free -= 1;
    crowd.watcher.sees_free(crowd.free);
    let order = placed.json()["id"].as_str().unwrap().parse().unwrap();
    let paid = promptly(|| other.pay(order, "4242424242424242").unwrap());
    assert_eq!(paid.header("location"), format!("/orders/{order}"));
    crowd.buys_one().await;

    redis.put_back().await;
    let began = Instant::now();
    while get(port, "/readyz").json()["redis"] != true {
        assert!(began.elapsed() < Duration::from_secs(10), "Redis is not found again");
    }
    // The relay of events tries once a second.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(crowd.fastest_of_three().await < SOONER_THAN_REREAD, "Redis tells of purchases again");
    for signed_in in [browser, other] {
        assert_eq!(signed_in.get("/account").status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_flow_again_though_the_old_connection_never_ends() {
    let shop = TestShop::with_redis().await;
    let release = shop.flash_sale().units(i32::try_from(UNITS).unwrap()).open().await;
    let mut redis = Proxy::before(&std::env::var("REDIS_URL").unwrap()).await;
    let process = Binary::of(&shop).with_redis(redis.url()).start();
    let watcher = Watcher::of(release.id, process.port);
    let mut crowd = Crowd { free: UNITS, watcher, shop: &shop, release: &release };
    redis.cut(Outage::Hanging).await;
    assert!(crowd.fastest_of_three().await > SOONER_THAN_REREAD, "nothing is heard");
    redis.replace();
    // Longer than the relay trusts a connection that says nothing.
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert!(crowd.fastest_of_three().await < SOONER_THAN_REREAD, "Redis tells of purchases again");
}

/// An answer that does not make people wait.
fn promptly(ask: impl FnOnce() -> Answer) -> Answer {
    let began = Instant::now();
    let answer = ask();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?} for {answer:?}", began.elapsed());
    answer
}

/// Those who buy elsewhere, and one who watches them.
struct Crowd<'a> {
    shop: &'a TestShop,
    release: &'a Release,
    watcher: Watcher,
    free: i64,
}

impl Crowd<'_> {
    /// Somebody buys a unit in this process; answers how long it took until the binary's watcher saw it.
    async fn buys_one(&mut self) -> Duration {
        let buyer: Person = self.shop.shopper().await;
        buyer.buy(self.shop, self.release, "press").await.unwrap();
        self.free -= 1;
        self.watcher.sees_free(self.free)
    }

    /// After the first each is bought just when the page was read, so that the next re-read is two seconds away.
    async fn fastest_of_three(&mut self) -> Duration {
        self.buys_one().await;
        [self.buys_one().await, self.buys_one().await, self.buys_one().await].into_iter().min().unwrap()
    }
}
