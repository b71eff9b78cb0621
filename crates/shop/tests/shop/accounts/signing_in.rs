use std::net::IpAddr;
use std::time::Duration;

use shop::accounts::{self, SignInRefusal};
use shop::{Bar, Error};
use testkit::{PASSWORD, TestShop};

use super::{HERE, sign_in};

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_wrong_password() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    for (email, password) in [
        (ada.email.as_str(), "not her password"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("a\0b", "\0"),
        (&"x".repeat(100_000), "y"),
    ] {
        let refused = sign_in(&shop, email, password).await;
        assert!(matches!(refused, Err(Error::Refused(SignInRefusal::Wrong))), "{refused:?}");
    }
}

#[tokio::test]
async fn guessing_costs_ever_more_time_and_the_owner_hears_of_it() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    for _ in 0..5 {
        assert!(matches!(sign_in(&shop, &ada.email, "guess").await, Err(Error::Refused(SignInRefusal::Wrong))));
    }
    assert!(
        matches!(sign_in(&shop, &ada.email, PASSWORD).await, Err(Error::Barred(Bar::TooOften(30)))),
        "even the right one has to wait"
    );
    assert_eq!(shop.templates_to(ada.id).await, ["failures"]);
    shop.advance(Duration::from_secs(30));
    assert!(matches!(sign_in(&shop, &ada.email, "guess").await, Err(Error::Refused(SignInRefusal::Wrong))));
    assert!(matches!(sign_in(&shop, &ada.email.to_uppercase(), "guess").await, Err(Error::Barred(Bar::TooOften(60)))));
    shop.advance(Duration::from_mins(1));
    sign_in(&shop, &ada.email, PASSWORD).await.unwrap();
    sign_in(&shop, &ada.email, "typo").await.unwrap_err();
    sign_in(&shop, &ada.email, PASSWORD).await.expect("her own typos are forgiven");
    assert_eq!(shop.templates_to(ada.id).await, ["failures"], "one mail a day");
}

#[tokio::test]
async fn a_hundred_guesses_at_once_are_counted_like_a_hundred_in_a_row() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let guesses = futures::future::join_all((0..40).map(|_| sign_in(&shop, &ada.email, "guess"))).await;
    let looked_at = guesses.iter().filter(|g| matches!(g, Err(Error::Refused(SignInRefusal::Wrong)))).count();
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn one_address_of_the_network_cannot_try_one_password_on_everybody() {
    let shop = TestShop::new().await;
    for n in 0..50 {
        assert!(matches!(
            sign_in(&shop, &format!("{n}@example.com"), "guess").await,
            Err(Error::Refused(SignInRefusal::Wrong))
        ));
    }
    let ada = shop.shopper().await;
    assert!(matches!(sign_in(&shop, &ada.email, PASSWORD).await, Err(Error::Barred(Bar::TooOften(60)))));
    let elsewhere: IpAddr = "2001:db8::1".parse().unwrap();
    accounts::sign_in(&shop, &ada.email, PASSWORD, elsewhere).await.expect("others are not held up");
}

#[tokio::test]
async fn a_blocked_account_is_kept_out_and_told_so_by_the_right_password_alone() {
    let shop = TestShop::new().await;
    let (ada, admin) = (shop.shopper().await, shop.staff(accounts::Role::Admin).await);
    accounts::customers::block(&shop, &admin.actor(), ada.id, "Chargebacks").await.unwrap();
    assert!(matches!(
        accounts::sign_in(&shop, &ada.email, PASSWORD, HERE).await,
        Err(Error::Refused(SignInRefusal::Blocked))
    ));
    assert!(matches!(
        accounts::sign_in(&shop, &ada.email, "guess", HERE).await,
        Err(Error::Refused(SignInRefusal::Wrong))
    ));
}
