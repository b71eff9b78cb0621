use std::time::Duration;

use shop::accounts::{self, LinkRefusal, RegisterRefusal, SignInRefusal};
use shop::{Error, Problem};
use testkit::{PASSWORD, TestShop};

use super::{fields, registration, sign_in, token};

#[tokio::test]
async fn a_new_shopper_confirms_the_address_and_signs_in() {
    let shop = TestShop::new().await;
    accounts::register(&shop, &registration("Ada@Example.com", PASSWORD)).await.unwrap();
    shop.drain().await;
    let refused = sign_in(&shop, "ada@example.com", PASSWORD).await;
    assert!(matches!(refused, Err(Error::Refused(SignInRefusal::ConfirmFirst))));

    let mail = shop.last_mail_to("Ada@Example.com").await;
    assert!(mail.sent && mail.plain.starts_with("Hello Ada,"), "{}", mail.plain);
    let link = mail.link("/confirm?");
    accounts::confirm(&shop, token(&link)).await.unwrap();
    accounts::confirm(&shop, token(&link)).await.expect("pressing twice does no harm");
    let ada = sign_in(&shop, " ADA@example.com ", PASSWORD).await.unwrap();
    assert!(ada.verified && ada.email == "Ada@Example.com");
}

#[tokio::test]
async fn wrong_fields_are_all_named_and_nothing_is_written() {
    let shop = TestShop::new().await;
    let refused = accounts::register(&shop, &accounts::Registration::default()).await;
    assert_eq!(
        fields(refused),
        [("email", Problem::Required), ("name", Problem::Required), ("password", Problem::Required)]
            .map(|(f, p)| (f.to_owned(), p))
    );
    let refused: Result<(), Error<RegisterRefusal>> =
        accounts::register(&shop, &registration("ada@example.com", "password123")).await;
    assert_eq!(fields(refused), [("password".to_owned(), Problem::TooCommon)]);
    let count: i64 = sqlx::query_scalar("select count(*) from accounts").fetch_one(&shop.db).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn nobody_learns_that_an_address_is_taken_but_its_owner() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await;
    accounts::register(&shop, &registration(&ada.email.to_uppercase(), "another password")).await.unwrap();
    assert_eq!(shop.templates_to(ada.id).await, ["known"]);
    sign_in(&shop, &ada.email, PASSWORD).await.expect("her password stays");
    assert!(sign_in(&shop, &ada.email, "another password").await.is_err());
}

#[tokio::test]
async fn two_who_register_one_address_at_once_are_one_account() {
    let shop = TestShop::new().await;
    let form = registration("ada@example.com", PASSWORD);
    let (one, two) = tokio::join!(accounts::register(&shop, &form), accounts::register(&shop, &form));
    assert!(one.is_ok() && two.is_ok());
    let count: i64 = sqlx::query_scalar("select count(*) from accounts").fetch_one(&shop.db).await.unwrap();
    assert_eq!(count, 1);
    assert_eq!(shop.mails().await.len(), 1);
}

#[tokio::test]
async fn who_registers_a_strangers_address_first_does_not_keep_its_password() {
    let shop = TestShop::new().await;
    accounts::register(&shop, &registration("ada@example.com", "password of a thief")).await.unwrap();
    let old = shop.last_mail_to("ada@example.com").await.link("/confirm?");
    shop.advance(Duration::from_mins(2));
    accounts::register(&shop, &registration("ada@example.com", PASSWORD)).await.unwrap();
    let refused = accounts::confirm(&shop, token(&old)).await;
    assert!(matches!(refused, Err(Error::Refused(LinkRefusal::Spent))));
    let new = shop.last_mail_to("ada@example.com").await.link("/confirm?");
    accounts::confirm(&shop, token(&new)).await.unwrap();
    assert!(sign_in(&shop, "ada@example.com", "password of a thief").await.is_err());
    sign_in(&shop, "ada@example.com", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_link_is_void_after_three_days() {
    let shop = TestShop::new().await;
    accounts::register(&shop, &registration("ada@example.com", PASSWORD)).await.unwrap();
    let link = shop.last_mail_to("ada@example.com").await.link("/confirm?");
    shop.advance(Duration::from_hours(3 * 24));
    assert!(matches!(accounts::confirm(&shop, token(&link)).await, Err(Error::Refused(LinkRefusal::Spent))));
    assert!(matches!(accounts::confirm(&shop, "made up").await, Err(Error::Refused(LinkRefusal::Spent))));
}

#[tokio::test]
async fn the_database_knows_digests_alone() {
    let shop = TestShop::new().await;
    accounts::register(&shop, &registration("ada@example.com", PASSWORD)).await.unwrap();
    let link = shop.last_mail_to("ada@example.com").await.link("/confirm?");
    for table in ["accounts", "account_tokens", "emails", "jobs", "events"] {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select row_to_json(t)::text from {table} t")))
                .fetch_all(&shop.db)
                .await
                .unwrap();
        assert!(!rows.concat().contains(token(&link)) && !rows.concat().contains(PASSWORD), "{table}: {rows:?}");
    }
}

#[tokio::test]
async fn the_first_admin_is_made_once_and_may_sign_in() {
    let shop = TestShop::new().await;
    let form = registration("root@example.com", PASSWORD);
    accounts::create_admin(&shop, &form).await.unwrap();
    let admin = sign_in(&shop, "root@example.com", PASSWORD).await.unwrap();
    assert_eq!(admin.role, accounts::Role::Admin);
    assert_eq!(fields(accounts::create_admin(&shop, &form).await), [("email".to_owned(), Problem::Taken)]);
}

#[tokio::test]
async fn a_crowd_is_made_at_once_and_can_act() {
    let shop = TestShop::new().await;
    let crowd = accounts::seed_shoppers(&shop, 12_345).await.unwrap();
    assert_eq!(crowd.len(), 12_345);
    let actor = accounts::tokens::verify(&shop.config.secret, &crowd[12_344].1, shop.now()).unwrap();
    assert_eq!(actor.id, crowd[12_344].0);
    let account = accounts::find(&shop.db, actor.id).await.unwrap().unwrap();
    assert!(account.verified && account.name == "Shopper 12345");
    sign_in(&shop, &account.email, accounts::CROWD_PASSWORD).await.unwrap();

    let real = TestShop::with(2, None, |config| config.environment = shop::config::Environment::Production).await;
    assert!(accounts::seed_shoppers(&real, 1).await.is_err());
}
