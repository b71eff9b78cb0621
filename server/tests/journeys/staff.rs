use http::StatusCode;
use shop::accounts::Role;

use crate::browser::Site;

const PAGES: [&str; 12] = [
    "/admin",
    "/admin/drops",
    "/admin/products",
    "/admin/collections",
    "/admin/stock",
    "/admin/orders",
    "/admin/entries",
    "/admin/draws",
    "/admin/customers",
    "/admin/emails",
    "/admin/jobs",
    "/admin/audit",
];

#[tokio::test]
async fn the_dashboard_is_closed_to_shoppers_and_strangers() {
    let site = Site::new().await;
    let shopper = site.shop.shopper().await;
    let mut stranger = site.browser();
    let mut signed_in = site.signed_in(&shopper).await;
    for path in PAGES {
        let page = stranger.get(path).await;
        assert!(page.path.starts_with("/sign-in?next="), "{path} led a stranger to {}", page.path);
        assert_eq!(signed_in.get(path).await.status, StatusCode::NOT_FOUND, "{path} for a shopper");
    }
}

#[tokio::test]
async fn every_page_of_the_dashboard_opens_for_an_admin() {
    let site = Site::new().await;
    let admin = site.shop.staff(Role::Admin).await;
    let mut browser = site.signed_in(&admin).await;
    for path in PAGES {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    }
}
