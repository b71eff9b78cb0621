//! One newtype per table, so that an order's id cannot be passed for an entry's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        #[cfg(feature = "server")]
        impl $name {
            /// A new, time-ordered id (UUID version 7), kind to the index that holds it.
            #[expect(clippy::new_without_default, reason = "each call makes another value")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// Of an account.
    AccountId;
    /// Of an address.
    AddressId;
    /// Of a collection.
    CollectionId;
    /// Of a disqualification of an entry.
    DisqualificationId;
    /// Of a draw.
    DrawId;
    /// Of a drop.
    DropId;
    /// Of an email.
    EmailId;
    /// Of an entry. Public, hence made with [`EntryId::random`]: it must not tell when it was made.
    EntryId;
    /// Of an image.
    ImageId;
    /// Of somebody's place in a waiting line. Public, hence random, like an entry's.
    LobbyId;
    /// Of an order.
    OrderId;
    /// Of a payment.
    PaymentId;
    /// Of a product.
    ProductId;
    /// Of a refund.
    RefundId;
    /// Of a rehearsal.
    RehearsalId;
    /// Of a shipment.
    ShipmentId;
    /// Of a variant.
    VariantId;
}

#[cfg(feature = "server")]
impl EntryId {
    /// 16 random bytes that say nothing, not even the version (fair-draw.md, section 2).
    pub fn random() -> Self {
        Self(Uuid::from_bytes(rand::random()))
    }
}

#[cfg(feature = "server")]
impl LobbyId {
    /// A random id (UUID version 4).
    pub fn random() -> Self {
        Self(uuid::Builder::from_random_bytes(rand::random()).into_uuid())
    }
}
