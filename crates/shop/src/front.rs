//! The front page: what it shows of catalogue, drops and draws.

use serde::{Deserialize, Serialize};

use crate::catalogue::ProductCard;
use crate::draws::DrawCard;
use crate::drops::Agenda;

/// What the front page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// Live and coming drops; the finished ones are shown by their proofs.
    pub agenda: Agenda,
    /// The newest products.
    pub new: Vec<ProductCard>,
    /// Draws whose proof is public, the latest first.
    pub proofs: Vec<DrawCard>,
}

#[cfg(feature = "server")]
mod read {
    use super::Home;
    use crate::{Error, Shop, catalogue, draws, drops};

    /// Things on the front page.
    const NEW: i64 = 8;
    const PROOFS: usize = 4;

    /// The front page, as it is now.
    pub async fn home(shop: &Shop) -> Result<Home, Error> {
        shop.reads.home.read(shop, (), find_home).await
    }

    async fn find_home(shop: Shop, (): ()) -> Result<Home, Error> {
        let mut proofs = draws::list(&shop, None).await?.draws;
        proofs.retain(|draw| draw.state.is_drawn());
        proofs.truncate(PROOFS);
        Ok(Home { agenda: drops::agenda(&shop, 0).await?, new: catalogue::newest(&shop, NEW).await?, proofs })
    }
}

#[cfg(feature = "server")]
pub use read::home;
