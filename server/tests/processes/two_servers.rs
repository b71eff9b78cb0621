//! Two servers on one Postgres and one Redis are one shop.

use serde_json::json;
use testkit::TestShop;

use crate::binary::Binary;
use crate::client::{Browser, Program};
use crate::watcher::{SOONER_THAN_REREAD, Watcher};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bought_at_one_server_is_seen_at_the_other() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(10).open().await;
    let (here, there) = (Binary::of(&shop).start(), Binary::of(&shop).start());
    let watcher = Watcher::of(release.id, here.port);
    watcher.sees_free(10);
    let mut delays = Vec::new();
    for (buyer, left) in shop.shoppers(4).await.iter().zip((6..10).rev()) {
        let path = format!("/api/v1/drops/{}/orders", release.id);
        let press = json!({ "variant_id": release.sizes[0] });
        let placed = Program::of(&shop, buyer).post(there.port, &path, "press", &press).unwrap();
        assert_eq!(placed.status, 201, "{placed:?}");
        delays.push(watcher.sees_free(left));
    }
    // After the first each was bought just when the page had been read, with the next re-read two seconds away.
    assert!(delays[1..].iter().min() < Some(&SOONER_THAN_REREAD), "{delays:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_one_server_is_known_to_the_other() {
    let shop = TestShop::new().await;
    let (here, there) = (Binary::of(&shop).start(), Binary::of(&shop).start());
    let browser = Browser::signed_in(here.port, &shop.shopper().await);
    let moved = browser.moved_to(there.port);
    assert_eq!(moved.get("/account").status, 200);
    let out = moved.post("/api/app/accounts/server_fns/sign_out", &[]).unwrap();
    assert_eq!((out.status, out.header("location")), (302, "/"));
    let refused = browser.get("/account");
    assert_eq!((refused.status, refused.header("location")), (302, "/sign-in?next=%2Faccount"), "signed out at both");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_counts_at_both_servers_together() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().open().await;
    let (here, there) = (Binary::of(&shop).start(), Binary::of(&shop).start());
    let (shopper, other) = (Program::of(&shop, &shop.shopper().await), Program::of(&shop, &shop.shopper().await));
    let path = format!("/api/v1/drops/{}/orders", release.id);
    let press =
        |who: &Program, port| who.post(port, &path, "press", &json!({ "variant_id": release.sizes[0] })).unwrap();
    let asked: Vec<_> = (0..5).flat_map(|_| [here.port, there.port].map(|port| press(&shopper, port).status)).collect();
    assert_eq!(asked, [201, 200, 200, 200, 200, 200, 200, 200, 200, 200]);
    for port in [here.port, there.port] {
        let answer = press(&shopper, port);
        assert_eq!((answer.status, &answer.json()["type"]), (429, &json!("/problems/rate-limited")), "{answer:?}");
        assert_ne!(answer.header("retry-after"), "");
        assert_eq!(press(&other, port).status / 100, 2, "nobody else is slowed down");
    }
}
