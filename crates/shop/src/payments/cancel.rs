crate::refusal! {
    /// Why an order was not called off.
    CancelRefusal {
        /// It has ended, or left the house.
        NotNow => "not-now", 409, "This order cannot be cancelled any more. The page shows what happened to it.";
        /// A payment is under way.
        UnderWay => "payment-under-way", 409, "A payment for this order is under way. Wait a moment and try again.";
    }
}

#[cfg(feature = "server")]
mod server {
    use serde_json::json;
    use sqlx::PgConnection;

    use super::CancelRefusal;
    use crate::accounts::{Actor, Permission};
    use crate::live::Topic;
    use crate::orders::{self, Order, OrderState, Returned};
    use crate::payments::refund::{look_after, settle_now};
    use crate::payments::{emails, store};
    use crate::{Bar, Error, Fault, FieldError, Money, OrderId, Problem, RefundId, Shop, audit};

    /// Calls an order off: one that is pending for its owner or staff, one that is paid and not sent
    /// for staff alone. Units go back, and so does the money.
    ///
    /// # Errors
    /// [`CancelRefusal`]; staff give a reason, the owner need not.
    pub async fn cancel(shop: &Shop, actor: &Actor, id: OrderId, reason: &str) -> Result<(), Error<CancelRefusal>> {
        let reason = reason.trim();
        let mut tx = shop.begin().await?;
        let order = orders::lock(&mut tx, id).await?.ok_or(Bar::NotFound)?;
        let own = order.account == actor.id;
        if !own {
            actor.must(Permission::ViewCustomers).map_err(|_| Bar::NotFound)?;
        }
        let as_owner = own && order.state == OrderState::PendingPayment;
        if !as_owner {
            actor.must(Permission::RefundOrders)?;
            check(reason)?;
        }
        if order.paying {
            return Err(Error::Refused(CancelRefusal::UnderWay));
        }
        let by = (!as_owner).then_some(actor);
        let Some(refund) = call_off(shop, &mut tx, &order, reason, by).await? else {
            return Err(Error::Refused(CancelRefusal::NotNow));
        };
        if !as_owner {
            audit::record(&mut tx, Some(actor), shop.now(), "order.cancelled", id.0, json!({ "reason": reason }))
                .await?;
        }
        tx.commit().await?;
        after(shop, &order, refund).await;
        Ok(())
    }

    fn check(reason: &str) -> Result<(), Error<CancelRefusal>> {
        let problem = match reason.chars().count() {
            0 => Problem::Required,
            301.. => Problem::TooLong(300),
            _ => return Ok(()),
        };
        Err(Error::Refused(CancelRefusal::Invalid(vec![FieldError::new("reason", problem)])))
    }

    /// Ends one order of a drop that was cancelled, whatever is under way: a payment that comes
    /// through afterwards finds its order ended and lets the money go.
    pub(in crate::payments) async fn call_off_with_drop(shop: &Shop, id: OrderId, reason: &str) -> Result<(), Fault> {
        let mut tx = shop.begin().await?;
        let Some(order) = orders::lock(&mut tx, id).await? else { return Ok(()) };
        let Some(refund) = call_off(shop, &mut tx, &order, reason, None).await? else { return Ok(()) };
        tx.commit().await?;
        after(shop, &order, refund).await;
        Ok(())
    }

    /// What happens to the money.
    enum Refunding {
        Nothing,
        Refund(RefundId),
    }

    /// `None` when the order has ended or left the house.
    async fn call_off(
        shop: &Shop,
        conn: &mut PgConnection,
        order: &Order,
        why: &str,
        by: Option<&Actor>,
    ) -> Result<Option<Refunding>, Fault> {
        let now = shop.now();
        let by_owner = by.is_none() && why.is_empty();
        match order.state {
            OrderState::PendingPayment => {
                orders::end(conn, order, OrderState::Cancelled, why, by, now).await?;
                if !by_owner {
                    emails::cancelled(shop, conn, order, why, None).await?;
                }
                Ok(Some(Refunding::Nothing))
            }
            OrderState::Paid | OrderState::PartlyRefunded if !order.shipped => {
                orders::take_back(conn, order, Returned { why, by }, now).await?;
                let refund = return_rest(conn, order, why, by, now).await?;
                emails::cancelled(shop, conn, order, why, refund.map(|(_, amount)| amount)).await?;
                Ok(Some(refund.map_or(Refunding::Nothing, |(id, _)| Refunding::Refund(id))))
            }
            _ => Ok(None),
        }
    }

    async fn return_rest(
        conn: &mut PgConnection,
        order: &Order,
        why: &str,
        by: Option<&Actor>,
        now: crate::At,
    ) -> Result<Option<(RefundId, Money)>, Fault> {
        let Some(taken) = store::taken(conn, order.id).await? else { return Ok(None) };
        let left = Money::new(taken.amount.minor - taken.refunded_minor, taken.amount.currency);
        if left.minor == 0 {
            return Ok(None);
        }
        let id = RefundId::new();
        store::insert_refund(conn, id, taken.payment, left.minor, why, by.map(|a| a.id), now).await?;
        look_after(conn, id, now).await?;
        Ok(Some((id, left)))
    }

    async fn after(shop: &Shop, order: &Order, refunding: Refunding) {
        if let Some((drop, _)) = order.drop {
            shop.live.publish(Topic::Drop(drop));
        }
        if let Refunding::Refund(id) = refunding {
            settle_now(shop, id).await;
        }
    }
}

#[cfg(feature = "server")]
pub(super) use server::call_off_with_drop;
#[cfg(feature = "server")]
pub use server::cancel;
