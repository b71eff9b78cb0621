//! The dashboard's pages of customers.

mod customer_page;
mod customers_page;
mod server_fns;

pub use customer_page::CustomerPage;
pub use customers_page::CustomersPage;

use shop::accounts::Role;

/// The role in words.
const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Shopper => "Shopper",
        Role::Support => "Support",
        Role::Manager => "Manager",
        Role::Admin => "Admin",
    }
}

/// The role in forms and addresses.
const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Shopper => "shopper",
        Role::Support => "support",
        Role::Manager => "manager",
        Role::Admin => "admin",
    }
}

const ROLES: [Role; 4] = [Role::Shopper, Role::Support, Role::Manager, Role::Admin];
