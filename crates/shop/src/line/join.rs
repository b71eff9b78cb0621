//! Joining a line: many in one commit, in the order in which they came.

use std::collections::HashMap;
use std::sync::Arc;

use super::rules::LOBBY_MS;
use super::{Pace, Standing, admission, store};
use crate::accounts::Actor;
use crate::batch::begin;
use crate::live::Topic;
use crate::transaction::Begun;
use crate::{AccountId, At, Bar, DropId, Error, Fault, LobbyId, Never, Refusal, Shop};

/// People who join in one commit, at most.
pub(crate) const MOST: usize = 1000;
/// People who may wait to join one line.
pub(crate) const BOUND: usize = 20_000;

/// Somebody who joins.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    account: AccountId,
}

/// Puts the actor in the drop's line, or finds the place that it has there. `None` when the drop has no line.
///
/// # Errors
/// [`Bar::Busy`], [`Bar::NotFound`].
pub async fn join(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Option<Standing>, Error> {
    if !admission::has_line(shop, drop).await? {
        return Ok(None);
    }
    shop.waits.commit(shop, drop, Wait { account: actor.id }, open, seat_all).await.map(Some)
}

/// The admission of a press: what it carries, or that of the place which it takes hereby. Whoever has to wait has none.
///
/// # Errors
/// As [`join`].
pub async fn admission_for<R: Refusal>(
    shop: &Shop,
    actor: &Actor,
    drop: DropId,
    carried: Option<String>,
) -> Result<Option<String>, Error<R>> {
    if carried.is_some() {
        return Ok(carried);
    }
    let standing = join(shop, actor, drop).await.map_err(|error| error.map(|never| match never {}))?;
    Ok(match standing {
        Some(Standing::Admitted { admission, .. }) => Some(admission),
        _ => None,
    })
}

async fn open(shop: Shop, _: DropId) -> Result<Begun, Fault> {
    Ok(begin(&shop.db).await?)
}

/// Answers each who joins one line, in their order.
async fn seat_all(
    shop: Shop,
    drop: DropId,
    mut tx: Begun,
    waits: Arc<[Wait]>,
) -> Result<Vec<Result<Standing, Error<Never>>>, Fault> {
    let now = shop.now();
    let Some(mut line) = store::lock(&mut tx, drop).await? else {
        return Ok(waits.iter().map(|_| Err(Bar::NotFound.into())).collect());
    };
    let accounts: Vec<_> = waits.iter().map(|wait| wait.account).collect();
    let mut seats = store::seats(&mut tx, drop, &accounts).await?;
    let mut new = Vec::new();
    if line.takes_in(now) {
        line.pace = line.pace.map(|pace| pace.without_credit(line.people, now));
        for account in accounts {
            seats.entry(account).or_insert_with(|| {
                line.people += 1;
                let (id, came) = (LobbyId::random(), line.people);
                let seat = Seat { id, joined_at: now, came, place: line.pace.map(|_| came) };
                new.push((account, seat));
                seat
            });
        }
    }
    if !new.is_empty() {
        store::seat(&mut tx, drop, &new).await?;
        store::keep(&mut tx, &line).await?;
        tx.commit().await?;
        shop.live.publish(Topic::Drop(drop));
    }
    Ok(waits.iter().map(|wait| Ok(line.standing(&shop, wait.account, &seats, now))).collect())
}

/// Somebody's row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    pub id: LobbyId,
    pub joined_at: At,
    /// As which one it came, from 1.
    pub came: i64,
    /// None until the line opens.
    pub place: Option<i64>,
}

/// A line, as a transaction or a read found it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub drop: DropId,
    /// Whether the drop is announced and not over.
    pub running: bool,
    pub opens_at: At,
    pub closes_at: At,
    pub people: i64,
    pub per_minute: i32,
    /// None while it is a lobby.
    pub pace: Option<Pace>,
}

impl Line {
    /// From when on its lobby takes people in.
    pub fn lobby_opens_at(&self) -> At {
        At::from_ms(self.opens_at.ms() - LOBBY_MS)
    }

    /// Whether somebody can join.
    pub fn takes_in(&self, now: At) -> bool {
        self.running && now < self.closes_at && now >= self.lobby_opens_at()
    }

    /// How the account stands, whose seat is among these if it has one.
    pub fn standing(&self, shop: &Shop, account: AccountId, seats: &HashMap<AccountId, Seat>, now: At) -> Standing {
        let Some(seat) = seats.get(&account) else {
            return if self.takes_in(now) { Standing::Out } else { Standing::Shut };
        };
        let (id, joined_at) = (seat.id, seat.joined_at);
        match (seat.place, self.pace) {
            (Some(place), Some(pace)) if place <= pace.through(now) => {
                let secret = &shop.config.secret;
                let admission = admission::issue(secret, self.drop, account, joined_at, self.closes_at);
                Standing::Admitted { id, place, admission }
            }
            (Some(place), _) => Standing::Waiting { id, place },
            (None, _) => Standing::Lobby(id),
        }
    }
}
