//! The one list of jobs and schedules: the worker runs it, and tests drain it.

use std::time::Duration;

use queue::Registry;

use crate::{Shop, accounts, catalogue, draws, drops, notifications, orders};

/// Every kind of job with its schedules, by feature.
pub fn registry() -> Registry<Shop> {
    Registry::new()
        // accounts
        .register::<accounts::SendReset>()
        .register::<accounts::Sweep>()
        .schedule("accounts.sweep", Duration::from_secs(3600), || accounts::Sweep {})
        // catalogue
        .register::<catalogue::EncodePicture>()
        .register::<catalogue::ForgetPicture>()
        // draws
        .register::<drops::DrawDropDue>()
        .register::<drops::DrawDropCancelled>()
        .register::<draws::FreezeDraw>()
        .register::<draws::RankDraw>()
        .register::<draws::CarryOnOffers>()
        .register::<draws::TellEntrants>()
        .register::<orders::OfferOrderEnded>()
        .register::<orders::OfferOrderPaid>()
        .register::<draws::SweepDraws>()
        .schedule("draws.sweep", Duration::from_secs(15), || draws::SweepDraws {})
        // notifications
        .register::<notifications::SendEmail>()
}
