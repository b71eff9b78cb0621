use axum::body::Body;
use http::{Request, StatusCode, header};

use crate::browser::Site;

#[tokio::test]
async fn a_page_says_that_the_database_is_away_and_comes_back() {
    let site = Site::new().await;
    let shopper = site.shop.shopper().await;
    let mut browser = site.signed_in(&shopper).await;
    site.shop.db.close().await;
    let page = browser.get("/account").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    page.says("The shop cannot reach its records just now");
}

#[tokio::test]
async fn so_does_the_answer_to_a_script_whose_session_cannot_be_read() {
    let site = Site::new().await;
    let shopper = site.shop.shopper().await;
    let browser = site.signed_in(&shopper).await;
    let cookie = format!("fairdrop_session={}", browser.cookie("fairdrop_session").unwrap());
    site.shop.db.close().await;
    let request = Request::get("/account").header(header::COOKIE, cookie).header(header::ACCEPT, "application/json");
    let (status, headers, body) = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    assert!(headers.contains_key(header::RETRY_AFTER));
    assert!(body.contains("/problems/unavailable"), "{body}");
}
