//! The one list of jobs and schedules: the worker runs it, and tests drain it.

use std::time::Duration;

use queue::Registry;

use crate::{Shop, accounts, catalogue, draws, drops, entries, notifications, orders, payments, rehearsals};

/// What the clock does in the shop is seen within this time.
const EVERY_SECOND: Duration = Duration::from_secs(1);

/// Every kind of job with its schedules, by feature.
pub fn registry() -> Registry<Shop> {
    Registry::new()
        // accounts
        .register::<accounts::SendReset>()
        .register::<accounts::Sweep>()
        .schedule("accounts.sweep", Duration::from_hours(1), || accounts::Sweep {})
        // catalogue
        .register::<catalogue::EncodePicture>()
        .register::<catalogue::ForgetPicture>()
        // draws
        .register::<drops::DrawDropDue>()
        .register::<drops::DrawDropCancelled>()
        .register::<draws::FreezeDraw>()
        .register::<draws::FetchRound>()
        .register::<draws::StampSeal>()
        .register::<draws::RankDraw>()
        .register::<draws::CarryOnOffers>()
        .register::<draws::TellEntrants>()
        .register::<draws::MakeCertificate>()
        .register::<draws::MakeEvidence>()
        .register::<draws::ForgetPaper>()
        .register::<orders::OfferOrderDeclined>()
        .register::<orders::OfferOrderEnded>()
        .register::<orders::OfferOrderPaid>()
        .register::<draws::SweepDraws>()
        .schedule("draws.sweep", Duration::from_secs(15), || draws::SweepDraws {})
        // drops
        .register::<drops::RenewDemo>()
        .schedule("drops.renew_demo", Duration::from_secs(20), || drops::RenewDemo {})
        .register::<drops::Sweep>()
        .schedule("drops.sweep", EVERY_SECOND, || drops::Sweep {})
        // entries
        .register::<entries::MailReceipts>()
        .register::<entries::NoteMarks>()
        // notifications
        .register::<notifications::SendEmail>()
        // orders
        .register::<orders::Sweep>()
        .schedule("orders.sweep", EVERY_SECOND, || orders::Sweep {})
        // payments
        .register::<drops::DropCancelled>()
        .register::<payments::Resolve>()
        .register::<payments::ResolveRefund>()
        // rehearsals
        .register::<rehearsals::Rehearse>()
}
