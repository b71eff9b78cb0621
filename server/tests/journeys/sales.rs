use std::time::Duration;

use http::StatusCode;
use shop::accounts::Role;
use shop::drops;
use shop::orders;
use testkit::Release;

use crate::browser::{Browser, Form, Page, Site};

const APPROVED: &str = "4242424242424242";

async fn drop_path(site: &Site, release: &Release) -> String {
    format!("/drops/{}", drops::find(&site.shop.db, release.id).await.unwrap().unwrap().slug)
}

fn with_card(page: &Page, number: &str) -> Form {
    page.form("pay_order")
        .with("form[to][name]", "Ada Byron")
        .with("form[to][line1]", "Kiln Lane 4")
        .with("form[to][city]", "Delft")
        .with("form[to][country]", "NL")
        .with("form[card_number]", number)
        .with("form[card_expiry]", "12/60")
        .with("form[card_cvc]", "123")
}

async fn press(browser: &mut Browser<'_>, page: &Page, release: &Release) -> Page {
    browser.submit(page.form("place_order").with("variant_id", &release.sizes[0].to_string())).await
}

#[tokio::test]
async fn a_shopper_buys_without_javascript() {
    let site = Site::new().await;
    let release = site.shop.flash_sale().sizes(&[("EU 41", 2), ("EU 42", 3)]).open().await;
    let path = drop_path(&site, &release).await;
    let shopper = site.shop.shopper().await;

    let mut stranger = site.browser();
    let home = stranger.get("/").await;
    home.says("Kiln Runner");
    home.says("5 of 5 left");
    let page = stranger.get(&path).await;
    page.says("5 of 5 left");
    page.says("Sign in to buy");
    stranger.get("/drops").await.says("Kiln Runner");

    let mut browser = site.signed_in(&shopper).await;
    let page = browser.get(&path).await;
    page.says("Buy for EUR 140");
    let without_size = browser.submit(page.form("place_order")).await;
    without_size.says("Please fill this in.");

    let pay = press(&mut browser, &page, &release).await;
    assert!(pay.path.ends_with("/pay"), "ended at {}", pay.path);
    pay.says("Pay for order");
    // Back, and pressed again: the same order.
    let again = press(&mut browser, &page, &release).await;
    assert_eq!(again.path, pay.path);
    browser.get(&path).await.says("In your hands until");

    let wrong = browser.submit(with_card(&pay, "1234")).await;
    wrong.says("This is not a card number");
    assert!(
        !wrong.path.contains("1234") || !wrong.path.contains("card_number="),
        "a card in an address: {}",
        wrong.path
    );
    browser.submit(with_card(&pay, "4000000000000002")).await.says("Your card was declined");
    let order = browser.submit(with_card(&pay, APPROVED)).await;
    assert_eq!(format!("{}/pay", order.path), pay.path);
    order.says("It is yours");
    order.says("Kiln Lane 4");
    browser.get(&pay.path).await.says("This order is paid");
    browser.get("/account/orders").await.says("Kiln Runner");
    browser.get(&path).await.says("You have what one person may have");
    stranger.get(&path).await.says("4 of 5 left");

    let mut other = site.signed_in(&site.shop.shopper().await).await;
    assert_eq!(other.get(&order.path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&pay.path).await.status, StatusCode::NOT_FOUND);
}

/// Whatever a page keeps for the browser alone must not be cleaned up on another thread of the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_render_the_page_of_a_drop() {
    let site = std::sync::Arc::new(Site::new().await);
    let mut paths = Vec::new();
    for release in [site.shop.flash_sale().open().await, site.shop.draw().open().await] {
        paths.push(drop_path(&site, &release).await);
    }
    let visits: Vec<_> = paths
        .iter()
        .cycle()
        .take(60)
        .map(|path| {
            let (site, path) = (site.clone(), path.clone());
            tokio::spawn(async move { site.browser().get(&path).await.status })
        })
        .collect();
    for visit in visits {
        assert_eq!(visit.await.unwrap(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_bank_asks_on_its_own_page() {
    let site = Site::new().await;
    let release = site.shop.flash_sale().open().await;
    let mut browser = site.signed_in(&site.shop.shopper().await).await;
    let page = browser.get(&drop_path(&site, &release).await).await;
    let pay = press(&mut browser, &page, &release).await;
    let asked = browser.submit(with_card(&pay, "4000002500003155")).await;
    asked.says("Is it you who pays");
    let no = Form::with(asked.form("answer_challenge"), "agreed", "false");
    let back = browser.submit(no).await;
    back.says("The payment was not confirmed");
    let asked = browser.submit(with_card(&back, "4000002500003155")).await;
    browser.submit(asked.form("answer_challenge")).await.says("It is yours");
}

#[tokio::test]
async fn the_page_of_a_drop_says_its_true_state() {
    let site = Site::new().await;
    let manager = site.shop.staff(Role::Manager).await.actor();
    let release = site.shop.flash_sale().units(1).opens_in(Duration::from_secs(600)).scheduled().await;
    let path = drop_path(&site, &release).await;
    let mut browser = site.browser();
    browser.get(&path).await.says("Opens");
    drops::open_now(&site.shop, &manager, release.id).await.unwrap();
    drops::pause(&site.shop, &manager, release.id).await.unwrap();
    browser.get(&path).await.says("Paused");
    drops::resume(&site.shop, &manager, release.id).await.unwrap();
    let placed = site.shop.shopper().await.buy(&site.shop, &release, "k").await.unwrap();
    browser.get(&path).await.says("Sold out; 1 is held and may return");
    site.shop.advance_past(placed.expires_at);
    orders::lapse_due(&site.shop).await.unwrap();
    browser.get(&path).await.says("1 of 1 left");
    drops::cancel(&site.shop, &manager, release.id, "The glaze cracks.").await.unwrap();
    browser.get(&path).await.says("The glaze cracks.");
    let missing = browser.get("/drops/no-such-drop").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn staff_put_a_drop_up_and_call_it_off_by_forms_alone() {
    let site = Site::new().await;
    let admin = site.shop.staff(Role::Admin).await;
    // Its goods are what the new drop releases.
    let goods = site.shop.flash_sale().units(5).draft().await;
    let mut browser = site.signed_in(&admin).await;
    browser.get("/admin/drops/new").await.says("Kiln Runner");
    let form = browser.get(&format!("/admin/drops/new?product={}", goods.product)).await;
    let empty = browser.submit(form.form("create_drop")).await;
    empty.says("Please enter a date and a time.");

    let now = site.shop.now();
    let draft = form
        .form("create_drop")
        .with("form[opens_at]", &now.plus(Duration::from_secs(600)).input_value())
        .with("form[closes_at]", &now.plus(Duration::from_secs(7200)).input_value())
        .with("form[slug]", "kiln-runner-night")
        .with(&format!("form[units][v-{}]", goods.sizes[0]), "4");
    let page = browser.submit(draft).await;
    page.says("The draft is there.");
    let preview = browser.get("/drops/kiln-runner-night").await;
    preview.says("only staff see this page");
    assert_eq!(site.browser().get("/drops/kiln-runner-night").await.status, StatusCode::NOT_FOUND);

    let edit = browser.get(&format!("{}/edit", page.path.split('?').next().unwrap())).await;
    let page = browser.submit(edit.form("edit_drop").with("form[limit_per_customer]", "2")).await;
    page.says("Saved.");
    let page = browser.submit(page.form("run_drop")).await;
    page.says("Scheduled: the units are set aside");
    site.browser().get("/drops/kiln-runner-night").await.says("Opens");
    let page = browser.submit(page.form("run_drop")).await;
    page.says("It opens now.");
    let live = browser.get(&format!("{}/live", page.path.split('?').next().unwrap())).await;
    live.says("of 4 left");
    let page = browser.submit(page.form("cancel_drop")).await;
    page.says("Please fill this in.");
    let page = browser.submit(page.form("cancel_drop").with("reason", "A fire in the kiln.")).await;
    page.says("A fire in the kiln.");
    browser.get("/admin/audit").await.says("Cancelled a drop");
}

#[tokio::test]
async fn staff_send_refund_and_cancel_orders_by_forms_alone() {
    let site = Site::new().await;
    let release = site.shop.flash_sale().units(5).open().await;
    let admin = site.shop.staff(Role::Admin).await;
    let mut paths = Vec::new();
    for _ in 0..2 {
        let shopper = site.shop.shopper().await;
        let placed = shopper.buy(&site.shop, &release, "k").await.unwrap();
        shop::payments::pay(&site.shop, &shopper.actor(), placed.id, &testkit::card(APPROVED)).await.unwrap();
        paths.push(format!("/admin/orders/{}", placed.id));
    }
    let mut browser = site.signed_in(&admin).await;
    browser.get("/admin").await.says("Taken today EUR 280");
    browser.get("/admin/orders?state=paid").await.says("Kiln Runner");

    let page = browser.get(&paths[0]).await;
    browser.submit(page.form("ship_order").with("tracking_url", "nowhere")).await.says("https://");
    let page = browser.submit(page.form("ship_order").with("carrier", "PostNL").with("tracking_number", "3S1")).await;
    page.says("Marked as sent");
    let page = browser.submit(page.form("deliver_order")).await;
    page.says("Marked as delivered");
    let page = browser.submit(page.form("refund_order").with("amount", "40").with("reason", "a scratch")).await;
    page.says("The money is on its way back");
    page.says("Partly refunded");
    browser.submit(page.form("annotate_order").with("note", "rang twice")).await.says("rang twice");

    let page = browser.get(&paths[1]).await;
    let page = browser.submit(page.form("call_off_order").with("reason", "It broke.")).await;
    page.says("The order is cancelled");
}
