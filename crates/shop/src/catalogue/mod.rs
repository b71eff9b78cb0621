//! What the shop has: products with variants and prices, collections, pictures, search.

mod forms;
mod model;
mod page;
#[cfg_attr(not(feature = "server"), expect(dead_code, reason = "the browser shows what the server has checked"))]
mod rules;
mod staff;

#[cfg(feature = "server")]
mod browse;
#[cfg(feature = "server")]
mod cards;
#[cfg(feature = "server")]
mod collections;
#[cfg(feature = "server")]
mod encode;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod pictures;
#[cfg(feature = "server")]
mod products;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod variants;

pub use forms::{CollectionForm, ProductForm, VariantRow};
pub use model::{Availability, Picture, Product, ProductCard, ProductState, Variant};
pub use page::{CollectionCard, CollectionPage, ListFilter, ProductList, ProductPage, Sort};
pub use rules::{CollectionRefusal, Move, PictureRefusal, ProductRefusal, VariantsRefusal, slug_of};
pub use staff::{StaffCollection, StaffFilter, StaffProduct};

#[cfg(feature = "server")]
pub use browse::{collection, collections, newest, page, search};
#[cfg(feature = "server")]
pub use cards::{cards, picture_of, pictures, product, variants};
#[cfg(feature = "server")]
pub use collections::{
    create_collection, delete_collection, edit_collection, move_in_collection, staff_collection, staff_collections,
};
#[cfg(feature = "server")]
pub use jobs::{EncodePicture, ForgetPicture};
#[cfg(feature = "server")]
pub use pictures::{MAX_BYTES, add_picture, delete_picture, describe_picture, keep_picture, move_picture};
#[cfg(feature = "server")]
pub use products::{create, edit, set_state, staff_list, staff_product};
#[cfg(feature = "server")]
pub use variants::save_variants;
