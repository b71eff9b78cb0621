use http::StatusCode;
use shop::accounts::Role;

use crate::browser::Site;

#[tokio::test]
async fn staff_rehearse_a_drop_and_read_the_report_by_forms_alone() {
    let site = Site::new().await;
    let draft = site.shop.flash_sale().units(10).draft().await;
    let manager = site.shop.staff(Role::Manager).await;
    let path = format!("/admin/drops/{}", draft.id);
    let mut browser = site.signed_in(&manager).await;

    let page = browser.get(&path).await;
    page.says("Nobody is written to, no stock moves");
    let form = page.form("rehearse_drop");
    assert_eq!((form.value("shoppers"), form.value("at_once")), (Some("100"), Some("200")));
    let refused = browser.submit(form.clone().with("shoppers", "0")).await;
    refused.says("Please enter a whole number from 1 to 20000.");
    assert_eq!(refused.form("rehearse_drop").value("shoppers"), Some("0"));

    let begun = browser.submit(form.with("shoppers", "60").with("at_once", "20")).await;
    assert_eq!(begun.status, StatusCode::OK);
    begun.says("The rehearsal has begun.");
    begun.says("0 of 60 shoppers have pressed");
    begun.says("Look again");
    site.shop.drain().await;

    let page = browser.get(&path).await;
    page.says("At this pace 10 units are gone in");
    page.says("50 of 60 shoppers would go without.");
    page.says("99 of 100");
    page.says("Refused: sold out");
    page.says("Measured in the worker, without the network");
    page.says(&format!("60 shoppers, 20 at the same time, for {}", manager.name));

    // Another one can be stopped, and the first stays to compare.
    let waiting = browser.submit(page.form("rehearse_drop")).await;
    let stopped = browser.submit(waiting.form("stop_rehearsal")).await;
    stopped.says("It was stopped before anybody had pressed.");
    stopped.says("Earlier rehearsals");
    let late = browser.submit(waiting.form("stop_rehearsal")).await;
    late.says("The rehearsal has ended meanwhile.");
}

#[tokio::test]
async fn a_draw_has_no_rehearsal_and_support_begins_none() {
    let site = Site::new().await;
    let (draw, draft) = (site.shop.draw().draft().await, site.shop.flash_sale().draft().await);
    let mut browser = site.signed_in(&site.shop.staff(Role::Support).await).await;
    let page = browser.get(&format!("/admin/drops/{}", draw.id)).await;
    assert!(!page.html.contains("rehearse_drop"), "a draw cannot be rehearsed");
    let page = browser.get(&format!("/admin/drops/{}", draft.id)).await;
    browser.submit(page.form("rehearse_drop")).await.says("Your account may not do this.");
}
