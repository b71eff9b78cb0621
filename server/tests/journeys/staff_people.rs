use http::StatusCode;
use shop::EmailId;
use shop::accounts::Role;
use shop::notifications::SendEmail;

use crate::browser::Site;

#[tokio::test]
async fn a_customer_is_found_blocked_and_let_in_again() {
    let site = Site::new().await;
    let (ada, manager) = (site.shop.shopper().await, site.shop.staff(Role::Manager).await);
    let mut hers = site.signed_in(&ada).await;
    let mut browser = site.signed_in(&manager).await;
    browser.get(&format!("/admin/customers?q={}", ada.email.to_uppercase())).await.says(&ada.name);
    browser.get("/admin/customers?role=admin").await.says("Nobody here");
    let path = format!("/admin/customers/{}", ada.id);
    let form = browser.get(&path).await.form("block_customer");
    browser.submit(form.clone()).await.says("Please fill this in.");
    browser.submit(form.with("reason", "Chargebacks")).await.says("The account is blocked and signed out everywhere.");
    assert!(hers.get("/account").await.path.starts_with("/sign-in"));
    let form = browser.get(&path).await.form("unblock_customer");
    browser.submit(form.with("reason", "Cleared up")).await.says("The account may sign in again.");
    let form = browser.get(&path).await.form("change_role").with("role", "admin").with("reason", "x");
    browser.submit(form).await.says("Your account may not do this.");
    assert_eq!(
        browser.get("/admin/customers/0199d3f0-0000-7000-8000-000000000000").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(browser.get("/admin/customers/nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_admin_gives_a_role_and_the_log_has_it() {
    let site = Site::new().await;
    let (ada, admin) = (site.shop.shopper().await, site.shop.staff(Role::Admin).await);
    let mut browser = site.signed_in(&admin).await;
    let form = browser
        .get(&format!("/admin/customers/{}", ada.id))
        .await
        .form("change_role")
        .with("role", "support")
        .with("reason", "New colleague");
    browser.submit(form).await.says("The role is changed.");
    let log = browser.get("/admin/audit?action=account.role_changed").await;
    log.says("New colleague");
    log.says("Verifies");
}

#[tokio::test]
async fn a_dead_letter_is_retried() {
    let site = Site::new().await;
    let admin = site.shop.staff(Role::Admin).await;
    let mut browser = site.signed_in(&admin).await;
    let mut conn = site.shop.db.acquire().await.unwrap();
    let id = queue::enqueue(&mut conn, &SendEmail { email_id: EmailId::new() }).await.unwrap().unwrap();
    sqlx::query("update jobs set state = 'dead', attempt = 8, finished_at = now() where id = $1")
        .bind(id)
        .execute(&mut *conn)
        .await
        .unwrap();
    let list = browser.get("/admin/jobs?state=dead").await;
    list.says("notifications.send_email");
    let page = browser.get(&format!("/admin/jobs/{id}")).await;
    browser.submit(page.form("retry_job")).await.says("It has one more attempt");
    browser.submit(page.form("discard_job")).await.says("no such dead letter");
}

#[tokio::test]
async fn staff_read_mails_without_their_keys() {
    let site = Site::new().await;
    let (ada, support) = (site.shop.shopper().await, site.shop.staff(Role::Support).await);
    shop::accounts::ask_reset(&site.shop, &ada.email).await.unwrap();
    site.shop.drain().await;
    let mut browser = site.signed_in(&support).await;
    let list = browser.get(&format!("/admin/emails?q={}", ada.email)).await;
    list.says("Set a new password");
    let path = list
        .html
        .split("href=\"")
        .find(|rest| rest.starts_with("/admin/emails/"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = browser.get(&path).await;
    page.says("(link for the recipient alone)");
    assert!(!page.html.contains("token="));
    assert_eq!(browser.get("/admin/jobs").await.status, StatusCode::FORBIDDEN, "jobs are for admins");
}
