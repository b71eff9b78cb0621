//! What staff fill in, as it comes from a form: text, to be checked by the rules.

use serde::{Deserialize, Serialize};

use crate::{CollectionId, VariantId};

/// What staff say of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductForm {
    /// What it is called.
    pub name: String,
    /// Its address; empty: made from the name.
    #[serde(default)]
    pub slug: String,
    /// Who made it.
    #[serde(default)]
    pub maker: String,
    /// What it is made of.
    #[serde(default)]
    pub material: String,
    /// A paragraph or more.
    #[serde(default)]
    pub description: String,
    /// How many were made in all; empty: open-ended.
    #[serde(default)]
    pub edition_size: String,
    /// The collections that it is in.
    #[serde(default)]
    pub collections: Vec<CollectionId>,
}

/// One row of a product's variants. A row without name, SKU and price is no row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantRow {
    /// Which variant; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// The size.
    #[serde(default)]
    pub name: String,
    /// The shop's number for it.
    #[serde(default)]
    pub sku: String,
    /// Amount in the shop's currency.
    #[serde(default)]
    pub price: String,
    /// Not empty: take the variant away.
    #[serde(default)]
    pub remove: String,
}

impl VariantRow {
    /// Which variant it is about; `None` for a new one.
    pub fn variant(&self) -> Option<VariantId> {
        self.id.parse().ok()
    }
}

/// What staff say of a collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionForm {
    /// What it is called.
    pub name: String,
    /// Its address; empty: made from the name.
    #[serde(default)]
    pub slug: String,
    /// A sentence or two.
    #[serde(default)]
    pub description: String,
    /// Its place in lists; empty: 0.
    #[serde(default)]
    pub position: String,
}
