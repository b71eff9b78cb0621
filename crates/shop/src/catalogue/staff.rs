//! The read models of the dashboard's pages.

use serde::{Deserialize, Serialize};

use super::{CollectionCard, Picture, Product, ProductCard, ProductState, Variant};
use crate::{At, CollectionId, Currency};

/// What to list of the products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffFilter {
    /// Searched in name, maker and SKU; empty for all.
    pub q: String,
    /// Only of this state.
    pub state: Option<ProductState>,
    /// From 1.
    pub page: i64,
}

/// All that staff edit of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffProduct {
    /// What is said of it.
    pub product: Product,
    /// In order.
    pub pictures: Vec<Picture>,
    /// In order.
    pub variants: Vec<Variant>,
    /// All collections by place and name, and whether the product is in it.
    pub collections: Vec<(CollectionId, String, bool)>,
    /// Of new prices.
    pub currency: Currency,
    /// Last change of what is said of it.
    pub updated_at: At,
}

/// All that staff edit of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCollection {
    /// What is said of it.
    pub collection: CollectionCard,
    /// Its products in order, whatever their state.
    pub products: Vec<ProductCard>,
}
