use shop::accounts::{self, LinkRefusal};
use shop::{Error, Problem};
use testkit::{PASSWORD, TestShop};

use super::sessions::{open, signed_in};
use super::{HERE, fields, sign_in, token};

#[tokio::test]
async fn a_new_password_keeps_this_browser_and_ends_the_others() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    open(&shop, "phone", ada.id).await;
    open(&shop, "laptop", ada.id).await;
    let wrong =
        accounts::change_password(&shop, &ada.actor(), "not hers", "a better password", Some("laptop"), HERE).await;
    assert_eq!(fields(wrong), [("password".to_owned(), Problem::DoesNotMatch)]);
    accounts::change_password(&shop, &ada.actor(), PASSWORD, "a better password", Some("laptop"), HERE).await.unwrap();
    assert!(signed_in(&shop, "laptop").await && !signed_in(&shop, "phone").await);
    sign_in(&shop, &ada.email, "a better password").await.unwrap();
}

#[tokio::test]
async fn an_address_changes_when_the_new_one_confirms() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    accounts::ask_email_change(&shop, &ada.actor(), "new@example.com", PASSWORD, HERE).await.unwrap();
    let link = shop.last_mail_to("new@example.com").await.link("/confirm-email?");
    sign_in(&shop, &ada.email, PASSWORD).await.expect("nothing changed yet");
    accounts::confirm_email_change(&shop, token(&link)).await.unwrap();
    assert!(sign_in(&shop, &ada.email, PASSWORD).await.is_err());
    sign_in(&shop, "new@example.com", PASSWORD).await.unwrap();
    assert_eq!(shop.last_mail_to(&ada.email).await.template, "email_changed");
}

#[tokio::test]
async fn an_address_that_is_taken_stays_its_owners() {
    let shop = TestShop::new().await;
    let (ada, bob) = (shop.shopper().await, shop.shopper().await);
    accounts::ask_email_change(&shop, &ada.actor(), &bob.email, PASSWORD, HERE).await.unwrap();
    assert_eq!(shop.last_mail_to(&bob.email).await.template, "known");
    // Taken between asking and confirming:
    accounts::ask_email_change(&shop, &ada.actor(), "free@example.com", PASSWORD, HERE).await.unwrap();
    let link = shop.last_mail_to("free@example.com").await.link("/confirm-email?");
    accounts::create_admin(&shop, &super::registration("free@example.com", PASSWORD)).await.unwrap();
    assert!(matches!(
        accounts::confirm_email_change(&shop, token(&link)).await,
        Err(Error::Refused(LinkRefusal::Taken))
    ));
    sign_in(&shop, &ada.email, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_thief_of_the_session_needs_the_password() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let refused = accounts::ask_email_change(&shop, &ada.actor(), "thief@example.com", "guess", HERE).await;
    assert_eq!(fields(refused), [("password".to_owned(), Problem::DoesNotMatch)]);
    assert!(shop.mails().await.is_empty());
}

#[tokio::test]
async fn a_name_is_changed_and_checked() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    accounts::rename(&shop, &ada.actor(), "  Ada\n Lovelace ").await.unwrap();
    assert_eq!(accounts::find(&shop.db, ada.id).await.unwrap().unwrap().name, "Ada Lovelace");
    assert_eq!(fields(accounts::rename(&shop, &ada.actor(), " ").await), [("name".to_owned(), Problem::Required)]);
    assert_eq!(
        fields(accounts::rename(&shop, &ada.actor(), &"x".repeat(121)).await),
        [("name".to_owned(), Problem::TooLong(120))]
    );
}
