use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{AuditFilter, AuditPage, Chain, store};
use crate::accounts::{Actor, Permission};
use crate::{At, Error, Fault, Shop};

const PAGE: i64 = 50;

/// Writes down what a member of staff (nobody: the command line) did. A step: it commits with the
/// deed. Entries are serialised by a lock that lasts until the commit, so call it late.
pub async fn record(
    conn: &mut PgConnection,
    actor: Option<&Actor>,
    at: At,
    action: &str,
    subject: impl Into<Option<Uuid>>,
    details: Value,
) -> Result<(), Fault> {
    store::lock(conn).await?;
    let last = store::last(conn).await?;
    // Hashed in the spelling in which Postgres keeps it, or it could not be checked later.
    let details = store::spelling(conn, details).await?;
    let link = Link {
        seq: last.seq + 1,
        at,
        account: actor.map(|a| a.id.0),
        action: action.to_owned(),
        subject: subject.into(),
        details,
    };
    let hash = link.hash(&last.hash);
    Ok(store::append(conn, &link, &hash).await?)
}

/// A page of the log, the newest first.
pub async fn page(shop: &Shop, actor: &Actor, filter: &AuditFilter) -> Result<AuditPage, Error> {
    actor.must(Permission::ViewAudit)?;
    let mut entries = store::page(&shop.db, filter, PAGE + 1).await?;
    let more = i64::try_from(entries.len())? > PAGE;
    entries.truncate(usize::try_from(PAGE)?);
    let older = entries.last().filter(|_| more).map(|e| e.seq);
    let actions = store::actions(&shop.db).await?;
    let people = store::people(&shop.db, filter.account).await?;
    Ok(AuditPage { entries, older, actions, people })
}

/// Recomputes every hash from the first entry on.
pub async fn verify(shop: &Shop, actor: &Actor) -> Result<Chain, Error> {
    actor.must(Permission::ViewAudit)?;
    let mut last = store::Last { seq: 0, hash: Vec::new() };
    loop {
        let links = store::links_after(&shop.db, last.seq).await?;
        if links.is_empty() {
            return Ok(Chain::Holds(last.seq));
        }
        for (link, stored) in links {
            if link.seq != last.seq + 1 || link.hash(&last.hash) != stored {
                return Ok(Chain::BreaksAt(last.seq + 1));
            }
            last = store::Last { seq: link.seq, hash: stored };
        }
    }
}

/// An entry as it is hashed.
pub(super) struct Link {
    pub seq: i64,
    pub at: At,
    pub account: Option<Uuid>,
    pub action: String,
    pub subject: Option<Uuid>,
    pub details: String,
}

impl Link {
    /// SHA-256 of `before`, then each value behind its length, so that no two entries hash the same bytes.
    fn hash(&self, before: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        let seq = self.seq.to_be_bytes();
        let at = self.at.ms().to_be_bytes();
        let account = self.account.map(Uuid::into_bytes);
        let subject = self.subject.map(Uuid::into_bytes);
        let values: [&[u8]; 7] = [
            before,
            &seq,
            &at,
            account.as_ref().map_or(&[], |id| id),
            self.action.as_bytes(),
            subject.as_ref().map_or(&[], |id| id),
            self.details.as_bytes(),
        ];
        for value in values {
            hasher.update((value.len() as u64).to_be_bytes());
            hasher.update(value);
        }
        hasher.finalize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link { seq: 1, at: At::utc(0), account: None, action: "a".into(), subject: None, details: "{}".into() }
    }

    #[test]
    fn the_hash_depends_on_every_value_and_on_what_came_before() {
        let one = link().hash(&[]);
        assert_ne!(one, link().hash(&one));
        assert_ne!(one, Link { seq: 2, ..link() }.hash(&[]));
        assert_ne!(one, Link { at: At::utc(1), ..link() }.hash(&[]));
        assert_ne!(one, Link { account: Some(Uuid::nil()), ..link() }.hash(&[]));
        assert_ne!(one, Link { subject: Some(Uuid::nil()), ..link() }.hash(&[]));
        assert_ne!(one, Link { action: "a{".into(), details: "}".into(), ..link() }.hash(&[]));
    }
}
