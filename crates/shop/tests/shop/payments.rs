//! Paying with each of the sandbox's cards, and dying at each step on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use shop::accounts::Role;
use shop::orders::{self, OrderState};
use shop::payments::sandbox::Sandbox;
use shop::payments::{
    self, CancelRefusal, Card, Charge, GatewayError, PayForm, PayRefusal, Paying, PaymentGateway, PaymentState,
    RefundRefusal,
};
use shop::{Bar, Error, Money, OrderId, PaymentId, Refusal, Shop, drops};
use testkit::{Person, Release, TestShop, card};

use crate::orders::refusal;

const APPROVED: &str = "4242424242424242";

async fn order(shop: &TestShop) -> (Release, Person, OrderId) {
    let release = shop.flash_sale().units(2).open().await;
    let buyer = shop.shopper().await;
    let placed = buyer.buy(shop, &release, "k").await.unwrap();
    (release, buyer, placed.id)
}

async fn state(shop: &Shop, who: &Person, order: OrderId) -> OrderState {
    orders::find(shop, &who.actor(), order).await.unwrap().state
}

async fn taken(shop: &TestShop) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(amount_minor - refunded_minor), 0)::bigint from sandbox_charges where state = 'captured'",
    )
    .fetch_one(&shop.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn an_approved_card_pays_and_the_customer_hears_of_it() {
    let shop = TestShop::new().await;
    let (release, buyer, id) = order(&shop).await;
    assert_eq!(payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap(), Paying::Paid);
    assert_eq!(payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap(), Paying::Paid, "twice is once");
    assert_eq!((state(&shop, &buyer, id).await, taken(&shop).await), (OrderState::Paid, 14_000));
    assert_eq!(drops::live(&shop, release.id).await.unwrap().paid(), 1);
    shop.drain().await;
    let mail = shop.last_mail_to(&buyer.email).await;
    assert!(mail.sent && mail.plain.contains("Kiln Runner") && mail.plain.contains("140"));
    shop.assert_balanced().await;
}

#[tokio::test]
async fn a_declined_card_leaves_the_order_held_for_another() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    let cards = [
        ("4000000000000002", PayRefusal::Declined),
        ("4000000000000341", PayRefusal::CaptureFailed),
        ("4111111111111111", PayRefusal::TestCardsOnly),
    ];
    for (number, expected) in cards {
        assert_eq!(refusal(payments::pay(&shop, &buyer.actor(), id, &card(number)).await), expected);
        let order = orders::find(&shop, &buyer.actor(), id).await.unwrap();
        assert_eq!((order.state, order.paying), (OrderState::PendingPayment, false));
        shop.assert_balanced().await;
    }
    assert_eq!(taken(&shop).await, 0);
    payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap();
    let support = shop.staff(Role::Support).await.actor();
    let tries = payments::of_order(&shop, &support, id).await.unwrap();
    assert_eq!(tries.len(), 4);
    assert_eq!(tries[2].card_last4, None, "of a card that may be real nothing is kept");
}

#[tokio::test]
async fn wrong_fields_are_named_and_nothing_begins() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    let form = PayForm { address: "elsewhere".into(), card_number: "4242".into(), ..PayForm::default() };
    let wrong = refusal(payments::pay(&shop, &buyer.actor(), id, &form).await);
    let fields: Vec<_> = wrong.fields().iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["address", "card_number", "card_expiry", "card_cvc"]);
    let begun: i64 = sqlx::query_scalar("select count(*) from payments").fetch_one(&shop.db).await.unwrap();
    assert_eq!(begun, 0);
}

#[tokio::test]
async fn no_table_and_no_mail_holds_a_card() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap();
    shop.drain().await;
    let dumped: Vec<String> = sqlx::query_scalar(
        "select query_to_xml('select * from ' || quote_ident(tablename), true, true, '')::text from pg_tables where schemaname = 'public'",
    )
    .fetch_all(&shop.db)
    .await
    .unwrap();
    assert!(dumped.iter().all(|table| !table.contains(APPROVED) && !table.contains("12/60")));
}

#[tokio::test]
async fn a_bank_that_asks_is_answered_on_its_own_page() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    let asks = card("4000002500003155");
    let Paying::NeedsConfirmation(payment) = payments::pay(&shop, &buyer.actor(), id, &asks).await.unwrap() else {
        panic!("not asked")
    };
    assert_eq!(payments::pay(&shop, &buyer.actor(), id, &asks).await.unwrap(), Paying::NeedsConfirmation(payment));
    let stranger = shop.shopper().await.actor();
    assert!(matches!(payments::challenge(&shop, &stranger, payment).await, Err(Error::Barred(Bar::NotFound))));
    assert!(matches!(
        payments::answer_challenge(&shop, &stranger, payment, true).await,
        Err(Error::Barred(Bar::NotFound))
    ));
    assert_eq!(payments::challenge(&shop, &buyer.actor(), payment).await.unwrap().card_last4, "3155");

    assert_eq!(
        refusal(payments::answer_challenge(&shop, &buyer.actor(), payment, false).await),
        PayRefusal::NotConfirmed
    );
    let Paying::NeedsConfirmation(payment) = payments::pay(&shop, &buyer.actor(), id, &asks).await.unwrap() else {
        panic!("not asked")
    };
    assert_eq!(payments::answer_challenge(&shop, &buyer.actor(), payment, true).await.unwrap(), Paying::Paid);
    assert_eq!(
        payments::answer_challenge(&shop, &buyer.actor(), payment, true).await.unwrap(),
        Paying::Paid,
        "twice is once"
    );
    assert_eq!(taken(&shop).await, 14_000);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn a_question_that_nobody_answers_does_not_hold_the_unit() {
    let shop = TestShop::new().await;
    let (release, buyer, id) = order(&shop).await;
    let Paying::NeedsConfirmation(payment) =
        payments::pay(&shop, &buyer.actor(), id, &card("4000002500003155")).await.unwrap()
    else {
        panic!()
    };
    shop.advance(Duration::from_secs(700));
    assert_eq!(orders::lapse_due(&shop).await.unwrap(), 1);
    assert_eq!(drops::live(&shop, release.id).await.unwrap().free(), 2);
    shop.drain().await;
    assert_eq!(payments::resolve(&shop, payment).await.unwrap(), PaymentState::Cancelled);
    assert_eq!(refusal(payments::answer_challenge(&shop, &buyer.actor(), payment, true).await), PayRefusal::Lapsed);
    assert_eq!(taken(&shop).await, 0);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn an_answer_that_got_lost_is_asked_for_again() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    assert_eq!(payments::pay(&shop, &buyer.actor(), id, &card("4000000000000119")).await.unwrap(), Paying::Paid);
    assert_eq!(taken(&shop).await, 14_000);
}

#[tokio::test]
async fn two_tabs_charge_once() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    let slow = Shop::new(shop.db.clone(), None, shop.clock.clone(), shop.config.clone());
    let slow = slow
        .with_gateway(Arc::new(Sandbox::new(shop.db.clone(), shop.clock.clone()).slowness(Duration::from_millis(400))));
    let (actor, form) = (buyer.actor(), card("4000000000000077"));
    let second = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        // A window that ends meanwhile does not take the unit from somebody who is paying.
        shop.advance(Duration::from_secs(700));
        assert_eq!(orders::lapse_due(&shop).await.unwrap(), 0);
        assert_eq!(refusal(payments::cancel(&shop, &actor, id, "").await), CancelRefusal::UnderWay);
        payments::pay(&slow, &actor, id, &form).await
    };
    let (first, second) = tokio::join!(payments::pay(&slow, &actor, id, &form), second);
    assert_eq!(first.unwrap(), Paying::Paid);
    assert!(matches!(second, Err(Error::Refused(PayRefusal::UnderWay | PayRefusal::Lapsed))), "{second:?}");
    assert_eq!(taken(&shop).await, 14_000);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn a_closed_tab_does_not_stop_a_payment() {
    let shop = TestShop::new().await;
    let (_, buyer, id) = order(&shop).await;
    let slow = Shop::new(shop.db.clone(), None, shop.clock.clone(), shop.config.clone());
    let slow =
        slow.with_gateway(Arc::new(Sandbox::new(shop.db.clone(), shop.clock.clone()).slowness(Duration::from_secs(2))));
    let (actor, form) = (buyer.actor(), card("4000000000000077"));
    let left = tokio::time::timeout(Duration::from_secs(1), payments::pay(&slow, &actor, id, &form)).await;
    assert!(left.is_err(), "the request was dropped");
    let paid = async {
        while state(&shop, &buyer, id).await != OrderState::Paid {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), paid).await.expect("the payment goes on without the request");
}

/// A gateway that stops answering at a chosen call, before or after doing what it was asked: what a
/// killed process leaves behind.
struct Failing {
    sandbox: Sandbox,
    calls: AtomicU32,
    fails_at: u32,
    after: bool,
    healed: AtomicBool,
}

impl Failing {
    fn trip(&self, after: bool) -> Result<(), GatewayError> {
        let call =
            if after { self.calls.load(Ordering::SeqCst) } else { self.calls.fetch_add(1, Ordering::SeqCst) + 1 };
        // From there on nothing is answered: the process is gone.
        let dead = call > self.fails_at || (call == self.fails_at && after == self.after);
        if dead && !self.healed.load(Ordering::SeqCst) {
            Err(GatewayError::Unreachable("killed".into()))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl PaymentGateway for Failing {
    fn name(&self) -> &'static str {
        "sandbox"
    }
    async fn authorise(&self, key: &str, amount: Money, card: &Card) -> Result<Charge, GatewayError> {
        self.trip(false)?;
        let charge = self.sandbox.authorise(key, amount, card).await;
        self.trip(true)?;
        charge
    }
    async fn find(&self, key: &str) -> Result<Option<Charge>, GatewayError> {
        self.trip(false)?;
        self.sandbox.find(key).await
    }
    async fn capture(&self, key: &str, charge_key: &str) -> Result<(), GatewayError> {
        self.trip(false)?;
        self.sandbox.capture(key, charge_key).await?;
        self.trip(true)
    }
    async fn cancel(&self, key: &str, charge_key: &str) -> Result<(), GatewayError> {
        self.trip(false)?;
        self.sandbox.cancel(key, charge_key).await?;
        self.trip(true)
    }
    async fn refund(&self, key: &str, charge_key: &str, amount: Money) -> Result<(), GatewayError> {
        self.trip(false)?;
        self.sandbox.refund(key, charge_key, amount).await?;
        self.trip(true)
    }
    async fn answer_challenge(&self, charge_key: &str, agreed: bool) -> Result<(), GatewayError> {
        self.sandbox.answer_challenge(charge_key, agreed).await
    }
}

async fn payment_of(shop: &TestShop, order: OrderId) -> PaymentId {
    sqlx::query_scalar("select id from payments where order_id = $1").bind(order).fetch_one(&shop.db).await.unwrap()
}

/// Dies at the given call, lets something happen, and lives again.
async fn die_at(fails_at: u32, after: bool, drop_cancelled: bool) -> (TestShop, Person, OrderId, PaymentState) {
    let shop = TestShop::new().await;
    let (release, buyer, id) = order(&shop).await;
    let sandbox = Sandbox::new(shop.db.clone(), shop.clock.clone());
    let gateway =
        Arc::new(Failing { sandbox, calls: AtomicU32::new(0), fails_at, after, healed: AtomicBool::new(false) });
    let dying = Shop::new(shop.db.clone(), None, shop.clock.clone(), shop.config.clone()).with_gateway(gateway.clone());
    assert_eq!(refusal(payments::pay(&dying, &buyer.actor(), id, &card(APPROVED)).await), PayRefusal::Checking);
    // The unit stays held while nobody knows, however long it takes.
    shop.advance(Duration::from_secs(1200));
    assert_eq!(orders::lapse_due(&shop).await.unwrap(), 0);
    if drop_cancelled {
        let manager = shop.staff(Role::Manager).await.actor();
        drops::cancel(&shop, &manager, release.id, "A fire in the kiln.").await.unwrap();
        queue_without_payments(&shop).await;
    }
    gateway.healed.store(true, Ordering::SeqCst);
    let payment = payment_of(&shop, id).await;
    // Two at once: the job, and somebody who reloads the page.
    let (state, other) = tokio::join!(payments::resolve(&dying, payment), payments::resolve(&shop, payment));
    assert_eq!(state.unwrap(), other.unwrap());
    let state = payments::resolve(&shop, payment).await.unwrap();
    shop.drain().await;
    shop.assert_balanced().await;
    (shop, buyer, id, state)
}

/// Runs the cancellation of the drop ahead of the job that resolves the payment.
async fn queue_without_payments(shop: &TestShop) {
    sqlx::query("update jobs set run_at = now() + interval '1 day' where kind = 'payments.resolve'")
        .execute(&shop.db)
        .await
        .unwrap();
    shop.drain().await;
    sqlx::query("update jobs set run_at = now() where kind = 'payments.resolve'").execute(&shop.db).await.unwrap();
}

#[tokio::test]
async fn dying_before_the_bank_was_asked_charges_nothing() {
    let (shop, buyer, id, payment) = die_at(1, false, false).await;
    assert_eq!((payment, taken(&shop).await), (PaymentState::Cancelled, 0));
    // The key is burnt: an authorisation that was still on its way cannot charge any more.
    let late = shop.gateway.find(&format!("payment-{}", payment_of(&shop, id).await)).await.unwrap().unwrap();
    assert_eq!(late.state, shop::payments::ChargeState::Cancelled);
    // And the hold lapses now.
    orders::lapse_due(&shop).await.unwrap();
    assert_eq!(state(&shop, &buyer, id).await, OrderState::Expired);
}

#[tokio::test]
async fn dying_anywhere_later_pays_once() {
    for (fails_at, after) in [(1, true), (2, false), (2, true)] {
        let (shop, buyer, id, payment) = die_at(fails_at, after, false).await;
        assert_eq!(
            (payment, taken(&shop).await),
            (PaymentState::Captured, 14_000),
            "died at {fails_at}, after: {after}"
        );
        assert_eq!(state(&shop, &buyer, id).await, OrderState::Paid);
        assert_eq!(shop.templates_to(buyer.id).await, ["order_paid"]);
    }
}

#[tokio::test]
async fn an_order_that_ended_meanwhile_costs_nothing_and_its_owner_hears_so() {
    for (fails_at, after) in [(1, false), (1, true), (2, false), (2, true)] {
        let (shop, buyer, id, _) = die_at(fails_at, after, true).await;
        assert_eq!(taken(&shop).await, 0, "died at {fails_at}, after: {after}");
        assert_eq!(state(&shop, &buyer, id).await, OrderState::Cancelled);
        let told = shop.templates_to(buyer.id).await;
        let authorised = (fails_at, after) != (1, false);
        assert_eq!(told.contains(&"payment_too_late".to_owned()), authorised, "{told:?}");
    }
}

#[tokio::test]
async fn a_refund_survives_a_crash_and_is_made_once() {
    for after in [false, true] {
        let shop = TestShop::new().await;
        let (_, buyer, id) = order(&shop).await;
        payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap();
        let manager = shop.staff(Role::Manager).await.actor();
        let sandbox = Sandbox::new(shop.db.clone(), shop.clock.clone());
        let gateway = Failing { sandbox, calls: AtomicU32::new(0), fails_at: 1, after, healed: AtomicBool::new(false) };
        let dying =
            Shop::new(shop.db.clone(), None, shop.clock.clone(), shop.config.clone()).with_gateway(Arc::new(gateway));
        payments::refund(&dying, &manager, id, "40", "a scratch").await.unwrap();
        assert_eq!(state(&shop, &buyer, id).await, OrderState::Paid);
        shop.advance(Duration::from_secs(120));
        shop.drain().await;
        assert_eq!((state(&shop, &buyer, id).await, taken(&shop).await), (OrderState::PartlyRefunded, 10_000));
    }
}

#[tokio::test]
async fn money_goes_back_in_part_in_whole_and_never_more() {
    let shop = TestShop::new().await;
    let (release, buyer, id) = order(&shop).await;
    let (manager, support) = (shop.staff(Role::Manager).await.actor(), shop.staff(Role::Support).await.actor());
    let refund = |amount: &'static str| payments::refund(&shop, &manager, id, amount, "a scratch");
    assert_eq!(refusal(refund("1").await), RefundRefusal::NothingPaid);
    payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap();
    assert!(matches!(payments::refund(&shop, &support, id, "1", "x").await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(refusal(refund("nothing").await), RefundRefusal::Invalid(_)));
    assert_eq!(refusal(refund("140.01").await), RefundRefusal::MoreThanPaid);
    refund("40").await.unwrap();
    assert_eq!((state(&shop, &buyer, id).await, taken(&shop).await), (OrderState::PartlyRefunded, 10_000));
    assert_eq!(refusal(refund("100.01").await), RefundRefusal::MoreThanPaid);
    refund("100").await.unwrap();
    assert_eq!((state(&shop, &buyer, id).await, taken(&shop).await), (OrderState::Refunded, 0));
    assert_eq!(refusal(refund("1").await), RefundRefusal::NothingPaid);
    assert_eq!(drops::live(&shop, release.id).await.unwrap().paid(), 1, "money went back, the goods did not");
    assert_eq!(shop.templates_to(buyer.id).await, ["order_paid", "order_refunded", "order_refunded"]);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn a_cancelled_order_returns_unit_and_money() {
    let shop = TestShop::new().await;
    let (release, buyer, id) = order(&shop).await;
    let manager = shop.staff(Role::Manager).await.actor();
    payments::pay(&shop, &buyer.actor(), id, &card(APPROVED)).await.unwrap();
    assert!(
        matches!(payments::cancel(&shop, &buyer.actor(), id, "").await, Err(Error::Barred(Bar::Forbidden))),
        "paid orders are the shop's to cancel"
    );
    assert!(matches!(refusal(payments::cancel(&shop, &manager, id, "").await), CancelRefusal::Invalid(_)));
    payments::cancel(&shop, &manager, id, "It broke on the way out.").await.unwrap();
    assert_eq!((state(&shop, &buyer, id).await, taken(&shop).await), (OrderState::Cancelled, 0));
    assert_eq!(
        drops::live(&shop, release.id).await.unwrap().free(),
        2,
        "the drop is open, so the unit is for sale again"
    );
    assert_eq!(refusal(payments::cancel(&shop, &manager, id, "again").await), CancelRefusal::NotNow);
    shop.assert_balanced().await;

    let second = shop.shopper().await;
    let held = second.buy(&shop, &release, "k").await.unwrap();
    payments::cancel(&shop, &second.actor(), held.id, "").await.unwrap();
    assert_eq!(state(&shop, &second, held.id).await, OrderState::Cancelled);
    assert!(shop.templates_to(second.id).await.is_empty(), "who cancels knows it");
    second.buy(&shop, &release, "k2").await.unwrap();
    shop.assert_balanced().await;
}
