use serde::{Deserialize, Serialize};

use super::{DropMode, DropState};
use crate::catalogue::{Picture, Product};
use crate::line::LineLive;
use crate::{At, DropId, Money, ProductId, VariantId};

/// A release of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Its id.
    pub id: DropId,
    /// Its name in addresses of pages.
    pub slug: String,
    /// What is released.
    pub product: ProductId,
    /// How it is sold.
    pub mode: DropMode,
    /// Where it is in its life.
    pub state: DropState,
    /// Start of the window.
    pub opens_at: At,
    /// End of the window.
    pub closes_at: At,
    /// Units that one account may hold or own; 1 in a draw.
    pub limit_per_customer: i32,
    /// Minutes to pay what is held.
    pub payment_window_minutes: i32,
    /// Hours from the close of a draw to its freeze, for review and appeals; 0 in a flash sale.
    pub review_hours: i32,
    /// Places a minute that its waiting line admits; none without a line.
    pub line_per_minute: Option<i32>,
    /// The most tickets of an entry in its draw; 1 where everybody has one.
    pub max_weight: i32,
    /// Why it was cancelled or void, in public.
    pub reason: Option<String>,
    /// Whether a fresh demo drop follows it.
    pub is_demo: bool,
    /// When it really opened.
    pub opened_at: Option<At>,
    /// When it really closed.
    pub closed_at: Option<At>,
}

impl Drop {
    /// When the entries of a draw are sealed.
    #[must_use]
    pub fn freezes_at(&self) -> At {
        self.closes_at.plus_ms(i64::from(self.review_hours) * 3_600_000)
    }
}

/// The units of one variant in a drop: `pledged = paid + held + free + written_off`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropVariant {
    /// The variant.
    pub variant: VariantId,
    /// The size, as shoppers say it; the pool's name in a draw.
    pub name: String,
    /// Units promised to the drop.
    pub pledged: i32,
    /// Units in somebody's hands, being paid.
    pub held: i32,
    /// Units sold.
    pub paid: i32,
    /// Units that nobody holds.
    pub free: i32,
    /// Units that went back to the shop's shelf.
    pub written_off: i32,
    /// The price of this drop, fixed when it is scheduled.
    pub price: Money,
}

/// What changes on an open page of a drop: pushed to whoever watches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropLive {
    /// The drop.
    pub id: DropId,
    /// How it is sold.
    pub mode: DropMode,
    /// Where it is in its life.
    pub state: DropState,
    /// The server's clock when this was read; countdowns follow it.
    pub now: At,
    /// Start of the window.
    pub opens_at: At,
    /// End of the window.
    pub closes_at: At,
    /// Why it was cancelled or void, in public.
    pub reason: Option<String>,
    /// Units per variant, in the order of the variants.
    pub variants: Vec<DropVariant>,
    /// Its waiting line, if it has one.
    pub line: Option<LineLive>,
}

impl DropLive {
    /// Units of all variants that nobody holds.
    pub fn free(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.free)).sum()
    }

    /// Units of all variants in somebody's hands, being paid.
    pub fn held(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.held)).sum()
    }

    /// Units of all variants that are sold.
    pub fn paid(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.paid)).sum()
    }

    /// Units of all variants promised to the drop.
    pub fn pledged(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.pledged)).sum()
    }
}

/// A drop in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropCard {
    /// Its id.
    pub id: DropId,
    /// Its address: `/drops/{slug}`.
    pub slug: String,
    /// How it is sold.
    pub mode: DropMode,
    /// Where it is in its life.
    pub state: DropState,
    /// Start of the window.
    pub opens_at: At,
    /// End of the window.
    pub closes_at: At,
    /// Units that one account may hold or own.
    pub limit_per_customer: i32,
    /// What is released.
    pub product: ProductId,
    /// What the product is called.
    pub name: String,
    /// Who made it; may be empty.
    pub maker: String,
    /// The product's first picture.
    pub picture: Option<Picture>,
    /// Units per variant, in the order of the variants.
    pub variants: Vec<DropVariant>,
}

impl DropCard {
    /// The lowest price of its variants.
    pub fn price(&self) -> Option<Money> {
        self.variants.iter().map(|v| v.price).min_by_key(|price| price.minor)
    }

    /// Units of all variants that nobody holds.
    pub fn free(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.free)).sum()
    }

    /// Units of all variants promised to the drop.
    pub fn pledged(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.pledged)).sum()
    }

    /// Units of all variants in somebody's hands, being paid.
    pub fn held(&self) -> i64 {
        self.variants.iter().map(|v| i64::from(v.held)).sum()
    }
}

/// All that the page of a drop shows to everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropPage {
    /// The drop.
    pub drop: Drop,
    /// What is said of the product.
    pub product: Product,
    /// Its pictures, in order.
    pub pictures: Vec<Picture>,
    /// What changes while the page is open.
    pub live: DropLive,
    /// Where the shop is, for structured data: `https://shop.example`.
    pub base_url: String,
}

/// What home shows of the drops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agenda {
    /// The server's clock when this was read.
    pub now: At,
    /// Open or paused, those that close first at the front.
    pub live: Vec<DropCard>,
    /// Scheduled, those that open first at the front.
    pub upcoming: Vec<DropCard>,
    /// Over, the latest first.
    pub finished: Vec<DropCard>,
}

/// A list of drops with a way to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropList {
    /// Newest opening first.
    pub cards: Vec<DropCard>,
    /// Pass this as `after` for the next page.
    pub next: Option<DropId>,
}
