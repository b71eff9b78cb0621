//! The front page.

mod home_page;
mod server_fns;

pub use home_page::HomePage;
