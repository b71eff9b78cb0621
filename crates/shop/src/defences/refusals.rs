//! Presses that were refused, for staff. They are counted in memory, since nothing else of a refusal may cost a query, and
//! written down about once a second: a process that is killed loses what it counted in its last second, and nothing else
//! is lost.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{RefusedPresses, store};
use crate::accounts::{Actor, Permission};
use crate::{At, DropId, Error, Fault, Refusal, Shop};

const MINUTE_MS: i64 = 60_000;

/// Drop, reason, minutes since 1970.
pub(super) type Key = (DropId, &'static str, i64);

/// What is counted and not written down yet.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<Key, i64>>);

impl Refusals {
    fn add(&self, counts: impl IntoIterator<Item = (Key, i64)>) {
        let mut counted = self.lock();
        for (key, presses) in counts {
            *counted.entry(key).or_default() += presses;
        }
    }

    fn take(&self) -> Vec<(Key, i64)> {
        self.lock().drain().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a press that was refused; one of `drop`, which must exist.
pub(crate) fn note(shop: &Shop, drop: DropId, reason: &'static str) {
    shop.refusals.add([((drop, reason, shop.now().ms().div_euclid(MINUTE_MS)), 1)]);
}

/// Why a press was refused: the slug of its refusal.
pub(crate) fn reason<R: Refusal>(error: &Error<R>) -> &'static str {
    match error {
        Error::Barred(bar) => bar.slug(),
        Error::Refused(refusal) => refusal.slug(),
        Error::Fault(_) => "fault",
    }
}

/// Writes down what was counted since the last time. What cannot be written now is kept for the next time; should Postgres
/// have written it although the answer got lost, it is counted twice.
pub async fn record(shop: &Shop) -> Result<(), Fault> {
    let counted = shop.refusals.take();
    if counted.is_empty() {
        return Ok(());
    }
    let recorded = store::add_refusals(&shop.db, &counted).await;
    if recorded.is_err() {
        shop.refusals.add(counted);
    }
    Ok(recorded?)
}

/// What a drop has refused, the most frequent reason first; up to a second late.
pub async fn refusals(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Vec<RefusedPresses>, Error> {
    actor.must(Permission::ViewDashboard)?;
    let minute = At::from_ms(shop.now().ms().div_euclid(MINUTE_MS) * MINUTE_MS);
    Ok(store::refusals(&shop.db, drop, minute).await?)
}
