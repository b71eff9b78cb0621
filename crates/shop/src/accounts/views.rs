use serde::{Deserialize, Serialize};

use super::{Actor, Address, Role};
use crate::{AccountId, At};

/// One person's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which.
    pub id: AccountId,
    /// Where mail goes, in the owner's spelling.
    pub email: String,
    /// How to address the person.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The owner has shown that the address is theirs.
    pub verified: bool,
    /// May not sign in.
    pub blocked: bool,
    /// Since when.
    pub created_at: At,
}

impl Account {
    /// The owner as the one who asks.
    pub const fn actor(&self) -> Actor {
        Actor { id: self.id, role: self.role }
    }
}

/// A page of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerPage {
    /// The newest first.
    pub customers: Vec<Account>,
    /// `before` of the page of older accounts, if there are any.
    pub older: Option<AccountId>,
}

/// A customer as staff see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// The account.
    pub account: Account,
    /// Where parcels go, the default first.
    pub addresses: Vec<Address>,
    /// Browsers in which the account is signed in.
    pub sessions: i64,
}

crate::refusal! {
    /// Why staff could not change a customer's account.
    CustomerRefusal {
        /// Nobody blocks or promotes themselves.
        Yourself => "yourself", 409, "You cannot do this to your own account. Ask another admin.";
        /// The shop would be left without an admin.
        LastAdmin => "last-admin", 409, "This is the only admin left. Make somebody else an admin first.";
        /// Blocking staff is for admins.
        IsStaff => "is-staff", 403, "This is a member of staff. Only an admin can block them.";
    }
}
