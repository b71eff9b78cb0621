//! Time stamps of seals (RFC 3161): a service that is not the shop's signs that it was shown the seal, and when. Whoever kept
//! no mail has a witness in it that the list was sealed before the beacon's round.
//!
//! What is stamped is the SHA-256 of the 32 bytes of the seal: the data for `openssl ts -verify` is then what entrants find in
//! their mails, decoded. The signature of the seal is left out, for it adds the shop's word alone.

mod question;
mod service;
mod signed;

use std::time::Duration;

use draw::Rules;

use super::{Stamp, beacon, store};
use crate::{At, DrawId, Error, Fault, Shop};
use question::Question;

/// Pauses between asking the service and asking it again.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// How far the service's clock may be from ours.
const SKEW_MS: i64 = 60_000;
/// How long after the seal a stamp is worth having where no round follows.
const WITHOUT_BEACON_MS: i64 = 10 * 60_000;

crate::refusal! {
    /// Why there is no time stamp.
    StampRefusal {
        /// It is not there yet, or never will be.
        NoStamp => "no-stamp", 404, "There is no time stamp of this seal. Where the shop has seals stamped, it comes some seconds after the seal, or not at all if the service was away.";
    }
}

/// When a stamp must be from to be believed.
struct Window {
    /// The earliest time that it may tell.
    from: At,
    /// It must be from before this moment.
    until: At,
}

/// `/draws/{draw_id}/seal.tsr`: the answer of the service as it came.
pub async fn seal_tsr(shop: &Shop, id: DrawId) -> Result<Vec<u8>, Error<StampRefusal>> {
    store::stamp_reply(&shop.db, id).await?.ok_or(Error::Refused(StampRefusal::NoStamp))
}

/// Asks the service for a time stamp of a seal, checks and keeps it. Answers how long to wait before the next try, if there
/// was none. Once the round is due a stamp shows nothing any more: then the seal stays without, and the draw goes on.
pub async fn stamp_seal(shop: &Shop, draw_id: DrawId) -> Result<Option<Duration>, Fault> {
    let Some(url) = &shop.config.timestamp_url else { return Ok(None) };
    let Some(sealed) = store::unstamped(&shop.db, draw_id).await? else { return Ok(None) };
    let until = match Rules::parse(sealed.rules.as_bytes())?.beacon {
        Some(named) => beacon::due_at(&named)?,
        None => At::from_ms(sealed.sealed_at.ms() + WITHOUT_BEACON_MS),
    };
    let now = shop.now();
    if now >= until {
        tracing::warn!(%draw_id, service = url.host_str(), "no time stamp of the seal came in time");
        return Ok(None);
    }
    let window = Window {
        from: At::from_ms(sealed.sealed_at.ms() - SKEW_MS),
        until: At::from_ms(until.ms().min(now.ms() + SKEW_MS)),
    };
    let question = Question::about(&sealed.seal);
    let Some((reply, at)) = service::ask(url, question, window).await? else {
        let pause = (beacon::span(sealed.sealed_at, now) / 2).clamp(SHORTEST, LONGEST);
        return Ok(Some(pause.min(beacon::span(now, until))));
    };
    let service = url.host_str().unwrap_or_default().to_owned();
    store::keep_stamp(&shop.db, draw_id, &reply, &Stamp { service, at }).await?;
    tracing::info!(%draw_id, service = url.host_str(), "seal stamped with the time");
    Ok(None)
}
