use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use serde::{Deserialize, Serialize};
use shop::catalogue::ProductCard;
use shop::draws::DrawCard;
use shop::drops::Agenda;

use crate::error::PageError;

/// What the front page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// Live, coming and finished drops.
    pub agenda: Agenda,
    /// The newest products.
    pub new: Vec<ProductCard>,
    /// Draws whose proof is public, the latest first.
    pub proofs: Vec<DrawCard>,
}

/// Things on the front page.
#[cfg(feature = "ssr")]
const NEW: i64 = 8;
#[cfg(feature = "ssr")]
const PROOFS: usize = 4;

#[server(input = GetUrl, output = Postcard)]
pub async fn find_home() -> Result<Home, PageError> {
    let shop = crate::context::shop();
    // The page shows the finished ones by their proofs.
    let agenda = shop::drops::agenda(&shop, 0).await?;
    let new = shop::catalogue::newest(&shop, NEW).await?;
    let mut proofs = shop::draws::list(&shop, None).await?.draws;
    proofs.retain(|draw| draw.state.is_drawn());
    proofs.truncate(PROOFS);
    Ok(Home { agenda, new, proofs })
}
