//! Pages of the drops: the list, the page of one with its live state, and what staff do with them.

mod action_bar;
mod agenda;
mod asks;
mod drop_page;
mod drops_page;
mod line;
pub mod live;
mod of_product;
mod proof;
mod server_fns;
mod staff;

pub use agenda::{agenda, badge};
pub use drop_page::DropPage;
pub use drops_page::DropsPage;
pub use of_product::DropsOfProduct;
pub use staff::{EditDropPage, LiveViewPage, NewDropPage, StaffDropPage, StaffDropsPage};
