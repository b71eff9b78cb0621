//! Entering a draw: the panel of the drop page, the receipt, one's own entries, the list for staff.

mod admin_page;
mod card;
mod judge;
mod mine_page;
mod panel;
mod receipt_page;
mod server_fns;

pub use admin_page::AdminEntriesPage;
pub use mine_page::MyEntriesPage;
pub use panel::EntryPanel;
pub use receipt_page::ReceiptPage;
