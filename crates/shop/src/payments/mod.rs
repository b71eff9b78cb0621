//! Payments: one try to pay an order, safe against crashes and double presses.
//!
//! A payment's row is committed before the gateway is asked, together with a job that settles it
//! should this process die. Every step towards the gateway carries a key made from the row's id, so
//! asking again changes nothing; [`resolve`] walks a payment from wherever it stands to its end.

mod cancel;
mod form;
mod refund;
mod states;

#[cfg(feature = "server")]
mod card;
#[cfg(feature = "server")]
mod emails;
#[cfg(feature = "server")]
mod gateway;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod pay;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod resolve;
#[cfg(feature = "server")]
pub mod sandbox;
#[cfg(feature = "server")]
mod store;

pub use cancel::CancelRefusal;
pub use form::{PayForm, PayRefusal};
pub use refund::RefundRefusal;
pub use states::{Challenge, Checkout, DeclineCode, PaymentState, PaymentView, RefundView};

#[cfg(feature = "server")]
pub use cancel::cancel;
#[cfg(feature = "server")]
pub use card::Card;
#[cfg(feature = "server")]
pub use gateway::{Charge, ChargeState, GatewayError, PaymentGateway};
#[cfg(feature = "server")]
pub use jobs::{Resolve, ResolveRefund};
#[cfg(feature = "server")]
pub use pay::{Paying, answer_challenge, pay};
#[cfg(feature = "server")]
pub use read::{challenge, checkout, of_order};
#[cfg(feature = "server")]
pub use refund::refund;
#[cfg(feature = "server")]
pub use resolve::resolve;
