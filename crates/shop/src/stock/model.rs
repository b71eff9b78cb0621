use serde::{Deserialize, Serialize};

use crate::{At, ProductId, VariantId};

crate::refusal! {
    /// Why stock was not moved.
    StockRefusal {
        /// More was asked for than is available.
        NotEnough => "not-enough-stock", 409, "There is not that much available. Units that are reserved for a drop or an order cannot be taken.";
    }
}

/// Why stock moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Came in from the maker.
    Received,
    /// Counted again by staff.
    Corrected,
    /// Set aside for a drop.
    Pledged,
    /// Returned to the shelf by a drop.
    Released,
    /// Left the shop with an order.
    Sold,
    /// Came back from an order.
    Returned,
}

impl Reason {
    /// As stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Corrected => "corrected",
            Self::Pledged => "pledged",
            Self::Released => "released",
            Self::Sold => "sold",
            Self::Returned => "returned",
        }
    }
}

/// The stock of one variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Name of the product.
    pub product: String,
    /// Name of the variant: the size.
    pub variant: String,
    /// Its SKU.
    pub sku: String,
    /// Units in the house.
    pub on_hand: i64,
    /// Of these, units set aside for drops and orders.
    pub reserved: i64,
    /// Of these, units that are free: on hand - reserved.
    pub available: i64,
}

/// What to list of the stock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfFilter {
    /// Part of a product's name or a SKU; empty for all.
    pub q: String,
    /// Only variants with nothing available.
    pub empty_only: bool,
    /// From 1.
    pub page: i64,
}

/// A page of the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfPage {
    /// By product and size.
    pub rows: Vec<Shelf>,
    /// How many match in all.
    pub total: i64,
    /// Rows on a full page.
    pub per_page: i64,
}

/// One change of the stock of a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Counts up.
    pub id: i64,
    /// When.
    pub at: At,
    /// Change of the units in the house.
    pub on_hand: i64,
    /// Change of the units set aside.
    pub reserved: i64,
    /// Why, as in [`Reason::as_str`].
    pub reason: String,
    /// What staff wrote to it.
    pub note: String,
    /// The member of staff; the machine otherwise.
    pub by: Option<String>,
}

/// The stock of a variant with a page of its history, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementPage {
    /// Where it stands.
    pub shelf: Shelf,
    /// What led there.
    pub rows: Vec<Movement>,
    /// The `before` of the next page, if there is one.
    pub next: Option<i64>,
}
