//! Receipts, seals and the keys that sign them.

use draw::{Hex, Receipt};
use shop::draws::files;
use shop::{Bar, EntryId, Error, draws, entries, signing};
use testkit::{Person, TestShop};

use crate::draws::{HOUR, close_and_draw, enter, open, verified};

async fn receipt(shop: &TestShop, who: &Person, id: EntryId) -> String {
    entries::signed_receipt(shop, &who.actor(), id).await.unwrap()
}

async fn holds(shop: &TestShop, receipt: &str) -> bool {
    draws::check_receipt(shop, receipt).await.unwrap().accepted
}

async fn keys(shop: &TestShop) -> (i64, i64) {
    sqlx::query_as("select count(*), count(*) filter (where retired_at is null) from signing_keys")
        .fetch_one(&shop.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_receipt_is_the_same_in_the_mail_on_the_page_and_after_everything() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let (who, other) = (shop.shopper().await, shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    let others = enter(&shop, &other, &drop, 0).await.unwrap();
    shop.drain().await;
    let signed = receipt(&shop, &who, id).await;
    let mail = shop.last_mail_to(&who.email).await;
    assert!(mail.plain.lines().any(|line| line == signed), "{}", mail.plain);
    assert!(mail.html.contains("&quot;signature&quot;"));
    let read = Receipt::parse(signed.as_bytes()).unwrap();
    let record = files::record(&shop, draw).await.unwrap();
    assert_eq!((read.key, read.commitment), (record.rules.receipt_key, record.commitment));
    assert!(draw::sign::verify(&read.key, &read.message(), &read.signature));
    assert!(matches!(entries::signed_receipt(&shop, &other.actor(), id).await, Err(Error::Barred(Bar::NotFound))));

    let check = draws::check_receipt(&shop, &signed).await.unwrap();
    assert!(check.accepted && check.lines.iter().any(|line| line.starts_with("Not checked: the sealed list")));
    entries::withdraw(&shop, &who.actor(), id).await.unwrap();
    assert_eq!(receipt(&shop, &who, id).await, signed, "what was entered was entered");
    close_and_draw(&shop, &drop).await;
    assert_eq!(receipt(&shop, &who, id).await, signed);
    let kept = receipt(&shop, &other, others).await;
    for receipt in [&signed, &kept] {
        let check = draws::check_receipt(&shop, receipt).await.unwrap();
        assert!(check.accepted && check.lines.len() == 6, "{check:?}");
        assert!(check.lines.iter().all(|line| line.starts_with("Passed")), "{check:?}");
    }
    assert!(!holds(&shop, &kept.replace("EU 42", "EU 43")).await);
    assert!(!holds(&shop, &kept.replace(&draw.to_string(), &shop::DrawId::new().to_string())).await);
    assert!(!holds(&shop, "what is this").await);
}

#[tokio::test]
async fn a_receipt_shows_an_entry_that_was_dropped_from_the_list() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let (who, other) = (shop.shopper().await, shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    enter(&shop, &other, &drop, 0).await.unwrap();
    shop.drain().await;
    let kept = receipt(&shop, &who, id).await;
    sqlx::query("delete from entries where draw_id = $1 and id = $2")
        .bind(draw)
        .bind(id)
        .execute(&shop.db)
        .await
        .unwrap();
    close_and_draw(&shop, &drop).await;
    let check = draws::check_receipt(&shop, &kept).await.unwrap();
    assert!(!check.accepted);
    assert!(check.lines.iter().any(|line| line.starts_with("Failed: the sealed list holds the entry")), "{check:?}");
}

#[tokio::test]
async fn rotation_breaks_no_receipt_and_no_open_draw() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let (early, late) = (shop.shopper().await, shop.shopper().await);
    let first = enter(&shop, &early, &drop, 0).await.unwrap();
    let before = receipt(&shop, &early, first).await;
    let key = signing::rotate(&shop).await.unwrap();
    let second = enter(&shop, &late, &drop, 0).await.unwrap();
    let after = receipt(&shop, &late, second).await;
    let named = files::record(&shop, draw).await.unwrap().rules.receipt_key;
    assert_ne!(named, key);
    assert_eq!(Receipt::parse(after.as_bytes()).unwrap().key, named, "an open draw keeps the key of its rules");

    let (next, next_draw) = open(&shop, &[("EU 42", 1)]).await;
    assert_eq!(files::record(&shop, next_draw).await.unwrap().rules.receipt_key, key);
    close_and_draw(&shop, &drop).await;
    draws::close(&shop, next.id).await.unwrap();
    shop.drain().await;
    signing::rotate(&shop).await.unwrap();
    for id in [draw, next_draw] {
        let report = verified(&shop, id).await;
        assert!(report.accepted, "{report}");
    }
    assert!(holds(&shop, &before).await && holds(&shop, &after).await);
    let published: serde_json::Value = serde_json::from_slice(&files::keys_json(&shop).await.unwrap()).unwrap();
    assert_eq!(published["keys"].as_array().unwrap().len(), 3);
    assert_eq!(keys(&shop).await, (3, 1));
    let lost =
        sqlx::query("delete from signing_keys where retired_at is not null").execute(&shop.db).await.unwrap_err();
    assert_eq!(shop::refusal::constraint(&lost), Some("signing_keys_append_only"));
}

#[tokio::test]
async fn rotations_openings_and_entries_at_once_end_in_one_key_and_receipts_that_hold() {
    let shop = TestShop::new().await;
    let (running, _) = open(&shop, &[("EU 42", 2)]).await;
    let mut waiting = Vec::new();
    for _ in 0..5 {
        waiting.push(shop.draw().scheduled().await);
    }
    let rotating: Vec<_> = (0..5)
        .map(|_| {
            let shop = (*shop).clone();
            tokio::spawn(async move { signing::rotate(&shop).await.unwrap() })
        })
        .collect();
    let opening: Vec<_> = waiting
        .iter()
        .map(|drop| {
            let (shop, id) = ((*shop).clone(), drop.id);
            tokio::spawn(async move { draws::open(&shop, id).await.unwrap() })
        })
        .collect();
    let people = shop.shoppers(6).await;
    let entered = futures::future::join_all(people.iter().map(|who| enter(&shop, who, &running, 0))).await;
    for rotated in rotating {
        rotated.await.unwrap();
    }
    for opened in opening {
        assert!(opened.await.unwrap());
    }
    assert_eq!(keys(&shop).await, (6, 1));
    for (who, id) in people.iter().zip(entered) {
        assert!(holds(&shop, &receipt(&shop, who, id.unwrap()).await).await);
    }
    let who = &people[0];
    for drop in &waiting {
        let id = enter(&shop, who, drop, 0).await.unwrap();
        assert!(holds(&shop, &receipt(&shop, who, id).await).await);
    }
}

#[tokio::test]
async fn everybody_who_stands_gets_the_signed_seal_once() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let people = shop.shoppers(3).await;
    for who in &people {
        enter(&shop, who, &drop, 0).await.unwrap();
    }
    let gone = enter(&shop, &shop.shopper().await, &drop, 0).await.unwrap();
    let owner = sqlx::query_scalar("select account_id from entries where id = $1").bind(gone).fetch_one(&shop.db).await;
    let owner = shop::accounts::Actor { id: owner.unwrap(), role: shop::accounts::Role::Shopper };
    entries::withdraw(&shop, &owner, gone).await.unwrap();
    shop.advance(HOUR);
    draws::close(&shop, drop.id).await.unwrap();
    shop.drain().await;
    draws::tell(&shop, draw, draws::News::Sealed, None).await.unwrap();
    shop.drain().await;
    let mails: Vec<_> = shop.mails().await.into_iter().filter(|mail| mail.template == "draw_sealed").collect();
    let mut told: Vec<_> = mails.iter().map(|mail| mail.to.clone()).collect();
    told.sort();
    let mut standing: Vec<_> = people.iter().map(|who| who.email.clone()).collect();
    standing.sort();
    assert_eq!(told, standing);

    // The letter alone proves what was sealed, and when.
    let record = files::record(&shop, draw).await.unwrap();
    let of = |label: &str| {
        let line = mails[0].plain.lines().find_map(|line| line.strip_prefix(&format!("{label}: ")));
        line.unwrap_or_else(|| panic!("no {label} in {}", mails[0].plain)).to_owned()
    };
    let (seal, signature, key): (draw::Hash, Hex<64>, Hex<32>) =
        (of("Seal").parse().unwrap(), of("Signature").parse().unwrap(), of("Key").parse().unwrap());
    let at: u64 = of("Signed").split_once('(').unwrap().1.split_once(' ').unwrap().0.parse().unwrap();
    assert_eq!((Some(seal), Some(at)), (record.seal, record.sealed_at));
    assert!(draw::sign::verify(&key, &draw::receipt::sealed_message(&seal, at), &signature));
    let witnessed = draw::verify(&draw::Evidence {
        record: &files::record_json(&shop, draw).await.unwrap(),
        kept_seal: Some(seal),
        ..draw::Evidence::default()
    });
    assert!(witnessed.accepted, "{witnessed}");
}
