use axum::body::Body;
use http::{Method, Request, StatusCode, header};

use crate::browser::Site;

#[tokio::test]
async fn the_session_id_changes_at_sign_in_and_the_cookie_is_closed_to_scripts() {
    let site = Site::new().await;
    let shopper = site.shop.shopper().await;
    let mut first = site.signed_in(&shopper).await;
    let before = first.cookie("fairdrop_session").expect("a session").to_owned();
    assert_eq!(first.get("/account").await.status, StatusCode::OK);

    let page = first.get("/sign-in").await;
    if page.path.starts_with("/sign-in") {
        first.submit(page.form("sign_in").with("email", &shopper.email).with("password", testkit::PASSWORD)).await;
        assert_ne!(first.cookie("fairdrop_session"), Some(before.as_str()));
    }
}

#[tokio::test]
async fn a_post_from_another_site_is_refused() {
    let site = Site::new().await;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/app/accounts/server_fns/sign_in")
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::empty())
        .unwrap();
    let (status, _, body) = site.send(request).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(body.contains("another site"), "{body}");
}

#[tokio::test]
async fn a_form_that_is_refused_without_javascript_keeps_what_was_typed() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let form = browser.get("/register").await.form("register");
    let form = form.with("name", "Zoë Söhne").with("email", "not-an-address").with("password", "short");
    let refused = browser.submit(form).await;
    refused.says("It needs an @ and a domain.");
    let again = refused.form("register");
    assert_eq!((again.value("name"), again.value("email")), (Some("Zoë Söhne"), Some("not-an-address")));
    assert_eq!(again.value("password"), Some(""), "a password is typed again");
    assert_eq!(browser.cookie("fairdrop_typed"), None, "it is shown once");
    assert_eq!(browser.get("/register").await.form("register").value("name"), Some(""));
}
