//! People: accounts, roles, sign-in, addresses.

mod actor;

pub use actor::{Actor, Permission, Role};
