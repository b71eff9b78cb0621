crate::refusal! {
    /// Why an order was not moved on.
    ShipRefusal {
        /// It is not paid, or it has left already.
        NotNow => "not-now", 409, "This order cannot be moved on from where it is. The page shows what happened to it.";
    }
}

#[cfg(feature = "server")]
mod server {
    use serde_json::json;

    use super::ShipRefusal;
    use crate::accounts::{Actor, Permission};
    use crate::orders::{OrderState, emails, steps, store};
    use crate::{Bar, Error, FieldError, OrderId, Problem, Shop, audit, events};

    /// A parcel that leaves the house.
    #[derive(Clone, Debug, Default)]
    pub struct Ship {
        /// Who carries it.
        pub carrier: String,
        /// The carrier's number for it; may be empty.
        pub tracking_number: String,
        /// Where to follow it, `https://…`; may be empty.
        pub tracking_url: String,
    }

    impl Ship {
        fn check(&self) -> Result<(), Error<ShipRefusal>> {
            let mut wrong = Vec::new();
            match self.carrier.trim().chars().count() {
                0 => wrong.push(FieldError::new("carrier", Problem::Required)),
                81.. => wrong.push(FieldError::new("carrier", Problem::TooLong(80))),
                _ => {}
            }
            if self.tracking_number.trim().chars().count() > 120 {
                wrong.push(FieldError::new("tracking_number", Problem::TooLong(120)));
            }
            let url = self.tracking_url.trim();
            if !url.is_empty() && (!url.starts_with("https://") || url::Url::parse(url).is_err()) {
                wrong.push(FieldError::new("tracking_url", Problem::NotAUrl));
            }
            if wrong.is_empty() { Ok(()) } else { Err(Error::Refused(ShipRefusal::Invalid(wrong))) }
        }
    }

    /// Marks a paid order as shipped and tells the customer.
    ///
    /// # Errors
    /// [`ShipRefusal`].
    pub async fn ship(shop: &Shop, actor: &Actor, id: OrderId, parcel: &Ship) -> Result<(), Error<ShipRefusal>> {
        actor.must(Permission::ShipOrders)?;
        parcel.check()?;
        let (carrier, number, url) = (parcel.carrier.trim(), parcel.tracking_number.trim(), parcel.tracking_url.trim());
        let now = shop.now();
        let mut tx = shop.begin().await?;
        let order = steps::lock(&mut tx, id).await?.ok_or(Bar::NotFound)?;
        if order.shipped || !matches!(order.state, OrderState::Paid | OrderState::PartlyRefunded) {
            return Err(Error::Refused(ShipRefusal::NotNow));
        }
        store::insert_shipment(&mut tx, id, [carrier, number, url], now).await?;
        store::set_state(&mut tx, id, OrderState::Fulfilled).await?;
        steps::note(&mut tx, id, "shipped", carrier, Some(actor), now).await?;
        events::emit(&mut tx, events::Topic::Order, "order.shipped", id.0, json!({ "carrier": carrier })).await?;
        emails::shipped(shop, &mut tx, &order, carrier, number).await?;
        audit::record(&mut tx, Some(actor), now, "order.shipped", id.0, json!({ "carrier": carrier })).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Marks a shipped order as delivered.
    ///
    /// # Errors
    /// [`ShipRefusal`].
    pub async fn deliver(shop: &Shop, actor: &Actor, id: OrderId) -> Result<(), Error<ShipRefusal>> {
        actor.must(Permission::ShipOrders)?;
        let now = shop.now();
        let mut tx = shop.begin().await?;
        let order = steps::lock(&mut tx, id).await?.ok_or(Bar::NotFound)?;
        if order.state != OrderState::Fulfilled {
            return Err(Error::Refused(ShipRefusal::NotNow));
        }
        store::set_state(&mut tx, id, OrderState::Delivered).await?;
        steps::note(&mut tx, id, "delivered", "", Some(actor), now).await?;
        events::emit(&mut tx, events::Topic::Order, "order.delivered", id.0, json!({})).await?;
        audit::record(&mut tx, Some(actor), now, "order.delivered", id.0, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes a note into the timeline that only staff see.
    ///
    /// # Errors
    /// [`ShipRefusal::Invalid`].
    pub async fn annotate(shop: &Shop, actor: &Actor, id: OrderId, text: &str) -> Result<(), Error<ShipRefusal>> {
        actor.must(Permission::ShipOrders)?;
        let text = text.trim();
        let problem = match text.chars().count() {
            0 => Some(Problem::Required),
            1001.. => Some(Problem::TooLong(1000)),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(Error::Refused(ShipRefusal::Invalid(vec![FieldError::new("note", problem)])));
        }
        let now = shop.now();
        let mut tx = shop.begin().await?;
        steps::lock(&mut tx, id).await?.ok_or(Bar::NotFound)?;
        steps::note(&mut tx, id, "note", text, Some(actor), now).await?;
        audit::record(&mut tx, Some(actor), now, "order.noted", id.0, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(feature = "server")]
pub use server::{Ship, annotate, deliver, ship};
