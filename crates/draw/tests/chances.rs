//! Weights and pools over 100,000 simulated draws: what should happen by chance happens as often as it should.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use common::entry;
use draw::{Entry, Ranking, hash, rank};

const DRAWS: u32 = 100_000;
/// Weights of the entries of two pools, by the last byte of their ids.
const LARGE: [u32; 4] = [1, 2, 3, 4];
const SMALL: [u32; 3] = [1, 1, 2];

/// How often each order began like this: first and second of the large pool, first of the small one.
static SEEN: LazyLock<BTreeMap<(usize, usize, usize), u32>> = LazyLock::new(|| {
    let entries: Vec<Entry> = (0..7)
        .map(|n| match LARGE.get(n) {
            Some(weight) => entry(n as u128, "large", *weight, ""),
            None => entry(n as u128, "small", SMALL[n - 4], ""),
        })
        .collect();
    let mut seen = BTreeMap::new();
    for n in 0..DRAWS {
        let ranking = rank(&hash::sha256_of(&n.to_be_bytes()), &entries);
        let who = (at(&ranking, "large", 1), at(&ranking, "large", 2), at(&ranking, "small", 1) - 4);
        *seen.entry(who).or_default() += 1;
    }
    seen
});

fn at(ranking: &Ranking, pool: &str, rank: u32) -> usize {
    usize::from(ranking.at(pool, rank).unwrap().entry_id.as_bytes()[15])
}

/// Of what was counted and what was expected.
fn chi_square(cells: impl IntoIterator<Item = (u32, f64)>) -> f64 {
    cells.into_iter().map(|(seen, expected)| (f64::from(seen) - expected).powi(2) / expected).sum()
}

fn seen(of: impl Fn(&(usize, usize, usize)) -> bool) -> u32 {
    SEEN.iter().filter(|(who, _)| of(who)).map(|(_, times)| times).sum()
}

/// How often this one of a pool should be first.
fn first(weights: &[u32], who: usize) -> f64 {
    f64::from(weights[who]) / f64::from(weights.iter().sum::<u32>())
}

#[test]
fn weights_decide_who_is_first_as_often_as_they_should() {
    let cells = (0..4).map(|who| (seen(|s| s.0 == who), f64::from(DRAWS) * first(&LARGE, who)));
    // Three degrees of freedom: exceeded by chance once in a thousand.
    let chi = chi_square(cells);
    assert!(chi < 16.27, "{chi}");
    let cells = (0..3).map(|who| (seen(|s| s.2 == who), f64::from(DRAWS) * first(&SMALL, who)));
    let chi = chi_square(cells);
    assert!(chi < 13.82, "{chi}");
}

/// Whoever is first leaves the others in proportion to their weights.
#[test]
fn weights_decide_who_is_second_as_often_as_they_should() {
    let pairs = (0..4).flat_map(|one| (0..4).filter(move |two| *two != one).map(move |two| (one, two)));
    let cells = pairs.map(|(one, two)| {
        let second = f64::from(LARGE[two]) / f64::from(10 - LARGE[one]);
        (seen(|s| (s.0, s.1) == (one, two)), f64::from(DRAWS) * first(&LARGE, one) * second)
    });
    // Eleven degrees of freedom.
    let chi = chi_square(cells);
    assert!(chi < 31.26, "{chi}");
}

/// Who is first in one pool says nothing about the other.
#[test]
fn pools_are_drawn_independently() {
    let pairs = (0..4).flat_map(|large| (0..3).map(move |small| (large, small)));
    let cells = pairs.map(|(large, small)| {
        (seen(|s| (s.0, s.2) == (large, small)), f64::from(DRAWS) * first(&LARGE, large) * first(&SMALL, small))
    });
    let chi = chi_square(cells);
    assert!(chi < 31.26, "{chi}");
}

/// The test above is sharp enough: one percent more for somebody would fail it.
#[test]
fn a_bias_of_one_percent_would_be_seen() {
    let biased = [11, 20, 30, 39];
    let cells = (0..4).map(|who| (seen(|s| s.0 == who), f64::from(DRAWS) * first(&biased, who)));
    assert!(chi_square(cells) > 16.27);
}
