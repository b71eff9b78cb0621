//! The waiting line of a flash sale. Who comes before the opening waits in the lobby and gets a random place, which
//! anybody can check ([`draw::line`]); who comes later queues behind. Places are admitted at a pace; an admission is a
//! signed token, which the order path checks without asking anybody. Without a crowd everybody is admitted at once and
//! sees no line.

mod rules;
mod views;

#[cfg(feature = "server")]
mod admission;
#[cfg(feature = "server")]
mod join;
#[cfg(feature = "server")]
mod pace;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod steps;
#[cfg(feature = "server")]
mod store;

pub use rules::{MOST_PER_MINUTE, Pace};
pub use views::{LineLive, LineRecord, PaceRefusal, Standing};

#[cfg(feature = "server")]
pub(crate) use admission::Known;
#[cfg(feature = "server")]
pub use admission::{Passage, check};
#[cfg(feature = "server")]
pub(crate) use join::{BOUND, MOST, Wait};
#[cfg(feature = "server")]
pub use join::{admission_for, join};
#[cfg(feature = "server")]
pub use pace::set_pace;
#[cfg(feature = "server")]
pub use read::{live, record, standing};
#[cfg(feature = "server")]
pub use steps::{announce, open, plan};
