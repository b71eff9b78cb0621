//! The queue against a real Postgres, a database per test. Needs `DATABASE_URL`.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

mod draining;
mod enqueueing;
mod failing;
mod rescuing;
mod schedules;
mod staff;
mod support;
mod working;
