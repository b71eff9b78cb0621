use std::time::Duration;

use queue::{Attempt, Job, Outcome, Registry, State, testing};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::support::*;

/// Enqueues a smaller one of itself.
#[derive(Serialize, Deserialize)]
struct Nested {
    depth: u8,
}

impl Job for Nested {
    const KIND: &'static str = "test.Nested";
    type Context = PgPool;

    async fn run(self, pool: &PgPool, _: Attempt) -> Outcome {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Outcome::Done;
        };
        let Ok(mut conn) = pool.acquire().await else {
            return Outcome::retry("no connection");
        };
        queue::enqueue(&mut conn, &Nested { depth }).await.map(|_| ()).into()
    }
}

#[tokio::test]
async fn a_drain_runs_due_jobs_and_those_they_enqueue() {
    let lab = Lab::new().await;
    let mut conn = lab.pool.acquire().await.unwrap();
    queue::enqueue(&mut conn, &Nested { depth: 3 }).await.unwrap();
    let registry = Registry::new().register::<Nested>();
    let drained = testing::drain(&lab.pool, lab.pool.clone(), &registry).strict().await.unwrap();
    assert_eq!(drained, testing::Drained { completed: 4, ..Default::default() });
    assert!(testing::jobs_left(&lab.pool).await.is_empty());
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn a_drain_leaves_the_future_alone_unless_told_the_time() {
    let lab = Lab::new().await;
    let mut conn = lab.pool.acquire().await.unwrap();
    let in_an_hour = OffsetDateTime::now_utc() + Duration::from_hours(1);
    queue::enqueue_at(&mut conn, &note("later"), in_an_hour).await.unwrap();
    queue::enqueue(&mut conn, &note("now")).await.unwrap();
    testing::drain(&lab.pool, lab.log.clone(), &registry()).await.unwrap();
    assert_eq!(lab.log.texts(), ["now"]);
    assert_eq!(testing::jobs_left(&lab.pool).await.len(), 1);
    testing::drain(&lab.pool, lab.log.clone(), &registry()).as_of(in_an_hour).await.unwrap();
    assert_eq!(lab.log.texts(), ["now", "later"]);
    drop(conn);
    lab.done().await;
}

#[tokio::test]
async fn a_strict_drain_fails_with_the_job_and_a_lenient_one_reports() {
    let lab = Lab::new().await;
    let first = lab.enqueue(&Broken {}).await;
    let error = testing::drain(&lab.pool, lab.log.clone(), &registry()).strict().await.unwrap_err();
    assert_eq!(error.to_string(), format!("a job failed: test.Broken #{first}: out of order"));
    lab.enqueue(&Broken {}).await;
    lab.enqueue(&Pointless {}).await;
    lab.enqueue(&Panicking {}).await;
    let drained = testing::drain(&lab.pool, lab.log.clone(), &registry()).await.unwrap();
    assert_eq!((drained.retried, drained.cancelled, drained.dead, drained.errors.len()), (1, 1, 1, 3));
    let left = testing::jobs_left(&lab.pool).await;
    let states: Vec<_> = left.iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Dead, State::Retryable, State::Retryable]);
    lab.done().await;
}

#[tokio::test]
async fn a_drain_says_which_due_jobs_nobody_registered() {
    let lab = Lab::new().await;
    lab.enqueue(&note("known")).await;
    lab.enqueue(&gated("unknown")).await;
    let only_notes = Registry::new().register::<Note>();
    let error = testing::drain(&lab.pool, lab.log.clone(), &only_notes).await.unwrap_err();
    assert_eq!(error.to_string(), r#"jobs are due that nobody registered: ["test.Gated"]"#);
    assert_eq!(lab.log.texts(), ["known"]);
    lab.done().await;
}

#[tokio::test]
async fn assert_enqueued_names_what_is_missing() {
    let lab = Lab::new().await;
    lab.enqueue(&note("there")).await;
    let pool = lab.pool.clone();
    let asserted = tokio::spawn(async move { testing::assert_enqueued(&pool, &note("not there")).await });
    let panic = asserted.await.unwrap_err().into_panic();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.starts_with("no live test.Note job is") && said.contains("there"), "{said}");
    lab.done().await;
}
