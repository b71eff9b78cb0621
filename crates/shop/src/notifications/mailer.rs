use std::path::Path;
use std::sync::OnceLock;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::MailConfig;
use crate::{EmailId, Fault};

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// Hands mails over: to an SMTP server, or to a directory.
#[derive(Debug)]
pub struct Mailer {
    config: MailConfig,
    /// Opened with the first mail; holds its pool of connections.
    smtp: OnceLock<Smtp>,
}

/// A mail as it leaves.
pub(super) struct Outgoing {
    pub id: EmailId,
    pub recipient: String,
    pub subject: String,
    pub html: String,
    pub plain: String,
}

/// Why a mail did not leave.
#[derive(Debug)]
pub(super) enum Undelivered {
    /// For good: the recipient's server says so, or the address is none.
    Refused(String),
    /// This time.
    Failed(Fault),
}

impl<E: Into<Fault>> From<E> for Undelivered {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Mailer {
    /// By these settings.
    pub const fn new(config: MailConfig) -> Self {
        Self { config, smtp: OnceLock::new() }
    }

    /// Whether the settings make sense, without connecting: for the start of the program.
    pub fn check(config: &MailConfig, from: &str) -> Result<(), Fault> {
        from.parse::<Mailbox>()?;
        match config {
            MailConfig::Smtp(url) => Ok(Smtp::from_url(url).map(drop)?),
            MailConfig::Directory(_) => Ok(()),
        }
    }

    pub(super) async fn deliver(&self, from: &str, mail: Outgoing) -> Result<(), Undelivered> {
        let id = mail.id;
        let message = compose(from, mail)?;
        match &self.config {
            MailConfig::Directory(dir) => Ok(write(dir, id, &message.formatted()).await?),
            MailConfig::Smtp(url) => self.smtp(url)?.send(message).await.map(drop).map_err(sort),
        }
    }

    fn smtp(&self, url: &str) -> Result<&Smtp, Fault> {
        if let Some(smtp) = self.smtp.get() {
            return Ok(smtp);
        }
        let smtp = Smtp::from_url(url)?.build();
        Ok(self.smtp.get_or_init(|| smtp))
    }
}

fn compose(from: &str, mail: Outgoing) -> Result<Message, Undelivered> {
    let recipient = mail.recipient.parse().map_err(|_| Undelivered::Refused("not an email address".to_owned()))?;
    let from: Mailbox = from.parse()?;
    // Named by its row, so that a mail that is sent twice after a crash can be told from two mails.
    let message_id = format!("<{}@{}>", mail.id, from.email.domain());
    Ok(Message::builder()
        .from(from)
        .to(Mailbox::new(None, recipient))
        .subject(mail.subject)
        .message_id(Some(message_id))
        .multipart(MultiPart::alternative_plain_html(mail.plain, mail.html))?)
}

/// Whole or not at all: written beside and moved.
async fn write(dir: &Path, id: EmailId, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(dir).await?;
    let beside = dir.join(format!("{id}.part"));
    tokio::fs::write(&beside, bytes).await?;
    tokio::fs::rename(beside, dir.join(format!("{id}.eml"))).await
}

/// A 5xx is final, but for those about ourselves (53x: sign-in at the server), which an operator can mend.
fn sort(error: SmtpError) -> Undelivered {
    let about_us = error.status().is_some_and(|code| (530..540).contains(&u16::from(code)));
    if error.is_permanent() && !about_us {
        Undelivered::Refused(error.to_string())
    } else {
        Undelivered::Failed(error.into())
    }
}
