//! One entry of a draw, a line of `entries.csv`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    csv::{CsvRow, Fields},
    hash,
    hex::Hash,
    rules::Terms,
    text::is_note,
};

/// No entry weighs more than this, whatever the rules say.
pub const MAX_WEIGHT: u32 = 10;

/// One entry, as sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<'a> {
    /// 16 random bytes (a contest: from the comment, see [`hash::participant_id`]).
    #[serde(with = "crate::id")]
    pub entry_id: Uuid,
    /// The pool of units it is for, a name from the rules.
    pub pool: Cow<'a, str>,
    /// How many tickets it has; 0 when it was taken out.
    pub weight: u32,
    /// The reason of weight 0, else empty.
    pub note: Cow<'a, str>,
}

/// Why an entry cannot be in this draw's list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Ids do not ascend strictly by their bytes.
    #[error("entry {0} does not come after the one before it")]
    Order(Uuid),
    /// The rules have no such pool.
    #[error("entry {0} is for an unknown pool")]
    Pool(Uuid),
    /// The weight exceeds the rules' `max_weight`, or 10.
    #[error("entry {0} weighs {1}")]
    Weight(Uuid, u32),
    /// Weight 0 without a note, or a note with a weight.
    #[error("entry {0} must have a note exactly when its weight is 0")]
    Reason(Uuid),
    /// The note has a character outside `[a-z0-9_:]`, or over 40 of them.
    #[error("entry {0} has a note that is not allowed")]
    Note(Uuid),
}

impl Entry<'_> {
    /// Its leaf in the tree of entries.
    pub fn leaf(&self, draw_id: Uuid) -> Hash {
        hash::leaf(draw_id, self)
    }

    /// Does it fit the rules (pool, weight, note)? Order among entries is for [`crate::Sealer`].
    pub fn check(&self, terms: &Terms) -> Result<(), EntryError> {
        let id = self.entry_id;
        if !terms.pools.contains_key(self.pool.as_ref()) {
            return Err(EntryError::Pool(id));
        }
        if self.weight > terms.max_weight.min(MAX_WEIGHT) {
            return Err(EntryError::Weight(id, self.weight));
        }
        if (self.weight == 0) == self.note.is_empty() {
            return Err(EntryError::Reason(id));
        }
        if !is_note(&self.note) {
            return Err(EntryError::Note(id));
        }
        Ok(())
    }

    /// The same entry, owning its texts.
    pub fn into_owned(self) -> Entry<'static> {
        Entry {
            entry_id: self.entry_id,
            pool: self.pool.into_owned().into(),
            weight: self.weight,
            note: self.note.into_owned().into(),
        }
    }
}

impl<'a> CsvRow<'a> for Entry<'a> {
    const HEADER: &'static str = "entry_id,pool,weight,note";

    fn line(&self) -> String {
        format!("{},{},{},{}\n", self.entry_id, self.pool, self.weight, self.note)
    }

    fn parse(fields: &mut Fields<'a>) -> Result<Self, &'static str> {
        Ok(Entry {
            entry_id: fields.id("entry_id")?,
            pool: fields.text("pool")?.into(),
            weight: fields.number("weight")?,
            note: fields.text("note")?.into(),
        })
    }
}
