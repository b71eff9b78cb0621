//! The read models of the catalogue's own pages.

use serde::{Deserialize, Serialize};

use super::{Picture, Product, ProductCard, Variant};
use crate::CollectionId;

/// A collection in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionCard {
    /// Of the collection.
    pub id: CollectionId,
    /// Its address: `/collections/{slug}`.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// A sentence or two; may be empty.
    pub description: String,
    /// Its place in lists; equal ones go by name.
    pub position: i32,
    /// Products that the asker may see.
    pub products: i64,
    /// The first picture of its first product.
    pub picture: Option<Picture>,
}

/// How a list of products is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// As the collection is arranged; newest first elsewhere.
    #[default]
    Shown,
    /// Newest first.
    Newest,
    /// Least price first.
    Cheapest,
    /// Greatest price first.
    Dearest,
}

impl Sort {
    /// As in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shown => "",
            Self::Newest => "newest",
            Self::Cheapest => "price",
            Self::Dearest => "-price",
        }
    }

    /// Reads [`Sort::as_str`]; anything else is the default.
    pub fn parse(text: &str) -> Self {
        [Self::Newest, Self::Cheapest, Self::Dearest].into_iter().find(|s| s.as_str() == text).unwrap_or_default()
    }
}

/// What to show of a list of products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFilter {
    /// Name of a size; empty for all.
    pub size: String,
    /// Only what is in the house.
    pub in_stock: bool,
    /// Order.
    pub sort: Sort,
    /// From 1.
    pub page: i64,
}

/// A page of products with the facets of the whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductList {
    /// On this page.
    pub cards: Vec<ProductCard>,
    /// How many match in all.
    pub total: i64,
    /// Cards on a full page.
    pub per_page: i64,
    /// Sizes that the unfiltered list has.
    pub sizes: Vec<String>,
}

/// A collection with a page of its products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionPage {
    /// The collection.
    pub collection: CollectionCard,
    /// Its products.
    pub list: ProductList,
}

/// All that the page of a product shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPage {
    /// What is said of it.
    pub product: Product,
    /// In order.
    pub pictures: Vec<Picture>,
    /// In order.
    pub variants: Vec<Variant>,
    /// Address and name of a collection that it is in.
    pub collection: Option<(String, String)>,
    /// Where the shop is, for structured data: `https://shop.example`.
    pub base_url: String,
}
