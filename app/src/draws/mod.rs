//! Draws in public: the list, the proof of each, the register; and for staff.

mod admin_page;
mod allocations;
mod check;
mod draw_page;
mod list_page;
mod papers;
mod register_page;
mod server_fns;
mod stations;
mod verify_page;

pub use admin_page::{AdminDrawPage, AdminDrawsPage};
pub use check::CheckOwnEntry;
pub use draw_page::DrawPage;
pub use list_page::DrawsPage;
pub use register_page::DrawRegisterPage;
pub use verify_page::VerifyPage;
