//! Commands on a real Postgres, by feature.

#![allow(clippy::unwrap_used, reason = "a test that unwraps nothing fails, as it should")]

#[path = "shop/accounts/mod.rs"]
mod accounts;
#[path = "shop/allocations.rs"]
mod allocations;
#[path = "shop/audit.rs"]
mod audit;
#[path = "shop/beacons.rs"]
mod beacons;
#[path = "shop/catalogue.rs"]
mod catalogue;
#[path = "shop/defences.rs"]
mod defences;
#[path = "shop/demo.rs"]
mod demo;
#[path = "shop/draws.rs"]
mod draws;
#[path = "shop/drops.rs"]
mod drops;
#[path = "shop/faults/mod.rs"]
mod faults;
#[path = "shop/jobs.rs"]
mod jobs;
#[path = "shop/line.rs"]
mod line;
#[path = "shop/notifications.rs"]
mod notifications;
#[path = "shop/orders.rs"]
mod orders;
#[path = "shop/papers.rs"]
mod papers;
#[path = "shop/payments.rs"]
mod payments;
#[path = "shop/pictures.rs"]
mod pictures;
#[path = "shop/rehearsals.rs"]
mod rehearsals;
#[path = "shop/review.rs"]
mod review;
#[path = "shop/sales_invariants.rs"]
mod sales_invariants;
#[path = "shop/signing.rs"]
mod signing;
#[path = "shop/smtp.rs"]
mod smtp;
#[path = "shop/stamps.rs"]
mod stamps;
#[path = "shop/stock.rs"]
mod stock;
#[path = "shop/transactions.rs"]
mod transactions;
#[path = "shop/weights.rs"]
mod weights;
