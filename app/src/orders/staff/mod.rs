mod actions;
mod order_page;
mod orders_page;
mod overview_page;

pub use order_page::StaffOrderPage;
pub use orders_page::StaffOrdersPage;
pub use overview_page::OverviewPage;
