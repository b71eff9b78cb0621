crate::refusal! {
    /// Why no order was placed.
    PlaceRefusal {
        /// No unit is free.
        SoldOut => "sold-out", 409, "Every unit is taken. Units that are not paid in time return; this page shows when.";
        /// The account has as many as one may have.
        LimitReached => "limit-reached", 409, "You already have as many as one person may have in this drop.";
        /// The drop is not selling.
        NotOpen => "not-open", 403, "This drop is not open. The page shows when it opens, or how it ended.";
        /// The drop has a waiting line, and the press carries no admission.
        InLine => "in-line", 403, "This drop has a waiting line. Take your place in it; when it is your turn, this page lets you buy.";
        /// The drop wants a proof of work, and the press came without a valid one.
        ProofNeeded => "proof-needed", 403, "This drop asks every browser for a little work before it sells, and your press came without the result. Nothing was bought. Wait a few seconds and press again; where that is not possible, a minute in the drop's waiting line does as well.";
        /// The account is younger than the drop asks for.
        AccountTooNew => "account-too-new", 403, "Your account is too new for this drop: it asks for accounts of a certain age. The drop's page says from when on yours may buy.";
        /// The account's email address is not confirmed.
        EmailUnconfirmed => "email-unconfirmed", 403, "This drop sells to confirmed email addresses alone. Sign out and in again, and we send you a new link; press it, then press here again.";
        /// As many orders as may be came from this range of network addresses.
        TooManyOrders => "too-many-orders", 409, "As many orders as this drop takes from one network have come from yours already. From another network, such as your phone's, you can still buy while there is something left.";
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
    use crate::defences::{self, Evidence, Guard, Refused};
    use crate::drops::{self, Admission, HoldRefusal, Units};
    use crate::line::{self, Passage};
    use crate::orders::batch::{self, Press};
    use crate::orders::store::{self, NewOrder, Span};
    use crate::{
        AccountId, At, Bar, DropId, Error, Fault, FieldError, Money, OrderId, Problem, Shop, VariantId, events,
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
        /// The token of a drop's waiting line; without a line it is ignored.
        pub admission: Option<String>,
        /// What it brings along for the drop's defences.
        pub evidence: Evidence,
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
        let drop = press.drop;
        let guard = defences::of(shop, drop).await.map_err(|error| error.map(|never| match never {}))?;
        let guard = guard.ok_or(Bar::NotFound)?;
        let answer = admitted(shop, actor, press, &guard).await;
        if let Err(refused) = &answer {
            defences::note(shop, drop, defences::reason(refused));
        }
        answer
    }

    async fn admitted(
        shop: &Shop,
        actor: &Actor,
        press: PlaceOrder,
        guard: &Guard,
    ) -> Result<Placed, Error<PlaceRefusal>> {
        if let Err(refused) = at_the_door(shop, actor, &press, guard).await? {
            if drops::may_have_tried(shop, actor.id, press.drop, press.variant).await? {
                return repeat(shop, actor, &press, refused).await;
            }
            return Err(Error::Refused(refused));
        }
        let early = match drops::admit(shop, actor.id, press.drop, press.variant).await? {
            Admission::Through { early } => early,
            Admission::SoldOut => return Err(Error::Refused(PlaceRefusal::SoldOut)),
            Admission::SoldOutUnlessRepeated => return repeat(shop, actor, &press, PlaceRefusal::SoldOut).await,
        };
        failpoint!(shop, Admitted);
        let work = Press { account: actor.id, digest: digest(&press), order: press, early };
        let placed = shop.presses.commit(shop, work.order.drop, work, batch::open, batch::place).await;
        failpoint!(shop, BeforeAnswer);
        placed
    }

    /// The waiting line and what the drop asks of every press: both before anybody is asked.
    async fn at_the_door(
        shop: &Shop,
        actor: &Actor,
        press: &PlaceOrder,
        guard: &Guard,
    ) -> Result<Result<(), PlaceRefusal>, Fault> {
        let waiting_since = match line::check(shop, actor.id, press.drop, press.admission.as_deref()).await? {
            Passage::Barred => return Ok(Err(PlaceRefusal::InLine)),
            Passage::Admitted { joined_at } => Some(joined_at),
            Passage::Free => None,
        };
        Ok(guard.at_press(shop, actor.id, &press.evidence, waiting_since).map_err(Into::into))
    }

    /// The order that an earlier press with this key made, though this one would be refused.
    async fn repeat(
        shop: &Shop,
        actor: &Actor,
        press: &PlaceOrder,
        otherwise: PlaceRefusal,
    ) -> Result<Placed, Error<PlaceRefusal>> {
        failpoint!(shop, BeforeRepeat);
        let found = store::by_key(&mut *begin(&shop.db).await?, actor.id, &press.idempotency_key).await?;
        failpoint!(shop, AfterRepeat);
        found.ok_or(Error::Refused(otherwise))?.answer(press)
    }

    impl From<Refused> for PlaceRefusal {
        fn from(refused: Refused) -> Self {
            match refused {
                Refused::ProofNeeded => Self::ProofNeeded,
                Refused::AccountTooNew => Self::AccountTooNew,
                Refused::EmailUnconfirmed => Self::EmailUnconfirmed,
                Refused::TooManyFromRange | Refused::TooManyOnCard | Refused::TooManyToAddress => Self::TooManyOrders,
            }
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
            mark: None,
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
