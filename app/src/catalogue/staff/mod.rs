//! The dashboard's pages of the catalogue.

mod collection_page;
mod collections_page;
mod details;
mod new_product_page;
mod pictures;
mod product_page;
mod products_page;
mod sizes;

pub use collection_page::{NewCollectionPage, StaffCollectionPage};
pub use collections_page::StaffCollectionsPage;
pub use new_product_page::NewProductPage;
pub use product_page::StaffProductPage;
pub use products_page::StaffProductsPage;

use shop::catalogue::ProductState;

use crate::ui::Tone;

/// A product's state in words.
const fn state(state: ProductState) -> (&'static str, Tone) {
    match state {
        ProductState::Draft => ("Draft", Tone::Warn),
        ProductState::Active => ("In the shop", Tone::Good),
        ProductState::Archived => ("Archived", Tone::Plain),
    }
}
