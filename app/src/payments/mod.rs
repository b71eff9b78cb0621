//! Paying an order, and the sandbox's stand-in for a bank's own page.

mod card_fields;
mod confirm_page;
mod pay_page;
mod server_fns;

pub use confirm_page::ConfirmPaymentPage;
pub use pay_page::PayPage;
