//! Buying in a flash sale, first come, first served.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shop::accounts::Role;
use shop::defences::Evidence;
use shop::drops::{self, DropState};
use shop::failpoints::{Action, Point};
use shop::orders::{self, OrderFilter, OrderState, PlaceOrder, PlaceRefusal, Ship, ShipRefusal};
use shop::payments;
use shop::{Bar, Error, Refusal};
use testkit::{TestShop, card};

pub fn refusal<T: std::fmt::Debug, R: Refusal>(result: Result<T, Error<R>>) -> R {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_200_buyers_at_once_50_get_the_50_units_and_150_hear_so() {
    let shop = Arc::new(TestShop::with(40, None, |_| ()).await);
    let release = shop.flash_sale().units(50).open().await;
    let buyers = shop.shoppers(200).await;
    let presses: Vec<_> = buyers
        .into_iter()
        .map(|buyer| {
            let (shop, release) = (shop.clone(), release.clone());
            tokio::spawn(async move { buyer.buy(&shop, &release, "press").await })
        })
        .collect();
    let (mut bought, mut sold_out) = (0, 0);
    for press in presses {
        match press.await.unwrap() {
            Ok(_) => bought += 1,
            Err(Error::Refused(PlaceRefusal::SoldOut)) => sold_out += 1,
            other => panic!("neither bought nor sold out: {other:?}"),
        }
    }
    assert_eq!((bought, sold_out), (50, 150));
    shop.assert_balanced().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_presses_at_once_are_one_order() {
    let shop = Arc::new(TestShop::with(16, None, |_| ()).await);
    let release = shop.flash_sale().units(3).limit(2).open().await;
    let buyer = shop.shopper().await;
    let key = orders::form_key(&shop, &buyer.actor(), release.id).await.unwrap();
    let presses: Vec<_> = (0..10)
        .map(|_| {
            let (shop, release, buyer, key) = (shop.clone(), release.clone(), buyer.clone(), key.clone());
            tokio::spawn(async move { buyer.buy(&shop, &release, &key).await.unwrap().id })
        })
        .collect();
    let mut orders = HashSet::new();
    for press in presses {
        orders.insert(press.await.unwrap());
    }
    assert_eq!(orders.len(), 1);
    assert_eq!(drops::live(&shop, release.id).await.unwrap().held(), 1);
    let next = orders::form_key(&shop, &buyer.actor(), release.id).await.unwrap();
    assert_ne!(key, next, "the next order has a key of its own");
}

#[tokio::test]
async fn a_key_is_bound_by_success_alone_and_to_its_body() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().sizes(&[("EU 41", 1), ("EU 42", 1)]).open().await;
    let (first, second) = (shop.shopper().await, shop.shopper().await);
    let placed = first.buy(&shop, &release, "one").await.unwrap();
    assert!(!placed.repeated);
    let again = first.buy(&shop, &release, "one").await.unwrap();
    assert_eq!((again.id, again.repeated), (placed.id, true));
    assert_eq!(refusal(first.buy_size(&shop, &release, 1, "one").await), PlaceRefusal::KeyReused);

    assert_eq!(refusal(second.buy(&shop, &release, "mine").await), PlaceRefusal::SoldOut);
    second.buy_size(&shop, &release, 1, "mine").await.unwrap();
    // Another account's key is its own.
    assert_eq!(refusal(second.buy(&shop, &release, "one").await), PlaceRefusal::SoldOut);
}

#[tokio::test]
async fn nobody_gets_more_than_the_limit() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(9).limit(2).open().await;
    let buyer = shop.shopper().await;
    for key in ["a", "b"] {
        buyer.buy(&shop, &release, key).await.unwrap();
    }
    assert_eq!(refusal(buyer.buy(&shop, &release, "c").await), PlaceRefusal::LimitReached);
    let three = PlaceOrder { quantity: 3, ..press(&release, "d") };
    assert_eq!(refusal(orders::place(&shop, &shop.shopper().await.actor(), three).await), PlaceRefusal::LimitReached);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn only_an_open_drop_sells() {
    let shop = TestShop::new().await;
    let buyer = shop.shopper().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let coming = shop.flash_sale().opens_in(Duration::from_secs(600)).scheduled().await;
    assert_eq!(refusal(buyer.buy(&shop, &coming, "k").await), PlaceRefusal::NotOpen);
    // At its time it opens for whoever presses first, before any sweep.
    shop.advance(Duration::from_secs(600));
    buyer.buy(&shop, &coming, "k").await.unwrap();

    drops::pause(&shop, &manager, coming.id).await.unwrap();
    let other = shop.shopper().await;
    assert_eq!(refusal(other.buy(&shop, &coming, "k").await), PlaceRefusal::NotOpen);
    drops::resume(&shop, &manager, coming.id).await.unwrap();
    // The window ends by the clock even while nobody has swept.
    shop.advance(Duration::from_secs(3700));
    assert_eq!(refusal(other.buy(&shop, &coming, "k").await), PlaceRefusal::NotOpen);

    let unknown = PlaceOrder { drop: shop::DropId::new(), ..press(&coming, "other") };
    assert!(matches!(orders::place(&shop, &buyer.actor(), unknown).await, Err(Error::Barred(Bar::NotFound))));
    let none = PlaceOrder { quantity: 0, ..press(&coming, "") };
    assert_eq!(refusal(orders::place(&shop, &buyer.actor(), none).await).fields().len(), 2);
}

#[tokio::test]
async fn what_is_not_paid_in_time_comes_back_and_can_be_bought_again() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(1).open().await;
    let (slow, quick) = (shop.shopper().await, shop.shopper().await);
    let placed = slow.buy(&shop, &release, "k").await.unwrap();
    assert_eq!(refusal(quick.buy(&shop, &release, "k").await), PlaceRefusal::SoldOut);
    assert_eq!(orders::lapse_due(&shop).await.unwrap(), 0);

    let mut live = shop.live.subscribe();
    shop.advance_past(placed.expires_at);
    assert_eq!(orders::lapse_due(&shop).await.unwrap(), 1);
    assert_eq!(live.recv().await.unwrap(), shop::live::Topic::Drop(release.id));
    assert_eq!(orders::find(&shop, &slow.actor(), placed.id).await.unwrap().state, OrderState::Expired);
    quick.buy(&shop, &release, "k").await.unwrap();
    // The lapsed one may try again, under a new key of the page.
    assert_eq!(refusal(slow.buy(&shop, &release, "k2").await), PlaceRefusal::SoldOut);
    assert!(shop.templates_to(slow.id).await.is_empty(), "a lapse in a flash sale is no news");
    shop.assert_balanced().await;
}

#[tokio::test]
async fn five_hundred_lapse_in_one_sweep() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(500).limit(100).window_minutes(1).open().await;
    for buyer in shop.shoppers(5).await {
        for n in 0..100 {
            buyer.buy(&shop, &release, &format!("k{n}")).await.unwrap();
        }
    }
    shop.advance(Duration::from_secs(61));
    assert_eq!(orders::lapse_due(&shop).await.unwrap(), 500);
    assert_eq!(drops::live(&shop, release.id).await.unwrap().free(), 500);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn an_order_is_its_owners_and_the_staffs() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().open().await;
    let (owner, other, support) = (shop.shopper().await, shop.shopper().await, shop.staff(Role::Support).await);
    let placed = owner.buy(&shop, &release, "k").await.unwrap();

    let mine = orders::find(&shop, &owner.actor(), placed.id).await.unwrap();
    assert_eq!((mine.number, mine.customer, mine.lines[0].size.as_str()), (placed.number, None, "EU 42"));
    assert!(matches!(orders::find(&shop, &other.actor(), placed.id).await, Err(Error::Barred(Bar::NotFound))));
    assert!(matches!(
        payments::pay(&shop, &other.actor(), placed.id, &card("4242424242424242")).await,
        Err(Error::Barred(Bar::NotFound))
    ));
    assert!(matches!(payments::cancel(&shop, &other.actor(), placed.id, "").await, Err(Error::Barred(Bar::NotFound))));
    assert!(orders::mine(&shop, &other.actor(), None).await.unwrap().orders.is_empty());

    assert_eq!(orders::find(&shop, &support.actor(), placed.id).await.unwrap().customer.unwrap().email, owner.email);
    for q in [placed.number.to_string(), owner.name.clone(), owner.email.clone(), String::new()] {
        let filter = OrderFilter { q, ..OrderFilter::default() };
        assert_eq!(orders::list(&shop, &support.actor(), &filter).await.unwrap().orders.len(), 1);
        assert!(matches!(orders::list(&shop, &owner.actor(), &filter).await, Err(Error::Barred(Bar::Forbidden))));
    }
    assert!(matches!(orders::figures(&shop, &owner.actor()).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(orders::pulse(&shop, &owner.actor(), release.id).await, Err(Error::Barred(Bar::Forbidden))));
    assert_eq!(orders::pulse(&shop, &support.actor(), release.id).await.unwrap().per_second.iter().sum::<i64>(), 1);
}

#[tokio::test]
async fn a_paid_order_is_sent_once_and_its_owner_hears_of_it() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().open().await;
    let (owner, support) = (shop.shopper().await, shop.staff(Role::Support).await.actor());
    let placed = owner.buy(&shop, &release, "k").await.unwrap();
    let parcel = Ship {
        carrier: "PostNL".into(),
        tracking_number: "3S1".into(),
        tracking_url: "https://postnl.example/3S1".into(),
    };
    assert_eq!(refusal(orders::ship(&shop, &support, placed.id, &parcel).await), ShipRefusal::NotNow);
    payments::pay(&shop, &owner.actor(), placed.id, &card("4242424242424242")).await.unwrap();

    let wrong = Ship { carrier: " ".into(), tracking_url: "javascript:alert(1)".into(), ..Ship::default() };
    assert_eq!(refusal(orders::ship(&shop, &support, placed.id, &wrong).await).fields().len(), 2);
    assert!(matches!(
        orders::ship(&shop, &owner.actor(), placed.id, &parcel).await,
        Err(Error::Barred(Bar::Forbidden))
    ));
    orders::ship(&shop, &support, placed.id, &parcel).await.unwrap();
    assert_eq!(refusal(orders::ship(&shop, &support, placed.id, &parcel).await), ShipRefusal::NotNow);
    orders::annotate(&shop, &support, placed.id, "asked for a gift wrap").await.unwrap();
    orders::deliver(&shop, &support, placed.id).await.unwrap();

    let mine = orders::find(&shop, &owner.actor(), placed.id).await.unwrap();
    assert_eq!((mine.state, mine.shipment.unwrap().carrier.as_str()), (OrderState::Delivered, "PostNL"));
    assert_eq!(mine.ship_to.unwrap().city, "Delft");
    let kinds: Vec<_> = mine.events.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(kinds, ["placed", "paid", "shipped", "delivered"], "notes are for staff");
    assert_eq!(shop.templates_to(owner.id).await, ["order_paid", "order_shipped"]);
    assert!(shop.last_mail_to(&owner.email).await.plain.contains("3S1"));
    let figures = orders::figures(&shop, &support).await.unwrap();
    assert_eq!((figures.paid, figures.taken.minor, figures.days.last().unwrap().1.minor), (1, 14_000, 14_000));
    assert_eq!(drops::live(&shop, release.id).await.unwrap().state, DropState::Open);
}

/// The same shop as another server process sees it: its own memory, the same database.
pub fn another_process(shop: &TestShop, redis: bool) -> shop::Shop {
    let redis = redis.then(|| shop.redis.clone()).flatten();
    shop::Shop::new(shop.db.clone(), redis, shop.clock.clone(), shop.config.clone())
}

pub(crate) fn press(release: &testkit::Release, key: &str) -> PlaceOrder {
    release.press(key, Evidence::default())
}

#[tokio::test]
async fn after_the_sell_out_strangers_are_refused_without_a_query_and_buyers_find_their_order() {
    let shop = TestShop::with_redis().await;
    let release = shop.flash_sale().units(1).open().await;
    let (buyer, stranger) = (shop.shopper().await, shop.shopper().await);
    let placed = buyer.buy(&shop, &release, "mine").await.unwrap();
    // The answer got lost; the same press finds it, from another server too.
    let elsewhere = another_process(&shop, true);
    for shop in [&*shop, &elsewhere] {
        let again = orders::place(shop, &buyer.actor(), press(&release, "mine")).await.unwrap();
        assert_eq!((again.id, again.repeated), (placed.id, true));
    }

    // With every connection taken a query would wait for ever.
    let mut taken = Vec::new();
    while taken.len() < 7 {
        taken.push(shop.db.acquire().await.unwrap());
    }
    assert_eq!(refusal(buyer.buy(&shop, &release, "another").await), PlaceRefusal::SoldOut);
    taken.push(shop.db.acquire().await.unwrap());
    assert_eq!(refusal(stranger.buy(&shop, &release, "k").await), PlaceRefusal::SoldOut);
    taken.clear();
    shop.db.close().await;
    assert!(matches!(buyer.buy(&shop, &release, "mine").await, Err(Error::Fault(_))), "only Postgres can know");
}

#[tokio::test]
async fn a_buyer_whom_redis_forgot_or_never_knew_still_finds_the_order() {
    let shop = TestShop::with_redis().await;
    let release = shop.flash_sale().units(2).limit(2).open().await;
    let (first, second) = (shop.shopper().await, shop.shopper().await);
    let placed = first.buy(&shop, &release, "one").await.unwrap();
    // Another server, which cannot reach Redis.
    let cut_off = another_process(&shop, false);
    let unmarked = orders::place(&cut_off, &second.actor(), press(&release, "two")).await.unwrap();

    assert_eq!(refusal(shop.shopper().await.buy(&shop, &release, "k").await), PlaceRefusal::SoldOut);
    assert_eq!(second.buy(&shop, &release, "two").await.unwrap().id, unmarked.id);

    forget_marks(&shop, &release).await;
    assert_eq!(first.buy(&shop, &release, "one").await.unwrap().id, placed.id);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn a_buyer_whom_redis_forgot_while_the_drop_opened_still_finds_the_order() {
    let shop = TestShop::with_redis().await;
    let release = shop.flash_sale().units(1).scheduled().await;
    let (first, second) = (shop.shopper().await, shop.shopper().await);
    // The first press is counted and waits for the units; meanwhile Redis restarts. Its answer gets lost.
    let passed = std::sync::atomic::AtomicU32::new(0);
    shop.failpoints.arm(move |point| match point {
        Point::BeforeLock if passed.fetch_add(1, Ordering::SeqCst) == 0 => {
            Some(Action::Delay(Duration::from_millis(200)))
        }
        Point::AfterCommit => Some(Action::Disconnect),
        _ => None,
    });
    let forgotten = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        forget_marks(&shop, &release).await;
    };
    let (lost, ()) = futures::join!(first.buy(&shop, &release, "mine"), forgotten);
    assert!(matches!(lost, Err(Error::Fault(_))), "{lost:?}");
    shop.failpoints.disarm();
    assert_eq!(refusal(second.buy(&shop, &release, "k").await), PlaceRefusal::SoldOut);
    assert!(first.buy(&shop, &release, "mine").await.unwrap().repeated);
}

async fn forget_marks(shop: &TestShop, release: &testkit::Release) {
    let mut redis = shop.redis.clone().unwrap();
    let _: () = redis::cmd("DEL").arg(format!("fairdrop:marked:{}", release.id)).query_async(&mut redis).await.unwrap();
}

#[tokio::test]
async fn more_than_ten_presses_a_minute_are_too_many_at_every_door() {
    let shop = TestShop::with_redis().await;
    let release = shop.flash_sale().units(1).open().await;
    let buyer = shop.shopper().await;
    for _ in 0..10 {
        buyer.buy(&shop, &release, "k").await.unwrap();
    }
    let elsewhere = another_process(&shop, true);
    let eleventh = orders::place(&elsewhere, &buyer.actor(), press(&release, "k")).await;
    assert!(matches!(eleventh, Err(Error::Barred(Bar::TooOften(1..=60)))), "{eleventh:?}");
}

#[tokio::test]
async fn who_is_gone_or_blocked_buys_nothing_though_the_token_still_says_so() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().open().await;
    let (buyer, manager) = (shop.shopper().await, shop.staff(Role::Admin).await.actor());
    buyer.buy(&shop, &release, "before").await.unwrap();
    shop::accounts::customers::block(&shop, &manager, buyer.id, "Test").await.unwrap();
    let gone = shop::accounts::Actor { id: shop::AccountId::new(), role: Role::Shopper };
    for actor in [buyer.actor(), gone] {
        let refused = orders::place(&shop, &actor, press(&release, "after")).await;
        assert!(matches!(refused, Err(Error::Barred(Bar::Forbidden))), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_press_that_the_database_refuses_takes_no_other_with_it() {
    let shop = Arc::new(TestShop::with(16, None, |_| ()).await);
    let release = shop.flash_sale().units(40).open().await;
    let buyers = shop.shoppers(30).await;
    // Another server is binding the first buyer's key to something else, and commits while the batch waits for it.
    let mut elsewhere = shop.begin().await.unwrap();
    sqlx::query(
        "insert into orders (id, account_id, total_minor, currency, expires_at, idempotency_key, request_digest)
         values ($1, $2, 1, 'EUR', now(), 'k', '')",
    )
    .bind(shop::OrderId::new())
    .bind(buyers[0].id)
    .execute(&mut *elsewhere)
    .await
    .unwrap();
    let presses: Vec<_> = buyers
        .iter()
        .map(|buyer| {
            let (shop, actor, press) = (shop.clone(), buyer.actor(), press(&release, "k"));
            tokio::spawn(async move { orders::place(&shop, &actor, press).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    elsewhere.commit().await.unwrap();
    let mut bought = 0;
    for (n, answer) in futures::future::join_all(presses).await.into_iter().enumerate() {
        match answer.unwrap() {
            Err(Error::Refused(PlaceRefusal::KeyReused)) if n == 0 => {}
            answer => bought += i32::from(answer.is_ok()),
        }
    }
    assert_eq!(bought, 29);
    assert_eq!(drops::live(&shop, release.id).await.unwrap().held(), 29);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_sell_no_more_than_one() {
    let shop = Arc::new(TestShop::with(40, None, |_| ()).await);
    let release = shop.flash_sale().sizes(&[("EU 41", 30), ("EU 42", 20)]).limit(2).open().await;
    let servers: Vec<_> = (0..3).map(|_| another_process(&shop, false)).collect();
    let buyers = shop.shoppers(60).await;
    // Everybody presses twice for each size, each time at another server.
    let presses: Vec<_> = buyers
        .iter()
        .enumerate()
        .flat_map(|(n, buyer)| (0..4).map(move |k| (n + k, k, buyer.actor())))
        .map(|(n, k, actor)| {
            let shop = servers[n % 3].clone();
            let size = release.sizes[k % 2];
            let press = PlaceOrder { variant: size, ..press(&release, &format!("press-{k}")) };
            tokio::spawn(async move { orders::place(&shop, &actor, press).await })
        })
        .collect();
    let mut bought = 0;
    for press in presses {
        match press.await.unwrap() {
            Ok(_) => bought += 1,
            Err(Error::Refused(PlaceRefusal::SoldOut | PlaceRefusal::LimitReached)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(bought, 50);
    shop.assert_balanced().await;
}
