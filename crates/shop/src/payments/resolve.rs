//! Walks a payment from wherever it stands to its end: in the request that began it, or in the job
//! that looks after it when that request's process died. Both at once do no harm.

use super::jobs::ResolveRefund;
use super::store::{self, Payment};
use super::{Charge, ChargeState, DeclineCode, GatewayError, PaymentState, emails};
use crate::live::Topic;
use crate::orders::{self, OrderState};
use crate::{Fault, PaymentId, RefundId, Shop};

/// The key of the authorisation: the row's id, which exists before the gateway is asked.
pub(super) fn charge_key(id: PaymentId) -> String {
    format!("payment-{id}")
}

/// More steps than the longest way has.
const STEPS: usize = 6;

/// Brings a payment to its end, or to the question that only the shopper can answer.
///
/// # Errors
/// A fault when the gateway or the database does not answer; asking again later goes on from there.
pub async fn resolve(shop: &Shop, id: PaymentId) -> Result<PaymentState, Fault> {
    for _ in 0..STEPS {
        let payment = store::find(&shop.db, id).await?.ok_or_else(|| Fault::new("there is no such payment"))?;
        let state = match payment.state {
            PaymentState::Started | PaymentState::NeedsConfirmation => inquire(shop, &payment).await?,
            PaymentState::Authorised => take_or_let_go(shop, &payment).await?,
            end => return Ok(end),
        };
        if state == PaymentState::NeedsConfirmation {
            return Ok(state);
        }
    }
    Err(Fault::new("a payment did not come to its end"))
}

async fn inquire(shop: &Shop, payment: &Payment) -> Result<PaymentState, Fault> {
    let Some(charge) = shop.gateway.find(&charge_key(payment.id)).await? else {
        return let_go(shop, payment, PaymentState::Cancelled, None).await;
    };
    let state = record(shop, payment, &charge).await?;
    if state == PaymentState::NeedsConfirmation && !is_payable(shop, payment).await? {
        return let_go(shop, &Payment { state, ..payment.clone() }, PaymentState::Cancelled, None).await;
    }
    Ok(state)
}

async fn is_payable(shop: &Shop, payment: &Payment) -> Result<bool, Fault> {
    let mut conn = shop.db.acquire().await?;
    Ok(orders::lock(&mut conn, payment.order).await?.is_some_and(|order| order.is_payable(shop.now())))
}

/// Writes down how the authorisation stands.
pub(super) async fn record(shop: &Shop, payment: &Payment, charge: &Charge) -> Result<PaymentState, Fault> {
    let (state, code) = match charge.state {
        ChargeState::NeedsConfirmation => (PaymentState::NeedsConfirmation, None),
        ChargeState::Authorised | ChargeState::Captured => (PaymentState::Authorised, None),
        ChargeState::Declined(code) => (PaymentState::Declined, Some(code)),
        ChargeState::Cancelled => (PaymentState::Cancelled, None),
    };
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let order = orders::lock(&mut tx, payment.order).await?.ok_or_else(|| Fault::new("a payment without an order"))?;
    if !store::advance(&mut tx, payment.id, payment.state, state, code, now).await? {
        // The job or another tab was quicker; the next step reads where it stands by now.
        return Ok(PaymentState::Started);
    }
    store::describe(&mut tx, payment.id, charge).await?;
    if order.state == OrderState::PendingPayment {
        // A question that nobody answers must not hold the units beyond their time.
        orders::set_paying(&mut tx, order.id, state == PaymentState::Authorised).await?;
    }
    if state == PaymentState::Declined {
        orders::note_declined(&mut tx, &order, code.map_or("", DeclineCode::name), now).await?;
    }
    tx.commit().await?;
    Ok(state)
}

async fn take_or_let_go(shop: &Shop, payment: &Payment) -> Result<PaymentState, Fault> {
    let mut conn = shop.db.acquire().await?;
    let order =
        orders::lock(&mut conn, payment.order).await?.ok_or_else(|| Fault::new("a payment without an order"))?;
    std::mem::drop(conn);
    if order.state != OrderState::PendingPayment {
        return let_go(shop, payment, PaymentState::Cancelled, None).await;
    }
    match shop.gateway.capture(&format!("capture-{}", payment.id), &charge_key(payment.id)).await {
        Ok(()) => finish(shop, payment).await,
        Err(GatewayError::Refused(_)) => {
            let_go(shop, payment, PaymentState::Declined, Some(DeclineCode::CaptureFailed)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The money is taken: in one commit the payment is captured, the order paid, its units sold, its
/// customer told. If the order ended meanwhile, the money goes back instead.
async fn finish(shop: &Shop, payment: &Payment) -> Result<PaymentState, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let order = orders::lock(&mut tx, payment.order).await?.ok_or_else(|| Fault::new("a payment without an order"))?;
    if !store::advance(&mut tx, payment.id, PaymentState::Authorised, PaymentState::Captured, None, now).await? {
        return Ok(PaymentState::Captured);
    }
    if order.state == OrderState::PendingPayment {
        orders::mark_paid(shop, &mut tx, &order, now).await?;
    } else {
        let refund_id = RefundId::new();
        store::insert_refund(&mut tx, refund_id, payment.id, payment.amount.minor, "the order had ended", None, now)
            .await?;
        queue::enqueue(&mut tx, &ResolveRefund { refund_id }).await?;
        emails::too_late(shop, &mut tx, &order, payment.id).await?;
    }
    tx.commit().await?;
    if let Some((drop, _)) = order.drop {
        shop.live.publish(Topic::Drop(drop));
    }
    Ok(PaymentState::Captured)
}

/// Lets go of the authorisation, there and here. Whoever had an order that ended while they paid
/// hears of it.
async fn let_go(
    shop: &Shop,
    payment: &Payment,
    to: PaymentState,
    code: Option<DeclineCode>,
) -> Result<PaymentState, Fault> {
    match shop.gateway.cancel(&format!("cancel-{}", payment.id), &charge_key(payment.id)).await {
        Ok(()) => {}
        // Taken just before a crash, and the order ended since: it is written down and goes back.
        Err(GatewayError::Refused(_)) if payment.state == PaymentState::Authorised => {
            return finish(shop, payment).await;
        }
        Err(error) => return Err(error.into()),
    }
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let order = orders::lock(&mut tx, payment.order).await?.ok_or_else(|| Fault::new("a payment without an order"))?;
    if !store::advance(&mut tx, payment.id, payment.state, to, code, now).await? {
        return Ok(to);
    }
    if order.state == OrderState::PendingPayment {
        orders::set_paying(&mut tx, order.id, false).await?;
    } else if payment.state == PaymentState::Authorised {
        emails::too_late(shop, &mut tx, &order, payment.id).await?;
    }
    if let Some(code) = code {
        orders::note_declined(&mut tx, &order, code.name(), now).await?;
    }
    tx.commit().await?;
    Ok(to)
}
