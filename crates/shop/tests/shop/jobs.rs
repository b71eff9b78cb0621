use shop::accounts::Role;
use shop::audit::{self, AuditFilter};
use shop::jobs::{self, DeadLetterRefusal, JobFilter, JobState};
use shop::notifications::SendEmail;
use shop::{Bar, EmailId, Error};
use testkit::TestShop;

const KIND: &str = "notifications.send_email";

/// So many jobs for mails that do not exist: they succeed when they run.
async fn dead_letters(shop: &TestShop, count: usize) -> Vec<i64> {
    let mut conn = shop.db.acquire().await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(queue::enqueue(&mut conn, &SendEmail { email_id: EmailId::new() }).await.unwrap().unwrap().0);
    }
    sqlx::query(
        r#"update jobs set state = 'dead', attempt = 3, max_attempts = 3, finished_at = now(), attempted_at = now(), worker = 'w',
             errors = '[{"attempt": 3, "at": "2026-11-20T12:00:00Z", "error": "no route\nto host"}]'"#,
    )
    .execute(&shop.db)
    .await
    .unwrap();
    ids
}

async fn actions(shop: &TestShop) -> Vec<(String, Vec<(String, String)>)> {
    let admin = shop.staff(Role::Admin).await;
    let log = audit::page(shop, &admin.actor(), &AuditFilter::default()).await.unwrap();
    log.entries.into_iter().rev().map(|e| (e.action, e.facts)).collect()
}

#[tokio::test]
async fn the_queue_is_counted_listed_and_looked_into() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let ids = dead_letters(&shop, 52).await;
    let mut conn = shop.db.acquire().await.unwrap();
    queue::enqueue(&mut conn, &SendEmail { email_id: EmailId::new() }).await.unwrap();
    sqlx::query("update jobs set run_at = now() - interval '2 minutes' where state = 'available'")
        .execute(&shop.db)
        .await
        .unwrap();

    let page = jobs::page(&shop, &admin, &JobFilter::default()).await.unwrap();
    assert_eq!((page.count(JobState::Waiting), page.count(JobState::Dead), page.count(JobState::Done)), (1, 52, 0));
    assert!(page.overdue_seconds.unwrap() >= 120);
    assert_eq!(page.dead, [(KIND.to_owned(), 52)]);
    assert!(page.kinds.iter().any(|kind| kind == KIND));
    assert_eq!((page.jobs.len(), page.jobs[0].state), (50, JobState::Waiting));

    let dead = JobFilter { state: Some(JobState::Dead), kind: KIND.to_owned(), before: None };
    let first = jobs::page(&shop, &admin, &dead).await.unwrap();
    assert_eq!((first.jobs[0].id, first.jobs[0].last_error.as_deref()), (ids[51], Some("no route…")));
    let second = jobs::page(&shop, &admin, &JobFilter { before: first.older, ..dead.clone() }).await.unwrap();
    assert_eq!((second.jobs.len(), second.older), (2, None));
    let other = jobs::page(&shop, &admin, &JobFilter { kind: "other".to_owned(), ..dead }).await.unwrap();
    assert!(other.jobs.is_empty());

    let job = jobs::find(&shop, &admin, ids[0]).await.unwrap();
    assert!(job.args.starts_with("{\n  \"email_id\""), "{}", job.args);
    assert_eq!((job.errors[0].attempt, job.errors[0].error.as_str()), (3, "no route\nto host"));
    assert!(matches!(jobs::find(&shop, &admin, 0).await, Err(Error::Barred(Bar::NotFound))));
}

#[tokio::test]
async fn a_dead_letter_is_retried_once_or_discarded_and_the_log_says_so() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let ids = dead_letters(&shop, 2).await;
    jobs::retry(&shop, &admin, ids[0]).await.unwrap();
    let twice = jobs::retry(&shop, &admin, ids[0]).await;
    assert!(matches!(twice, Err(Error::Refused(DeadLetterRefusal::NotDead))), "{twice:?}");
    jobs::discard(&shop, &admin, ids[1]).await.unwrap();
    let twice = jobs::discard(&shop, &admin, ids[1]).await;
    assert!(matches!(twice, Err(Error::Refused(DeadLetterRefusal::NotDead))), "{twice:?}");
    assert_eq!(shop.drain().await.completed, 1);
    assert_eq!(jobs::find(&shop, &admin, ids[1]).await.unwrap().line.state, JobState::Cancelled);
    let facts = |id: i64| vec![("job".to_owned(), id.to_string()), ("kind".to_owned(), KIND.to_owned())];
    assert_eq!(
        actions(&shop).await,
        [("job.retried".to_owned(), facts(ids[0])), ("job.discarded".to_owned(), facts(ids[1]))]
    );
}

#[tokio::test]
async fn of_two_who_discard_one_at_once_one_does() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let id = dead_letters(&shop, 1).await[0];
    let (one, two) = tokio::join!(jobs::discard(&shop, &admin, id), jobs::discard(&shop, &admin, id));
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(actions(&shop).await.len(), 1);
}

#[tokio::test]
async fn all_dead_letters_of_a_kind_are_retried_or_discarded_together() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let ids = dead_letters(&shop, 3).await;
    // A live job does the work of the first.
    sqlx::query("insert into jobs (kind, args, unique_key) select kind, args, unique_key from jobs where id = $1")
        .bind(ids[0])
        .execute(&shop.db)
        .await
        .unwrap();
    let busy = jobs::retry(&shop, &admin, ids[0]).await;
    assert!(matches!(busy, Err(Error::Refused(DeadLetterRefusal::AlreadyQueued))), "{busy:?}");
    assert_eq!(jobs::retry_all(&shop, &admin, KIND).await.unwrap(), 2);
    let busy = jobs::retry_all(&shop, &admin, KIND).await;
    assert!(matches!(busy, Err(Error::Refused(DeadLetterRefusal::AlreadyQueued))), "{busy:?}");
    assert_eq!(jobs::discard_all(&shop, &admin, KIND).await.unwrap(), 1);
    let none = jobs::discard_all(&shop, &admin, KIND).await;
    assert!(matches!(none, Err(Error::Refused(DeadLetterRefusal::NotDead))), "{none:?}");
    let none = jobs::retry_all(&shop, &admin, KIND).await;
    assert!(matches!(none, Err(Error::Refused(DeadLetterRefusal::NotDead))), "{none:?}");
    assert_eq!(shop.drain().await.completed, 3);
    let done: Vec<_> = actions(&shop).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(done, ["job.all_retried", "job.all_discarded"]);
}

#[tokio::test]
async fn jobs_are_for_admins() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let id = dead_letters(&shop, 1).await[0];
    assert!(matches!(jobs::page(&shop, &manager, &JobFilter::default()).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(jobs::find(&shop, &manager, id).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(jobs::retry(&shop, &manager, id).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(jobs::discard(&shop, &manager, id).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(jobs::retry_all(&shop, &manager, KIND).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(jobs::discard_all(&shop, &manager, KIND).await, Err(Error::Barred(Bar::Forbidden))));
    let dead: i64 =
        sqlx::query_scalar("select count(*) from jobs where state = 'dead'").fetch_one(&shop.db).await.unwrap();
    assert_eq!(dead, 1);
}
