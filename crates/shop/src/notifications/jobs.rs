use queue::{Attempt, Job, Outcome};
use serde::{Deserialize, Serialize};

use super::letter::{LINK_PLACEHOLDER, LINK_SEAL};
use super::mailer::{Outgoing, Undelivered};
use super::store;
use crate::{EmailId, Fault, Shop};

/// Sends one stored mail. Twice only if the process dies between sending and recording it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendEmail {
    /// Which.
    pub email_id: EmailId,
}

impl Job for SendEmail {
    const KIND: &'static str = "notifications.send_email";
    /// About six hours with the usual backoff: mail servers are away for longer than three attempts take.
    const MAX_ATTEMPTS: i16 = 8;
    type Context = Shop;

    /// One job a mail, so that staff who send it again do not send it twice.
    fn unique_key(&self) -> Option<String> {
        Some(self.email_id.to_string())
    }

    async fn run(self, shop: &Shop, attempt: Attempt) -> Outcome {
        send(shop, self.email_id, attempt).await.into()
    }
}

async fn send(shop: &Shop, id: EmailId, attempt: Attempt) -> Result<Outcome, Fault> {
    let Some(mut email) = store::unsent(&shop.db, id).await? else { return Ok(Outcome::Done) };
    if let Some(sealed) = email.sealed_link {
        let link = String::from_utf8(shop.config.secret.open(LINK_SEAL, &sealed)?)?;
        email.html = email.html.replace(LINK_PLACEHOLDER, &link);
        email.plain = email.plain.replace(LINK_PLACEHOLDER, &link);
    }
    let mail =
        Outgoing { id, recipient: email.recipient, subject: email.subject, html: email.html, plain: email.plain };
    match shop.mailer.deliver(&shop.config.mail_from, mail).await {
        Ok(()) => store::mark_sent(&shop.db, id, shop.now()).await?,
        Err(Undelivered::Failed(fault)) => {
            if attempt.is_last() {
                store::mark_failed(&shop.db, id, &format!("given up after {} attempts: {fault}", attempt.number))
                    .await?;
            }
            return Err(fault);
        }
        Err(Undelivered::Refused(why)) => {
            store::mark_failed(&shop.db, id, &why).await?;
            return Ok(Outcome::cancel(why));
        }
    }
    Ok(Outcome::Done)
}
