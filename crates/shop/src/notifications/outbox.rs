//! Mails for those who may read them: staff without the links that are keys, developers with them.

use serde_json::json;

use super::jobs::SendEmail;
use super::letter::{LINK_PLACEHOLDER, LINK_SEAL};
use super::{DevMailPage, EmailFilter, EmailPage, EmailView, ResendRefusal, store};
use crate::accounts::{Actor, Permission};
use crate::config::Environment;
use crate::{Bar, EmailId, Error, Shop, audit};

const PAGE: i64 = 50;
/// Fewer, since they are shown whole.
const DEV_PAGE: i64 = 20;
/// Shown to staff in place of a link that is a key.
const HIDDEN: &str = "(link for the recipient alone)";

/// A page of the mails, the newest first.
pub async fn emails(shop: &Shop, actor: &Actor, filter: &EmailFilter) -> Result<EmailPage, Error> {
    actor.must(Permission::ViewCustomers)?;
    let mut emails = store::page(&shop.db, filter, PAGE + 1).await?;
    let more = i64::try_from(emails.len())? > PAGE;
    emails.truncate(usize::try_from(PAGE)?);
    let older = emails.last().filter(|_| more).map(|e| e.id);
    let (queued, failed) = store::unsent_counts(&shop.db).await?;
    Ok(EmailPage { emails, older, queued, failed })
}

/// One mail as staff may see it: without a link that is a key.
pub async fn email(shop: &Shop, actor: &Actor, id: EmailId) -> Result<EmailView, Error> {
    Ok(closed(shop, actor, id).await?.view)
}

/// The HTML part of a mail as staff may see it, to be served with a policy of its own.
pub async fn html(shop: &Shop, actor: &Actor, id: EmailId) -> Result<String, Error> {
    Ok(closed(shop, actor, id).await?.html)
}

async fn closed(shop: &Shop, actor: &Actor, id: EmailId) -> Result<store::Stored, Error> {
    actor.must(Permission::ViewCustomers)?;
    let mut mail = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    mail.view.plain = mail.view.plain.replace(LINK_PLACEHOLDER, HIDDEN);
    mail.html = mail.html.replace(&format!("href=\"{LINK_PLACEHOLDER}\""), &format!("title=\"{HIDDEN}\""));
    Ok(mail)
}

/// Enqueues a mail that has not left once more.
pub async fn resend(shop: &Shop, actor: &Actor, id: EmailId) -> Result<(), Error<ResendRefusal>> {
    actor.must(Permission::ViewCustomers)?;
    let mut tx = shop.begin().await?;
    if store::lock(&mut tx, id).await?.ok_or(Bar::NotFound)? {
        return Err(Error::Refused(ResendRefusal::Sent));
    }
    if queue::enqueue(&mut tx, &SendEmail { email_id: id }).await?.is_none() {
        return Err(Error::Refused(ResendRefusal::OnItsWay));
    }
    store::forget_failure(&mut tx, id).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "email.resent", id.0, json!({})).await?;
    Ok(tx.commit().await?)
}

/// `/dev/mail`: mails, the newest first, as their recipients get them. Not found in production.
pub async fn dev_mails(shop: &Shop, before: Option<EmailId>) -> Result<DevMailPage, Error> {
    development(shop)?;
    let mut mails = store::latest(&shop.db, before, DEV_PAGE + 1).await?;
    let more = i64::try_from(mails.len())? > DEV_PAGE;
    mails.truncate(usize::try_from(DEV_PAGE)?);
    let mails: Vec<_> = mails.into_iter().map(|mail| unsealed(shop, mail).view).collect();
    let older = mails.last().filter(|_| more).map(|mail| mail.line.id);
    Ok(DevMailPage { mails, older })
}

/// `/dev/mail/{id}`: one mail as the recipient gets it. Not found in production.
pub async fn dev_mail(shop: &Shop, id: EmailId) -> Result<EmailView, Error> {
    Ok(opened(shop, id).await?.view)
}

/// The HTML part of a mail as the recipient gets it, to be served with a policy of its own. Not found in production.
pub async fn dev_html(shop: &Shop, id: EmailId) -> Result<String, Error> {
    Ok(opened(shop, id).await?.html)
}

async fn opened(shop: &Shop, id: EmailId) -> Result<store::Stored, Error> {
    development(shop)?;
    let mail = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    Ok(unsealed(shop, mail))
}

/// With its secret link in place, unless it was sealed under another secret than today's.
fn unsealed(shop: &Shop, mut mail: store::Stored) -> store::Stored {
    let link = mail.sealed_link.as_ref().and_then(|sealed| shop.config.secret.open(LINK_SEAL, sealed).ok());
    if let Some(link) = link.and_then(|link| String::from_utf8(link).ok()) {
        mail.html = mail.html.replace(LINK_PLACEHOLDER, &link);
        mail.view.plain = mail.view.plain.replace(LINK_PLACEHOLDER, &link);
    }
    mail
}

fn development(shop: &Shop) -> Result<(), Bar> {
    if shop.config.environment == Environment::Development { Ok(()) } else { Err(Bar::NotFound) }
}
