//! Commands on a real Postgres, by feature.

#[path = "shop/accounts/mod.rs"]
mod accounts;
#[path = "shop/audit.rs"]
mod audit;
#[path = "shop/notifications.rs"]
mod notifications;
#[path = "shop/draws.rs"]
mod draws;
