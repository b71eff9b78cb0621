//! What staff do with jobs, emails and the log, and what developers see of the mail.

use http::StatusCode;
use shop::accounts::Role;
use shop::notifications::{self, Letter, SendEmail};
use shop::{EmailId, config::Environment};
use testkit::{Person, TestShop};

use crate::browser::Site;

async fn write_to(shop: &TestShop, person: &Person) -> EmailId {
    let letter = Letter::new(shop, "welcome", format!("welcome/{}", person.id), "Welcome")
        .to(person.id, &person.email, &person.name)
        .secret_button("Confirm", "/confirm?token=secret");
    notifications::send(&mut shop.db.acquire().await.unwrap(), &letter).await.unwrap().unwrap()
}

async fn dead_letter(shop: &TestShop) -> i64 {
    let job = SendEmail { email_id: EmailId::new() };
    let id = queue::enqueue(&mut shop.db.acquire().await.unwrap(), &job).await.unwrap().unwrap();
    sqlx::query("update jobs set state = 'dead', attempt = 8, max_attempts = 8, finished_at = now() where id = $1")
        .bind(id)
        .execute(&shop.db)
        .await
        .unwrap();
    id.0
}

#[tokio::test]
async fn an_admin_retries_and_discards_dead_letters_and_finds_it_in_the_log() {
    let site = Site::new().await;
    let admin = site.shop.staff(Role::Admin).await;
    let (one, two) = (dead_letter(&site.shop).await, dead_letter(&site.shop).await);
    let mut browser = site.signed_in(&admin).await;

    let list = browser.get("/admin/jobs?state=dead").await;
    list.says("2 dead letters");
    list.says(&format!("No. {one}"));
    let job = browser.get(&format!("/admin/jobs/{one}")).await;
    job.says("email_id");
    let retried = browser.submit(job.form("retry_job")).await;
    assert_eq!(retried.status, StatusCode::OK);
    retried.says("one more attempt");
    retried.says("Waiting");
    let again = browser.submit(job.form("retry_job")).await;
    again.says("Somebody was faster");

    let list = browser.get("/admin/jobs?state=dead&kind=notifications.send_email").await;
    let discarded = browser.submit(list.form("discard_jobs")).await;
    discarded.says("They are given up");
    discarded.says("No dead letters");
    browser.get(&format!("/admin/jobs/{two}")).await.says("Discarded");

    let log = browser.get("/admin/audit").await;
    log.says("All 2 entries are as they were written");
    log.says("Retried a dead letter");
    let filtered = browser.submit(log.form("/admin/audit").with("action", "job.all_discarded")).await;
    filtered.says("kind : notifications.send_email");
    assert_eq!(filtered.html.matches(">The job").count(), 1);
}

#[tokio::test]
async fn staff_read_a_mail_without_its_key_and_send_it_again() {
    let site = Site::new().await;
    let (ada, support) = (site.shop.shopper().await, site.shop.staff(Role::Support).await);
    let id = write_to(&site.shop, &ada).await;
    sqlx::query("update emails set failure = 'Mailbox unavailable'").execute(&site.shop.db).await.unwrap();
    sqlx::query("delete from jobs").execute(&site.shop.db).await.unwrap();
    let mut browser = site.signed_in(&support).await;

    let list = browser.get("/admin/emails").await;
    let found = browser.submit(list.form("/admin/emails").with("to", &ada.email)).await;
    found.says("Welcome");
    browser.get("/admin/emails?stage=sent").await.says("No emails here");
    let mail = browser.get(&format!("/admin/emails/{id}")).await;
    mail.says("Mailbox unavailable");
    assert!(!mail.html.contains("token=secret"));
    let body = browser.get(&format!("/admin/emails/{id}/body")).await;
    assert!(body.html.contains("Confirm") && !body.html.contains("token=secret"));
    let policy = body.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("sandbox"), "{policy}");

    let again = browser.submit(mail.form("resend_email")).await;
    again.says("It waits to be sent again");
    site.shop.drain().await;
    browser.get(&format!("/admin/emails/{id}")).await.says("Sent");
}

#[tokio::test]
async fn shoppers_and_strangers_see_nothing_of_the_desk() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let id = write_to(&site.shop, &ada).await;
    let (mut shopper, mut stranger) = (site.signed_in(&ada).await, site.browser());
    for path in [
        "/admin/jobs",
        "/admin/audit",
        "/admin/emails",
        &format!("/admin/emails/{id}"),
        &format!("/admin/emails/{id}/body"),
    ] {
        assert_eq!(shopper.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        let asked = stranger.get(path).await.path;
        let (page, query) = asked.split_once('?').unwrap();
        let next: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        assert_eq!((page, next.as_slice()), ("/sign-in", [("next".into(), path.into())].as_slice()));
    }
    // Support is staff, and neither jobs nor the log are theirs.
    let mut support = site.signed_in(&site.shop.staff(Role::Support).await).await;
    for path in ["/admin/jobs", "/admin/jobs/1", "/admin/audit"] {
        assert_eq!(support.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn developers_press_the_links_in_the_mail_and_production_has_no_such_page() {
    let site = Site::new().await;
    let ada = site.shop.shopper().await;
    let id = write_to(&site.shop, &ada).await;
    let mut browser = site.browser();
    let list = browser.get("/dev/mail").await;
    assert!(list.html.contains(r#"href="http://localhost:3000/confirm?token=secret""#), "{}", list.html);
    browser.get(&format!("/dev/mail/{id}")).await.says("Welcome");
    assert!(browser.get(&format!("/dev/mail/{id}/body")).await.html.contains("token=secret"));
    assert_eq!(browser.get("/dev/mail/nonsense").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/dev/mail/nonsense/body").await.status, StatusCode::NOT_FOUND);

    let live = Site::of(TestShop::with(4, None, |config| config.environment = Environment::Production).await);
    for path in ["/dev/mail".to_owned(), format!("/dev/mail/{id}"), format!("/dev/mail/{id}/body")] {
        assert_eq!(live.browser().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
