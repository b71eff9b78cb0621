use shop::accounts::Role;
use shop::config::MailConfig;
use shop::notifications::{self, EmailFilter, EmailStage, EmailState, Letter, ResendRefusal};
use shop::{Bar, Error};
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
    let mut tx = shop.begin().await.unwrap();
    notifications::send(&mut tx, &letter(&shop, &ada, "won/1")).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(shop.drain().await.completed, 0);
    assert!(shop.mails().await.is_empty());
}

#[tokio::test]
async fn staff_and_thieves_do_not_see_a_link_that_is_a_key() {
    let shop = TestShop::new().await;
    let (ada, staff) = (shop.shopper().await, shop.staff(Role::Support).await);
    let mut conn = shop.db.acquire().await.unwrap();
    let id = notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap().unwrap();
    let seen = notifications::email(&shop, &staff.actor(), id).await.unwrap();
    assert!(!seen.plain.contains("token=secret") && seen.plain.contains("/account/orders"), "{}", seen.plain);
    let html = notifications::html(&shop, &staff.actor(), id).await.unwrap();
    assert!(
        !html.contains("token=secret") && !html.contains("link.invalid") && html.contains("/account/orders"),
        "{html}"
    );
    let row: String =
        sqlx::query_scalar("select row_to_json(emails)::text from emails").fetch_one(&shop.db).await.unwrap();
    assert!(!row.contains("token=secret"));
    assert!(notifications::emails(&shop, &ada.actor(), &EmailFilter::default()).await.is_err());
}

#[tokio::test]
async fn mails_are_listed_by_stage_and_address() {
    let shop = TestShop::new().await;
    let (ada, bob, staff) = (shop.shopper().await, shop.shopper().await, shop.staff(Role::Support).await);
    let mut conn = shop.db.acquire().await.unwrap();
    notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap();
    shop.drain().await;
    notifications::send(&mut conn, &letter(&shop, &bob, "won/2")).await.unwrap();

    let list = async |to: &str, stage: Option<EmailStage>| {
        let page =
            notifications::emails(&shop, &staff.actor(), &EmailFilter { to: to.to_owned(), stage, before: None })
                .await
                .unwrap();
        assert_eq!((page.queued, page.failed), (1, 0));
        page.emails.into_iter().map(|e| e.recipient).collect::<Vec<_>>()
    };
    assert_eq!(list("", None).await.len(), 2);
    assert_eq!(list("", Some(EmailStage::Queued)).await, std::slice::from_ref(&bob.email));
    assert_eq!(list("", Some(EmailStage::Sent)).await, std::slice::from_ref(&ada.email));
    assert!(list("", Some(EmailStage::Failed)).await.is_empty());
    assert_eq!(list(&ada.email.to_uppercase(), None).await, std::slice::from_ref(&ada.email));
    assert!(list("%", None).await.is_empty());
    assert!(list("_", None).await.is_empty());
    let newest = notifications::emails(&shop, &staff.actor(), &EmailFilter::default()).await.unwrap().emails[0].id;
    let older =
        notifications::emails(&shop, &staff.actor(), &EmailFilter { before: Some(newest), ..EmailFilter::default() })
            .await
            .unwrap();
    assert_eq!(older.emails.len(), 1);
}

#[tokio::test]
async fn a_mail_that_failed_is_sent_again_and_one_that_left_is_not() {
    // Nothing listens there.
    let shop = TestShop::with(4, None, |config| config.mail = MailConfig::Smtp("smtp://127.0.0.1:9".to_owned())).await;
    let (ada, staff) = (shop.shopper().await, shop.staff(Role::Support).await);
    let mut conn = shop.db.acquire().await.unwrap();
    let id = notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap().unwrap();
    let refused = notifications::resend(&shop, &staff.actor(), id).await;
    assert!(matches!(refused, Err(Error::Refused(ResendRefusal::OnItsWay))), "{refused:?}");

    // The last attempt of its job: the mail says so, and its job is a dead letter.
    sqlx::query("update jobs set max_attempts = 1").execute(&shop.db).await.unwrap();
    assert_eq!(shop.drain_lenient().await.dead, 1);
    let failed = notifications::email(&shop, &staff.actor(), id).await.unwrap();
    assert_eq!(failed.line.state, EmailState::Failed);
    assert!(failed.failure.unwrap().starts_with("given up after 1 attempts"));

    notifications::resend(&shop, &staff.actor(), id).await.unwrap();
    let again = notifications::email(&shop, &staff.actor(), id).await.unwrap();
    assert_eq!((again.line.state, again.failure), (EmailState::Queued, None));
    let logged: i64 =
        sqlx::query_scalar("select count(*) from audit_entries where action = 'email.resent' and subject_id = $1")
            .bind(id)
            .fetch_one(&shop.db)
            .await
            .unwrap();
    assert_eq!(logged, 1, "the refused try is not logged");

    sqlx::query("update emails set sent_at = now()").execute(&shop.db).await.unwrap();
    let refused = notifications::resend(&shop, &staff.actor(), id).await;
    assert!(matches!(refused, Err(Error::Refused(ResendRefusal::Sent))), "{refused:?}");
    let refused = notifications::resend(&shop, &ada.actor(), id).await;
    assert!(matches!(refused, Err(Error::Barred(Bar::Forbidden))), "{refused:?}");
    let missing = notifications::resend(&shop, &staff.actor(), shop::EmailId::new()).await;
    assert!(matches!(missing, Err(Error::Barred(Bar::NotFound))), "{missing:?}");
}

#[tokio::test]
async fn developers_read_mails_as_they_leave_and_production_has_no_such_page() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    let mut conn = shop.db.acquire().await.unwrap();
    let id = notifications::send(&mut conn, &letter(&shop, &ada, "won/1")).await.unwrap().unwrap();
    let page = notifications::dev_mails(&shop, None).await.unwrap();
    assert!(page.mails.len() == 1 && page.older.is_none() && page.mails[0].plain.contains("token=secret"));

    let live = TestShop::with(2, None, |config| config.environment = shop::config::Environment::Production).await;
    assert!(matches!(notifications::dev_mails(&live, None).await, Err(Error::Barred(Bar::NotFound))));
    assert!(matches!(notifications::dev_mail(&live, id).await, Err(Error::Barred(Bar::NotFound))));
    assert!(matches!(notifications::dev_html(&live, id).await, Err(Error::Barred(Bar::NotFound))));
}
