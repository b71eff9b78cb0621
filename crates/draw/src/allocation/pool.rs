//! One pool of the allocation log: the table of section 5.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::AllocationKind;

/// Why a row is not allowed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing follows `settled`.
    #[error("the pool is settled")]
    Settled,
    /// Offers go out in rank order.
    #[error("the next rank to be offered is not this one")]
    Order,
    /// The ranking ends before this rank.
    #[error("nobody has this rank")]
    NoSuchRank,
    /// Every unit is offered, paid or written off.
    #[error("no unit is free")]
    NoUnit,
    /// The rank has no open offer.
    #[error("the rank has no open offer")]
    NotOpen,
    /// Payment after the deadline.
    #[error("the offer's deadline is over")]
    TooLate,
    /// Lapse before the deadline.
    #[error("the offer's deadline is not reached")]
    TooEarly,
    /// A refund of what was not paid.
    #[error("the rank has not paid")]
    NotPaid,
    /// A write-off of what was not refunded.
    #[error("the rank was not refunded")]
    NotRefunded,
    /// Settling while an offer is open, or a unit is free and somebody is left to have it.
    #[error("an offer is open, or a free unit could still be offered")]
    NotDone,
    /// Drops are paid, contests claimed.
    #[error("a drop's units are paid, a contest's claimed")]
    WrongKind,
    /// `settled` names rank 0 and the zero id, and nothing else does.
    #[error("rank and entry do not belong to this kind of row")]
    WrongSubject,
    /// One rank is one entry throughout.
    #[error("this rank belonged to another entry before")]
    WrongEntry,
}

/// A pool's units, as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// From the rules.
    pub units: u32,
    /// Offered and neither paid nor lapsed.
    pub open: u32,
    /// Paid or claimed.
    pub paid: u32,
    /// Refunded and not to be sold again.
    pub written_off: u32,
    /// The rest: free, or left over once settled.
    pub free: u32,
    /// Is the pool closed?
    pub settled: bool,
}

/// Where a rank stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// Offered; payment is good up to the deadline, milliseconds since 1970.
    Open {
        deadline: u64,
    },
    Paid,
    Refunded,
    /// Expired or withdrawn.
    Lapsed,
    WrittenOff,
}

/// What a row says about a pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub kind: AllocationKind,
    pub rank: u32,
    pub entry_id: Uuid,
    /// Milliseconds since 1970.
    pub at: u64,
}

/// What a step does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    Nothing,
    Seat(Seat),
    Settle,
}

/// The units of one pool and the ranks that were offered or withdrawn.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    units: u32,
    ranked: u32,
    seats: BTreeMap<u32, (Uuid, Seat)>,
    /// The lowest rank without a seat.
    next: u32,
    open: u32,
    paid: u32,
    written_off: u32,
    settled: bool,
}

impl Pool {
    pub(super) const fn new(units: u32, ranked: u32) -> Self {
        Self { units, ranked, seats: BTreeMap::new(), next: 1, open: 0, paid: 0, written_off: 0, settled: false }
    }

    pub(super) const fn balance(&self) -> Balance {
        let Self { units, open, paid, written_off, settled, .. } = *self;
        Balance { units, open, paid, written_off, free: self.free(), settled }
    }

    /// The rank that may be offered now, if a unit is free and somebody is left.
    pub(super) fn offerable(&self) -> Option<u32> {
        (!self.settled && self.free() > 0 && self.next <= self.ranked).then_some(self.next)
    }

    /// What the step would do, by the table of section 5. `window` is the time to pay, in milliseconds.
    pub(super) fn check(&self, step: &Step, window: u64) -> Result<Change, Refusal> {
        if self.settled {
            return Err(Refusal::Settled);
        }
        if step.kind == AllocationKind::Settled {
            return self.check_settled(step);
        }
        if step.rank == 0 || step.entry_id.is_nil() {
            return Err(Refusal::WrongSubject);
        }
        if step.rank > self.ranked {
            return Err(Refusal::NoSuchRank);
        }
        let seat = self.seats.get(&step.rank);
        if seat.is_some_and(|(entry_id, _)| *entry_id != step.entry_id) {
            return Err(Refusal::WrongEntry);
        }
        self.check_rank(step, seat.map(|(_, seat)| *seat), window)
    }

    fn check_rank(&self, step: &Step, seat: Option<Seat>, window: u64) -> Result<Change, Refusal> {
        use AllocationKind as Kind;
        let at = step.at;
        let change = match (step.kind, seat) {
            (Kind::Offered, _) if step.rank != self.next => return Err(Refusal::Order),
            // A refunded unit may have been offered again since: then there is none left to write off.
            (Kind::Offered, _) | (Kind::WrittenOff, Some(Seat::Refunded)) if self.free() == 0 => {
                return Err(Refusal::NoUnit);
            }
            (Kind::Offered, _) => Seat::Open { deadline: at.saturating_add(window) },
            (Kind::Declined, Some(Seat::Open { .. })) => return Ok(Change::Nothing),
            (Kind::Paid | Kind::Claimed, Some(Seat::Open { deadline })) if at > deadline => {
                return Err(Refusal::TooLate);
            }
            (Kind::Paid | Kind::Claimed, Some(Seat::Open { .. })) => Seat::Paid,
            (Kind::Expired, Some(Seat::Open { deadline })) if at < deadline => {
                return Err(Refusal::TooEarly);
            }
            (Kind::Expired, Some(Seat::Open { .. })) | (Kind::Withdrawn, Some(Seat::Open { .. }) | None) => {
                Seat::Lapsed
            }
            (Kind::Refunded, Some(Seat::Paid)) => Seat::Refunded,
            (Kind::Refunded, _) => return Err(Refusal::NotPaid),
            (Kind::WrittenOff, Some(Seat::Refunded)) => Seat::WrittenOff,
            (Kind::WrittenOff, _) => return Err(Refusal::NotRefunded),
            _ => return Err(Refusal::NotOpen),
        };
        Ok(Change::Seat(change))
    }

    fn check_settled(&self, step: &Step) -> Result<Change, Refusal> {
        if step.rank != 0 || !step.entry_id.is_nil() {
            return Err(Refusal::WrongSubject);
        }
        if self.open > 0 || self.offerable().is_some() {
            return Err(Refusal::NotDone);
        }
        Ok(Change::Settle)
    }

    /// Does what [`Pool::check`] allowed.
    pub(super) fn apply(&mut self, step: &Step, change: Change) {
        let seat = match change {
            Change::Nothing => return,
            Change::Settle => {
                self.settled = true;
                return;
            }
            Change::Seat(seat) => seat,
        };
        let before = self.seats.insert(step.rank, (step.entry_id, seat));
        if let Some((_, before)) = before
            && let Some(count) = self.counter(before)
        {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = self.counter(seat) {
            *count += 1;
        }
        while self.seats.contains_key(&self.next) {
            self.next = self.next.saturating_add(1);
        }
    }

    /// The counter that a seat is counted in; a free unit is in none.
    const fn counter(&mut self, seat: Seat) -> Option<&mut u32> {
        match seat {
            Seat::Open { .. } => Some(&mut self.open),
            Seat::Paid => Some(&mut self.paid),
            Seat::WrittenOff => Some(&mut self.written_off),
            Seat::Refunded | Seat::Lapsed => None,
        }
    }

    const fn free(&self) -> u32 {
        self.units - self.open - self.paid - self.written_off
    }
}
