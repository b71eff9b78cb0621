//! The allocation log of a drawn draw (fair-draw.md, section 5), as one transaction carries it on.
//!
//! A row says when the thing happened: the payment, the deadline that passed. The job that writes it may come late, and after
//! things that happened later. Two rules keep the log legal in whatever order jobs arrive:
//!
//! 1. What is known is written in the order in which it happened, and what comes too late for its place is written at the time
//!    of the row above it, since `at` never decreases.
//! 2. Nothing is written past the deadline of an offer that is open. A payment that was begun in time may be under way there,
//!    and its row must not come after the deadline. Mostly it is known within a second; while the gateway is away, the log
//!    waits for it, and the next offers with the log.
//!
//! So a payment's row always finds a time that is neither before the row above nor after its deadline, and a lapse is written
//! at the very deadline.

use std::collections::BTreeSet;

use draw::{Allocation, AllocationKind, AllocationLog, Balance, Hex, Rules};
use sqlx::PgConnection;
use uuid::Uuid;

use super::register::bytes;
use super::store::{self, DrawnPool, Place};
use crate::{At, DrawId, Fault};

/// The log, under the lock of its draw.
pub(super) struct Log {
    draw_id: DrawId,
    rows: AllocationLog,
    /// Milliseconds.
    window: i64,
    /// Deadlines of open offers, in milliseconds since 1970, the earliest first.
    open: BTreeSet<(i64, Uuid)>,
}

impl Log {
    /// Reads and checks what is written so far. The draw must be locked: the log goes on by one transaction at a time.
    pub async fn read(
        conn: &mut PgConnection,
        id: DrawId,
        draw: &store::Locked,
        pools: &[DrawnPool],
    ) -> Result<Self, Fault> {
        let rules = Rules::parse(draw.rules.as_bytes())?;
        let seed = draw.seed.as_deref().ok_or_else(|| Fault::new("a drawn draw without a seed"))?;
        let ranked = pools.iter().map(|pool| Ok((pool.name.clone(), u32::try_from(pool.ranked)?)));
        let ranked = ranked.collect::<Result<_, Fault>>()?;
        let mut rows = AllocationLog::new(&rules, Hex(bytes(seed)?), &ranked);
        for row in store::allocations(&mut *conn, id, 0, i64::MAX).await? {
            rows.append(&allocation(row)?)?;
        }
        let open =
            store::open_offers(conn, id).await?.into_iter().map(|offer| (offer.expires_at.ms(), offer.entry_id.0));
        let window = i64::try_from(rules.payment_window_minutes)? * 60_000;
        Ok(Self { draw_id: id, rows, window, open: open.collect() })
    }

    /// Whether something of this time can be written: no offer is open whose deadline is before.
    pub fn reaches(&self, at: At) -> bool {
        self.open.first().is_none_or(|(deadline, _)| at.ms() <= *deadline)
    }

    /// Writes a row, if the table of section 5 allows it. `event` is what in an order's timeline it records.
    pub async fn write(
        &mut self,
        conn: &mut PgConnection,
        at: At,
        kind: AllocationKind,
        place: &Place<'_>,
        event: Option<i64>,
    ) -> Result<Allocation, Fault> {
        let at = u64::try_from(at.ms())?.max(self.rows.last_at());
        let row = self.rows.next(at, kind, place.pool, u32::try_from(place.rank)?, place.entry_id)?;
        store::insert_allocation(conn, self.draw_id, &row, event).await?;
        self.rows.append(&row)?;
        match kind {
            AllocationKind::Offered => {
                self.open.insert((self.deadline(&row)?.ms(), place.entry_id));
            }
            AllocationKind::Declined => {}
            _ => self.open.retain(|(_, entry_id)| *entry_id != place.entry_id),
        }
        Ok(row)
    }

    /// Until when the offer of this row can be paid.
    pub fn deadline(&self, offered: &Allocation) -> Result<At, Fault> {
        Ok(At::from_ms(i64::try_from(offered.at)? + self.window))
    }

    /// The rank that may be offered a unit of this pool now, or must be passed over.
    pub fn offerable(&self, pool: &str) -> Option<i64> {
        self.rows.offerable(pool).map(i64::from)
    }

    /// Whether every unit of the pool is paid, written off, or left over with nobody to have it.
    pub fn is_done(&self, pool: &str) -> bool {
        self.rows.balance(pool).is_some_and(|Balance { open, .. }| open == 0) && self.offerable(pool).is_none()
    }
}

/// The protocol's form of a stored row.
pub(super) fn allocation(row: store::Allocated) -> Result<Allocation, Fault> {
    Ok(Allocation {
        seq: u64::try_from(row.seq)?,
        at: u64::try_from(row.at_ms)?,
        kind: row.kind.parse().map_err(|()| Fault::new(format!("the allocation log knows no {:?}", row.kind)))?,
        pool: row.pool,
        rank: u32::try_from(row.rank)?,
        entry_id: row.entry_id,
        hash: Hex(bytes(&row.hash)?),
    })
}
