//! Registering, signing in, the account's own pages; for staff customers.

mod address_page;
mod addresses_page;
mod confirm_page;
mod home_page;
mod layout;
mod next;
mod password_pages;
mod profile_page;
mod register_page;
mod server_fns;
mod sign_in_page;
mod staff;

pub use address_page::{AddressPage, NewAddressPage};
pub use addresses_page::AddressesPage;
pub use confirm_page::{ConfirmEmailPage, ConfirmPage};
pub use home_page::AccountHomePage;
pub use layout::AccountLayout;
pub use next::sign_in_path;
pub use password_pages::{ForgotPage, ForgotSentPage, ResetPage};
pub use profile_page::ProfilePage;
pub use register_page::{RegisterPage, RegisterSentPage};
pub use sign_in_page::SignInPage;
pub use staff::{CustomerPage, CustomersPage};
