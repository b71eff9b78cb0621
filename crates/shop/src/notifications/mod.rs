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

use crate::{AccountId, At, EmailId};

/// How far a mail is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailState {
    /// Waits for its job.
    Queued,
    /// The mail server has it, or the directory.
    Sent(At),
    /// The mail server refused it for good, or could not be reached in all its attempts.
    Failed,
}

impl EmailState {
    /// Without the time.
    pub const fn stage(self) -> EmailStage {
        match self {
            Self::Queued => EmailStage::Queued,
            Self::Sent(_) => EmailStage::Sent,
            Self::Failed => EmailStage::Failed,
        }
    }
}

/// What mails can be listed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailStage {
    /// Wait for their job.
    Queued,
    /// Have left.
    Sent,
    /// Were refused, or given up after many attempts.
    Failed,
}

impl EmailStage {
    /// All of them, in the order of a mail's life.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Sent, Self::Failed];

    /// The word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// The stage of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }
}

/// What to list of the mails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailFilter {
    /// Only to addresses that contain this; empty for all.
    pub to: String,
    /// Only at this stage.
    pub stage: Option<EmailStage>,
    /// Only mails older than this one: [`EmailPage::older`] of the page before.
    pub before: Option<EmailId>,
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
    /// Whose account it is about.
    pub account: Option<AccountId>,
    /// The text part.
    pub plain: String,
    /// Why it did not leave.
    pub failure: Option<String>,
}

/// A page of mails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailPage {
    /// The newest first.
    pub emails: Vec<EmailLine>,
    /// `before` of the page of older mails, if there are any.
    pub older: Option<EmailId>,
    /// How many wait, whatever the filter.
    pub queued: i64,
    /// How many did not leave, whatever the filter.
    pub failed: i64,
}

/// A page of mails as their recipients get them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevMailPage {
    /// The newest first.
    pub mails: Vec<EmailView>,
    /// `before` of the page of older mails, if there are any.
    pub older: Option<EmailId>,
}

crate::refusal! {
    /// Why a mail was not sent again.
    ResendRefusal {
        /// It has left.
        Sent => "already-sent", 409, "This email has left already. To write to the person again, answer from your own mailbox.";
        /// Its job waits or runs.
        OnItsWay => "on-its-way", 409, "This email is waiting to be sent already. Look again in a minute.";
    }
}

#[cfg(feature = "server")]
pub use jobs::SendEmail;
#[cfg(feature = "server")]
pub use letter::{Letter, send, send_many};
#[cfg(feature = "server")]
pub use mailer::Mailer;
#[cfg(feature = "server")]
pub use outbox::{dev_html, dev_mail, dev_mails, email, emails, html, resend};
