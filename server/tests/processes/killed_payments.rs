//! kill -9 at random moments while buyers pay: in the end every card is charged once, every order is paid once, and
//! everybody hears of it.

use std::collections::BTreeSet;
use std::time::Duration;

use shop::PaymentId;
use testkit::{PostOffice, TestShop};

use crate::binary::Binary;
use crate::client::Browser;
use crate::rest::{a_minute_passes, assert_mails_arrived, assert_no_dead_letters, assert_none, counts, until_at_rest};

const BUYERS: usize = 24;
/// Most cards are approved at once. With the second kind the gateway's answer gets lost; with the last it takes eight
/// seconds, which no process of this test lives to see.
const CARDS: [&str; 8] = [
    "4242424242424242",
    "4000000000000119",
    "4242424242424242",
    "4242424242424242",
    "4000000000000119",
    "4242424242424242",
    "4242424242424242",
    "4000000000000077",
];

#[tokio::test(flavor = "multi_thread")]
async fn payments_survive_kill_9() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(i32::try_from(BUYERS).unwrap()).window_minutes(60).open().await;
    let office = PostOffice::default();
    let binary = Binary::of(&shop).with_mail_to(&office);
    let mut process = binary.start();
    let mut payers = Vec::new();
    for (n, person) in shop.shoppers(BUYERS).await.iter().enumerate() {
        let order = person.buy(&shop, &release, "press").await.unwrap().id;
        let browser = Browser::signed_in(process.port, person);
        payers.push((n, order, browser));
    }

    let payers: Vec<_> = payers
        .into_iter()
        .map(|(n, order, browser)| {
            std::thread::spawn(move || {
                // Spread over the time in which the server dies six times.
                std::thread::sleep(Duration::from_millis(100) * u32::try_from(n).unwrap());
                browser.pay_until_paid(order, CARDS[n % CARDS.len()]);
            })
        })
        .collect();
    let mut interrupted = BTreeSet::new();
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(rand::random_range(80..550))).await;
        process.kill();
        interrupted.extend(under_way(&shop).await);
        process = binary.start();
        a_minute_passes(&shop, &process).await;
    }
    for payer in payers {
        payer.join().unwrap();
    }
    until_at_rest(&shop, &process).await;
    let twice = assert_mails_arrived(&shop, &office).await;
    eprintln!("{} payments were interrupted, {twice} mails came twice", interrupted.len());
    assert!(!interrupted.is_empty(), "no payment was interrupted, so nothing was tested");

    shop.assert_balanced().await;
    shop.assert_money_settled().await;
    assert_no_dead_letters(&shop).await;
    assert_none(&shop, "select number || ' ' || state from orders where state <> 'paid' or paying").await;
    assert_none(
        &shop,
        "select o.number || ' is charged ' || count(c) from orders o
           left join payments p on p.order_id = o.id
           left join sandbox_charges c on c.idempotency_key = 'payment-' || p.id and c.state = 'captured'
           group by o.number having count(c) <> 1",
    )
    .await;
    assert_none(&shop, "select id::text from sandbox_charges where state in ('authorised', 'needs_confirmation')")
        .await;
    let each = i64::try_from(BUYERS).unwrap();
    let happened = counts(&shop, "select kind, count(*) from events where kind like 'order.%' group by kind").await;
    assert_eq!(happened, [("order.paid".into(), each), ("order.placed".into(), each)].into());
    let noted = counts(&shop, "select kind, count(*) from order_events group by kind").await;
    assert_eq!(noted.get("paid"), Some(&each), "{noted:?}");
    let written = counts(&shop, "select template, count(*) from emails group by template").await;
    assert_eq!(written, [("order_paid".into(), each)].into());
    let sold: i64 = sqlx::query_scalar("select sum(paid) from drop_variants").fetch_one(&shop.db).await.unwrap();
    assert_eq!(sold, each);
}

/// Payments that the dead process has left between their beginning and their end.
async fn under_way(shop: &TestShop) -> Vec<PaymentId> {
    sqlx::query_scalar("select id from payments where state in ('started', 'authorised')")
        .fetch_all(&shop.db)
        .await
        .unwrap()
}
