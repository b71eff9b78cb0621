//! All SQL of the catalogue. Rows become read models here and never leave.

mod collections;
mod lists;
mod pictures;
mod products;

pub(super) use collections::*;
pub(super) use lists::*;
pub(super) use pictures::*;
pub(super) use products::*;
