use shop::accounts::Role;
use shop::dead_letters::{self, DeadLetterRefusal, JobState};
use shop::notifications::SendEmail;
use shop::{Bar, EmailId, Error, audit};
use testkit::TestShop;

/// A job that failed for good.
async fn dead(shop: &TestShop) -> i64 {
    let job = queue::NewJob::of(&SendEmail { email_id: EmailId::new() });
    let id = job.enqueue(&mut shop.db.acquire().await.unwrap()).await.unwrap().unwrap();
    sqlx::query(
        "update jobs set state = 'dead', attempt = 8, finished_at = now(),
           errors = jsonb_build_array(jsonb_build_object('attempt', 8, 'at', now(), 'error', 'no route')) where id = $1",
    )
    .bind(id)
    .execute(&shop.db)
    .await
    .unwrap();
    id.0
}

#[tokio::test]
async fn a_dead_letter_is_seen_retried_and_written_down() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let id = dead(&shop).await;
    let page = dead_letters::list(&shop, &admin, Some(JobState::Dead), None).await.unwrap();
    assert_eq!((page.jobs[0].id, page.jobs[0].last_error.as_deref()), (id, Some("no route")));
    assert_eq!(page.counts[0], (JobState::Dead, 1));

    dead_letters::retry(&shop, &admin, id).await.unwrap();
    assert!(matches!(dead_letters::retry(&shop, &admin, id).await, Err(Error::Refused(DeadLetterRefusal::NotDead))));
    assert_eq!(shop.drain().await.completed, 1);
    assert_eq!(dead_letters::one(&shop, &admin, id).await.unwrap().line.state, JobState::Completed);
    assert_eq!(audit::page(&shop, &admin, None, None).await.unwrap().entries[0].action, "job.retried");
}

#[tokio::test]
async fn of_two_who_discard_one_at_once_one_does() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await.actor();
    let id = dead(&shop).await;
    let (one, two) = tokio::join!(dead_letters::discard(&shop, &admin, id), dead_letters::discard(&shop, &admin, id));
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(dead_letters::one(&shop, &admin, id).await.unwrap().line.state, JobState::Cancelled);
}

#[tokio::test]
async fn jobs_are_for_admins() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let id = dead(&shop).await;
    assert!(matches!(dead_letters::list(&shop, &manager, None, None).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(dead_letters::one(&shop, &manager, id).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(dead_letters::discard(&shop, &manager, id).await, Err(Error::Barred(Bar::Forbidden))));
    let admin = shop.staff(Role::Admin).await.actor();
    assert!(matches!(dead_letters::one(&shop, &admin, id + 1).await, Err(Error::Barred(Bar::NotFound))));
}
