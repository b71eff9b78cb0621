use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shop::accounts::Role;
use shop::stock::{self, ShelfFilter, StockRefusal};
use shop::{Bar, DropId, Error, OrderId, Problem, Refusal, Shop, VariantId};
use testkit::TestShop;

#[tokio::test]
async fn staff_receive_and_correct_and_every_movement_is_written_down() {
    let shop = TestShop::new().await;
    let bowl = shop.product("Blue Rim Bowl").size("28 cm", 10).create().await.variants[0];
    let manager = shop.staff(Role::Manager).await;
    stock::receive(&shop, &manager.actor(), bowl, " 5 ", "second firing").await.unwrap();
    stock::correct(&shop, &manager.actor(), bowl, "-2", "two were chipped").await.unwrap();

    let page = stock::movements(&shop, &manager.actor(), bowl, None).await.unwrap();
    assert_eq!((page.shelf.on_hand, page.shelf.reserved, page.shelf.available), (13, 0, 13));
    let moved: Vec<_> = page.rows.iter().map(|m| (m.reason.as_str(), m.on_hand, m.note.as_str())).collect();
    assert_eq!(moved, [("corrected", -2, "two were chipped"), ("received", 5, "second firing"), ("received", 10, "")]);
    assert_eq!(page.rows[0].by.as_deref(), Some(manager.name.as_str()));

    let shelves =
        stock::shelves(&shop, &manager.actor(), &ShelfFilter { q: "rim".into(), page: 1, ..ShelfFilter::default() })
            .await
            .unwrap();
    assert_eq!((shelves.total, shelves.rows[0].variant_id), (1, bowl));
}

#[tokio::test]
async fn wrong_amounts_are_refused_beside_their_field_and_change_nothing() {
    let shop = TestShop::new().await;
    let bowl = shop.product("Bowl").size("28 cm", 10).create().await.variants[0];
    let actor = shop.staff(Role::Manager).await.actor();
    for wrong in ["", "0", "-1", "1.5", "many", "100001", "99999999999"] {
        let refused = stock::receive(&shop, &actor, bowl, wrong, "").await.unwrap_err();
        let Error::Refused(refusal) = refused else { panic!("{wrong}: {refused:?}") };
        assert_eq!(
            (refusal.fields()[0].field.as_str(), refusal.fields()[0].problem),
            ("units", Problem::NotBetween(1, 100_000))
        );
    }
    let Err(Error::Refused(refusal)) = stock::correct(&shop, &actor, bowl, "-1", " ").await else {
        panic!("a correction needs a reason")
    };
    assert_eq!((refusal.fields()[0].field.as_str(), refusal.fields()[0].problem), ("note", Problem::Required));
    assert!(matches!(
        stock::correct(&shop, &actor, bowl, "-11", "lost").await,
        Err(Error::Refused(StockRefusal::NotEnough))
    ));
    assert_eq!(balance(&shop, bowl).await, (10, 0));
}

#[tokio::test]
async fn what_is_reserved_cannot_be_corrected_away() {
    let shop = TestShop::new().await;
    let bowl = shop.product("Bowl").size("28 cm", 10).create().await.variants[0];
    let actor = shop.staff(Role::Manager).await.actor();
    let mut tx = shop.begin().await.unwrap();
    stock::pledge(&mut tx, bowl, 8, DropId::new(), shop.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(
        stock::correct(&shop, &actor, bowl, "-3", "lost").await,
        Err(Error::Refused(StockRefusal::NotEnough))
    ));
    stock::correct(&shop, &actor, bowl, "-2", "lost").await.unwrap();
    assert_eq!(balance(&shop, bowl).await, (8, 8));
}

#[tokio::test]
async fn only_those_who_may_touch_the_stock() {
    let shop = TestShop::new().await;
    let bowl = shop.product("Bowl").create().await.variants[0];
    let (shopper, support) = (shop.shopper().await.actor(), shop.staff(Role::Support).await.actor());
    assert!(matches!(stock::receive(&shop, &shopper, bowl, "1", "").await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(stock::correct(&shop, &support, bowl, "1", "found").await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(stock::movements(&shop, &shopper, bowl, None).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(stock::movements(&shop, &support, bowl, None).await.is_ok());
}

#[tokio::test]
async fn fifty_at_once_get_the_twenty_there_are() {
    let shop = TestShop::new().await;
    let bowl = shop.product("Bowl").size("28 cm", 20).create().await.variants[0];
    let tries = (0..50).map(|_| {
        let shop: Shop = (*shop).clone();
        tokio::spawn(async move {
            let mut tx = shop.begin().await.unwrap();
            let answer = stock::pledge(&mut tx, bowl, 1, DropId::new(), shop.now()).await;
            match answer {
                Ok(()) => tx.commit().await.map(|()| true).unwrap(),
                Err(Error::Refused(StockRefusal::NotEnough)) => false,
                Err(other) => panic!("{other:?}"),
            }
        })
    });
    let mut pledged = 0;
    for done in futures::future::join_all(tries).await {
        pledged += i32::from(done.unwrap());
    }
    assert_eq!(pledged, 20);
    assert_eq!(balance(&shop, bowl).await, (20, 20));
}

#[tokio::test]
async fn units_move_forwards_only() {
    let shop = TestShop::new().await;
    let bowl = shop.product("Bowl").size("28 cm", 5).create().await.variants[0];
    for units in [0, -1] {
        let mut tx = shop.begin().await.unwrap();
        assert!(matches!(stock::pledge(&mut tx, bowl, units, DropId::new(), shop.now()).await, Err(Error::Fault(_))));
    }
    assert_eq!(balance(&shop, bowl).await, (5, 0));
}

/// What somebody tries to do with the stock.
#[derive(Clone, Copy, Debug)]
enum Step {
    Pledge(i32),
    Release(i32),
    Sell(i32),
    GiveBack(i32),
    Receive(i32),
    Correct(i32),
}

fn steps() -> impl Strategy<Value = Vec<(Step, bool)>> {
    let step = prop_oneof![
        3 => (1..6).prop_map(Step::Pledge),
        2 => (1..6).prop_map(Step::Release),
        3 => (1..4).prop_map(Step::Sell),
        1 => (1..4).prop_map(Step::GiveBack),
        1 => (1..9).prop_map(Step::Receive),
        1 => (-6..0).prop_map(Step::Correct),
    ];
    // Some transactions roll back although their step succeeded.
    proptest::collection::vec((step, proptest::bool::weighted(0.85)), 1..40)
}

/// Whatever several people try at once, in whatever order, the books are right at every moment that
/// somebody looks.
#[test]
fn the_books_are_right_after_any_interleaving() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let shop = runtime.block_on(TestShop::new());
    let actor = runtime.block_on(shop.staff(Role::Manager)).actor();
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&steps(), |steps| {
            runtime.block_on(async {
                let variant =
                    shop.product(&format!("Thing {}", OrderId::new())).size("One", 10).create().await.variants[0];
                let (one, rest) = steps.split_at(steps.len() / 3);
                let (two, three) = rest.split_at(rest.len() / 2);
                tokio::join!(
                    go(&shop, actor, variant, one),
                    go(&shop, actor, variant, two),
                    go(&shop, actor, variant, three)
                );
                check(&shop, variant).await;
            });
            Ok(())
        })
        .unwrap();
    runtime.block_on(async { drop(shop) });
}

async fn go(shop: &TestShop, actor: shop::accounts::Actor, variant: VariantId, steps: &[(Step, bool)]) {
    for (step, commits) in steps {
        take(shop, &actor, variant, *step, *commits).await;
        check(shop, variant).await;
    }
}

/// Takes the step; a refusal or a fault of the database leaves no trace.
async fn take(shop: &TestShop, actor: &shop::accounts::Actor, variant: VariantId, step: Step, commits: bool) {
    let (drop, order, at) = (DropId::new(), OrderId::new(), shop.now());
    let mut tx = shop.begin().await.unwrap();
    let went = match step {
        Step::Pledge(n) => stock::pledge(&mut tx, variant, n, drop, at).await.is_ok(),
        Step::Release(n) => stock::release(&mut tx, variant, n, drop, at).await.is_ok(),
        Step::Sell(n) => stock::sell(&mut tx, variant, n, order, at).await.is_ok(),
        Step::GiveBack(n) => stock::give_back(&mut tx, variant, n, order, at).await.is_ok(),
        Step::Receive(n) => stock::receive(shop, actor, variant, &n.to_string(), "").await.is_ok(),
        Step::Correct(n) => stock::correct(shop, actor, variant, &n.to_string(), "counted").await.is_ok(),
    };
    if went && commits {
        tx.commit().await.unwrap();
    }
}

async fn check(shop: &Shop, variant: VariantId) {
    let (on_hand, reserved, available, moved, moved_reserved): (i32, i32, i32, i64, i64) = sqlx::query_as(
        "select s.on_hand, s.reserved, s.available, sum(m.on_hand), sum(m.reserved)
         from stock s join stock_movements m using (variant_id) where s.variant_id = $1 group by s.variant_id",
    )
    .bind(variant)
    .fetch_one(&shop.db)
    .await
    .unwrap();
    assert_eq!(on_hand, available + reserved);
    assert!(available >= 0 && reserved >= 0);
    assert_eq!((i64::from(on_hand), i64::from(reserved)), (moved, moved_reserved));
}

async fn balance(shop: &Shop, variant: VariantId) -> (i32, i32) {
    check(shop, variant).await;
    sqlx::query_as("select on_hand, reserved from stock where variant_id = $1")
        .bind(variant)
        .fetch_one(&shop.db)
        .await
        .unwrap()
}
