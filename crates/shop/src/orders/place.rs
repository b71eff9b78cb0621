crate::refusal! {
    /// Why no order was placed.
    PlaceRefusal {
        /// No unit is free.
        SoldOut => "sold-out", 409, "Every unit is taken. Units that are not paid in time return; this page shows when.";
        /// The account has as many as one may have.
        LimitReached => "limit-reached", 409, "You already have as many as one person may have in this drop.";
        /// The drop is not selling.
        NotOpen => "not-open", 403, "This drop is not open. The page shows when it opens, or how it ended.";
        /// The key is bound to an order of something else.
        KeyReused => "key-reused", 422, "This request repeats an earlier one with other contents. Please load the page again.";
    }
}

#[cfg(feature = "server")]
mod server {
    use serde_json::json;
    use sha2::{Digest, Sha256};
    use sqlx::PgConnection;

    use super::PlaceRefusal;
    use crate::accounts::Actor;
    use crate::drops::{self, HoldRefusal, Units};
    use crate::live::Topic;
    use crate::orders::store::{self, NewOrder};
    use crate::{
        AccountId, At, Bar, DropId, Error, FieldError, Money, OrderId, Problem, Shop, VariantId, events,
        refusal::constraint,
    };

    /// A press on the button.
    #[derive(Clone, Debug)]
    pub struct PlaceOrder {
        /// Of which drop.
        pub drop: DropId,
        /// Which size.
        pub variant: VariantId,
        /// How many units, at least 1.
        pub quantity: i32,
        /// 1 to 200 characters; the same key and body get the same order again.
        pub idempotency_key: String,
    }

    /// The order that a press made, or had made.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Placed {
        /// The order.
        pub id: OrderId,
        /// What people say on the phone.
        pub number: i64,
        /// What it costs in all.
        pub total: Money,
        /// Until when its units are held.
        pub expires_at: At,
        /// Whether an earlier press had made it.
        pub repeated: bool,
    }

    /// Buys in a flash sale: holds the units and makes the order, or refuses, in one short
    /// transaction. The answer is final.
    ///
    /// # Errors
    /// [`PlaceRefusal`]; a refusal binds nothing.
    pub async fn place(shop: &Shop, actor: &Actor, press: PlaceOrder) -> Result<Placed, Error<PlaceRefusal>> {
        check(&press)?;
        if let Some(placed) = earlier(shop, actor, &press).await? {
            return Ok(placed);
        }
        let mut answer = place_once(shop, actor, &press).await;
        // The countdown may reach zero before the sweep has come by: then this press opens the drop.
        if matches!(answer, Err(Error::Refused(PlaceRefusal::NotOpen))) && drops::open_if_due(shop, press.drop).await? {
            answer = place_once(shop, actor, &press).await;
        }
        match answer {
            Ok(placed) => {
                shop.live.publish(Topic::Drop(press.drop));
                Ok(placed)
            }
            // The same press may have come through beside this one and taken the unit or the key.
            Err(refusal @ Error::Refused(_)) => earlier(shop, actor, &press).await?.ok_or(refusal),
            Err(error) => Err(error),
        }
    }

    fn check(press: &PlaceOrder) -> Result<(), Error<PlaceRefusal>> {
        let mut wrong = Vec::new();
        if !(1..=100).contains(&press.quantity) {
            wrong.push(FieldError::new("quantity", Problem::NotBetween(1, 100)));
        }
        if press.idempotency_key.is_empty() {
            wrong.push(FieldError::new("idempotency_key", Problem::Required));
        }
        if press.idempotency_key.chars().count() > 200 {
            wrong.push(FieldError::new("idempotency_key", Problem::TooLong(200)));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Refused(PlaceRefusal::Invalid(wrong))) }
    }

    /// What was asked, so that a key cannot be used again for something else.
    fn digest(press: &PlaceOrder) -> Vec<u8> {
        Sha256::digest(format!("{}|{}|{}", press.drop, press.variant, press.quantity)).to_vec()
    }

    async fn earlier(shop: &Shop, actor: &Actor, press: &PlaceOrder) -> Result<Option<Placed>, Error<PlaceRefusal>> {
        let Some(found) = store::by_key(&shop.db, actor.id, &press.idempotency_key).await? else { return Ok(None) };
        if found.request_digest != digest(press) {
            return Err(Error::Refused(PlaceRefusal::KeyReused));
        }
        let total = Money::from_row(found.total_minor, &found.currency)?;
        Ok(Some(Placed { id: found.id, number: found.number, total, expires_at: found.expires_at, repeated: true }))
    }

    async fn place_once(shop: &Shop, actor: &Actor, press: &PlaceOrder) -> Result<Placed, Error<PlaceRefusal>> {
        let now = shop.now();
        let units = Units { drop: press.drop, variant: press.variant, account: actor.id, units: press.quantity };
        let mut tx = shop.db.begin().await?;
        let held = drops::hold_open(&mut tx, &units, now).await.map_err(barred_or)?;
        let window = std::time::Duration::from_secs(60 * u64::try_from(held.payment_window_minutes).unwrap_or(0));
        let order = NewOrder {
            id: OrderId::new(),
            units,
            price: held.price,
            expires_at: now.plus(window),
            idempotency_key: &press.idempotency_key,
            request_digest: &digest(press),
            at: now,
        };
        let placed = write(&mut tx, &order).await?;
        events::emit(&mut tx, events::Topic::Order, "order.placed", placed.id.0, json!({ "drop_id": press.drop }))
            .await?;
        tx.commit().await?;
        Ok(placed)
    }

    /// An order to make for a winner's offer.
    #[derive(Clone, Debug)]
    pub struct OfferOrder {
        /// Of which drop.
        pub drop: DropId,
        /// The size that was entered for.
        pub variant: VariantId,
        /// The winner.
        pub account: AccountId,
        /// The end of the offer.
        pub expires_at: At,
        /// Names the offer, so that it makes one order however often it is tried: the entry's id.
        pub key: String,
        /// Now.
        pub at: At,
    }

    /// Holds a unit for a winner and makes the order that pays it: a step of the draw's transaction.
    ///
    /// # Errors
    /// [`HoldRefusal`]; after one the transaction can only be rolled back.
    pub async fn place_for_offer(conn: &mut PgConnection, offer: &OfferOrder) -> Result<OrderId, Error<HoldRefusal>> {
        let units = Units { drop: offer.drop, variant: offer.variant, account: offer.account, units: 1 };
        let held = drops::hold(conn, &units).await?;
        let order = NewOrder {
            id: OrderId::new(),
            units,
            price: held.price,
            expires_at: offer.expires_at,
            idempotency_key: &format!("offer-{}", offer.key),
            request_digest: &Sha256::digest(format!("{}|{}|offer", offer.drop, offer.variant)),
            at: offer.at,
        };
        let placed = write(conn, &order).await.map_err(|error| error.map(|_| HoldRefusal::LimitReached))?;
        events::emit(conn, events::Topic::Order, "order.placed", placed.id.0, json!({ "drop_id": offer.drop })).await?;
        Ok(placed.id)
    }

    async fn write(conn: &mut PgConnection, order: &NewOrder<'_>) -> Result<Placed, Error<PlaceRefusal>> {
        let total = order
            .price
            .times(i64::from(order.units.units))
            .ok_or_else(|| crate::Fault::new("an order's total exceeds all bounds"))?;
        let number = store::insert(conn, order, total).await.map_err(|error| match constraint(&error) {
            Some("orders_idempotency_key") => Error::Refused(PlaceRefusal::KeyReused),
            _ => error.into(),
        })?;
        Ok(Placed { id: order.id, number, total, expires_at: order.expires_at, repeated: false })
    }

    fn barred_or(error: Error<HoldRefusal>) -> Error<PlaceRefusal> {
        match error {
            Error::Refused(HoldRefusal::NoSuchVariant) => Error::Barred(Bar::NotFound),
            other => other.map(|refusal| match refusal {
                HoldRefusal::SoldOut => PlaceRefusal::SoldOut,
                HoldRefusal::LimitReached => PlaceRefusal::LimitReached,
                HoldRefusal::NotOpen | HoldRefusal::NoSuchVariant => PlaceRefusal::NotOpen,
                HoldRefusal::Invalid(fields) => PlaceRefusal::Invalid(fields),
            }),
        }
    }
}

#[cfg(feature = "server")]
pub use server::{OfferOrder, PlaceOrder, Placed, place, place_for_offer};
