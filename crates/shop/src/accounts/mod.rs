//! One person, one account: who they are, how they sign in, where parcels go.

mod actor;
mod address;
pub mod countries;
mod forms;
mod views;

#[cfg(feature = "server")]
pub mod addresses;
#[cfg(feature = "server")]
pub mod customers;
#[cfg(feature = "server")]
mod find;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod links;
#[cfg(feature = "server")]
mod mails;
#[cfg(feature = "server")]
mod password;
#[cfg(feature = "server")]
mod profile;
#[cfg(feature = "server")]
mod register;
#[cfg(feature = "server")]
mod reset;
#[cfg(feature = "server")]
mod rules;
#[cfg(feature = "server")]
mod seed;
#[cfg(feature = "server")]
pub mod sessions;
#[cfg(feature = "server")]
mod sign_in;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod throttle;
#[cfg(feature = "server")]
pub mod tokens;

pub use actor::{Actor, Permission, Role};
pub use address::{Address, AddressForm, AddressRefusal};
pub use forms::{
    ForgotRefusal, LinkRefusal, ProfileRefusal, RegisterRefusal, Registration, ResetRefusal, SignInRefusal,
};
pub use views::{Account, CustomerPage, CustomerRefusal, CustomerView};

#[cfg(feature = "server")]
pub use find::{find, find_by_email, find_many};
#[cfg(feature = "server")]
pub use jobs::{SendReset, Sweep};
#[cfg(feature = "server")]
pub use profile::{ask_email_change, change_password, confirm_email_change, rename};
#[cfg(feature = "server")]
pub use register::{confirm, register};
#[cfg(feature = "server")]
pub use reset::{ask_reset, reset};
#[cfg(feature = "server")]
pub(crate) use seed::crowd;
#[cfg(feature = "server")]
pub use seed::{CROWD_PASSWORD, create_admin, seed_people, seed_shoppers};
#[cfg(feature = "server")]
pub use sign_in::sign_in;
#[cfg(feature = "server")]
pub(crate) use store::{liken, likenesses};
