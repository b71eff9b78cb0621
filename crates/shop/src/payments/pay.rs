//! The shopper pays.

use std::time::Duration;

use sqlx::PgConnection;

use super::jobs::Resolve;
use super::resolve::{charge_key, record, resolve};
use super::store::{self, Payment};
use super::{Card, DeclineCode, PayForm, PayRefusal, PaymentState};
use crate::accounts::{Actor, Address, addresses};
use crate::defences::{self, Refused, Tally};
use crate::orders::{self, Order};
use crate::{Bar, Error, Fault, FieldError, OrderId, PaymentId, Problem, Shop};

/// What a form says instead of an address's id.
const NEW_ADDRESS: &str = "new";
/// How long the gateway may take before the payment is looked into instead.
const PATIENCE: Duration = Duration::from_secs(30);
/// When the job looks after a payment that nobody has brought to its end.
const RESOLVE_AFTER: Duration = Duration::from_secs(60);

/// How far a payment came without a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paying {
    /// The order is paid.
    Paid,
    /// The card's bank asks the shopper, on the page of this payment.
    NeedsConfirmation(PaymentId),
}

/// Pays an order with a card. However often and from however many tabs it is pressed, the card is
/// charged at most once.
///
/// # Errors
/// [`PayRefusal`]; the order stays held until its time.
pub async fn pay(shop: &Shop, actor: &Actor, order: OrderId, form: &PayForm) -> Result<Paying, Error<PayRefusal>> {
    let card = Card::read(form, shop.now());
    let ship_to = ship_to(shop, actor, form).await?;
    let (card, ship_to) = match (card, ship_to) {
        (Ok(card), Ok(ship_to)) => (card, ship_to),
        (card, ship_to) => {
            let wrong = ship_to.err().into_iter().chain(card.err()).flatten().collect();
            return Err(Error::Refused(PayRefusal::Invalid(wrong)));
        }
    };
    let payment = match begin(shop, actor, order, &card, &ship_to).await? {
        Begun::Payment(payment) => payment,
        Begun::Before(paying) => return Ok(paying),
    };
    remember(shop, actor, form).await;
    let shop = shop.clone();
    // A task of its own: it goes on to the end when the shopper closes the tab.
    tokio::spawn(async move { ask(&shop, &payment, &card).await }).await?
}

enum Begun {
    Payment(Payment),
    Before(Paying),
}

/// Commits that a payment is under way, with the job that looks after it, before anybody is asked.
async fn begin(
    shop: &Shop,
    actor: &Actor,
    id: OrderId,
    card: &Card,
    ship_to: &Address,
) -> Result<Begun, Error<PayRefusal>> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let order = orders::lock(&mut tx, id).await?.filter(|o| o.account == actor.id).ok_or(Bar::NotFound)?;
    if order.state.is_charged() {
        return Ok(Begun::Before(Paying::Paid));
    }
    if !order.is_payable(now) {
        return Err(Error::Refused(PayRefusal::Lapsed));
    }
    let payment = Payment {
        id: PaymentId::new(),
        order: id,
        amount: order.total,
        state: PaymentState::Started,
        decline_code: None,
    };
    if !store::insert(&mut tx, &payment, shop.gateway.name(), now).await? {
        return match store::live_of_order(&mut *tx, id).await? {
            Some((payment, PaymentState::NeedsConfirmation)) => Ok(Begun::Before(Paying::NeedsConfirmation(payment))),
            _ => Err(Error::Refused(PayRefusal::UnderWay)),
        };
    }
    let tallies = counts_towards(shop, &mut tx, &order, card, ship_to).await?;
    if let Err(refused) = store::count(&mut tx, &payment, &tallies).await? {
        return Err(Error::Refused(turned_away(shop, &order, refused)));
    }
    store::remember_card(&mut tx, order.account, &card.fingerprint(&shop.config.secret)).await?;
    orders::set_ship_to(&mut tx, id, ship_to).await?;
    orders::set_paying(&mut tx, id, true).await?;
    queue::enqueue_at(&mut tx, &Resolve { payment_id: payment.id }, now.plus(RESOLVE_AFTER).into()).await?;
    tx.commit().await?;
    Ok(Begun::Payment(payment))
}

/// What the payment counts towards, where the order's drop limits orders per card or address.
async fn counts_towards(
    shop: &Shop,
    conn: &mut PgConnection,
    order: &Order,
    card: &Card,
    ship_to: &Address,
) -> Result<Vec<Tally>, Fault> {
    let Some((drop, _)) = order.drop else { return Ok(Vec::new()) };
    let Some(guard) = defences::within(shop, conn, drop).await? else { return Ok(Vec::new()) };
    let secret = &shop.config.secret;
    let paying = defences::Paying { card: &card.fingerprint(secret), ship_to };
    Ok(guard.payment_counts(secret, &paying))
}

fn turned_away(shop: &Shop, order: &Order, refused: Refused) -> PayRefusal {
    let (refusal, reason) = match refused {
        Refused::TooManyOnCard => (PayRefusal::TooManyOnCard, "too-many-orders-card"),
        _ => (PayRefusal::TooManyToAddress, "too-many-orders-address"),
    };
    if let Some((drop, _)) = order.drop {
        defences::note(shop, drop, reason);
    }
    refusal
}

async fn ask(shop: &Shop, payment: &Payment, card: &Card) -> Result<Paying, Error<PayRefusal>> {
    let answer =
        tokio::time::timeout(PATIENCE, shop.gateway.authorise(&charge_key(payment.id), payment.amount, card)).await;
    let recorded = match answer {
        Ok(Ok(charge)) => record(shop, payment, &charge).await.map(drop),
        Ok(Err(error)) => Err(Fault::from(error)),
        Err(_) => Err(Fault::new("the payment gateway took too long")),
    };
    if let Err(error) = recorded {
        tracing::warn!(payment_id = %payment.id, error = %error, "authorisation without an answer; asking the gateway what became of it");
    }
    bring_to_its_end(shop, payment.id).await
}

/// The shopper's answer to the question of the card's bank.
///
/// # Errors
/// [`PayRefusal::NotConfirmed`] after a no; whatever paying can end with after a yes.
pub async fn answer_challenge(
    shop: &Shop,
    actor: &Actor,
    id: PaymentId,
    agreed: bool,
) -> Result<Paying, Error<PayRefusal>> {
    let payment = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let mut conn = shop.db.acquire().await?;
    orders::lock(&mut conn, payment.order).await?.filter(|o| o.account == actor.id).ok_or(Bar::NotFound)?;
    std::mem::drop(conn);
    if let Err(error) = shop.gateway.answer_challenge(&charge_key(id), agreed).await {
        // Answered before, here or in another tab; what came of it is what counts.
        tracing::info!(payment_id = %id, error = %error, "challenge was not open any more");
    }
    let shop = shop.clone();
    tokio::spawn(async move { bring_to_its_end(&shop, id).await }).await?
}

async fn bring_to_its_end(shop: &Shop, id: PaymentId) -> Result<Paying, Error<PayRefusal>> {
    let state = match resolve(shop, id).await {
        Ok(state) => state,
        Err(error) => {
            tracing::error!(payment_id = %id, error = %error, "payment left to its job");
            return Err(Error::Refused(PayRefusal::Checking));
        }
    };
    let payment = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let refusal = match (state, payment.decline_code) {
        (PaymentState::Captured, _) => return paid_or_late(shop, payment.order).await,
        (PaymentState::NeedsConfirmation, _) => return Ok(Paying::NeedsConfirmation(id)),
        (PaymentState::Declined, Some(DeclineCode::NotConfirmed)) => PayRefusal::NotConfirmed,
        (PaymentState::Declined, Some(DeclineCode::CaptureFailed)) => PayRefusal::CaptureFailed,
        (PaymentState::Declined, Some(DeclineCode::TestCardsOnly)) => PayRefusal::TestCardsOnly,
        (PaymentState::Declined, _) => PayRefusal::Declined,
        (PaymentState::Cancelled, _) => gone_or_not_reached(shop, payment.order).await?,
        (PaymentState::Started | PaymentState::Authorised, _) => PayRefusal::Checking,
    };
    Err(Error::Refused(refusal))
}

/// The money was taken: for the order, or too late and on its way back.
async fn paid_or_late(shop: &Shop, order: OrderId) -> Result<Paying, Error<PayRefusal>> {
    let mut conn = shop.db.acquire().await?;
    let order = orders::lock(&mut conn, order).await?.ok_or(Bar::NotFound)?;
    if order.state.is_charged() { Ok(Paying::Paid) } else { Err(Error::Refused(PayRefusal::Lapsed)) }
}

async fn gone_or_not_reached(shop: &Shop, order: OrderId) -> Result<PayRefusal, Error<PayRefusal>> {
    let mut conn = shop.db.acquire().await?;
    let order = orders::lock(&mut conn, order).await?.ok_or(Bar::NotFound)?;
    Ok(if order.is_payable(shop.now()) { PayRefusal::NotReached } else { PayRefusal::Lapsed })
}

/// The address that was chosen, or the new one that was typed.
async fn ship_to(shop: &Shop, actor: &Actor, form: &PayForm) -> Result<Result<Address, Vec<FieldError>>, Fault> {
    if form.address == NEW_ADDRESS {
        return Ok(addresses::read(&form.to));
    }
    let saved = addresses::list(&shop.db, actor.id).await?;
    let chosen = saved.into_iter().find(|address| address.id.to_string() == form.address);
    Ok(chosen.ok_or_else(|| vec![FieldError::new("address", Problem::NotAChoice)]))
}

/// A new address goes into the book for the next time; a full book is no reason to stop a payment.
async fn remember(shop: &Shop, actor: &Actor, form: &PayForm) {
    if form.address == NEW_ADDRESS
        && let Err(Error::Fault(error)) = addresses::add(shop, actor, &form.to).await
    {
        tracing::warn!(error = %error, "address not remembered");
    }
}
