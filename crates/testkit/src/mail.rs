use shop::{AccountId, EmailId};

use crate::TestShop;

/// A mail that somebody was sent.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// `welcome`, `won`, …
    pub template: String,
    /// Its subject.
    pub subject: String,
    /// Its text part, links included.
    pub plain: String,
    /// Its HTML part, links included.
    pub html: String,
    /// It has left.
    pub sent: bool,
}

impl Mail {
    /// The first link of the shop that contains `part`, without scheme and host: what the recipient opens.
    ///
    /// # Panics
    /// If there is none.
    pub fn link(&self, part: &str) -> String {
        let link = self.plain.split_whitespace().find(|word| word.starts_with("http") && word.contains(part));
        let link = link.unwrap_or_else(|| panic!("no link with {part:?} in {}", self.plain));
        let path = link.split_once("://").and_then(|(_, rest)| rest.find('/').map(|i| &rest[i..]));
        path.unwrap_or("/").to_owned()
    }
}

impl TestShop {
    /// All mails written so far, the oldest first.
    pub async fn mails(&self) -> Vec<Mail> {
        let rows: Vec<(EmailId, String, String, String, bool)> = sqlx::query_as(
            "select id, recipient, template, subject, sent_at is not null from emails order by created_at, id",
        )
        .fetch_all(&self.db)
        .await
        .expect("cannot read the mails");
        let mut mails = Vec::new();
        for (id, to, template, subject, sent) in rows {
            let plain = shop::notifications::dev_mail(self, id).await.expect("cannot read a mail").plain;
            let html = shop::notifications::dev_html(self, id).await.expect("cannot read a mail");
            mails.push(Mail { to, template, subject, plain, html, sent });
        }
        mails
    }

    /// The latest mail to this address.
    ///
    /// # Panics
    /// If there is none.
    pub async fn last_mail_to(&self, email: &str) -> Mail {
        let mails = self.mails().await;
        let of_whom: Vec<String> = mails.iter().map(|m| format!("{} to {}", m.template, m.to)).collect();
        mails.into_iter().rfind(|m| m.to == email).unwrap_or_else(|| panic!("no mail to {email}, only {of_whom:?}"))
    }

    /// The templates of all mails to this account, the oldest first.
    pub async fn templates_to(&self, account: AccountId) -> Vec<String> {
        sqlx::query_scalar("select template from emails where account_id = $1 order by created_at, id")
            .bind(account)
            .fetch_all(&self.db)
            .await
            .expect("cannot read the mails")
    }
}
