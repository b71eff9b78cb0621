//! The domain of Fairdrop. Default features: types and pure rules, safe for the browser.
//! Feature `server`: SQL, jobs, gateways behind the [`Shop`] handle.

pub mod money;
pub mod time;

pub use money::{Currency, Money};
pub use time::At;
