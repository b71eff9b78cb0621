use std::time::Duration;

use queue::{Attempt, Job, Outcome, Priority};
use serde::{Deserialize, Serialize};

use super::tell::{News, tell};
use super::{beacon, cancel, close, freeze, offers, open, papers, rank, stamp, store};
use crate::drops::{DrawDropCancelled, DrawDropDue};
use crate::orders::{OfferOrderDeclined, OfferOrderEnded, OfferOrderPaid};
use crate::{DrawId, EntryId, Fault, OrderId, Shop};

/// A draw goes on, however often its worker was killed or its database was away: about a day of tries.
const ATTEMPTS: i16 = 20;

impl Job for DrawDropDue {
    const KIND: &'static str = "draws.drop_due";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        due(shop, self).await.into()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.drop_id.to_string())
    }
}

async fn due(shop: &Shop, job: DrawDropDue) -> Result<(), Fault> {
    open(shop, job.drop_id).await?;
    close(shop, job.drop_id).await?;
    Ok(())
}

impl Job for DrawDropCancelled {
    const KIND: &'static str = "draws.drop_cancelled";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        cancel(shop, self.drop_id).await.map(drop).into()
    }
}

/// Freezes and seals a closed draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreezeDraw {
    /// Which.
    pub draw_id: DrawId,
}

impl Job for FreezeDraw {
    const KIND: &'static str = "draws.freeze";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        freeze(shop, self.draw_id).await.map(drop).into()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.draw_id.to_string())
    }
}

/// Waits for the beacon's round of a sealed draw, and gets it from the relays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchRound {
    /// Of which draw.
    pub draw_id: DrawId,
}

impl Job for FetchRound {
    const KIND: &'static str = "draws.fetch_round";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        beacon::fetch_round(shop, self.draw_id).await.into()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.draw_id.to_string())
    }
}

/// Has the seal of a draw stamped with the time. The draw does not wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampSeal {
    /// Of which draw.
    pub draw_id: DrawId,
}

impl Job for StampSeal {
    const KIND: &'static str = "draws.stamp_seal";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        stamp::stamp_seal(shop, self.draw_id).await.into()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.draw_id.to_string())
    }
}

/// Ranks and reveals a sealed draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankDraw {
    /// Which.
    pub draw_id: DrawId,
}

impl Job for RankDraw {
    const KIND: &'static str = "draws.rank";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        rank(shop, self.draw_id).await.map(drop).into()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.draw_id.to_string())
    }
}

/// Notes, makes and settles the offers of a drawn draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarryOnOffers {
    /// Which.
    pub draw_id: DrawId,
}

impl Job for CarryOnOffers {
    const KIND: &'static str = "draws.carry_on_offers";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        offers::carry_on(shop, self.draw_id).await.into()
    }
}

impl Job for OfferOrderEnded {
    const KIND: &'static str = "draws.offer_order_ended";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        after_order(shop, self.order_id).await.into()
    }
}

impl Job for OfferOrderPaid {
    const KIND: &'static str = "draws.offer_order_paid";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        after_order(shop, self.order_id).await.into()
    }
}

impl Job for OfferOrderDeclined {
    const KIND: &'static str = "draws.offer_order_declined";
    const PRIORITY: Priority = Priority::High;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        after_order(shop, self.order_id).await.into()
    }
}

async fn after_order(shop: &Shop, order: OrderId) -> Result<(), Fault> {
    match store::of_order(&shop.db, order).await? {
        Some(draw_id) => offers::carry_on(shop, draw_id).await,
        None => Ok(()),
    }
}

/// Writes to a batch of entrants, and enqueues the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellEntrants {
    /// Of which draw.
    pub draw_id: DrawId,
    /// What they are told.
    pub news: News,
    /// The last entry that was told.
    pub after: Option<EntryId>,
}

impl Job for TellEntrants {
    const KIND: &'static str = "draws.tell_entrants";
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        tell(shop, self.draw_id, self.news, self.after).await.into()
    }
}

/// Makes the certificate of a drawn or settled draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeCertificate {
    /// Of which draw.
    pub draw_id: DrawId,
}

impl Job for MakeCertificate {
    const KIND: &'static str = "draws.make_certificate";
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        papers::make_certificate(shop, self.draw_id).await.into()
    }
}

/// Packs the evidence of a drawn or settled draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeEvidence {
    /// Of which draw.
    pub draw_id: DrawId,
}

impl Job for MakeEvidence {
    const KIND: &'static str = "draws.make_evidence";
    const PRIORITY: Priority = Priority::Low;
    const MAX_ATTEMPTS: i16 = ATTEMPTS;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        papers::make_evidence(shop, self.draw_id).await.into()
    }
}

/// Deletes a paper that another has taken the place of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetPaper {
    /// Its key in the storage.
    pub key: String,
}

impl Job for ForgetPaper {
    const KIND: &'static str = "draws.forget_paper";
    const PRIORITY: Priority = Priority::Low;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        forget(shop, &self.key).await.into()
    }
}

async fn forget(shop: &Shop, name: &str) -> Result<(), Fault> {
    shop.storage.delete(&papers::key(name)?).await
}

/// Picks up draws that stand still although their next step is due: when its job is a dead letter, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepDraws {}

impl Job for SweepDraws {
    const KIND: &'static str = "draws.sweep";
    /// A database that vanished without a word must not keep the worker's slots for minutes.
    const TIMEOUT: Duration = Duration::from_secs(30);
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        sweep(shop).await.into()
    }
}

async fn sweep(shop: &Shop) -> Result<(), Fault> {
    let mut conn = shop.db.acquire().await?;
    for (draw_id, drop_id, step) in store::standing_still(&mut conn, shop.now()).await? {
        match step {
            store::Next::Freeze => queue::enqueue(&mut conn, &FreezeDraw { draw_id }).await?,
            store::Next::Round => queue::enqueue(&mut conn, &FetchRound { draw_id }).await?,
            store::Next::Rank => queue::enqueue(&mut conn, &RankDraw { draw_id }).await?,
            store::Next::Offer => {
                queue::NewJob::of(&CarryOnOffers { draw_id }).unique_key(draw_id.to_string()).enqueue(&mut conn).await?
            }
            store::Next::Cancel => {
                queue::NewJob::of(&DrawDropCancelled { drop_id })
                    .unique_key(drop_id.to_string())
                    .enqueue(&mut conn)
                    .await?
            }
        };
    }
    for draw_id in store::papers_due(&mut conn).await? {
        let job = MakeCertificate { draw_id };
        queue::NewJob::of(&job).unique_key(draw_id.to_string()).enqueue(&mut conn).await?;
    }
    Ok(())
}
