//! Draws: promise, seal, ranking, reveal, offers, and the public record of it all (fair-draw.md).
//!
//! A draw moves by jobs, each one transaction that starts with the locks of the drop and the draw, in
//! this order, and looks at the state that it finds: run twice or killed anywhere, it does its part once.

mod model;
mod paper;

#[cfg(feature = "server")]
mod allocations;
#[cfg(feature = "server")]
mod beacon;
#[cfg(feature = "server")]
mod cancel;
#[cfg(feature = "server")]
mod emails;
#[cfg(feature = "server")]
mod evidence;
#[cfg(feature = "server")]
pub mod files;
#[cfg(feature = "server")]
mod freeze;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod offers;
#[cfg(feature = "server")]
mod open;
#[cfg(feature = "server")]
pub mod papers;
#[cfg(feature = "server")]
mod progress;
#[cfg(feature = "server")]
mod rank;
#[cfg(feature = "server")]
mod ranking;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod receipt;
#[cfg(feature = "server")]
mod register;
#[cfg(feature = "server")]
mod relays;
#[cfg(feature = "server")]
mod sealing;
#[cfg(feature = "server")]
pub mod stamp;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod tell;
#[cfg(feature = "server")]
mod void;
#[cfg(feature = "server")]
mod words;

pub use model::*;
pub use paper::{Paper, PaperKind, PaperRefusal, Papers};

#[cfg(feature = "server")]
use crate::signing as keys;

#[cfg(feature = "server")]
pub use beacon::fetch_round;
#[cfg(feature = "server")]
pub use cancel::cancel;
#[cfg(feature = "server")]
pub use freeze::{close, freeze};
#[cfg(feature = "server")]
pub use jobs::{
    CarryOnOffers, FetchRound, ForgetPaper, FreezeDraw, MakeCertificate, MakeEvidence, RankDraw, StampSeal, SweepDraws,
    TellEntrants,
};
#[cfg(feature = "server")]
pub use offers::carry_on;
#[cfg(feature = "server")]
pub use open::open;
#[cfg(feature = "server")]
pub use rank::rank;
#[cfg(feature = "server")]
pub use read::{find, list, live, of_drops, panel, proven, register_page};
#[cfg(feature = "server")]
pub use receipt::check_receipt;
#[cfg(feature = "server")]
pub use relays::QUICKNET as QUICKNET_RELAYS;
#[cfg(feature = "server")]
pub use tell::{News, tell};
