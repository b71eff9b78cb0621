//! Odds: the chance that an entry is among the first `units` of its pool.
//!
//! The least `t` of `w` uniform tickets, as `x = -ln(1 - t)`, is exponential with rate `w`; so the ranking draws without
//! replacement, each time in proportion to weight (P. Efraimidis, P. Spirakis, Weighted random sampling with a reservoir,
//! 2006). An entry that stands at `x` wins when fewer than `units` others stand before it. How many do is a sum of
//! binomials, one per weight `v`, with the chance `1 - exp(-v x)`: its distribution function comes from its characteristic
//! function by a discrete Fourier transform (M. Fernández, S. Williams, Closed-form expression for the Poisson-binomial
//! probability density function, 2010). The chance is its mean over `x`, by Gauss and Legendre's rule.
//!
//! No distribution is approximated by another: chances are right to a ten-millionth of themselves (`tests/odds.rs`). All ten
//! weights among a million entries take about a millisecond.

use std::{f64::consts::PI, sync::LazyLock};

use crate::entry::MAX_WEIGHT;

const WEIGHTS: usize = MAX_WEIGHT as usize;
/// Points at which the mean is taken.
const POINTS: u32 = 48;
/// Logarithms of probabilities below this are as good as zero.
const NOTHING: f64 = -27.0;

/// The chance of an entry of each weight, from 1 to [`MAX_WEIGHT`], to be among the first `units`, when `entries[w - 1]`
/// have weight `w`. For a weight that nobody has, the chance of one that came in addition.
pub fn chances(units: u32, entries: &[u32; WEIGHTS]) -> [f64; WEIGHTS] {
    let all: u64 = entries.iter().map(|n| u64::from(*n)).sum();
    let with = |weight: usize| all + u64::from(entries[weight] == 0);
    let plain = |weight: usize| match with(weight) {
        there if there <= u64::from(units) => Some(1.0),
        _ if units == 0 => Some(0.0),
        // Nobody else has another weight: all are alike.
        there if u64::from(entries[weight].max(1)) == there => {
            Some(f64::from(units) / f64::from(entries[weight].max(1)))
        }
        _ => None,
    };
    let mut chances = std::array::from_fn(|weight| plain(weight).unwrap_or(0.0));
    if (0..WEIGHTS).all(|weight| plain(weight).is_some()) {
        return chances;
    }
    let others = Others::new(units, entries);
    let (certain, hopeless) = others.undecided();
    let width = hopeless - certain;
    let mut means = RATES.map(|rate| -(-rate * certain).exp_m1());
    for (at, share) in &*LEGENDRE {
        // Squared, so that points are closer where most is decided.
        let part = f64::midpoint(1.0, *at);
        let x = certain + width * part * part;
        let fewer = others.fewer_before(x);
        for ((mean, rate), fewer) in means.iter_mut().zip(RATES).zip(fewer) {
            *mean += width * part * share * rate * (-rate * x).exp() * fewer;
        }
    }
    for (weight, chance) in chances.iter_mut().enumerate() {
        if plain(weight).is_none() {
            *chance = means[weight].clamp(0.0, 1.0);
        }
    }
    chances
}

/// The weights as rates: 1 to 10.
const RATES: [f64; WEIGHTS] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];

/// All entries of a pool, of which one looks at the others.
struct Others {
    units: f64,
    counts: [f64; WEIGHTS],
    all: f64,
}

impl Others {
    fn new(units: u32, entries: &[u32; WEIGHTS]) -> Self {
        let counts = entries.map(f64::from);
        Self { units: units.into(), counts, all: counts.iter().sum() }
    }

    /// How many stand before `x` and after it, on average.
    fn split(&self, x: f64) -> (f64, f64) {
        let of = |share: fn(f64) -> f64| self.counts.iter().zip(RATES).map(|(n, rate)| n * share(-rate * x)).sum();
        (of(|y| -y.exp_m1()), of(f64::exp))
    }

    /// Where it is undecided whether an entry wins: before, at least as good as certainly; after, as good as never.
    fn undecided(&self) -> (f64, f64) {
        let (units, rest) = (self.units, self.all - self.units);
        let is_certain = |x: f64| {
            let (before, after) = self.split(x);
            (before < units && tail(units, before) < NOTHING) || (after > rest && tail(rest, after) < NOTHING)
        };
        // Whoever is one of all has one less before them; where all can have a unit, only a newcomer has not.
        let first = if rest > 0.0 { units } else { units - 1.0 };
        let last = self.all - first;
        let is_hopeless = |x: f64| {
            let (before, after) = self.split(x);
            (before > first && tail(first, before) < NOTHING) || (after < last && tail(last, after) < NOTHING)
        };
        (border(is_certain).0, border(|x| !is_hopeless(x)).1)
    }

    /// The chance, for one of each weight, that fewer than `units` others stand before `x`.
    fn fewer_before(&self, x: f64) -> [f64; WEIGHTS] {
        let (mean, _) = self.split(x);
        let before = RATES.map(|rate| -(-rate * x).exp_m1());
        let variance: f64 = self.counts.iter().zip(before).map(|(n, p)| n * p * (1.0 - p)).sum();
        // By Bernstein's inequality the count leaves this window with a chance below 1e-10.
        let reach = (7.0 * variance.sqrt() + 16.0).ceil();
        let (low, width) = (mean.floor() - reach, 2.0 * reach + 1.0);
        let most = self.units - 1.0;
        if most < low {
            return [0.0; WEIGHTS];
        }
        let inside = (most - low + 1.0).min(width);
        let mut chance = [inside / width; WEIGHTS];
        let step = 2.0 * PI / width;
        let mut angle = step;
        while angle < PI {
            let factors = before.map(|p| factor(p, angle));
            let size: f64 = self.counts.iter().zip(factors).map(|(n, (size, _))| n * size).sum();
            let turn: f64 = self.counts.iter().zip(factors).map(|(n, (_, turn))| n * turn).sum();
            let least = factors.iter().map(|(size, _)| *size).fold(0.0, f64::min);
            if size - least < NOTHING {
                break;
            }
            let wave = 2.0 / width * (angle * inside / 2.0).sin() / (angle / 2.0).sin();
            let middle = angle * (low + low + inside - 1.0) / 2.0;
            for ((chance, n), (own_size, own_turn)) in chance.iter_mut().zip(self.counts).zip(factors) {
                // Nobody is one of the others.
                let (size, turn) = if n > 0.0 { (size - own_size, turn - own_turn) } else { (size, turn) };
                *chance += wave * size.exp() * (turn - middle).cos();
            }
            angle += step;
        }
        chance
    }
}

/// Logarithm of the size, and the angle, of `1 - p + p exp(i angle)`.
fn factor(p: f64, angle: f64) -> (f64, f64) {
    let shrunk = -2.0 * p * (1.0 - p) * (1.0 - angle.cos());
    // At one half and a half turn it is zero; a number takes its place that cancels out.
    let size = (shrunk.ln_1p() / 2.0).max(-400.0);
    (size, (p * angle.sin()).atan2(1.0 - p + p * angle.cos()))
}

/// Chernoff's bound, as a logarithm: the chance of a count of `at` or beyond, seen from its mean.
fn tail(at: f64, mean: f64) -> f64 {
    let log = if at > 0.0 { at * (at / mean).ln() } else { 0.0 };
    at - mean - log
}

/// The two sides of the border between where something holds and where it does not any more.
fn border(holds: impl Fn(f64) -> bool) -> (f64, f64) {
    // As logarithms: from before the first of all entries to after the last.
    let (mut low, mut high) = (-60.0_f64, 5.0_f64);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if holds(middle.exp()) { low = middle } else { high = middle }
    }
    (low.exp(), high.exp())
}

/// Points between -1 and 1 and their shares: the roots of Legendre's polynomial, by Newton's method.
static LEGENDRE: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| (0..POINTS).map(legendre).collect());

fn legendre(index: u32) -> (f64, f64) {
    let points = f64::from(POINTS);
    let mut root = (PI * (f64::from(index) + 0.75) / (points + 0.5)).cos();
    let mut slope = 1.0;
    for _ in 0..20 {
        let (mut value, mut previous) = (1.0, 0.0);
        for degree in 1..=POINTS {
            let n = f64::from(degree);
            (value, previous) = (((2.0 * n - 1.0) * root * value - (n - 1.0) * previous) / n, value);
        }
        slope = points * (root * value - previous) / (root * root - 1.0);
        root -= value / slope;
    }
    (root, 2.0 / ((1.0 - root * root) * slope * slope))
}
