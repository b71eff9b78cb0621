use std::time::Duration;

use shop::accounts::{self, ResetRefusal};
use shop::{Error, Problem};
use testkit::{PASSWORD, TestShop};

use super::sessions::{open, signed_in};
use super::{fields, sign_in, token};

async fn ask(shop: &TestShop, email: &str) -> String {
    accounts::ask_reset(shop, email).await.unwrap();
    shop.drain().await;
    shop.last_mail_to(email).await.link("/reset?")
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_once_and_ends_all_sessions() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    open(&shop, "phone", ada.id).await;
    let link = ask(&shop, &ada.email).await;
    assert_eq!(
        fields(accounts::reset(&shop, token(&link), "short").await),
        [("password".to_owned(), Problem::TooShort(10))]
    );
    accounts::reset(&shop, token(&link), "a better password").await.unwrap();
    assert!(matches!(
        accounts::reset(&shop, token(&link), "a third password").await,
        Err(Error::Refused(ResetRefusal::Spent))
    ));
    assert!(!signed_in(&shop, "phone").await);
    assert!(sign_in(&shop, &ada.email, PASSWORD).await.is_err());
    sign_in(&shop, &ada.email, "a better password").await.unwrap();
    assert_eq!(shop.templates_to(ada.id).await, ["reset", "password_changed"]);
}

#[tokio::test]
async fn of_two_who_use_one_link_at_once_one_sets_the_password() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let link = ask(&shop, &ada.email).await;
    let (one, two) = tokio::join!(
        accounts::reset(&shop, token(&link), "password of one"),
        accounts::reset(&shop, token(&link), "password of two")
    );
    assert!(one.is_ok() != two.is_ok());
}

#[tokio::test]
async fn an_unknown_address_is_answered_alike_and_gets_no_mail() {
    let shop = TestShop::new().await;
    accounts::ask_reset(&shop, "nobody@example.com").await.unwrap();
    shop.drain().await;
    assert!(shop.mails().await.is_empty());
    assert_eq!(fields(accounts::ask_reset(&shop, "nobody").await), [("email".to_owned(), Problem::NotAnEmail)]);
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_and_a_newer_link_voids_the_older() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let old = ask(&shop, &ada.email).await;
    assert_eq!(ask(&shop, &ada.email).await, old, "one a minute");
    shop.advance(Duration::from_secs(61));
    let new = ask(&shop, &ada.email).await;
    assert!(matches!(
        accounts::reset(&shop, token(&old), "a better password").await,
        Err(Error::Refused(ResetRefusal::Spent))
    ));
    shop.advance(Duration::from_hours(1));
    assert!(
        matches!(
            accounts::reset(&shop, token(&new), "a better password").await,
            Err(Error::Refused(ResetRefusal::Spent))
        ),
        "an hour at most"
    );
}

#[tokio::test]
async fn a_reset_lets_an_owner_in_whom_guessers_held_up() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    for _ in 0..5 {
        let _ = sign_in(&shop, &ada.email, "guess").await;
    }
    let link = ask(&shop, &ada.email).await;
    accounts::reset(&shop, token(&link), "a better password").await.unwrap();
    sign_in(&shop, &ada.email, "a better password").await.unwrap();
}
