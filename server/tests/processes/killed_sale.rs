//! kill -9 at random moments of a sale: every order that was answered is there exactly once, no unit is lost, and
//! what was begun is finished after the restart.

use std::time::Duration;

use serde_json::json;
use shop::OrderId;
use testkit::TestShop;

use crate::binary::Binary;
use crate::client::Program;
use crate::rest::{assert_no_dead_letters, hold_up_a_sweep, until_at_rest};

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_survives_kill_9() {
    const UNITS: i32 = 20;
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(UNITS).open().await;
    let (path, body) = (format!("/api/v1/drops/{}/orders", release.id), json!({ "variant_id": release.sizes[0] }));
    let binary = Binary::of(&shop);
    let mut process = binary.start();
    let port = process.port;

    let mut buyers = Vec::new();
    for (n, buyer) in shop.shoppers(40).await.iter().enumerate() {
        let (buyer, path, body) = (Program::of(&shop, buyer), path.clone(), body.clone());
        buyers.push(std::thread::spawn(move || {
            // Spread over the time in which the server dies five times.
            std::thread::sleep(Duration::from_millis(60) * u32::try_from(n).unwrap());
            buyer.post_until_answered(port, &path, &format!("press-{n}"), &body)
        }));
    }
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(rand::random_range(80..550))).await;
        process.kill();
        process = binary.start();
    }

    let mut bought = Vec::new();
    for buyer in buyers {
        let answer = buyer.join().unwrap();
        match answer.status {
            200 | 201 => bought.push(answer.json()["id"].as_str().unwrap().parse::<OrderId>().unwrap()),
            409 => assert_eq!(answer.json()["type"], "/problems/sold-out"),
            _ => panic!("{answer:?}"),
        }
    }
    let stored: Vec<OrderId> = sqlx::query_scalar("select id from orders where drop_id = $1 order by id")
        .bind(release.id)
        .fetch_all(&shop.db)
        .await
        .unwrap();
    bought.sort();
    assert_eq!(bought, stored, "every acknowledged order is there once, and no other");
    assert_eq!(bought.len(), usize::try_from(UNITS).unwrap());
    let (held, free): (i64, i64) = sqlx::query_as("select sum(held), sum(free) from drop_variants where drop_id = $1")
        .bind(release.id)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!((held, free), (i64::from(UNITS), 0));
    shop.assert_balanced().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_that_was_killed_is_no_dead_letter() {
    let shop = TestShop::new().await;
    let binary = Binary::of(&shop);
    let process = binary.start();
    let sweep = hold_up_a_sweep(&shop).await;
    process.kill();
    sweep.rollback().await.unwrap();
    let process = binary.start();
    until_at_rest(&shop, &process).await;
    assert_no_dead_letters(&shop).await;
}
