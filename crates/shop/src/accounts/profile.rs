use std::net::IpAddr;

use serde_json::json;

use super::links::{self, Purpose};
use super::rules::{self, Email, Wrong};
use super::sign_in::authenticate;
use super::{Account, Actor, LinkRefusal, ProfileRefusal, mails, password, sessions, store};
use crate::events::{self, Topic};
use crate::notifications;
use crate::refusal::constraint;
use crate::{Bar, Error, FieldError, Problem, Shop};

/// Changes how the account's owner is addressed.
pub async fn rename(shop: &Shop, actor: &Actor, name: &str) -> Result<(), Error<ProfileRefusal>> {
    let name = rules::person(name).map_err(|problem| invalid("name", problem))?;
    Ok(store::set_name(&shop.db, actor.id, &name).await?)
}

/// Changes the password of somebody who knows it. All sessions but the one with the cookie value `keep` end.
pub async fn change_password(
    shop: &Shop,
    actor: &Actor,
    current: &str,
    new: &str,
    keep: Option<&str>,
    ip: IpAddr,
) -> Result<(), Error<ProfileRefusal>> {
    let account = own(shop, actor).await?;
    rules::password(new, &account.email).map_err(|problem| invalid("new_password", problem))?;
    prove(shop, &account, current, ip).await?;
    let hash = password::hash(new).await?;
    let mut tx = shop.begin().await?;
    store::set_password(&mut tx, account.id, &hash).await?;
    let ended = sessions::end_all(&mut tx, account.id, keep).await?;
    notifications::send(&mut tx, &mails::password_changed(shop, &account)).await?;
    tx.commit().await?;
    ended.forget(shop).await;
    Ok(())
}

/// Sends a link to the new address that changes to it. When the address has an account, its owner hears of it
/// instead, and the answer is the same.
pub async fn ask_email_change(
    shop: &Shop,
    actor: &Actor,
    new_email: &str,
    password: &str,
    ip: IpAddr,
) -> Result<(), Error<ProfileRefusal>> {
    let account = own(shop, actor).await?;
    let mut wrong = Wrong::default();
    let Some(email) = wrong.check("email", Email::parse(new_email)) else {
        return Err(Error::Refused(ProfileRefusal::Invalid(wrong.into_fields())));
    };
    prove(shop, &account, password, ip).await?;
    let mut tx = shop.begin().await?;
    match store::by_email(&mut *tx, email.as_str()).await? {
        Some(other) if other.id != account.id => {
            notifications::send(&mut tx, &mails::known(shop, &other)).await?;
        }
        _ => {
            if let Some(token) =
                links::issue(&mut tx, account.id, Purpose::Email, Some(email.as_str()), shop.now()).await?
            {
                notifications::send(&mut tx, &mails::confirm_email(shop, &account, email.as_str(), &token)).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// Changes the address by the link that was sent to the new one, and tells the old one.
pub async fn confirm_email_change(shop: &Shop, token: &str) -> Result<(), Error<LinkRefusal>> {
    let spent_link = || Error::Refused(LinkRefusal::Spent);
    let mut tx = shop.begin().await?;
    let spent = links::spend(&mut tx, token, Purpose::Email, shop.now()).await?.ok_or_else(spent_link)?;
    let account = store::find(&mut *tx, spent.account_id).await?.ok_or_else(spent_link)?;
    let new_email = spent.new_email.ok_or_else(spent_link)?;
    store::set_email(&mut tx, account.id, &new_email, shop.now()).await.map_err(|error| match constraint(&error) {
        Some("accounts_email_key") => Error::Refused(LinkRefusal::Taken),
        _ => error.into(),
    })?;
    events::emit(&mut tx, Topic::User, "account.email_changed", account.id.0, json!({})).await?;
    notifications::send(&mut tx, &mails::email_changed(shop, &account, &new_email)).await?;
    Ok(tx.commit().await?)
}

async fn own(shop: &Shop, actor: &Actor) -> Result<Account, Error<ProfileRefusal>> {
    Ok(store::find(&shop.db, actor.id).await?.ok_or(Bar::SignIn)?)
}

/// Asks for the password again before what a thief of the session would do first.
async fn prove(shop: &Shop, account: &Account, password: &str, ip: IpAddr) -> Result<(), Error<ProfileRefusal>> {
    let proven = authenticate(shop, &account.email, password, ip).await?;
    proven.map(drop).ok_or_else(|| invalid("password", Problem::DoesNotMatch))
}

fn invalid(field: &str, problem: Problem) -> Error<ProfileRefusal> {
    Error::Refused(ProfileRefusal::Invalid(vec![FieldError::new(field, problem)]))
}
