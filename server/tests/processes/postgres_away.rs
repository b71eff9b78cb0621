//! Postgres is gone in the middle and comes back: everybody is told, and nothing has to be restarted.

use std::time::{Duration, Instant};

use serde_json::json;
use shop::drops;
use shop::notifications::{self, Letter};
use testkit::TestShop;

use crate::binary::Binary;
use crate::client::{Answer, Browser, Program, get};
use crate::proxy::{Outage, Proxy};
use crate::rest::{assert_no_dead_letters, hold_up_a_sweep, until_at_rest};
use crate::watcher::Watcher;

const RENAME: &str = "/api/app/accounts/server_fns/rename";

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_says_that_postgres_is_gone_and_finds_it_again() {
    says_that_postgres_is_away(Outage::Gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_says_that_postgres_hangs_and_finds_it_again() {
    says_that_postgres_is_away(Outage::Hanging).await;
}

async fn says_that_postgres_is_away(outage: Outage) {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(5).open().await;
    let page = format!("/drops/{}", drops::find(&shop.db, release.id).await.unwrap().unwrap().slug);
    let place = format!("/api/v1/drops/{}/orders", release.id);
    let press = json!({ "variant_id": release.sizes[0] });
    let mut postgres = Proxy::before(shop.database_url()).await;
    let process = Binary::of(&shop).with_database(postgres.url()).start();
    let port = process.port;
    let shopper = shop.shopper().await;
    let (browser, program) = (Browser::signed_in(port, &shopper), Program::of(&shop, &shopper));
    let watcher = Watcher::of(release.id, port);
    watcher.sees_free(5);
    assert_eq!(get(port, "/readyz").status, 200);

    let sweep = hold_up_a_sweep(&shop).await;
    postgres.cut(outage).await;
    sweep.rollback().await.unwrap();
    // All at once: each waits for a connection until it gives up.
    std::thread::scope(|everybody| {
        for path in ["/", &page, "/draws"] {
            everybody.spawn(move || assert_says_away(&get(port, path)));
        }
        everybody.spawn(|| assert_says_away(&browser.get("/account")));
        everybody.spawn(|| assert_says_away(&browser.post(RENAME, &[("name", "Ada")]).unwrap()));
        everybody.spawn(|| assert_is_a_problem(&get(port, "/api/v1/drops")));
        everybody.spawn(|| assert_is_a_problem(&program.post(port, &place, "press", &press).unwrap()));
    });
    let ready = get(port, "/readyz");
    assert_eq!((ready.status, &ready.json()["postgres"]), (503, &json!(false)));
    assert_eq!(get(port, "/healthz").status, 200);
    // Enqueued by somebody who reaches Postgres.
    let letter = Letter::new(&shop, "test", "test/1", "While nobody worked").to(shopper.id, &shopper.email, "Ada");
    notifications::send(&mut shop.db.acquire().await.unwrap(), &letter).await.unwrap();

    postgres.put_back().await;
    assert_eq!(get(port, "/").status, 200, "at once");
    assert_eq!(get(port, &page).status, 200);
    assert_eq!(browser.get("/account").status, 200, "still signed in");
    assert_eq!(get(port, "/readyz").status, 200);
    let placed = program.post(port, &place, "press", &press).unwrap();
    assert_eq!(placed.status, 201, "the same press as before: {placed:?}");
    watcher.sees_free(4);
    until_sent(&shop, "test/1").await;
    let order = placed.json()["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(browser.pay(order, "4242424242424242").unwrap().header("location"), format!("/orders/{order}"));
    until_sent(&shop, &format!("order_paid/{order}")).await;

    restart_of_postgres(&shop).await;
    for path in ["/", &page] {
        assert_eq!(get(port, path).status, 200, "no broken connection is used");
    }
    assert_eq!(browser.get("/account").status, 200);
    until_at_rest(&shop, &process).await;
    assert_no_dead_letters(&shop).await;
}

fn assert_says_away(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_ne!(answer.header("retry-after"), "", "{answer:?}");
    assert!(answer.body.contains("The shop cannot reach its records just now"), "{answer:?}");
}

fn assert_is_a_problem(answer: &Answer) {
    assert_eq!((answer.status, answer.header("content-type")), (503, "application/problem+json"), "{answer:?}");
    assert_eq!(answer.json()["type"], "/problems/unavailable");
    assert_ne!(answer.header("retry-after"), "");
}

/// The worker sends the mail of this key.
async fn until_sent(shop: &TestShop, key: &str) {
    let began = Instant::now();
    let sent = "select exists (select from emails where dedupe_key = $1 and sent_at is not null)";
    while !sqlx::query_scalar::<_, bool>(sent).bind(key).fetch_one(&shop.db).await.unwrap() {
        assert!(began.elapsed() < Duration::from_secs(20), "{key} is not sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What the binary notices of it: all of its connections end.
async fn restart_of_postgres(shop: &TestShop) {
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'fairdrop'")
        .execute(&shop.db)
        .await
        .unwrap();
}
