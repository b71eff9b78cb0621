//! What a flash sale does against bots.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use shop::accounts::Role;
use shop::defences::proof::Search;
use shop::defences::{self, DefenceForm, Evidence, RefusedPresses};
use shop::drops::{self, DropForm, EditRefusal};
use shop::orders::{self, PlaceRefusal};
use shop::payments::{self, PayForm, PayRefusal, Paying};
use shop::{Bar, DropId, Error, OrderId, Refusal};
use testkit::{Person, Release, TestShop, card};

use crate::orders::refusal;

const VISA: &str = "4242424242424242";
const MASTERCARD: &str = "5555555555554444";

async fn proof(shop: &TestShop, person: &Person, drop: DropId) -> Evidence {
    let challenge = defences::challenge(shop, &person.actor(), drop).await.unwrap().unwrap();
    Evidence { proof: Search::new(challenge).go_on(u32::MAX), ..Evidence::default() }
}

fn from(ip: &str) -> Evidence {
    Evidence { from: Some(ip.parse::<IpAddr>().unwrap()), ..Evidence::default() }
}

fn to(line1: &str, number: &str) -> PayForm {
    let mut form = card(number);
    form.to.line1 = line1.into();
    form
}

/// Somebody who holds a unit of the release.
async fn holder(shop: &TestShop, release: &Release) -> (Person, OrderId) {
    let person = shop.shopper().await;
    let order = person.buy(shop, release, "k").await.unwrap().id;
    (person, order)
}

/// Pays all of them at the same moment: none commits before all have come as far as they can.
async fn pay_at_once(
    shop: &Arc<TestShop>,
    tries: Vec<(Person, OrderId, PayForm)>,
) -> Vec<Result<Paying, Error<PayRefusal>>> {
    let mut gate = shop.begin().await.unwrap();
    sqlx::query("lock table jobs in share row exclusive mode").execute(&mut *gate).await.unwrap();
    let paying: Vec<_> = tries
        .into_iter()
        .map(|(person, order, form)| {
            let shop = shop.clone();
            tokio::spawn(async move { payments::pay(&shop, &person.actor(), order, &form).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(400)).await;
    gate.rollback().await.unwrap();
    join_all(paying).await.into_iter().map(Result::unwrap).collect()
}

async fn rows(shop: &TestShop, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&shop.db).await.unwrap()
}

#[tokio::test]
async fn a_new_account_waits_until_it_is_old_enough() {
    let shop = TestShop::new().await;
    let bots = DefenceForm { account_age_minutes: "30".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().defended(bots).open().await;
    let buyer = shop.shopper().await;
    let asks = orders::desk(&shop, Some(&buyer.actor()), release.id).await.unwrap().asks;
    assert_eq!(asks.old_enough_at, Some(shop.now().plus(Duration::from_mins(30))));
    assert_eq!(orders::desk(&shop, None, release.id).await.unwrap().asks.old_enough_at, None);

    assert_eq!(refusal(buyer.buy(&shop, &release, "k").await), PlaceRefusal::AccountTooNew);
    shop.advance(Duration::from_mins(30));
    buyer.buy(&shop, &release, "k").await.unwrap();
}

#[tokio::test]
async fn an_unconfirmed_address_buys_nothing() {
    let shop = TestShop::new().await;
    let bots = DefenceForm { confirmed_email: true, ..DefenceForm::default() };
    let release = shop.flash_sale().units(2).defended(bots).open().await;
    let ordinary = shop.flash_sale().open().await;
    let (buyer, confirmed) = (shop.shopper().await, shop.shopper().await);
    sqlx::query("update accounts set verified_at = null where id = $1").bind(buyer.id).execute(&shop.db).await.unwrap();
    let asks = orders::desk(&shop, Some(&buyer.actor()), release.id).await.unwrap().asks;
    assert_eq!(asks.email_confirmed, Some(false));
    assert_eq!(refusal(buyer.buy(&shop, &release, "k").await), PlaceRefusal::EmailUnconfirmed);
    buyer.buy(&shop, &ordinary, "k").await.unwrap();
    confirmed.buy(&shop, &release, "k").await.unwrap();
    shop.assert_balanced().await;
}

#[tokio::test]
async fn a_press_needs_a_proof_of_its_own_account_and_drop() {
    let shop = TestShop::with_redis().await;
    let bots = || DefenceForm { proof_bits: "6".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().units(5).defended(bots()).open().await;
    let other = shop.flash_sale().defended(bots()).open().await;
    let (buyer, thief) = (shop.shopper().await, shop.shopper().await);

    let proved = proof(&shop, &buyer, release.id).await;
    assert_eq!(refusal(buyer.buy(&shop, &release, "k").await), PlaceRefusal::ProofNeeded);
    for (person, evidence) in [(&thief, proved.clone()), (&buyer, proof(&shop, &buyer, other.id).await)] {
        let refused = refusal(person.buy_with(&shop, &release, "k", evidence).await);
        assert_eq!((refused.slug(), refused.status()), ("proof-needed", 403));
    }
    let placed = buyer.buy_with(&shop, &release, "k", proved.clone()).await.unwrap();
    // Whoever lost the answer learns the truth without another proof, and gets no other order.
    assert_eq!(buyer.buy(&shop, &release, "k").await.unwrap().id, placed.id);
    assert_eq!(refusal(buyer.buy(&shop, &release, "another").await), PlaceRefusal::ProofNeeded);

    // Somebody who has not waited, either.
    let newcomer = shop.shopper().await;
    let old = proof(&shop, &newcomer, release.id).await;
    shop.advance(Duration::from_mins(31));
    assert_eq!(refusal(newcomer.buy_with(&shop, &release, "k", old).await), PlaceRefusal::ProofNeeded);
    let late = proof(&shop, &newcomer, release.id).await;
    newcomer.buy_with(&shop, &release, "k", late).await.unwrap();
}

#[tokio::test]
async fn a_repeat_without_a_proof_is_found_also_where_redis_is_away() {
    let shop = TestShop::new().await;
    let bots = DefenceForm { proof_bits: "6".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().defended(bots).open().await;
    let (buyer, stranger) = (shop.shopper().await, shop.shopper().await);
    let proved = proof(&shop, &buyer, release.id).await;
    let placed = buyer.buy_with(&shop, &release, "k", proved).await.unwrap();
    assert_eq!(buyer.buy(&shop, &release, "k").await.unwrap().id, placed.id);
    assert_eq!(refusal(stranger.buy(&shop, &release, "k").await), PlaceRefusal::ProofNeeded);
}

#[tokio::test]
async fn a_minute_in_the_line_does_instead_of_a_proof() {
    let shop = TestShop::new().await;
    let bots = DefenceForm { proof_bits: "6".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().defended(bots).open().await;
    let buyer = shop.shopper().await;
    // The press takes a place in the line, which the next one finds.
    assert_eq!(refusal(buyer.buy(&shop, &release, "k").await), PlaceRefusal::ProofNeeded);
    shop.advance(Duration::from_mins(1));
    buyer.buy(&shop, &release, "k").await.unwrap();
}

#[tokio::test]
async fn challenges_are_for_announced_drops_that_ask_for_work() {
    let shop = TestShop::new().await;
    let bots = || DefenceForm { proof_bits: "6".into(), ..DefenceForm::default() };
    let buyer = shop.shopper().await;
    let coming = shop.flash_sale().opens_in(Duration::from_mins(10)).defended(bots()).scheduled().await;
    let challenge = defences::challenge(&shop, &buyer.actor(), coming.id).await.unwrap().unwrap();
    assert_eq!(challenge.bits, 6);
    let draft = shop.flash_sale().defended(bots()).draft().await;
    let of_draft = defences::challenge(&shop, &buyer.actor(), draft.id).await;
    assert!(matches!(of_draft, Err(Error::Barred(Bar::NotFound))), "{of_draft:?}");
    let ordinary = shop.flash_sale().open().await;
    assert_eq!(defences::challenge(&shop, &buyer.actor(), ordinary.id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_presses_at_once_from_one_network_as_many_as_may_be_are_orders() {
    let shop = Arc::new(TestShop::with(30, None, |_| ()).await);
    let bots = DefenceForm { per_range: "3".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().units(50).limit(2).defended(bots).open().await;
    // Another server with a memory of its own.
    let elsewhere = shop::Shop::new(shop.db.clone(), None, shop.clock.clone(), shop.config.clone());
    let presses: Vec<_> = shop
        .shoppers(12)
        .await
        .into_iter()
        .enumerate()
        .map(|(n, buyer)| {
            let server = if n % 2 == 0 { shop::Shop::clone(&shop) } else { elsewhere.clone() };
            let press = release.press("k", from(&format!("192.0.2.{n}")));
            tokio::spawn(async move { orders::place(&server, &buyer.actor(), press).await })
        })
        .collect();
    let mut placed = Vec::new();
    for press in join_all(presses).await {
        match press.unwrap() {
            Ok(order) => placed.push(order),
            Err(Error::Refused(refused)) => assert_eq!((refused.slug(), refused.status()), ("too-many-orders", 409)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(placed.len(), 3);

    // Their neighbours can buy, and so can they once a hold has lapsed.
    let late = shop.shopper().await;
    late.buy_with(&shop, &release, "k", from("192.0.3.1")).await.unwrap();
    let another = late.buy_with(&shop, &release, "k2", from("192.0.2.99")).await;
    assert_eq!(refusal(another), PlaceRefusal::TooManyOrders);
    shop.advance_past(placed[0].expires_at);
    orders::lapse_due(&shop).await.unwrap();
    late.buy_with(&shop, &release, "k2", from("192.0.2.99")).await.unwrap();
    shop.assert_balanced().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_payments_at_once_with_one_card_one_goes_through() {
    let shop = Arc::new(TestShop::with(30, None, |_| ()).await);
    let bots = DefenceForm { per_card: "1".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().defended(bots).open().await;
    let mut holders = Vec::new();
    for n in 0..6 {
        let (person, order) = holder(&shop, &release).await;
        holders.push((person, order, to(&format!("Kiln Lane {n}"), VISA)));
    }
    let answers = pay_at_once(&shop, holders.clone()).await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(Paying::Paid))).count(), 1);
    let turned_away = answers.iter().position(Result::is_err).unwrap();
    for refused in answers.into_iter().filter(Result::is_err).map(refusal) {
        assert_eq!((refused.slug(), refused), ("too-many-orders", PayRefusal::TooManyOnCard));
    }
    // The order is still held: another card pays it.
    let (person, order, _) = &holders[turned_away];
    let paid = payments::pay(&shop, &person.actor(), *order, &to("Kiln Lane 9", MASTERCARD)).await;
    assert_eq!(paid.unwrap(), Paying::Paid);
    shop.assert_balanced().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_payments_at_once_for_one_door_one_goes_through() {
    let shop = Arc::new(TestShop::with(30, None, |_| ()).await);
    let bots = DefenceForm { per_address: "1".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().defended(bots).open().await;
    let mut tries = Vec::new();
    for line in ["Kiln Lane 4", "KILN LANE, 4"] {
        let (person, order) = holder(&shop, &release).await;
        tries.push((person, order, to(line, VISA)));
    }
    let answers = pay_at_once(&shop, tries).await;
    let (paid, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(paid.len(), 1);
    assert_eq!(refused.into_iter().map(refusal).collect::<Vec<_>>(), [PayRefusal::TooManyToAddress]);
    let (person, order) = holder(&shop, &release).await;
    payments::pay(&shop, &person.actor(), order, &to("Kiln Lane 5", VISA)).await.unwrap();
}

#[tokio::test]
async fn a_card_that_was_declined_or_whose_order_was_called_off_counts_no_more() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let bots = DefenceForm { per_card: "1".into(), per_address: "1".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().defended(bots).open().await;
    let (first, order) = holder(&shop, &release).await;
    let declined = payments::pay(&shop, &first.actor(), order, &card("4000000000000002")).await;
    assert_eq!(refusal(declined), PayRefusal::Declined);
    // The same order, the same door, and now another card.
    payments::pay(&shop, &first.actor(), order, &card(VISA)).await.unwrap();

    let (second, other) = holder(&shop, &release).await;
    let same_card = payments::pay(&shop, &second.actor(), other, &to("Kiln Lane 5", VISA)).await;
    assert_eq!(refusal(same_card), PayRefusal::TooManyOnCard);
    payments::cancel(&shop, &admin, order, "It broke.").await.unwrap();
    shop.drain().await;
    payments::pay(&shop, &second.actor(), other, &card(VISA)).await.unwrap();
    shop.assert_balanced().await;
}

#[tokio::test]
async fn nothing_stored_tells_a_card_an_address_or_a_network() {
    let shop = TestShop::new().await;
    let bots = || DefenceForm {
        per_card: "5".into(),
        per_address: "5".into(),
        per_range: "5".into(),
        ..DefenceForm::default()
    };
    let mut marks = std::collections::HashSet::new();
    for _ in 0..2 {
        let release = shop.flash_sale().defended(bots()).open().await;
        let buyer = shop.shopper().await;
        let placed = buyer.buy_with(&shop, &release, "k", from("192.0.2.1")).await.unwrap();
        payments::pay(&shop, &buyer.actor(), placed.id, &card(VISA)).await.unwrap();
    }
    let of = |sql: &'static str| sqlx::query_scalar::<_, Vec<u8>>(sql).fetch_all(&shop.db);
    marks.extend(of("select mark from order_marks").await.unwrap());
    marks.extend(of("select mark from payment_marks").await.unwrap());
    // Network, card and door of two drops, and none the same: one drop's say nothing of another's.
    assert_eq!(marks.len(), 6);
}

#[tokio::test]
async fn an_ordinary_drop_leaves_no_marks() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().open().await;
    let buyer = shop.shopper().await;
    let placed = buyer.buy_with(&shop, &release, "k", from("192.0.2.1")).await.unwrap();
    payments::pay(&shop, &buyer.actor(), placed.id, &card(VISA)).await.unwrap();
    for table in ["defences", "order_marks", "payment_marks"] {
        assert_eq!(rows(&shop, table).await, 0, "{table}");
    }
}

fn found(refused: &[RefusedPresses], reason: &str) -> (i64, i64) {
    refused.iter().find(|r| r.reason == reason).map_or((0, 0), |r| (r.presses, r.this_minute))
}

#[tokio::test]
async fn staff_see_what_was_refused_and_why() {
    let shop = TestShop::with_redis().await;
    let staff = shop.staff(Role::Support).await.actor();
    let bots = DefenceForm { account_age_minutes: "1".into(), per_card: "1".into(), ..DefenceForm::default() };
    let release = shop.flash_sale().units(2).defended(bots).open().await;
    let people = shop.shoppers(4).await;
    assert_eq!(refusal(people[0].buy(&shop, &release, "k").await), PlaceRefusal::AccountTooNew);
    shop.advance(Duration::from_mins(2));
    for (n, person) in people[..2].iter().enumerate() {
        let order = person.buy(&shop, &release, "k").await.unwrap().id;
        let paid = payments::pay(&shop, &person.actor(), order, &to(&format!("Kiln Lane {n}"), VISA)).await;
        assert_eq!(paid.is_ok(), n == 0);
    }
    for person in &people[2..] {
        assert_eq!(refusal(person.buy(&shop, &release, "k").await), PlaceRefusal::SoldOut);
    }
    for _ in 0..10 {
        let _ = people[3].buy(&shop, &release, "k").await;
    }
    assert_eq!(rows(&shop, "press_refusals").await, 0, "a refusal costs no query");

    // While it cannot be written down it is kept.
    sqlx::query("alter table press_refusals rename to away").execute(&shop.db).await.unwrap();
    assert!(defences::record(&shop).await.is_err());
    sqlx::query("alter table away rename to press_refusals").execute(&shop.db).await.unwrap();
    defences::record(&shop).await.unwrap();
    defences::record(&shop).await.unwrap();
    let refused = defences::refusals(&shop, &staff, release.id).await.unwrap();
    assert_eq!(refused[0].reason, "sold-out");
    assert_eq!(found(&refused, "sold-out"), (11, 11));
    assert_eq!(found(&refused, "rate-limited"), (1, 1));
    assert_eq!(found(&refused, "too-many-orders-card"), (1, 1));
    assert_eq!(found(&refused, "account-too-new"), (1, 0), "two minutes ago");
    assert!(refused.iter().all(|r| r.label() != r.reason), "{refused:?}");

    // Another server's are added.
    let elsewhere = shop::Shop::new(shop.db.clone(), shop.redis.clone(), shop.clock.clone(), shop.config.clone());
    let stranger = shop.shopper().await;
    shop.advance(Duration::from_mins(2));
    let refused = orders::place(&elsewhere, &stranger.actor(), release.press("k", Evidence::default())).await;
    assert_eq!(refusal(refused), PlaceRefusal::SoldOut);
    defences::record(&elsewhere).await.unwrap();
    let refused = defences::refusals(&shop, &staff, release.id).await.unwrap();
    assert_eq!(found(&refused, "sold-out"), (12, 1));
    let shopper = people[0].actor();
    assert!(matches!(defences::refusals(&shop, &shopper, release.id).await, Err(Error::Barred(Bar::Forbidden))));
}

#[tokio::test]
async fn presses_for_what_is_no_drop_are_counted_nowhere() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().draft().await;
    let buyer = shop.shopper().await;
    let unknown = Release { id: DropId::new(), ..release.clone() };
    for release in [unknown, release] {
        let pressed = buyer.buy(&shop, &release, "k").await;
        assert!(matches!(pressed, Err(Error::Barred(Bar::NotFound))), "{pressed:?}");
    }
    defences::record(&shop).await.unwrap();
    assert_eq!(rows(&shop, "press_refusals").await, 0);
}

#[tokio::test]
async fn defences_are_chosen_in_the_draft_and_fixed_by_the_announcement() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let bots = DefenceForm { per_card: "2".into(), confirmed_email: true, ..DefenceForm::default() };
    let release = shop.flash_sale().opens_in(Duration::from_mins(10)).defended(bots).draft().await;
    let chosen = defences::settings(&shop, &manager, release.id).await.unwrap();
    assert_eq!((chosen.per_card, chosen.confirmed_email, chosen.proof_bits), (Some(2), true, None));

    let form = DropForm {
        product: release.product.to_string(),
        mode: "flash_sale".into(),
        opens_at: shop.now().plus(Duration::from_mins(10)).input_value(),
        closes_at: shop.now().plus(Duration::from_mins(70)).input_value(),
        limit_per_customer: "1".into(),
        payment_window_minutes: "10".into(),
        units: [(release.sizes[0].to_string(), "3".to_owned())].into(),
        ..DropForm::default()
    };
    let wrong = DropForm { bots: DefenceForm { per_range: "many".into(), ..DefenceForm::default() }, ..form.clone() };
    let refused = refusal(drops::edit(&shop, &manager, release.id, &wrong).await);
    assert_eq!(refused.fields().iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["per_range"]);
    let bots = DefenceForm { proof_bits: "18".into(), ..DefenceForm::default() };
    let worked = DropForm { bots, ..form.clone() };
    let refused = refusal(drops::edit(&shop, &manager, release.id, &worked).await);
    assert_eq!(refused.fields()[0].field, "proof_bits", "it needs a waiting line");
    let worked = DropForm { line_per_minute: "600".into(), ..worked };
    drops::edit(&shop, &manager, release.id, &worked).await.unwrap();
    let chosen = defences::settings(&shop, &manager, release.id).await.unwrap();
    assert_eq!((chosen.per_card, chosen.confirmed_email, chosen.proof_bits), (None, false, Some(18)));

    drops::schedule(&shop, &manager, release.id).await.unwrap();
    assert_eq!(refusal(drops::edit(&shop, &manager, release.id, &form).await), EditRefusal::NotADraft);
    // A draw has none, whatever is typed.
    let bots = DefenceForm { proof_bits: "18".into(), ..DefenceForm::default() };
    let draw = shop.draw().defended(bots).draft().await;
    assert!(!defences::settings(&shop, &manager, draw.id).await.unwrap().any());
}
