use http::{StatusCode, header};

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
