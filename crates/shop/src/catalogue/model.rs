//! The read models that other features show too.

use serde::{Deserialize, Serialize};

use crate::{ImageId, Money, ProductId, VariantId};

/// A picture of a product with what has been encoded of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Of the image.
    pub id: ImageId,
    /// What it shows.
    pub alt: String,
    /// Of the original, pixels.
    pub width: i32,
    /// Of the original, pixels.
    pub height: i32,
    /// `#rrggbb` for its place until it is there.
    pub colour: String,
    /// An address that always works.
    pub src: String,
    /// Address of the encoded files without `-{width}.{format}`.
    pub base: String,
    /// Widths there are in WebP, ascending.
    pub webp: Vec<i32>,
    /// Widths there are in AVIF, ascending; they come after WebP.
    pub avif: Vec<i32>,
}

/// Where a product stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProductState {
    /// Being written; only staff see it.
    #[default]
    Draft,
    /// In the shop.
    Active,
    /// Out of the shop; drops and orders still show it.
    Archived,
}

impl ProductState {
    /// As stored and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// Reads [`ProductState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Active, Self::Archived].into_iter().find(|s| s.as_str() == text)
    }
}

/// What there is of something, in one word that does not lie: this shop sells by drops, so what is
/// set aside for one is not on sale outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Availability {
    /// Some of it is free.
    InStock,
    /// All of it is set aside for drops and orders.
    Reserved,
    /// None in the house.
    SoldOut,
}

impl Availability {
    /// Of `on_hand` units of which `available` are free.
    pub const fn of(on_hand: i64, available: i64) -> Self {
        match (on_hand, available) {
            (_, 1..) => Self::InStock,
            (1.., _) => Self::Reserved,
            _ => Self::SoldOut,
        }
    }
}

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductCard {
    /// Of the product.
    pub id: ProductId,
    /// Its address: `/products/{slug}`.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// Who made it; may be empty.
    pub maker: String,
    /// Where it stands.
    pub state: ProductState,
    /// The lowest price; `None` while it has no variant.
    pub price: Option<Money>,
    /// Some variants cost more than `price`.
    pub from: bool,
    /// Units in the house, of all variants.
    pub on_hand: i64,
    /// Units that are free, of all variants.
    pub available: i64,
    /// The first picture.
    pub picture: Option<Picture>,
}

impl ProductCard {
    /// Whether there is any.
    pub const fn availability(&self) -> Availability {
        Availability::of(self.on_hand, self.available)
    }
}

/// What is said of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Of the product.
    pub id: ProductId,
    /// Its address: `/products/{slug}`.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// Who made it; may be empty.
    pub maker: String,
    /// What it is made of; may be empty.
    pub material: String,
    /// A paragraph or more, divided by empty lines.
    pub description: String,
    /// How many were made in all; `None` when open-ended.
    pub edition_size: Option<i32>,
    /// Where it stands.
    pub state: ProductState,
}

/// A size of a product with its price and stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Of the variant.
    pub id: VariantId,
    /// The shop's number for it.
    pub sku: String,
    /// The size, as shoppers say it.
    pub name: String,
    /// What it costs outside drops.
    pub price: Money,
    /// Units in the house.
    pub on_hand: i64,
    /// Units that are free.
    pub available: i64,
}

impl Variant {
    /// Whether there is any.
    pub const fn availability(&self) -> Availability {
        Availability::of(self.on_hand, self.available)
    }
}
