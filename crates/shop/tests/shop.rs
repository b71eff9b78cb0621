//! Commands on a real Postgres, by feature.

#[path = "shop/audit.rs"]
mod audit;
#[path = "shop/notifications.rs"]
mod notifications;
