//! Mails: written in the transaction that causes them, sent by jobs.

#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod letter;
#[cfg(feature = "server")]
mod mailer;
#[cfg(feature = "server")]
mod outbox;
#[cfg(feature = "server")]
mod render;
#[cfg(feature = "server")]
mod store;

use serde::{Deserialize, Serialize};

use crate::{At, EmailId};

/// How far a mail is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailState {
    /// Waits for its job.
    Queued,
    /// The mail server has it, or the directory.
    Sent(At),
    /// The mail server refused it for good.
    Failed,
}

/// A mail in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailLine {
    /// Which.
    pub id: EmailId,
    /// To whom.
    pub recipient: String,
    /// `welcome`, `won`, …
    pub template: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub created_at: At,
    /// How far it is.
    pub state: EmailState,
}

/// A mail, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailView {
    /// What the list says of it.
    pub line: EmailLine,
    /// The text part.
    pub plain: String,
    /// Why the mail server refused it.
    pub failure: Option<String>,
}

/// A page of mails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailPage {
    /// The newest first.
    pub emails: Vec<EmailLine>,
    /// `before` of the page of older mails, if there are any.
    pub older: Option<EmailId>,
}

#[cfg(feature = "server")]
pub use jobs::SendEmail;
#[cfg(feature = "server")]
pub use letter::{Letter, send, send_many};
#[cfg(feature = "server")]
pub use mailer::Mailer;
#[cfg(feature = "server")]
pub use outbox::{dev_html, dev_mail, dev_mails, email, emails};
