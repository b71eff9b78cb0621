crate::refusal! {
    /// Why no money was returned.
    RefundRefusal {
        /// There is no payment, or all of it went back.
        NothingPaid => "nothing-paid", 409, "There is no money of this order left to return.";
        /// More than is left of it.
        MoreThanPaid => "more-than-paid", 409, "That is more than is left of the payment. The page shows how much can be returned.";
    }
}

#[cfg(feature = "server")]
mod server {
    use std::time::Duration;

    use serde_json::json;
    use sqlx::PgConnection;

    use super::RefundRefusal;
    use crate::accounts::{Actor, Permission};
    use crate::payments::jobs::ResolveRefund;
    use crate::payments::resolve::charge_key;
    use crate::payments::{GatewayError, store};
    use crate::{At, Bar, Error, Fault, FieldError, Money, OrderId, Problem, RefundId, Shop, audit, orders};

    /// When the job makes a refund that the request did not get to.
    const RESOLVE_AFTER: Duration = Duration::from_secs(15);

    /// Returns money of an order, all or some of it; the goods stay where they are.
    ///
    /// # Errors
    /// [`RefundRefusal`].
    pub async fn refund(
        shop: &Shop,
        actor: &Actor,
        id: OrderId,
        amount: &str,
        reason: &str,
    ) -> Result<(), Error<RefundRefusal>> {
        actor.must(Permission::RefundOrders)?;
        let now = shop.now();
        let (amount, reason) = read(shop, amount, reason)?;
        let mut tx = shop.begin().await?;
        orders::lock(&mut tx, id).await?.ok_or(Bar::NotFound)?;
        let taken = store::taken(&mut tx, id).await?.ok_or(Error::Refused(RefundRefusal::NothingPaid))?;
        let left = taken.amount.minor - taken.refunded_minor;
        match left {
            0 => return Err(Error::Refused(RefundRefusal::NothingPaid)),
            left if amount.minor > left => return Err(Error::Refused(RefundRefusal::MoreThanPaid)),
            _ => {}
        }
        let refund_id = RefundId::new();
        store::insert_refund(&mut tx, refund_id, taken.payment, amount.minor, reason, Some(actor.id), now).await?;
        look_after(&mut tx, refund_id, now).await?;
        let details = json!({ "amount_minor": amount.minor, "reason": reason });
        audit::record(&mut tx, Some(actor), now, "order.refunded", id.0, details).await?;
        tx.commit().await?;
        settle_now(shop, refund_id).await;
        Ok(())
    }

    fn read<'a>(shop: &Shop, amount: &str, reason: &'a str) -> Result<(Money, &'a str), Error<RefundRefusal>> {
        let mut wrong = Vec::new();
        let amount = Money::parse(amount, shop.config.currency).ok().filter(|m| m.minor > 0);
        if amount.is_none() {
            wrong.push(FieldError::new("amount", Problem::NotMoney));
        }
        let reason = reason.trim();
        match reason.chars().count() {
            0 => wrong.push(FieldError::new("reason", Problem::Required)),
            301.. => wrong.push(FieldError::new("reason", Problem::TooLong(300))),
            _ => {}
        }
        match amount {
            Some(amount) if wrong.is_empty() => Ok((amount, reason)),
            _ => Err(Error::Refused(RefundRefusal::Invalid(wrong))),
        }
    }

    /// Has the refund made by a job, should this process not get to it.
    pub(in crate::payments) async fn look_after(
        conn: &mut PgConnection,
        refund_id: RefundId,
        now: At,
    ) -> Result<(), Fault> {
        queue::enqueue_at(conn, &ResolveRefund { refund_id }, now.plus(RESOLVE_AFTER).into()).await?;
        Ok(())
    }

    /// Makes the refund at once, so that the page shows it; the job does it if this fails.
    pub(in crate::payments) async fn settle_now(shop: &Shop, id: RefundId) {
        let task = shop.clone();
        let settled = tokio::spawn(async move { settle(&task, id).await }).await;
        match settled {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(refund_id = %id, error = %error, "refund left to its job"),
            Err(error) => tracing::warn!(refund_id = %id, error = %error, "refund left to its job"),
        }
    }

    /// Returns the money at the gateway and writes it down: idempotent, in any number at once.
    pub(in crate::payments) async fn settle(shop: &Shop, id: RefundId) -> Result<(), Fault> {
        let Some(refund) = store::find_refund(&shop.db, id).await?.filter(|r| r.is_started) else { return Ok(()) };
        let answer = shop.gateway.refund(&format!("refund-{id}"), &charge_key(refund.payment), refund.amount).await;
        let state = match answer {
            Ok(()) => "done",
            Err(GatewayError::Refused(why)) => {
                tracing::error!(refund_id = %id, why, "the gateway refused a refund for good");
                "failed"
            }
            Err(error) => return Err(error.into()),
        };
        let now = shop.now();
        let mut tx = shop.begin().await?;
        let order =
            orders::lock(&mut tx, refund.order).await?.ok_or_else(|| Fault::new("a refund without an order"))?;
        if !store::end_refund(&mut tx, id, state).await? {
            return Ok(());
        }
        if state == "done" {
            let refunded = Money::new(store::refunded(&mut tx, refund.order).await?, refund.amount.currency);
            orders::note_refund(shop, &mut tx, &order, refund.amount, refunded, now).await?;
        } else {
            orders::note(
                &mut tx,
                order.id,
                "note",
                "The gateway refused the refund; please return the money by other means.",
                None,
                now,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(feature = "server")]
pub use server::refund;
#[cfg(feature = "server")]
pub(super) use server::{look_after, settle, settle_now};
