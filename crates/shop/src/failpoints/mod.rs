//! Places in the order path where tests break it, and ways in which they make it wrong. Only with the cargo feature
//! `failpoints`, which the testkit turns on; without it the macros leave nothing behind.

#[cfg(feature = "failpoints")]
mod armed;

#[cfg(feature = "failpoints")]
pub use armed::{Action, Failpoints, Mutation, Point};
#[cfg(feature = "failpoints")]
pub(crate) use armed::{clock_at_ms, clock_off_ms, own_clock};

#[cfg(all(feature = "failpoints", not(debug_assertions)))]
compile_error!("`failpoints` is for tests: a release must not be able to break on purpose");

/// Nothing.
#[cfg(not(feature = "failpoints"))]
#[derive(Debug, Default)]
pub struct Failpoints(());

/// No clock stands still.
#[cfg(not(feature = "failpoints"))]
pub(crate) const fn clock_at_ms() -> Option<i64> {
    None
}

/// This machine's clock is right.
#[cfg(not(feature = "failpoints"))]
pub(crate) const fn clock_off_ms() -> i64 {
    0
}

/// All processes go by the database's clock.
#[cfg(not(feature = "failpoints"))]
pub(crate) const fn own_clock() -> bool {
    false
}

/// Does at this point what a test has planned: may return a [`crate::Fault`]. With a connection, that is what gets lost.
#[cfg(feature = "failpoints")]
macro_rules! failpoint {
    ($shop:expr, $point:ident) => {
        $shop.failpoints.reach($crate::failpoints::Point::$point, None).await?
    };
    ($shop:expr, $point:ident, $conn:expr) => {
        $shop.failpoints.reach($crate::failpoints::Point::$point, Some(&mut *$conn)).await?
    };
}

#[cfg(not(feature = "failpoints"))]
macro_rules! failpoint {
    ($shop:expr, $point:ident) => {
        let _ = &$shop;
    };
    ($shop:expr, $point:ident, $conn:expr) => {
        let _ = (&$shop, &mut *$conn);
    };
}

/// Whether a test wants the engine wrong in this way.
#[cfg(feature = "failpoints")]
macro_rules! mutated {
    ($shop:expr, $mutation:ident) => {
        $shop.failpoints.is($crate::failpoints::Mutation::$mutation)
    };
}

#[cfg(not(feature = "failpoints"))]
macro_rules! mutated {
    ($shop:expr, $mutation:ident) => {
        false
    };
}
