//! What shoppers and staff ask of a drop's defences.

use super::gates::AccountAge;
use super::proof::Challenge;
use super::{Asks, Settings, guard, store};
use crate::accounts::{self, Actor, Permission};
use crate::{Bar, DropId, Error, Shop};

/// What a drop asks of whoever wants to buy, and how the visitor stands. Nothing of a draft.
pub async fn asks(shop: &Shop, visitor: Option<&Actor>, drop: DropId) -> Result<Asks, Error> {
    let Some(guard) = guard::of(shop, drop).await? else { return Ok(Asks::default()) };
    let settings = guard.settings().clone();
    let gated = settings.confirmed_email || settings.account_age_minutes.is_some();
    let account = match visitor {
        Some(actor) if gated => accounts::find(&shop.db, actor.id).await?,
        _ => None,
    };
    let Some(account) = account else { return Ok(Asks { settings, ..Asks::default() }) };
    let old_enough_at = settings.account_age_minutes.map(|min| AccountAge::new(min).old_enough_at(account.created_at));
    let email_confirmed = settings.confirmed_email.then_some(account.verified);
    Ok(Asks { settings, old_enough_at, email_confirmed })
}

/// The work that the drop asks of the account before it presses; none where it asks for none.
pub async fn challenge(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Option<Challenge>, Error> {
    let guard = guard::of(shop, drop).await?.ok_or(Bar::NotFound)?;
    Ok(guard.challenge(shop, actor.id))
}

/// What a drop does against bots, for staff: drafts, too.
pub async fn settings(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Settings, Error> {
    actor.must(Permission::ViewDashboard)?;
    Ok(store::find(&shop.db, drop).await?)
}
