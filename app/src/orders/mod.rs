//! Pages of the orders: one's own, and all of them for staff with the overview.

mod order_page;
mod orders_page;
mod server_fns;
mod staff;
mod state;

pub use order_page::OrderPage;
pub use orders_page::MyOrdersPage;
pub use staff::{OverviewPage, StaffOrderPage, StaffOrdersPage};
pub use state::{OrderLines, tone};
