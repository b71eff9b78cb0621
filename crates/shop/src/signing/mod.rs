//! Signing keys: Ed25519, made at first use, sealed at rest under the shop's secret. The rules of a draw name the key that
//! signs its receipts and its seal, so a retired key goes on signing for the draws that were opened with it, and every public
//! half stays published.

mod keys;
mod rotate;
mod store;

pub use keys::{current, of, public_keys};
pub use rotate::rotate;
