use std::{sync::atomic::Ordering, time::Duration};

use queue::{JobId, NewJob, State};
use time::OffsetDateTime;

use crate::support::*;

#[tokio::test]
async fn a_job_of_a_killed_worker_is_rescued_and_the_attempt_counts() {
    let lab = Lab::new().await;
    let id = lab.enqueue(&gated("rescued")).await;
    let killed = lab.worker();
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 1).await;
    killed.kill().await;
    assert_eq!(lab.row(id).await.state, State::Running, "nobody gave it back");

    lab.log.gate.add_permits(1);
    let other = lab.worker();
    let row = lab.finished(id).await;
    assert_eq!((row.state, row.attempt), (State::Completed, 2));
    assert!(row.errors[0].error.ends_with("fell silent"), "{:?}", row.errors);
    assert_eq!(lab.log.runs().len(), 1);
    other.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_job_that_kills_its_worker_at_the_last_attempt_is_a_dead_letter() {
    let lab = Lab::new().await;
    let mut conn = lab.pool.acquire().await.unwrap();
    let id = NewJob::of(&gated("deadly")).max_attempts(1).enqueue(&mut conn).await.unwrap().unwrap();
    let killed = lab.worker();
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 1).await;
    killed.kill().await;
    let other = lab.worker();
    let row = lab.finished(id).await;
    assert_eq!((row.state, row.attempt), (State::Dead, 1));
    assert_eq!(lab.log.begun.load(Ordering::SeqCst), 1);
    drop(conn);
    other.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_long_job_of_a_living_worker_is_left_alone() {
    let lab = Lab::new().await;
    let id = lab.enqueue(&gated("long")).await;
    let workers = [lab.worker(), lab.worker()];
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(lab.log.begun.load(Ordering::SeqCst), 1);
    lab.log.gate.add_permits(1);
    assert_eq!(lab.finished(id).await.attempt, 1);
    for worker in workers {
        worker.stop().await;
    }
    lab.done().await;
}

#[tokio::test]
async fn a_worker_that_lost_its_claim_stops_the_job_and_stores_nothing() {
    let lab = Lab::new().await;
    let id = lab.enqueue(&gated("lost")).await;
    let worker = lab.worker();
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 1).await;
    lab.execute("update jobs set worker = 'other/1/00000000', attempt = 2, heartbeat_at = now() + interval '1 hour'")
        .await;
    eventually(async || lab.log.dropped.load(Ordering::SeqCst) == 1).await;
    worker.stop().await;
    let row = lab.row(id).await;
    assert_eq!((row.state, row.attempt, row.worker.as_deref()), (State::Running, 2, Some("other/1/00000000")));
    lab.done().await;
}

#[tokio::test]
async fn a_locked_row_holds_up_neither_the_heartbeats_of_others_nor_its_own_job() {
    let lab = Lab::new().await;
    let locked = lab.enqueue(&gated("locked")).await;
    let other = lab.enqueue(&gated("other")).await;
    let worker = lab.worker();
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 2).await;

    let mut tx = lab.pool.begin().await.unwrap();
    sqlx::query("select from jobs where id = $1 for update").bind(locked).execute(&mut *tx).await.unwrap();
    for _ in 0..3 {
        let before = heartbeat(&lab, other).await;
        eventually(async || heartbeat(&lab, other).await > before).await;
    }
    tx.rollback().await.unwrap();
    lab.log.gate.add_permits(2);
    for id in [locked, other] {
        assert_eq!(lab.finished(id).await.attempt, 1);
    }
    assert_eq!(lab.log.dropped.load(Ordering::SeqCst), 0);
    worker.stop().await;
    lab.done().await;
}

async fn heartbeat(lab: &Lab, id: JobId) -> OffsetDateTime {
    let sql = "select heartbeat_at from jobs where id = $1";
    sqlx::query_scalar(sql).bind(id).fetch_one(&lab.pool).await.unwrap()
}
