//! For tests alone: a shop with a database of its own, a clock that stands still, captured mail, a
//! drained queue, and people to act as.

mod database;
mod mail;
mod people;
mod sales;
mod products;
mod shop;

pub use mail::Mail;
pub use people::{PASSWORD, Person};
pub use sales::{Release, ReleaseBuilder, card};
pub use products::{Thing, ThingBuilder};
pub use shop::TestShop;
