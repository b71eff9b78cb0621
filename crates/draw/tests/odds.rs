//! The odds of weighted entries, against sums that must come out, small cases by hand, and the draw itself.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;

use draw::{Entry, hash, odds::chances, rank};
use proptest::prelude::*;
use uuid::Uuid;

type Counts = [u32; 10];

/// Whatever the weights, as many win as there are units.
fn assert_adds_up(units: u32, counts: &Counts, within: f64) {
    let chances = chances(units, counts);
    let all: u32 = counts.iter().sum();
    let winners: f64 = counts.iter().zip(chances).map(|(n, chance)| f64::from(*n) * chance).sum();
    let expected = f64::from(units.min(all));
    assert!((winners - expected).abs() <= within * expected.max(1e-9), "{units} of {counts:?}: {winners}, {chances:?}");
}

/// By drawing one after the other, in proportion to weight, as long as there are units.
fn by_hand(units: u32, counts: &Counts, weight: usize, known: &mut HashMap<(u32, Counts), f64>) -> f64 {
    if units == 0 {
        return 0.0;
    }
    if let Some(chance) = known.get(&(units, *counts)) {
        return *chance;
    }
    let tickets = |at: usize| f64::from(u32::try_from(at + 1).unwrap());
    let total: f64 = counts.iter().enumerate().map(|(at, n)| f64::from(*n) * tickets(at)).sum();
    let mut chance = tickets(weight) / total;
    for (at, n) in counts.iter().enumerate() {
        let others = if at == weight { n - 1 } else { *n };
        if others > 0 {
            let mut left = *counts;
            left[at] -= 1;
            let next = by_hand(units - 1, &left, weight, known);
            chance += f64::from(others) * tickets(at) / total * next;
        }
    }
    known.insert((units, *counts), chance);
    chance
}

fn small_counts() -> impl Strategy<Value = Counts> {
    prop::array::uniform10(prop_oneof![2 => Just(0_u32), 1 => 0..4_u32])
}

fn counts() -> impl Strategy<Value = Counts> {
    prop::array::uniform10(prop_oneof![1 => Just(0_u32), 1 => 0..5_u32, 1 => 0..1_000_u32, 1 => 0..200_000_u32])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn small_pools_come_out_as_by_hand(units in 0..8_u32, counts in small_counts()) {
        let found = chances(units, &counts);
        for weight in 0..10 {
            let mut there = counts;
            there[weight] = there[weight].max(1);
            let exact = by_hand(units, &there, weight, &mut HashMap::new()).min(1.0);
            prop_assert!((found[weight] - exact).abs() <= 1e-7 * exact, "{} of {:?}: {} is {}, not {}", units, counts, weight + 1, found[weight], exact);
        }
    }

    #[test]
    fn as_many_win_as_there_are_units(counts in counts(), share in 0.0..1.05_f64) {
        let all = f64::from(counts.iter().sum::<u32>());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and below 2^32")]
        let units = (all * share * share) as u32;
        assert_adds_up(units, &counts, 1e-7);
    }

    #[test]
    fn more_tickets_and_more_units_are_better_and_more_others_worse(
        units in 1..2_000_u32, counts in counts(), joins in 0..10_usize,
    ) {
        let odds = chances(units, &counts);
        let more = chances(units + 1, &counts);
        let mut crowded = counts;
        crowded[joins] += 1;
        let crowded_odds = chances(units, &crowded);
        for weight in 0..10 {
            prop_assert!((0.0..=1.0).contains(&odds[weight]));
            prop_assert!(more[weight] >= odds[weight] - 1e-7);
            // Where nobody had the weight, the odds were those of the one who joined.
            if counts[weight] > 0 || joins != weight {
                prop_assert!(crowded_odds[weight] <= odds[weight] + 1e-7);
            }
            if weight > 0 && counts[weight] > 0 && counts[weight - 1] > 0 {
                prop_assert!(odds[weight] >= odds[weight - 1] - 1e-7);
            }
        }
    }
}

#[test]
fn odds_add_up_at_every_size() {
    let mixed: Counts = [600_000, 200_000, 90_000, 50_000, 30_000, 15_000, 8_000, 4_000, 2_000, 1_000];
    for units in [1, 2, 12, 100, 5_000, 250_000, 500_000, 900_000, 999_000, 999_990, 999_999, 1_000_000] {
        assert_adds_up(units, &mixed, 1e-7);
    }
    for units in [1, 9, 500_000, 999_998, 999_999] {
        assert_adds_up(units, &[999_999, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1e-7);
        assert_adds_up(units, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 999_999], 1e-7);
    }
    for units in [1, 2, 3] {
        assert_adds_up(units, &[1, 1, 0, 0, 0, 0, 0, 0, 0, 1], 1e-7);
    }
}

#[test]
fn equal_weights_have_equal_odds_to_the_last_digit() {
    for (units, entries) in [(1, 3), (12, 412), (7, 1_000_000)] {
        for weight in 0..10 {
            let mut counts = [0; 10];
            counts[weight] = entries;
            assert_eq!(chances(units, &counts)[weight].to_bits(), (f64::from(units) / f64::from(entries)).to_bits());
        }
    }
    assert_eq!(chances(3, &[1, 0, 2, 0, 0, 0, 0, 0, 0, 0]).map(f64::to_bits)[..1], [1.0_f64.to_bits()]);
    assert_eq!(chances(0, &[1, 0, 2, 0, 0, 0, 0, 0, 0, 0]).map(f64::to_bits), [0.0_f64.to_bits(); 10]);
    assert_eq!(chances(1, &[0; 10]).map(f64::to_bits), [1.0_f64.to_bits(); 10]);
}

#[test]
fn two_against_one_is_two_in_three() {
    let odds = chances(1, &[1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert!((odds[0] - 1.0 / 3.0).abs() < 1e-7 && (odds[1] - 2.0 / 3.0).abs() < 1e-7, "{odds:?}");
    // A newcomer with three tickets among three.
    assert!((odds[2] - 0.5).abs() < 1e-7, "{odds:?}");
}

/// Pearson's statistic of how often each weight came out, of those that somebody has.
fn statistic(found: &[u32; 10], expected: &[f64; 10]) -> f64 {
    let of = |(found, expected): (&u32, &f64)| (f64::from(*found) - expected).powi(2) / expected;
    found.iter().zip(expected).filter(|(_, expected)| **expected > 0.0).map(of).sum()
}

/// 100,000 draws by the protocol's own tickets, of which each has one at the top and three winners.
#[test]
fn the_draw_keeps_to_the_odds() {
    const DRAWS: u32 = 100_000;
    const COUNTS: Counts = [3, 2, 1, 0, 1, 0, 0, 0, 0, 0];
    let weights = (1_u32..).zip(COUNTS).flat_map(|(weight, n)| vec![weight; usize::try_from(n).unwrap()]);
    let entries: Vec<Entry> = (1..)
        .zip(weights)
        .map(|(id, weight)| Entry { entry_id: Uuid::from_u128(id), pool: "A".into(), weight, note: "".into() })
        .collect();
    let (mut top, mut won) = ([0_u32; 10], [0_u32; 10]);
    for n in 0..DRAWS {
        let ranking = rank(&hash::sha256_of(&n.to_be_bytes()), &entries);
        for (rank, place) in ranking.pool("A")[..3].iter().enumerate() {
            let entry = &entries[usize::try_from(place.entry_id.as_u128()).unwrap() - 1];
            let weight = usize::try_from(entry.weight).unwrap() - 1;
            won[weight] += 1;
            top[weight] += u32::from(rank == 0);
        }
    }
    let expected = |units: u32| {
        let chances = chances(units, &COUNTS);
        std::array::from_fn(|at| f64::from(DRAWS) * f64::from(COUNTS[at]) * chances[at])
    };
    // Three degrees of freedom: above 21.1 once in ten thousand. Three that win together differ less from the mean than
    // three that were drawn apart, so the bound holds for them all the more. The seeds are fixed: it holds or it does not.
    for (found, expected) in [(top, expected(1)), (won, expected(3))] {
        let statistic = statistic(&found, &expected);
        assert!(statistic < 21.1, "{statistic}: {found:?}, {expected:?}");
    }
}

#[test]
fn a_million_entries_take_no_time() {
    let counts: Counts = [600_000, 200_000, 90_000, 50_000, 30_000, 15_000, 8_000, 4_000, 2_000, 1_000];
    let _ = chances(1_000, &counts);
    let begun = std::time::Instant::now();
    for units in [1, 1_000, 500_000, 999_999] {
        let _ = chances(units, &counts);
    }
    let each = begun.elapsed() / 4;
    // A debug build on a busy machine is given a hundred times as long as a release needs.
    assert!(each.as_millis() < 100, "{each:?}");
}
