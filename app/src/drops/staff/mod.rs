mod bots;
mod drop_page;
mod drops_page;
mod form;
mod form_pages;
mod live_page;
mod refused;
mod tone;

pub use drop_page::StaffDropPage;
pub use drops_page::StaffDropsPage;
pub use form_pages::{EditDropPage, NewDropPage};
pub use live_page::LiveViewPage;
