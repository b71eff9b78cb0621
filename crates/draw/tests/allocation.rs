//! The table of section 5, row by row.
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::rules;
use draw::{
    AllocationError,
    AllocationKind::{self, *},
    AllocationLog, Hex,
    allocation::Refusal,
};
use serde_json::json;
use uuid::Uuid;

const HOUR: u64 = 3_600_000;

/// One pool `A` of `units` with `ranked` entries and an hour to pay.
struct Log(AllocationLog, u64);

impl Log {
    fn new(units: u32, ranked: u32) -> Self {
        let rules = rules(|value| value["pools"] = json!({"A": units}));
        let counts = BTreeMap::from([("A".to_owned(), ranked)]);
        Self(AllocationLog::new(&rules, Hex([7; 32]), &counts), 1000)
    }

    fn try_row(&mut self, kind: AllocationKind, rank: u32) -> Result<(), Refusal> {
        match self.0.next(self.1, kind, "A", rank, Uuid::from_u128(rank.into())) {
            Ok(row) => {
                self.0.append(&row).unwrap();
                Ok(())
            }
            Err(AllocationError::Refused { refusal, .. }) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    fn row(mut self, kind: AllocationKind, rank: u32) -> Self {
        self.try_row(kind, rank).unwrap();
        self
    }

    fn refuses(mut self, kind: AllocationKind, rank: u32, why: Refusal) -> Self {
        let before = self.0.head();
        assert_eq!(self.try_row(kind, rank), Err(why), "{kind} {rank}");
        assert_eq!(self.0.head(), before);
        self
    }

    fn later(mut self, millis: u64) -> Self {
        self.1 += millis;
        self
    }

    fn counts(&self) -> (u32, u32, u32, u32) {
        let b = self.0.balance("A").unwrap();
        assert_eq!(b.units, b.open + b.paid + b.written_off + b.free);
        (b.open, b.paid, b.written_off, b.free)
    }
}

#[test]
fn offers_go_in_rank_order_while_units_are_free() {
    let log = Log::new(2, 4)
        .refuses(Offered, 2, Refusal::Order)
        .row(Offered, 1)
        .refuses(Offered, 1, Refusal::Order)
        .row(Offered, 2)
        .refuses(Offered, 3, Refusal::NoUnit)
        .refuses(Offered, 5, Refusal::NoSuchRank)
        .refuses(Offered, 0, Refusal::WrongSubject);
    assert_eq!(log.counts(), (2, 0, 0, 0));
    assert_eq!(log.0.offerable("A"), None);
}

#[test]
fn a_decline_ends_nothing_and_payment_is_good_to_the_last_millisecond() {
    let log = Log::new(1, 2)
        .refuses(Declined, 1, Refusal::NotOpen)
        .row(Offered, 1)
        .row(Declined, 1)
        .later(HOUR)
        .row(Paid, 1)
        .refuses(Paid, 1, Refusal::NotOpen)
        .refuses(Expired, 1, Refusal::NotOpen);
    assert_eq!(log.counts(), (0, 1, 0, 0));
    Log::new(1, 2).row(Offered, 1).later(HOUR + 1).refuses(Paid, 1, Refusal::TooLate);
}

#[test]
fn an_offer_lapses_not_before_its_time() {
    let log = Log::new(1, 2)
        .row(Offered, 1)
        .later(HOUR - 1)
        .refuses(Expired, 1, Refusal::TooEarly)
        .later(1)
        .row(Expired, 1)
        .refuses(Withdrawn, 1, Refusal::NotOpen)
        .row(Offered, 2);
    assert_eq!(log.counts(), (1, 0, 0, 0));
}

#[test]
fn a_withdrawn_rank_is_skipped_or_frees_its_unit() {
    let log = Log::new(1, 4).row(Withdrawn, 2).row(Offered, 1).row(Withdrawn, 1).refuses(Offered, 2, Refusal::Order);
    assert_eq!(log.0.offerable("A"), Some(3));
    log.refuses(Withdrawn, 2, Refusal::NotOpen);
}

#[test]
fn a_refunded_unit_is_sold_again_or_written_off() {
    let log = Log::new(1, 3).row(Offered, 1).refuses(Refunded, 1, Refusal::NotPaid).row(Paid, 1).row(Refunded, 1);
    assert_eq!(log.counts(), (0, 0, 0, 1));
    let sold = log.row(Offered, 2).refuses(WrittenOff, 1, Refusal::NoUnit);
    assert_eq!(sold.counts(), (1, 0, 0, 0));
    let written_off = Log::new(1, 3).row(Offered, 1).row(Paid, 1).refuses(WrittenOff, 1, Refusal::NotRefunded);
    let written_off = written_off.row(Refunded, 1).row(WrittenOff, 1).refuses(Offered, 2, Refusal::NoUnit);
    assert_eq!(written_off.counts(), (0, 0, 1, 0));
    written_off.row(Settled, 0).refuses(Settled, 0, Refusal::Settled);
}

#[test]
fn settled_is_the_end() {
    Log::new(1, 1).refuses(Settled, 0, Refusal::NotDone).row(Offered, 1).refuses(Settled, 0, Refusal::NotDone);
    Log::new(1, 1).refuses(Settled, 1, Refusal::WrongSubject);
    let left_over = Log::new(3, 1).row(Offered, 1).row(Paid, 1).row(Settled, 0);
    assert_eq!(left_over.counts(), (0, 1, 0, 2));
    assert_eq!(left_over.0.unsettled(), None);
    left_over.refuses(Refunded, 1, Refusal::Settled);
    Log::new(3, 0).row(Settled, 0);
}

#[test]
fn a_drop_is_paid_and_a_contest_claimed() {
    Log::new(1, 1).row(Offered, 1).refuses(Claimed, 1, Refusal::WrongKind);
    let contest = rules(|value| {
        value["kind"] = "contest".into();
        value["filters"] = json!({"mentions": 2});
        value["pools"] = json!({"A": 1});
    });
    let log = AllocationLog::new(&contest, Hex([7; 32]), &BTreeMap::from([("A".to_owned(), 1)]));
    Log(log, 1).row(Offered, 1).refuses(Paid, 1, Refusal::WrongKind).row(Claimed, 1).row(Settled, 0);
}

#[test]
fn one_rank_is_one_entry_and_pools_are_known() {
    let mut log = Log::new(1, 2).row(Offered, 1).0;
    let stranger = log.next(1000, Paid, "A", 1, Uuid::from_u128(9));
    assert!(matches!(stranger, Err(AllocationError::Refused { refusal: Refusal::WrongEntry, .. })));
    assert_eq!(log.next(1000, Paid, "B", 1, Uuid::from_u128(1)), Err(AllocationError::NoPool("B".into())));
    assert_eq!(log.next(999, Paid, "A", 1, Uuid::from_u128(1)), Err(AllocationError::Time { last: 1000, found: 999 }));
    let mut row = log.next(1000, Paid, "A", 1, Uuid::from_u128(1)).unwrap();
    row.seq = 3;
    assert_eq!(log.append(&row), Err(AllocationError::Seq { expected: 2, found: 3 }));
    row.seq = 2;
    row.at += 1;
    assert!(matches!(log.append(&row), Err(AllocationError::Hash { .. })));
}
