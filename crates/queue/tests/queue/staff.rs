use std::time::Duration;

use queue::{JobId, NewJob, State, staff, testing};
use time::OffsetDateTime;

use crate::support::*;

/// A flaky job that has died.
async fn dead_letter(lab: &Lab) -> JobId {
    let id = lab.enqueue(&Flaky { failures: 3 }).await;
    let tomorrow = OffsetDateTime::now_utc() + Duration::from_hours(24);
    let drained = testing::drain(&lab.pool, lab.log.clone(), &registry()).as_of(tomorrow).await.unwrap();
    assert_eq!((drained.retried, drained.dead), (2, 1));
    assert_eq!(lab.row(id).await.state, State::Dead);
    id
}

#[tokio::test]
async fn a_dead_letter_gets_one_more_attempt_in_the_callers_transaction() {
    let lab = Lab::new().await;
    let id = dead_letter(&lab).await;
    let mut tx = lab.pool.begin().await.unwrap();
    let row = staff::retry(&mut tx, id).await.unwrap();
    assert_eq!((row.state, row.attempt, row.max_attempts, row.finished_at), (State::Available, 3, 4, None));
    tx.rollback().await.unwrap();
    assert_eq!(lab.row(id).await.state, State::Dead);

    let mut conn = lab.pool.acquire().await.unwrap();
    staff::retry(&mut conn, id).await.unwrap();
    let twice = staff::retry(&mut conn, id).await;
    assert!(matches!(twice, Err(staff::DeadLetterError::NotDead(_))), "{twice:?}");
    testing::drain(&lab.pool, lab.log.clone(), &registry()).strict().await.unwrap();
    let row = lab.row(id).await;
    assert_eq!((row.state, row.attempt, row.errors.len()), (State::Completed, 4, 3));
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn a_dead_letter_is_discarded_for_good() {
    let lab = Lab::new().await;
    let id = dead_letter(&lab).await;
    let mut conn = lab.pool.acquire().await.unwrap();
    let row = staff::discard(&mut conn, id).await.unwrap();
    assert_eq!((row.state, row.errors.last().unwrap().error.as_str()), (State::Cancelled, "discarded"));
    assert!(staff::retry(&mut conn, id).await.is_err());
    assert!(staff::discard(&mut conn, id).await.is_err());
    assert!(staff::discard(&mut conn, JobId(0)).await.is_err());
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn a_dead_letter_whose_key_is_live_again_is_refused_and_the_transaction_goes_on() {
    let lab = Lab::new().await;
    let id = dead_letter(&lab).await;
    lab.execute("update jobs set unique_key = 'one'").await;
    let mut tx = lab.pool.begin().await.unwrap();
    NewJob::of(&Flaky { failures: 0 }).unique_key("one").enqueue(&mut tx).await.unwrap().unwrap();
    let refused = staff::retry(&mut tx, id).await;
    assert!(matches!(refused, Err(staff::DeadLetterError::AlreadyQueued)), "{refused:?}");
    tx.commit().await.unwrap();
    assert_eq!(testing::enqueued::<Flaky>(&lab.pool).await, [Flaky { failures: 0 }]);
    lab.done().await;
}

#[tokio::test]
async fn jobs_are_listed_by_page_state_and_kind_and_counted() {
    let lab = Lab::new().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(lab.enqueue(&note(n.to_string())).await);
    }
    let other = lab.enqueue(&Pointless {}).await;
    lab.execute("update jobs set state = 'dead', finished_at = now() where args->>'text' = '2'").await;
    lab.execute("update jobs set run_at = now() - interval '90 seconds' where args->>'text' = '1'").await;
    let mut conn = lab.pool.acquire().await.unwrap();

    let page = staff::list(&mut conn, None, Some("test.Note"), None, 3).await.unwrap();
    assert_eq!(page.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[4], ids[3], ids[2]]);
    let next = staff::list(&mut conn, None, Some("test.Note"), Some(ids[2]), 3).await.unwrap();
    assert_eq!(next.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    let dead = staff::list(&mut conn, Some(State::Dead), None, None, 10).await.unwrap();
    assert_eq!(dead.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[2]]);
    let available = staff::list(&mut conn, Some(State::Available), None, None, 1).await.unwrap();
    assert_eq!(available[0].id, other);

    let counts = staff::counts(&mut conn).await.unwrap();
    assert_eq!(counts, staff::Counts { available: 5, dead: 1, ..Default::default() });
    assert_eq!(counts.of(State::Available), 5);
    let age = staff::oldest_due(&mut conn).await.unwrap().unwrap();
    assert!(age >= Duration::from_secs(90) && age < Duration::from_secs(95), "{age:?}");
    lab.execute("update jobs set run_at = now() + interval '1 hour'").await;
    assert_eq!(staff::oldest_due(&mut conn).await.unwrap(), None);
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn dead_letters_of_a_kind_are_retried_together_but_for_those_whose_work_is_queued() {
    let lab = Lab::new().await;
    for text in ["a", "b", "b", "c", "d"] {
        lab.enqueue(&note(text)).await;
    }
    lab.enqueue(&Pointless {}).await;
    lab.execute(
        "update jobs set state = 'dead', finished_at = now(), attempt = 3, unique_key = nullif(args->>'text', 'd')",
    )
    .await;
    let mut conn = lab.pool.acquire().await.unwrap();
    NewJob::of(&note("c")).unique_key("c").enqueue(&mut conn).await.unwrap().unwrap();
    let dead = staff::dead_by_kind(&mut conn).await.unwrap();
    assert_eq!(dead[0], ("test.Note".to_owned(), 5));

    assert_eq!(staff::retry_all(&mut conn, "test.Note").await.unwrap(), 3);
    let counts = staff::counts(&mut conn).await.unwrap();
    assert_eq!((counts.available, counts.dead), (4, 3));
    assert_eq!(staff::retry_all(&mut conn, "test.Note").await.unwrap(), 0);
    assert_eq!(staff::discard_all(&mut conn, "test.Note").await.unwrap(), 2);
    assert_eq!(staff::discard_all(&mut conn, "test.Note").await.unwrap(), 0);
    assert_eq!(staff::dead_by_kind(&mut conn).await.unwrap().len(), 1);
    drop(conn);
    lab.execute("delete from jobs").await;
    lab.done().await;
}
