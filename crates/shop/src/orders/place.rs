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
    use crate::batch::begin;
    use crate::drops::{self, Admission, HoldRefusal, Units};
    use crate::orders::batch::{self, Press};
    use crate::orders::store::{self, NewOrder, Span};
    use crate::{AccountId, At, DropId, Error, FieldError, Money, OrderId, Problem, Shop, VariantId, events};

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

    /// Buys in a flash sale: holds the units and makes the order, or refuses. Durable before it answers, and final.
    ///
    /// # Errors
    /// [`PlaceRefusal`]; a refusal binds nothing. [`crate::Bar::TooOften`] and [`crate::Bar::Busy`]: nothing was tried.
    pub async fn place(shop: &Shop, actor: &Actor, press: PlaceOrder) -> Result<Placed, Error<PlaceRefusal>> {
        check(&press)?;
        let early = match drops::admit(shop, actor.id, press.drop, press.variant).await? {
            Admission::Through { early } => early,
            Admission::SoldOut => return Err(Error::Refused(PlaceRefusal::SoldOut)),
            Admission::SoldOutUnlessRepeated => return repeat(shop, actor, &press).await,
        };
        failpoint!(shop, Admitted);
        let work = Press { account: actor.id, order: press, early };
        let placed = shop.presses.commit(shop, work.order.drop, work, batch::open, batch::place).await;
        failpoint!(shop, BeforeAnswer);
        placed
    }

    /// The order that an earlier press with this key made, though nothing is left now.
    async fn repeat(shop: &Shop, actor: &Actor, press: &PlaceOrder) -> Result<Placed, Error<PlaceRefusal>> {
        failpoint!(shop, BeforeRepeat);
        let found = store::by_key(&mut *begin(&shop.db).await?, actor.id, &press.idempotency_key).await?;
        failpoint!(shop, AfterRepeat);
        found.ok_or(Error::Refused(PlaceRefusal::SoldOut))?.answer(press)
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
    pub(in crate::orders) fn digest(press: &PlaceOrder) -> Vec<u8> {
        Sha256::digest(format!("{}|{}|{}", press.drop, press.variant, press.quantity)).to_vec()
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
            total: held.price,
            idempotency_key: format!("offer-{}", offer.key),
            request_digest: Sha256::digest(format!("{}|{}|offer", offer.drop, offer.variant)).to_vec(),
        };
        let span = Span { placed_at: offer.at, expires_at: offer.expires_at };
        store::insert(conn, offer.drop, &span, std::slice::from_ref(&order)).await?;
        events::emit(conn, events::Topic::Order, "order.placed", order.id.0, json!({ "drop_id": offer.drop })).await?;
        Ok(order.id)
    }
}

#[cfg(feature = "server")]
pub(super) use server::digest;
#[cfg(feature = "server")]
pub use server::{OfferOrder, PlaceOrder, Placed, place, place_for_offer};
