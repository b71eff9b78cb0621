use sqlx::PgConnection;

use super::jobs::SendEmail;
use super::{render, store};
use crate::{AccountId, EmailId, Fault, Shop};

/// Stands in a stored mail where its secret link belongs.
pub(super) const LINK_PLACEHOLDER: &str = "https://link.invalid/sealed";
/// Purpose of the key under which links are sealed.
pub(super) const LINK_SEAL: &str = "email-link";

/// A mail in the making: what it says, in order. It is rendered as HTML and as plain text, in the shop's look.
#[derive(Clone)]
pub struct Letter {
    pub(super) shop: Shop,
    pub(super) template: &'static str,
    pub(super) dedupe_key: String,
    pub(super) subject: String,
    pub(super) account: Option<AccountId>,
    pub(super) recipient: String,
    pub(super) name: String,
    pub(super) blocks: Vec<Block>,
    pub(super) secret_link: Option<String>,
}

/// A part of a letter.
#[derive(Clone)]
pub(super) enum Block {
    Paragraph(String),
    Rows(Vec<(String, String)>),
    Button {
        label: String,
        url: String,
    },
    /// Byte for byte, to be copied.
    Verbatim(String),
}

impl Letter {
    /// A letter of this kind (`won`). What has the same `dedupe_key` (`won/{entry}`) is written once, however often
    /// it is asked for.
    pub fn new(shop: &Shop, template: &'static str, dedupe_key: impl Into<String>, subject: impl Into<String>) -> Self {
        Self {
            shop: shop.clone(),
            template,
            dedupe_key: dedupe_key.into(),
            // A subject is one line; names and titles in it may hold anything.
            subject: subject.into().replace(['\r', '\n'], " "),
            account: None,
            recipient: String::new(),
            name: String::new(),
            blocks: Vec::new(),
            secret_link: None,
        }
    }

    /// To the owner of an account, greeted by name.
    #[must_use]
    pub fn to(mut self, account: AccountId, email: &str, name: &str) -> Self {
        self.account = Some(account);
        email.clone_into(&mut self.recipient);
        name.clone_into(&mut self.name);
        self
    }

    /// A paragraph of plain words.
    #[must_use]
    pub fn paragraph(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Paragraph(text.into()));
        self
    }

    /// Facts below each other: name and value.
    #[must_use]
    pub fn rows<L: Into<String>, V: Into<String>>(mut self, rows: impl IntoIterator<Item = (L, V)>) -> Self {
        self.blocks.push(Block::Rows(rows.into_iter().map(|(label, value)| (label.into(), value.into())).collect()));
        self
    }

    /// A text to copy byte for byte, such as a receipt.
    #[must_use]
    pub fn verbatim(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Verbatim(text.into()));
        self
    }

    /// A button that leads to `path` (`/orders/…`) of the shop.
    #[must_use]
    pub fn button(mut self, label: impl Into<String>, path: &str) -> Self {
        let url = format!("{}{path}", self.shop.config.base_url);
        self.blocks.push(Block::Button { label: label.into(), url });
        self
    }

    /// A button whose address is a key: it is stored sealed and put in only when the mail leaves. One per letter.
    #[must_use]
    pub fn secret_button(mut self, label: impl Into<String>, path: &str) -> Self {
        self.secret_link = Some(format!("{}{path}", self.shop.config.base_url));
        self.blocks.push(Block::Button { label: label.into(), url: LINK_PLACEHOLDER.to_owned() });
        self
    }
}

/// Stores the letter and enqueues its sending. A step: it leaves when the caller's transaction commits. Answers
/// `None` when a letter with its key was written before.
pub async fn send(conn: &mut PgConnection, letter: &Letter) -> Result<Option<EmailId>, Fault> {
    Ok(send_many(conn, std::slice::from_ref(letter)).await?.pop())
}

/// Stores many letters and enqueues their sending, in two statements. Answers those that were not written before.
pub async fn send_many(conn: &mut PgConnection, letters: &[Letter]) -> Result<Vec<EmailId>, Fault> {
    let rows = letters.iter().map(row).collect::<Result<Vec<_>, Fault>>()?;
    let written = store::insert(conn, &rows).await?;
    let jobs: Vec<SendEmail> = written.iter().map(|&email_id| SendEmail { email_id }).collect();
    queue::enqueue_many(conn, jobs.iter().map(queue::NewJob::of)).await?;
    Ok(written)
}

fn row(letter: &Letter) -> Result<store::NewEmail<'_>, Fault> {
    let sealed_link = match &letter.secret_link {
        Some(link) => Some(letter.shop.config.secret.seal(LINK_SEAL, link.as_bytes())?),
        None => None,
    };
    Ok(store::NewEmail {
        id: EmailId::new(),
        letter,
        html: render::html(letter),
        plain: render::plain(letter),
        sealed_link,
        at: letter.shop.now(),
    })
}
