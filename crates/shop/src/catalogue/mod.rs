//! What the shop has: products with variants and prices, collections, pictures, search.

mod forms;
mod model;
mod page;
mod rules;

#[cfg(feature = "server")]
mod cards;
#[cfg(feature = "server")]
mod store;

pub use forms::{CollectionForm, ProductForm, VariantRow};
pub use model::{Availability, Picture, Product, ProductCard, ProductState, Variant};
pub use page::{CollectionCard, CollectionPage, ListFilter, ProductList, ProductPage, Sort, StaffFilter};
pub use rules::{CollectionRefusal, PictureRefusal, ProductRefusal, VariantsRefusal};

#[cfg(feature = "server")]
pub use cards::{cards, picture_of, pictures, product, variants};
