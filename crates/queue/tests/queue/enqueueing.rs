use std::time::Duration;

use queue::{NewJob, Priority, State, testing};
use time::OffsetDateTime;

use crate::support::*;

#[tokio::test]
async fn a_job_exists_exactly_when_its_transaction_commits() {
    let lab = Lab::new().await;
    let mut tx = lab.pool.begin().await.unwrap();
    queue::enqueue(&mut tx, &note("rolled back")).await.unwrap();
    assert_eq!(testing::enqueued::<Note>(&lab.pool).await, []);
    tx.rollback().await.unwrap();

    let mut tx = lab.pool.begin().await.unwrap();
    let id = queue::enqueue(&mut tx, &note("committed")).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(testing::enqueued::<Note>(&lab.pool).await, [note("committed")]);
    let row = testing::assert_enqueued(&lab.pool, &note("committed")).await;
    assert_eq!((row.id, row.state, row.attempt, row.max_attempts), (id, State::Available, 0, 3));
    lab.done().await;
}

#[tokio::test]
async fn a_duplicate_key_is_skipped_and_leaves_the_transaction_whole() {
    let lab = Lab::new().await;
    let mut tx = lab.pool.begin().await.unwrap();
    let first = NewJob::of(&note("first")).unique_key("one").enqueue(&mut tx).await.unwrap();
    let second = NewJob::of(&note("second")).unique_key("one").enqueue(&mut tx).await.unwrap();
    let other_kind = NewJob::of(&gated("other kind")).unique_key("one").enqueue(&mut tx).await.unwrap();
    let third = queue::enqueue(&mut tx, &note("third")).await.unwrap();
    tx.commit().await.unwrap();
    assert!(first.is_some() && second.is_none() && other_kind.is_some() && third.is_some());
    assert_eq!(testing::enqueued::<Note>(&lab.pool).await, [note("first"), note("third")]);

    lab.log.gate.add_permits(1);
    testing::drain(&lab.pool, lab.log.clone(), &registry()).strict().await.unwrap();
    let mut conn = lab.pool.acquire().await.unwrap();
    let again = NewJob::of(&note("again")).unique_key("one").enqueue(&mut conn).await.unwrap();
    assert!(again.is_some(), "the key is free when its job is done");
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn two_transactions_at_once_enqueue_a_key_once() {
    let lab = Lab::new().await;
    let mut first = lab.pool.begin().await.unwrap();
    NewJob::of(&note("first")).unique_key("one").enqueue(&mut first).await.unwrap();
    let pool = lab.pool.clone();
    let second = tokio::spawn(async move {
        let mut second = pool.begin().await.unwrap();
        let id = NewJob::of(&note("second")).unique_key("one").enqueue(&mut second).await.unwrap();
        second.commit().await.unwrap();
        id
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!second.is_finished(), "it waits for the first to commit or roll back");
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), None);
    lab.done().await;
}

#[tokio::test]
async fn many_are_enqueued_in_order_in_one_statement_without_the_duplicates() {
    let lab = Lab::new().await;
    let mut conn = lab.pool.acquire().await.unwrap();
    let later = OffsetDateTime::now_utc() + Duration::from_hours(1);
    let jobs = [
        NewJob::of(&note("b")).unique_key("x"),
        NewJob::of(&note("duplicate")).unique_key("x"),
        NewJob::of(&gated("c")).priority(Priority::Low).max_attempts(7),
        NewJob::of(&note("d")).run_at(later),
    ];
    let ids = queue::enqueue_many(&mut conn, jobs).await.unwrap();
    assert_eq!(ids.len(), 3);
    assert!(ids.is_sorted());
    let low = lab.row(ids[1]).await;
    assert_eq!((low.kind.as_str(), low.priority, low.max_attempts), ("test.Gated", 3, 7));
    assert_eq!(lab.row(ids[0]).await.unique_key.as_deref(), Some("x"));
    assert!((lab.row(ids[2]).await.run_at - later).abs() < Duration::from_micros(2));
    assert_eq!(queue::enqueue_many(&mut conn, []).await.unwrap(), []);
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn a_job_runs_at_its_millisecond_and_not_before() {
    let lab = Lab::new().await;
    let worker = lab.worker_with(registry(), queue::Settings::default());
    let mut conn = lab.pool.acquire().await.unwrap();
    let due = OffsetDateTime::now_utc() + Duration::from_millis(1234);
    let id = queue::enqueue_at(&mut conn, &note("on time"), due).await.unwrap().unwrap();
    let stored = lab.row(id).await.run_at;
    assert!((stored - due).abs() < Duration::from_micros(2), "{stored} is not {due}");
    let late_by = lab.noted(1).await[0].at - due;
    assert!(late_by >= Duration::ZERO, "{late_by} early");
    assert!(late_by < Duration::from_millis(400), "{late_by} late");
    drop(conn);
    worker.stop().await;
    lab.done().await;
}
