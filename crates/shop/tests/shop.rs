//! Commands on a real Postgres, by feature.

#[path = "shop/accounts/mod.rs"]
mod accounts;
#[path = "shop/audit.rs"]
mod audit;
#[path = "shop/catalogue.rs"]
mod catalogue;
#[path = "shop/draws.rs"]
mod draws;
#[path = "shop/drops.rs"]
mod drops;
#[path = "shop/notifications.rs"]
mod notifications;
#[path = "shop/orders.rs"]
mod orders;
#[path = "shop/payments.rs"]
mod payments;
#[path = "shop/pictures.rs"]
mod pictures;
#[path = "shop/sales_invariants.rs"]
mod sales_invariants;
#[path = "shop/stock.rs"]
mod stock;
