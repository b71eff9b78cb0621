//! Mails for those who may read them: staff without the links that are keys, developers with them.

use super::letter::{LINK_PLACEHOLDER, LINK_SEAL};
use super::{EmailPage, EmailView, store};
use crate::accounts::{Actor, Permission};
use crate::config::Environment;
use crate::{Bar, EmailId, Error, Shop};

const PAGE: i64 = 50;
/// Shown to staff in place of a link that is a key.
const HIDDEN: &str = "(link for the recipient alone)";

/// Mails that were written to recipients that contain `to`, the newest first, from the one after `before` on.
pub async fn emails(shop: &Shop, actor: &Actor, to: &str, before: Option<EmailId>) -> Result<EmailPage, Error> {
    actor.must(Permission::ViewCustomers)?;
    page(shop, to, before).await
}

/// One mail as staff may see it: without a link that is a key.
pub async fn email(shop: &Shop, actor: &Actor, id: EmailId) -> Result<EmailView, Error> {
    actor.must(Permission::ViewCustomers)?;
    let mut view = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?.view;
    view.plain = view.plain.replace(LINK_PLACEHOLDER, HIDDEN);
    Ok(view)
}

/// `/dev/mail`: mails, the newest first. Not found in production.
pub async fn dev_mails(shop: &Shop, before: Option<EmailId>) -> Result<EmailPage, Error> {
    development(shop)?;
    page(shop, "", before).await
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
    let mut mail = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    if let Some(sealed) = &mail.sealed_link {
        let link = String::from_utf8(shop.config.secret.open(LINK_SEAL, sealed)?)?;
        mail.html = mail.html.replace(LINK_PLACEHOLDER, &link);
        mail.view.plain = mail.view.plain.replace(LINK_PLACEHOLDER, &link);
    }
    Ok(mail)
}

fn development(shop: &Shop) -> Result<(), Bar> {
    if shop.config.environment == Environment::Development { Ok(()) } else { Err(Bar::NotFound) }
}

async fn page(shop: &Shop, to: &str, before: Option<EmailId>) -> Result<EmailPage, Error> {
    let mut emails = store::page(&shop.db, to.trim(), before, PAGE + 1).await?;
    let more = i64::try_from(emails.len()).unwrap_or(0) > PAGE;
    emails.truncate(usize::try_from(PAGE).unwrap_or(0));
    let older = emails.last().filter(|_| more).map(|e| e.id);
    Ok(EmailPage { emails, older })
}
