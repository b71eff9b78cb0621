//! The server behind the `fairdrop` binary: HTTP, the worker, and the commands around them.

pub mod admin;
pub mod api;
pub mod assets;
pub mod boot;
pub mod client_ip;
pub mod config;
pub mod draws;
pub mod health;
pub mod http;
pub mod live;
pub mod mail;
pub mod media;
pub mod outage;
pub mod problem;
pub mod reload;
pub mod retyped;
pub mod security;
pub mod seed;
pub mod serve;
pub mod sessions;
pub mod staff;
pub mod telemetry;
mod test_relay;
pub mod uploads;
pub mod verify;
pub mod worker;
