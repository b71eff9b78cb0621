//! What an entry may share with another of its draw: a mailbox, a card, a delivery address. Noted by a job right after the
//! entry, from what is known of the account by then; staff see who shares what, and judge.

use std::collections::HashSet;

use super::Shared;
use super::store::{self, Door, NewMark};
use crate::accounts::Address;
use crate::{AddressId, EntryId, Fault, Shop, defences};

/// Notes what these entries may share.
pub(super) async fn note(shop: &Shop, entries: &[EntryId]) -> Result<(), Fault> {
    let mut tx = shop.begin().await?;
    let mark = |entry, draw: uuid::Uuid, kind: Shared, of: &[u8]| {
        let mark = shop.config.secret.mark("entry-mark", &[draw.as_bytes(), kind.name().as_bytes(), of].concat());
        NewMark { entry, draw, kind, mark }
    };
    let mut marks = Vec::new();
    for known in store::known(&mut tx, entries).await? {
        marks.push(mark(known.entry, known.draw, Shared::Mailbox, mailbox(&known.email).as_bytes()));
    }
    for card in store::cards_of(&mut tx, entries).await? {
        marks.push(mark(card.entry, card.draw, Shared::Card, &card.fingerprint));
    }
    for door in store::doors_of(&mut tx, entries).await? {
        let (entry, draw) = (door.entry, door.draw);
        marks.push(mark(entry, draw, Shared::Address, defences::place(&address(door)).as_bytes()));
    }
    // In the order of the key, so that two of them never wait for one another.
    let mut seen = HashSet::new();
    marks.retain(|m| seen.insert((m.kind, m.mark, m.entry)));
    marks.sort_by_key(|m| (m.draw, m.kind.name(), m.mark, m.entry));
    store::insert_marks(&mut tx, &marks).await?;
    Ok(tx.commit().await?)
}

/// The mailbox behind an address: mail to `ada+draw@example.com` comes to `ada@example.com`.
fn mailbox(email: &str) -> String {
    let email = email.to_lowercase();
    let Some((local, domain)) = email.rsplit_once('@') else { return email };
    let local = local.split('+').next().unwrap_or(local);
    match domain {
        // There, dots say nothing.
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

/// The parts of an address by which one door is told from another.
fn address(door: Door) -> Address {
    Address {
        id: AddressId::new(),
        name: String::new(),
        line1: door.line1,
        line2: String::new(),
        city: door.city,
        region: String::new(),
        postal_code: door.postal_code,
        country: door.country,
        phone: String::new(),
        is_default: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_has_many_spellings() {
        assert_eq!(mailbox("Ada+draw@Example.com"), "ada@example.com");
        assert_eq!(mailbox("a.d.a+x@googlemail.com"), mailbox("ADA@gmail.com"));
        assert_ne!(mailbox("a.da@example.com"), mailbox("ada@example.com"));
        assert_ne!(mailbox("ada@example.com"), mailbox("ada@example.org"));
    }
}
