//! The real binary in processes of its own: killed at random moments, cut off from Redis and from Postgres, and
//! two of them side by side.

#![expect(clippy::unwrap_used, reason = "a panic is how tests fail, and how their helpers do")]

mod binary;
mod client;
mod killed_draw;
mod killed_payments;
mod killed_sale;
mod postgres_away;
mod proxy;
mod redis_away;
mod rest;
mod same_bytes;
mod torture;
mod two_servers;
mod watcher;
