use queue::{Attempt, Job, Outcome};
use serde::{Deserialize, Serialize};

use super::{emails, marks};
use crate::{EntryId, Fault, Shop};

/// Writes the receipts of entries that were made together. The mails' own keys keep a second attempt from doubling them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReceipts {
    /// The entries.
    pub entries: Vec<EntryId>,
}

impl Job for MailReceipts {
    const KIND: &'static str = "entries.mail_receipts";
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        mail(shop, &self.entries).await.into()
    }
}

async fn mail(shop: &Shop, entries: &[EntryId]) -> Result<(), Fault> {
    let mut tx = shop.begin().await?;
    emails::receipts(shop, &mut tx, entries).await?;
    Ok(tx.commit().await?)
}

/// Notes what entries that were made together may share with others of their draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteMarks {
    /// The entries.
    pub entries: Vec<EntryId>,
}

impl Job for NoteMarks {
    const KIND: &'static str = "entries.note_marks";
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        marks::note(shop, &self.entries).await.into()
    }
}
