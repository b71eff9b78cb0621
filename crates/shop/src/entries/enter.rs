use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::EnterRefusal as R;
use super::jobs::{MailReceipts, NoteMarks};
use super::store::{self, Doors, Entrant, NewEntry};
use super::weight_after;
use crate::accounts::Actor;
use crate::batch::begin;
use crate::live::Topic;
use crate::transaction::Begun;
use crate::{
    AccountId, Bar, DrawId, DropId, EntryId, Error, Fault, FieldError, Problem, Shop, VariantId, drops, events,
};

/// Entries in one commit, at most.
pub(crate) const MOST: usize = 400;
/// Entries that may wait for one drop.
pub(crate) const BOUND: usize = 10_000;

/// A wish to be in a draw.
#[derive(Clone, Debug)]
pub struct Enter {
    /// The drop.
    pub drop_id: DropId,
    /// The size.
    pub variant_id: VariantId,
    /// Binds a success: the same key and wish are the same entry.
    pub idempotency_key: String,
}

impl Enter {
    fn digest(&self) -> Vec<u8> {
        Sha256::new().chain_update(self.drop_id.0).chain_update(self.variant_id.0).finalize().to_vec()
    }

    fn check(&self) -> Result<(), R> {
        let problem = match self.idempotency_key.chars().count() {
            0 => Problem::Required,
            1..=200 => return Ok(()),
            _ => Problem::TooLong(200),
        };
        Err(R::Invalid(vec![FieldError::new("idempotency_key", problem)]))
    }
}

/// A wish on its way to Postgres.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    account: AccountId,
    enter: Enter,
}

/// What a wish gets.
pub(crate) type Answer = Result<EntryId, Error<R>>;

/// Enters the actor in the drop's draw. Durable before it answers; a repeat under the same key
/// answers the same entry, also after the close.
pub async fn enter(shop: &Shop, actor: &Actor, wish: Enter) -> Answer {
    wish.check().map_err(Error::Refused)?;
    drops::count_press(shop, actor.id, wish.drop_id).await?;
    shop.wishes.commit(shop, wish.drop_id, Wish { account: actor.id, enter: wish }, open, enter_all).await
}

async fn open(shop: Shop, _: DropId) -> Result<Begun, Fault> {
    Ok(begin(&shop.db).await?)
}

/// Answers each wish for one drop, in their order.
async fn enter_all(shop: Shop, drop: DropId, mut tx: Begun, wishes: Arc<[Wish]>) -> Result<Vec<Answer>, Fault> {
    let now = shop.now();
    let Some(doors) = store::doors(&mut tx, drop, now).await? else {
        return Ok(wishes.iter().map(|_| Err(Bar::NotFound.into())).collect());
    };
    let accounts: Vec<_> = wishes.iter().map(|wish| wish.account).collect();
    let keys: Vec<_> = wishes.iter().map(|wish| wish.enter.idempotency_key.clone()).collect();
    let losses = match doors.max_weight {
        1 => HashMap::new(),
        _ => store::losses(&mut tx, &accounts).await?,
    };
    let mut list = List {
        entrants: store::entrants(&mut tx, doors.draw_id, &accounts).await?,
        bound: store::by_keys(&mut tx, &accounts, &keys).await?,
        losses,
        doors,
        entries: Vec::new(),
    };
    let answers: Vec<_> = wishes.iter().map(|wish| list.admit(wish)).collect();
    if !list.entries.is_empty() {
        store::insert(&mut tx, &list.entries, now).await?;
        let mut pools: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for entry in &list.entries {
            pools.entry(&entry.pool).or_default().push(entry.id.0);
        }
        for (pool, ids) in pools {
            let payload = json!({ "draw_id": list.doors.draw_id, "pool": pool });
            events::emit_many(&mut tx, events::Topic::Draw, "entry.made", &ids, payload).await?;
        }
        let entries: Vec<_> = list.entries.iter().map(|entry| entry.id).collect();
        queue::enqueue(&mut tx, &NoteMarks { entries: entries.clone() }).await?;
        queue::enqueue(&mut tx, &MailReceipts { entries }).await?;
        tx.commit().await?;
        shop.live.publish(Topic::Drop(drop));
    }
    Ok(answers)
}

/// Admits one after the other by what the batch found.
struct List {
    doors: Doors,
    entrants: HashMap<AccountId, Entrant>,
    bound: HashMap<(AccountId, String), (EntryId, Vec<u8>)>,
    /// Draws lost since the last win, where the rules give tickets for them.
    losses: HashMap<AccountId, i64>,
    entries: Vec<NewEntry>,
}

impl List {
    fn admit(&mut self, wish: &Wish) -> Answer {
        let key = (wish.account, wish.enter.idempotency_key.clone());
        let digest = wish.enter.digest();
        if let Some((id, bound)) = self.bound.get(&key) {
            return if *bound == digest { Ok(*id) } else { Err(Error::Refused(R::KeyReused)) };
        }
        let entrant = self.entrants.get_mut(&wish.account).ok_or(Bar::NotFound)?;
        let (draw_id, pool) = may_enter(&self.doors, entrant, wish.enter.variant_id)?;
        let losses = self.losses.get(&wish.account).copied().unwrap_or(0);
        let weight = weight_after(losses, self.doors.max_weight);
        let id = EntryId::random();
        self.entries.push(NewEntry {
            id,
            draw_id,
            account_id: wish.account,
            variant_id: wish.enter.variant_id,
            leaf: store::leaf(draw_id, id, &pool, weight.unsigned_abs(), ""),
            pool,
            weight,
            attempt: i16::try_from(entrant.notes.len() + 1)?,
            key: key.1.clone(),
            digest: digest.clone(),
        });
        entrant.notes.push(String::new());
        self.bound.insert(key, (id, digest));
        Ok(id)
    }
}

/// The draw and the pool of an entry that may be made.
fn may_enter(doors: &Doors, entrant: &Entrant, variant: VariantId) -> Result<(DrawId, String), Error<R>> {
    if entrant.blocked {
        return Err(Bar::Forbidden.into());
    }
    let refusal = if !entrant.confirmed {
        R::Unconfirmed
    } else if entrant.notes.iter().any(String::is_empty) {
        R::AlreadyIn
    } else if entrant.notes.iter().any(|note| note != "withdrawn") {
        R::Disqualified
    } else if entrant.notes.len() > 1 {
        R::UsedUp
    } else {
        match (doors.draw_id, doors.pools.get(&variant)) {
            (Some(draw), Some(pool)) if doors.open => return Ok((draw, pool.clone())),
            (Some(_), None) => R::Invalid(vec![FieldError::new("variant_id", Problem::NotAChoice)]),
            _ => R::NotOpen,
        }
    };
    Err(Error::Refused(refusal))
}
