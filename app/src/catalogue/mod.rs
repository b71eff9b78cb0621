//! Pages of the catalogue: collections, products, search; the same for staff.

mod about;
mod collection_page;
mod collections_page;
mod product_page;
mod search_page;
mod server_fns;
mod shot;
mod staff;
mod structured_data;

pub use about::{fact, fact_if_any, gallery, price, prose, shipping_and_returns};
pub use collection_page::CollectionPage;
pub use collections_page::CollectionsPage;
pub use product_page::ProductPage;
pub use search_page::SearchPage;
pub use shot::{Shot, grid, shot_html};
pub use staff::{
    NewCollectionPage, NewProductPage, StaffCollectionPage, StaffCollectionsPage, StaffProductPage, StaffProductsPage,
};
