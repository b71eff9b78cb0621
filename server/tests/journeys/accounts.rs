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
