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
    /// Draws whose proof is public, the latest first, without their pictures.
    pub proofs: Vec<DrawCard>,
}

#[cfg(feature = "server")]
mod read {
    use super::Home;
    use crate::{Error, Shop, catalogue, draws, drops};

    /// Things on the front page.
    const NEW: i64 = 8;
    const PROOFS: i64 = 4;

    /// The front page, as it is now.
    pub async fn home(shop: &Shop) -> Result<Home, Error> {
        shop.reads.home.read(shop, (), find_home).await
    }

    async fn find_home(shop: Shop, (): ()) -> Result<Home, Error> {
        // Side by side: a crowd waits for the slowest of them, not for their sum.
        let proofs = async { Ok(draws::proven(&shop, PROOFS).await?) };
        let (proofs, agenda, new) = tokio::try_join!(proofs, drops::agenda(&shop, 0), catalogue::newest(&shop, NEW))?;
        Ok(Home { agenda, new, proofs })
    }
}

#[cfg(feature = "server")]
pub use read::home;
