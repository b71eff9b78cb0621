//! Mail through a real SMTP server.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use mailin::response::{AUTHENTICATION_REQUIRED, INTERNAL_ERROR, NO_MAILBOX};
use shop::config::MailConfig;
use shop::notifications::{self, EmailState, Letter, SendEmail};
use shop::{AccountId, EmailId};
use testkit::{PostOffice, TestShop};

async fn shop_with(address: String) -> TestShop {
    TestShop::with(4, None, |config| config.mail = MailConfig::Smtp(address)).await
}

async fn write_to(shop: &TestShop, account: AccountId, email: &str) -> EmailId {
    let letter = Letter::new(shop, "reset", "reset/1", "Größe 42: set a new password")
        .to(account, email, "Ada Größe")
        .paragraph("Here is the link.\n.\nA line with a dot alone ends nothing.")
        .secret_button("Set a new password", "/reset?token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");
    notifications::send(&mut shop.db.acquire().await.unwrap(), &letter).await.unwrap().unwrap()
}

async fn state(shop: &TestShop, id: EmailId) -> (EmailState, Option<String>) {
    let view = notifications::dev_mail(shop, id).await.unwrap();
    (view.line.state, view.failure)
}

/// Quoted-printable undone, as far as ASCII goes.
fn readable(message: &str) -> String {
    message.replace("=\r\n", "").replace("=3D", "=")
}

#[tokio::test]
async fn a_mail_arrives_as_html_and_text_with_its_link() {
    let office = PostOffice::default();
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let id = write_to(&shop, ada.id, &ada.email).await;
    assert_eq!(shop.drain().await.completed, 1);
    let received = office.received();
    assert_eq!(received.len(), 1);
    let (to, message) = (&received[0].0, readable(&received[0].1));
    assert_eq!(*to, ada.email);
    for part in [
        "From: \"Small Runs\" <hello@example.com>",
        &format!("To: {}", ada.email),
        &format!("Message-ID: <{id}@example.com>"),
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "Set a new password:\r\nhttp://localhost:3000/reset?token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "href=\"http://localhost:3000/reset?token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\"",
        "A line with a dot alone ends nothing.",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
    assert_eq!(state(&shop, id).await.0, EmailState::Sent(shop.now()));
}

#[tokio::test]
async fn a_mail_that_was_sent_is_not_sent_again() {
    let office = PostOffice::default();
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let email_id = write_to(&shop, ada.id, &ada.email).await;
    shop.drain().await;
    queue::enqueue(&mut shop.db.acquire().await.unwrap(), &SendEmail { email_id }).await.unwrap();
    shop.drain().await;
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_busy_or_wants_a_password_is_asked_again() {
    let office = PostOffice::default();
    office.answer_next([AUTHENTICATION_REQUIRED, INTERNAL_ERROR]);
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let id = write_to(&shop, ada.id, &ada.email).await;
    // Longer than the first backoff, shorter than the second; then longer than that.
    for pause in [10, 60] {
        assert_eq!(shop.drain_lenient().await.retried, 1);
        assert_eq!(state(&shop, id).await, (EmailState::Queued, None));
        shop.advance(Duration::from_secs(pause));
    }
    assert_eq!(shop.drain().await.completed, 1);
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_again() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let shop = shop_with(format!("smtp://{free}")).await;
    let ada = shop.shopper().await;
    write_to(&shop, ada.id, &ada.email).await;
    let drained = shop.drain_lenient().await;
    assert_eq!(drained.retried, 1, "{drained:?}");
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_final_and_staff_see_why() {
    let office = PostOffice::default();
    office.answer_next([NO_MAILBOX]);
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let id = write_to(&shop, ada.id, &ada.email).await;
    assert_eq!(shop.drain_lenient().await.cancelled, 1);
    let (state, failure) = state(&shop, id).await;
    assert_eq!(state, EmailState::Failed);
    assert!(failure.unwrap().contains("Mailbox unavailable"));
    assert!(office.received().is_empty());
}
