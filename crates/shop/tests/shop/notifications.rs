use shop::notifications::{self, Letter};
use testkit::{Person, TestShop};

fn letter(shop: &TestShop, to: &Person, key: &str) -> Letter {
    Letter::new(shop, "won", key, "You won\r\nBcc: everybody")
        .to(to.id, &to.email, &to.name)
        .paragraph("A pair of <Kiln Runner> is yours.")
        .rows([("Pay by", "18:00")])
        .button("Pay", "/account/orders")
        .secret_button("Confirm", "/confirm?token=secret")
}

#[tokio::test]
async fn a_letter_is_written_once_and_sent_once() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let mut conn = shop.db.acquire().await.unwrap();
    assert!(notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap().is_some());
    assert!(notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap().is_none());
    assert_eq!(shop.drain().await.completed, 1);
    let mail = shop.last_mail_to(&ada.email).await;
    assert!(mail.sent);
    assert_eq!(mail.subject, "You won  Bcc: everybody");
    assert!(mail.html.contains("&lt;Kiln Runner&gt;"));
    assert_eq!(mail.link("confirm"), "/confirm?token=secret");
    assert_eq!(std::fs::read_dir(shop.files().join("mail")).unwrap().count(), 1);
}

#[tokio::test]
async fn a_letter_of_a_transaction_that_fails_never_was() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let mut tx = shop.db.begin().await.unwrap();
    notifications::send(&mut tx, &letter(&shop, &ada, "won/1")).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(shop.drain().await.completed, 0);
    assert!(shop.mails().await.is_empty());
}

#[tokio::test]
async fn staff_and_thieves_do_not_see_a_link_that_is_a_key() {
    let shop = TestShop::new().await;
    let (ada, staff) = (shop.shopper().await, shop.staff(shop::accounts::Role::Support).await);
    let mut conn = shop.db.acquire().await.unwrap();
    let id = notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap().unwrap();
    let seen = notifications::email(&shop, &staff.actor(), id).await.unwrap();
    assert!(!seen.plain.contains("token=secret") && seen.plain.contains("/account/orders"), "{}", seen.plain);
    let row: String = sqlx::query_scalar("select row_to_json(emails)::text from emails").fetch_one(&shop.db).await.unwrap();
    assert!(!row.contains("token=secret"));
    assert!(notifications::emails(&shop, &ada.actor(), "", None).await.is_err());
}
