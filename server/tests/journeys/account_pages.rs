use http::StatusCode;
use shop::accounts::{AddressForm, addresses};
use testkit::PASSWORD;

use crate::browser::Site;

#[tokio::test]
async fn a_stranger_becomes_a_shopper() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let page = browser.get("/register").await;
    let form = page.form("register").with("name", "Ada").with("email", "ada@example.com").with("password", PASSWORD);
    let wrong = browser.submit(form.clone().with("email", "ada").with("password", "short")).await;
    wrong.says("It needs an @ and a domain.");
    wrong.says("Please use at least 10 characters.");
    assert_eq!(browser.submit(form).await.path, "/register/sent");

    site.shop.drain().await;
    let link = site.shop.last_mail_to("ada@example.com").await.link("/confirm?");
    let page = browser.get(&link).await;
    let page = browser.submit(page.form("confirm")).await;
    page.says("Your address is confirmed.");

    let form = page.form("sign_in").with("email", "ada@example.com");
    browser.submit(form.clone().with("password", "not this one")).await.says("do not belong together");
    let home = browser.submit(form.with("password", PASSWORD)).await;
    assert_eq!((home.path.as_str(), home.status), ("/account", StatusCode::OK));
    home.says("Hello Ada");
    let out = browser.submit(home.form("sign_out")).await;
    assert_eq!(out.path, "/");
    assert!(browser.get("/account").await.path.starts_with("/sign-in?next="));
}

#[tokio::test]
async fn signing_in_leads_back_to_where_it_was_asked_for_and_nowhere_else() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let mut browser = site.browser();
    let asked = "/account/addresses/new?next=%2Fdrops%2Fkiln%3Fsize%3D42";
    let page = browser.get(asked).await;
    let form = page.form("sign_in").with("email", &ada.email).with("password", PASSWORD);
    let page = browser.submit(form.clone()).await;
    // The same address, whichever of its characters are escaped.
    assert_eq!(page.path, "/account/addresses/new?next=/drops/kiln?size=42");
    let address = page
        .form("add_address")
        .with("form[name]", "Ada")
        .with("form[line1]", "1")
        .with("form[city]", "Delft")
        .with("form[country]", "NL");
    assert_eq!(browser.submit(address).await.path, "/drops/kiln?size=42");
    for evil in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let mut browser = site.browser();
        assert_eq!(browser.submit(form.clone().with("next", evil)).await.path, "/account");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_mail() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let mut phone = site.signed_in(&ada).await;
    let mut browser = site.browser();
    let page = browser.get("/forgot").await;
    assert_eq!(browser.submit(page.form("ask_reset").with("email", "nobody@example.com")).await.path, "/forgot/sent");
    assert_eq!(browser.submit(page.form("ask_reset").with("email", &ada.email)).await.path, "/forgot/sent");
    site.shop.drain().await;
    let link = site.shop.last_mail_to(&ada.email).await.link("/reset?");
    let form = browser.get(&link).await.form("reset_password");
    browser.submit(form.clone().with("password", "short")).await.says("Please use at least 10 characters.");
    browser.submit(form.clone().with("password", "a better password")).await.says("Your new password is set");
    browser.submit(form.with("password", "a third password")).await.says("This link was used already");
    assert!(phone.get("/account").await.path.starts_with("/sign-in"), "the phone was signed out");
}

#[tokio::test]
async fn the_throttle_says_how_long_to_wait() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let mut browser = site.browser();
    let form = browser.get("/sign-in").await.form("sign_in").with("email", &ada.email);
    for _ in 0..5 {
        browser.submit(form.clone().with("password", "guess")).await;
    }
    browser.submit(form.with("password", PASSWORD)).await.says("Please wait 30 seconds");
}

#[tokio::test]
async fn addresses_are_kept_changed_and_removed() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let mut browser = site.signed_in(&ada).await;
    browser.get("/account/addresses").await.says("No address yet");
    let form = browser.get("/account/addresses/new").await.form("add_address");
    let form = form.with("form[name]", "Ada Lovelace").with("form[line1]", "Kiln Lane 4").with("form[city]", "Delft");
    browser
        .submit(form.clone().with("form[country]", "XX").with("form[city]", ""))
        .await
        .says("Please choose one of the options.");
    let page = browser.submit(form.clone().with("form[country]", "NL")).await;
    page.says("The address is saved.");
    page.says("Netherlands");
    browser.submit(form.with("form[country]", "NL").with("form[line1]", "Kiln Lane 5")).await;
    let page = browser.get("/account/addresses").await;
    let page = browser.submit(page.form("prefer_address")).await;
    page.says("This is your default address now.");
    assert_eq!(addresses::default(&site.shop.db, ada.id).await.unwrap().unwrap().line1, "Kiln Lane 5");
    browser.submit(page.form("remove_address")).await.says("The address is removed.");
}

#[tokio::test]
async fn anothers_address_is_not_there() {
    let site = Site::new().await;
    let (ada, eve) = (site.shop.shopper().await, site.shop.shopper().await);
    let form = AddressForm {
        name: "Ada".into(),
        line1: "Kiln Lane 4".into(),
        city: "Delft".into(),
        country: "NL".into(),
        ..AddressForm::default()
    };
    let id = addresses::add(&site.shop, &ada.actor(), &form).await.unwrap();
    let page = site.signed_in(&eve).await.get(&format!("/account/addresses/{id}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.html.contains("Kiln Lane"));
    let page = site.signed_in(&ada).await.get(&format!("/account/addresses/{id}")).await;
    assert!(page.status == StatusCode::OK && page.html.contains("Kiln Lane 4"));
}

#[tokio::test]
async fn a_profile_is_changed() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let mut browser = site.signed_in(&ada).await;
    let page = browser.get("/account/profile").await;
    browser.submit(page.form("rename").with("name", "Countess")).await.says("Your name is changed.");
    browser.get("/account").await.says("Hello Countess");
    let form = page.form("change_password").with("new_password", "a better password");
    browser.submit(form.clone().with("password", "guess")).await.says("This does not match.");
    browser.submit(form.with("password", PASSWORD)).await.says("Your password is changed");
    assert_eq!(browser.get("/account").await.status, StatusCode::OK, "this browser stays signed in");
    let form = page.form("change_email").with("email", "new@example.com").with("password", "a better password");
    browser.submit(form).await.says("We have sent a link to the new address.");
    let link = site.shop.last_mail_to("new@example.com").await.link("/confirm-email?");
    let page = browser.get(&link).await;
    browser.submit(page.form("confirm_email")).await.says("Your new address is set.");
}

#[tokio::test]
async fn mails_are_listed_for_developers_and_not_in_production() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    shop::accounts::ask_reset(&site.shop, &ada.email).await.unwrap();
    site.shop.drain().await;
    let mut browser = site.browser();
    let list = browser.get("/dev/mail").await;
    list.says("Set a new password");
    let path = list
        .html
        .split("href=\"")
        .find(|rest| rest.starts_with("/dev/mail/"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    browser.get(&path).await.says("/reset?token=");
    let html = browser.get(&format!("{path}/body")).await;
    assert!(html.status == StatusCode::OK && html.html.starts_with("<!doctype html>"), "{}", html.html);
    assert!(html.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));

    let real = Site::of(
        testkit::TestShop::with(4, None, |config| config.environment = shop::config::Environment::Production).await,
    );
    for path in ["/dev/mail", &path, &format!("{path}/body")] {
        assert_eq!(real.browser().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
