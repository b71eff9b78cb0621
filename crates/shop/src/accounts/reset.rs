use super::jobs::SendReset;
use super::links::{self, Purpose};
use super::rules::{self, Email};
use super::{ForgotRefusal, ResetRefusal, mails, password, sessions, store};
use crate::notifications;
use crate::{Error, Fault, FieldError, Shop};

/// Asks for a link to set a new password. A job looks for the account, so that neither the answer nor the time it
/// takes tells whether there is one.
pub async fn ask_reset(shop: &Shop, email: &str) -> Result<(), Error<ForgotRefusal>> {
    let email = Email::parse(email)
        .map_err(|problem| Error::Refused(ForgotRefusal::Invalid(vec![FieldError::new("email", problem)])))?;
    let mut conn = shop.db.acquire().await?;
    queue::enqueue(&mut conn, &SendReset { email: email.as_str().to_lowercase() }).await?;
    Ok(())
}

/// Sends the link to the owner of the address, if there is one who may sign in.
pub(super) async fn send_reset(shop: &Shop, email: &str) -> Result<(), Fault> {
    let mut tx = shop.begin().await?;
    let Some(account) = store::by_email(&mut *tx, email).await?.filter(|a| !a.blocked) else { return Ok(()) };
    let Some(token) = links::issue(&mut tx, account.id, Purpose::Reset, None, shop.now()).await? else { return Ok(()) };
    notifications::send(&mut tx, &mails::reset(shop, &account, &token)).await?;
    Ok(tx.commit().await?)
}

/// Sets a new password by the link in the mail, once. Whoever is signed in to the account is signed out, and the
/// address counts as confirmed: the mail reached its owner.
pub async fn reset(shop: &Shop, token: &str, new: &str) -> Result<(), Error<ResetRefusal>> {
    let invalid = |problem| Error::Refused(ResetRefusal::Invalid(vec![FieldError::new("password", problem)]));
    rules::password(new, "").map_err(invalid)?;
    let hash = password::hash(new).await?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let spent = links::spend(&mut tx, token, Purpose::Reset, now).await?.ok_or(Error::Refused(ResetRefusal::Spent))?;
    let account = store::find(&mut *tx, spent.account_id).await?.ok_or(Error::Refused(ResetRefusal::Spent))?;
    store::set_password(&mut tx, account.id, &hash).await?;
    store::verify(&mut tx, account.id, now).await?;
    store::failures::forget(&mut *tx, &account.email).await?;
    let ended = sessions::end_all(&mut tx, account.id, None).await?;
    notifications::send(&mut tx, &mails::password_changed(shop, &account)).await?;
    tx.commit().await?;
    ended.forget(shop).await;
    Ok(())
}
