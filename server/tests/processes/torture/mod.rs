//! `make torture`: minutes of sales on the real binary while what it stands on is killed, cut off, filled up. After each
//! fault what the buyers heard is held against what the database has.

mod clock;
mod cuts;
mod disk;
mod kills;
mod round;
mod services;

/// A number from the environment, for a shorter or a longer torture.
fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}
