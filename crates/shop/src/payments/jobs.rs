use std::time::Duration;

use queue::{Attempt, Job, Outcome};
use serde::{Deserialize, Serialize};

use super::{PaymentState, cancel, refund, resolve};
use crate::drops::{self, DropCancelled};
use crate::{Fault, PaymentId, RefundId, Shop, orders};

/// How often an unanswered question of a bank is looked at.
const ASK_AGAIN: Duration = Duration::from_secs(30);

/// Brings a payment to its end when the request that began it did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolve {
    /// Which payment.
    pub payment_id: PaymentId,
}

impl Job for Resolve {
    const KIND: &'static str = "payments.resolve";
    const PRIORITY: queue::Priority = queue::Priority::High;
    // Money hangs on it: a day of a gateway that is away, by the queue's backoff.
    const MAX_ATTEMPTS: i16 = 12;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        match resolve(shop, self.payment_id).await {
            Ok(PaymentState::NeedsConfirmation) => Outcome::Snooze(ASK_AGAIN),
            Ok(_) => Outcome::Done,
            Err(error) => Outcome::retry(error.to_string()),
        }
    }
}

/// Brings a refund to its end when the request that began it did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolveRefund {
    /// Which refund.
    pub refund_id: RefundId,
}

impl Job for ResolveRefund {
    const KIND: &'static str = "payments.resolve_refund";
    const MAX_ATTEMPTS: i16 = 12;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        refund::settle(shop, self.refund_id).await.map_err(|error| error.to_string()).into()
    }
}

/// Ends the orders of a cancelled drop, one commit each, and returns their money.
impl Job for DropCancelled {
    const KIND: &'static str = "drops.cancelled";
    const PRIORITY: queue::Priority = queue::Priority::High;
    const MAX_ATTEMPTS: i16 = 12;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        call_off_orders(shop, self).await.map_err(|error| error.to_string()).into()
    }
}

async fn call_off_orders(shop: &Shop, job: DropCancelled) -> Result<(), Fault> {
    let mut conn = shop.db.acquire().await?;
    let Some(drop) = drops::find(&mut *conn, job.drop_id).await? else { return Ok(()) };
    let orders = orders::of_drop(&mut conn, job.drop_id).await?;
    std::mem::drop(conn);
    for id in orders {
        cancel::call_off_with_drop(shop, id, drop.reason.as_deref().unwrap_or_default()).await?;
    }
    Ok(())
}
