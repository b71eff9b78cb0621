//! All SQL of the catalogue. Rows become read models here and never leave.

mod pictures;
mod products;

pub(super) use pictures::{first_pictures, pictures};
pub(super) use products::{cards, product, variants};
