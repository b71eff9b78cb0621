//! Accounts: registering, signing in, links, addresses, customers.

mod addresses;
mod customers;
mod password;
mod profile;
mod registering;
mod sessions;
mod signing_in;

use std::net::{IpAddr, Ipv4Addr};

use shop::accounts::{self, Account, Registration, SignInRefusal};
use shop::{Error, Problem, Refusal};
use testkit::TestShop;

/// Where everybody signs in from.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

fn registration(email: &str, password: &str) -> Registration {
    Registration { email: email.into(), name: "Ada".into(), password: password.into() }
}

async fn sign_in(shop: &TestShop, email: &str, password: &str) -> Result<Account, Error<SignInRefusal>> {
    accounts::sign_in(shop, email, password, HERE).await
}

/// What is wrong with which field.
fn fields<T: std::fmt::Debug, R: Refusal>(refused: Result<T, Error<R>>) -> Vec<(String, Problem)> {
    match refused {
        Err(Error::Refused(refusal)) => refusal.fields().iter().map(|f| (f.field.clone(), f.problem)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// The token in a link.
fn token(link: &str) -> &str {
    link.split_once("token=").expect("the link has a token").1
}
