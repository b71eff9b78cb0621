//! The life of a drop: what staff and the clock do to it.

use std::time::Duration;

use shop::accounts::Role;
use shop::drops::{self, DropForm, DropState, EditRefusal, RunRefusal};
use shop::orders::{self, OrderState};
use shop::payments;
use shop::{Bar, DropId, Error, Refusal};
use testkit::{TestShop, card};

use crate::orders::refusal;

async fn state(shop: &TestShop, id: DropId) -> DropState {
    drops::find(&shop.db, id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn the_clock_opens_closes_and_settles() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(3).opens_in(Duration::from_secs(600)).scheduled().await;
    drops::sweep(&shop).await.unwrap();
    assert_eq!(state(&shop, release.id).await, DropState::Scheduled);
    shop.advance(Duration::from_secs(600));
    drops::sweep(&shop).await.unwrap();
    assert_eq!(state(&shop, release.id).await, DropState::Open);

    shop.advance(Duration::from_secs(3500));
    let (late, never) = (shop.shopper().await, shop.shopper().await);
    let order = late.buy(&shop, &release, "k").await.unwrap();
    never.buy(&shop, &release, "k").await.unwrap();
    shop.advance(Duration::from_secs(120));
    drops::sweep(&shop).await.unwrap();
    assert_eq!(state(&shop, release.id).await, DropState::Closed, "somebody is still paying");
    shop.assert_balanced().await;
    payments::pay(&shop, &late.actor(), order.id, &card("4242424242424242")).await.unwrap();
    shop.advance(Duration::from_secs(600));
    orders::lapse_due(&shop).await.unwrap();
    drops::sweep(&shop).await.unwrap();
    assert_eq!(state(&shop, release.id).await, DropState::Settled);
    let live = drops::live(&shop, release.id).await.unwrap();
    assert_eq!((live.paid(), live.free(), live.held(), live.variants[0].written_off), (1, 0, 0, 2));
    shop.assert_balanced().await;
}

#[tokio::test]
async fn scheduling_pledges_stock_and_fixes_terms_and_prices() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let draft = shop.flash_sale().units(4).draft().await;
    assert!(
        matches!(drops::live(&shop, draft.id).await, Err(Error::Barred(Bar::NotFound))),
        "a draft is nobody's business"
    );
    assert!(matches!(drops::page(&shop, None, &draft.id.to_string()).await, Err(Error::Barred(Bar::NotFound))));
    assert_eq!(drops::page(&shop, Some(&manager), &draft.id.to_string()).await.unwrap().drop.state, DropState::Draft);

    sqlx::query("update variants set price_minor = 15000").execute(&shop.db).await.unwrap();
    drops::schedule(&shop, &manager, draft.id).await.unwrap();
    sqlx::query("update variants set price_minor = 99900").execute(&shop.db).await.unwrap();
    assert_eq!(drops::live(&shop, draft.id).await.unwrap().variants[0].price.minor, 15_000);
    shop.assert_balanced().await;
    assert_eq!(refusal(drops::schedule(&shop, &manager, draft.id).await), RunRefusal::NotNow);
    assert_eq!(refusal(drops::discard(&shop, &manager, draft.id).await), EditRefusal::NotADraft);
}

#[tokio::test]
async fn more_than_the_shelf_holds_cannot_be_pledged() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let draft = shop.flash_sale().units(4).draft().await;
    sqlx::query("update drop_variants set pledged = 5").execute(&shop.db).await.unwrap();
    assert_eq!(refusal(drops::schedule(&shop, &manager, draft.id).await), RunRefusal::NotEnoughStock);
    assert_eq!(state(&shop, draft.id).await, DropState::Draft);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn an_open_draw_is_neither_paused_nor_closed_early() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let draw = shop.draw().scheduled().await;
    sqlx::query("update drops set state = 'open'").execute(&shop.db).await.unwrap();
    assert_eq!(refusal(drops::pause(&shop, &manager, draw.id).await), RunRefusal::NotNow);
    assert_eq!(refusal(drops::close_early(&shop, &manager, draw.id).await), RunRefusal::NotNow);
}

#[tokio::test]
async fn cancelling_returns_units_and_money_and_says_why() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let release = shop.flash_sale().units(5).open().await;
    let (paid, pending) = (shop.shopper().await, shop.shopper().await);
    let bought = paid.buy(&shop, &release, "k").await.unwrap();
    payments::pay(&shop, &paid.actor(), bought.id, &card("4242424242424242")).await.unwrap();
    let held = pending.buy(&shop, &release, "k").await.unwrap();

    assert_eq!(refusal(drops::cancel(&shop, &manager, release.id, "  ").await).fields()[0].field, "reason");
    drops::cancel(&shop, &manager, release.id, "The glaze cracks.").await.unwrap();
    shop.assert_balanced().await;
    shop.drain().await;
    shop.assert_balanced().await;

    let live = drops::live(&shop, release.id).await.unwrap();
    assert_eq!((live.state, live.reason.as_deref()), (DropState::Cancelled, Some("The glaze cracks.")));
    assert_eq!((live.free(), live.held(), live.paid(), live.variants[0].written_off), (0, 0, 0, 5));
    for (order, who) in [(bought.id, &paid), (held.id, &pending)] {
        assert_eq!(orders::find(&shop, &who.actor(), order).await.unwrap().state, OrderState::Cancelled);
        assert!(shop.templates_to(who.id).await.contains(&"order_cancelled".to_owned()));
    }
    let refunded: i64 = sqlx::query_scalar("select sum(refunded_minor)::bigint from sandbox_charges")
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(refunded, 14_000);
    let on_shelf: i32 = sqlx::query_scalar("select available from stock").fetch_one(&shop.db).await.unwrap();
    assert_eq!(on_shelf, 5);
}

#[tokio::test]
async fn shoppers_and_support_run_no_drops_and_every_deed_leaves_a_trail() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let release = shop.flash_sale().opens_in(Duration::from_secs(600)).scheduled().await;
    for role in [Role::Shopper, Role::Support] {
        let who = shop.staff(role).await.actor();
        let barred =
            |result: Result<(), Error<RunRefusal>>| assert!(matches!(result, Err(Error::Barred(Bar::Forbidden))));
        barred(drops::open_now(&shop, &who, release.id).await);
        barred(drops::pause(&shop, &who, release.id).await);
        barred(drops::close_early(&shop, &who, release.id).await);
        barred(drops::cancel(&shop, &who, release.id, "no").await);
        barred(drops::schedule(&shop, &who, release.id).await);
        assert!(matches!(drops::create(&shop, &who, &DropForm::default()).await, Err(Error::Barred(Bar::Forbidden))));
    }
    drops::open_now(&shop, &manager, release.id).await.unwrap();
    drops::pause(&shop, &manager, release.id).await.unwrap();
    drops::resume(&shop, &manager, release.id).await.unwrap();
    drops::close_early(&shop, &manager, release.id).await.unwrap();
    let trail: Vec<String> = sqlx::query_scalar("select action from audit_entries where subject_id = $1 order by seq")
        .bind(release.id)
        .fetch_all(&shop.db)
        .await
        .unwrap();
    assert_eq!(trail, ["drop.created", "drop.scheduled", "drop.opened", "drop.paused", "drop.resumed", "drop.closed"]);
}

#[tokio::test]
async fn a_wrong_program_cannot_oversell() {
    let shop = TestShop::new().await;
    shop.flash_sale().units(2).open().await;
    let constraint = |error: sqlx::Error| shop::refusal::constraint(&error).unwrap_or_default().to_owned();
    let oversell = sqlx::query("update drop_variants set held = 3").execute(&shop.db).await;
    assert_eq!(constraint(oversell.unwrap_err()), "drop_variants_not_oversold");
    let negative = sqlx::query("update drop_variants set held = -1").execute(&shop.db).await;
    assert_eq!(constraint(negative.unwrap_err()), "drop_variants_held_not_negative");
    let shelf = sqlx::query("update stock set reserved = on_hand + 1").execute(&shop.db).await;
    assert_eq!(constraint(shelf.unwrap_err()), "stock_available_not_negative");
}

#[tokio::test]
async fn two_sweeps_at_once_do_everything_once() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().opens_in(Duration::from_secs(60)).scheduled().await;
    shop.advance(Duration::from_secs(60));
    let (one, two) = tokio::join!(drops::sweep(&shop), drops::sweep(&shop));
    one.unwrap();
    two.unwrap();
    let opened: i64 = sqlx::query_scalar("select count(*) from events where kind = 'drop.opened' and subject_id = $1")
        .bind(release.id)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(opened, 1);
}
