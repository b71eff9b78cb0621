//! For tests alone: a shop with a database of its own, a clock that stands still, captured mail, a
//! drained queue, and people to act as.

mod answers;
mod balance;
mod database;
mod mail;
mod many_sales;
mod people;
mod post_office;
mod products;
mod sales;
mod shop;

pub use answers::{Answers, Heard};
pub use mail::Mail;
pub use many_sales::SmallSale;
pub use people::{PASSWORD, Person};
pub use post_office::PostOffice;
pub use products::{Thing, ThingBuilder};
pub use sales::{Release, ReleaseBuilder, card};
pub use shop::{TestShop, redis};
