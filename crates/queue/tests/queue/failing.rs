use std::time::Duration;

use queue::{State, testing};
use time::OffsetDateTime;

use crate::support::*;

#[tokio::test]
async fn a_failed_job_is_retried_until_it_succeeds() {
    let lab = Lab::new().await;
    let worker = lab.worker();
    let id = lab.enqueue(&Flaky { failures: 2 }).await;
    let row = lab.finished(id).await;
    assert_eq!((row.state, row.attempt), (State::Completed, 3));
    let errors: Vec<_> = row.errors.iter().map(|error| (error.attempt, error.error.as_str())).collect();
    assert_eq!(errors, [(1, "failure 1"), (2, "failure 2")]);
    let runs = lab.log.runs();
    assert!(runs[1].at - runs[0].at >= Duration::from_millis(20), "it waited out its backoff");
    assert!(runs[2].at - runs[1].at >= Duration::from_millis(40), "and then a longer one");
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_job_out_of_attempts_is_a_dead_letter_with_its_errors() {
    let lab = Lab::new().await;
    let worker = lab.worker();
    let id = lab.enqueue(&Flaky { failures: 99 }).await;
    let row = lab.finished(id).await;
    assert_eq!((row.state, row.attempt, row.errors.len()), (State::Dead, 3, 3));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(lab.log.runs().len(), 3, "and is not run again");
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn the_backoff_is_stored_and_grows() {
    let lab = Lab::new().await;
    let id = lab.enqueue(&Broken {}).await;
    let drained = testing::drain(&lab.pool, lab.log.clone(), &registry()).await.unwrap();
    assert_eq!((drained.retried, drained.errors), (1, vec![format!("test.Broken #{id}: out of order")]));
    let first = lab.row(id).await;
    let pause = first.run_at - first.attempted_at.unwrap();
    assert_eq!(first.state, State::Retryable);
    assert!(pause >= Duration::from_secs(3) && pause < Duration::from_millis(5500), "{pause}");

    let in_six_seconds = OffsetDateTime::now_utc() + Duration::from_secs(6);
    testing::drain(&lab.pool, lab.log.clone(), &registry()).as_of(in_six_seconds).await.unwrap();
    let second = lab.row(id).await;
    let longer = second.run_at - second.attempted_at.unwrap();
    assert_eq!(second.attempt, 2);
    assert!(longer >= Duration::from_secs(12) && longer < Duration::from_millis(20_500), "{longer}");
    lab.done().await;
}

#[tokio::test]
async fn a_panic_a_timeout_and_unreadable_arguments_are_failed_attempts() {
    let lab = Lab::new().await;
    let worker = lab.worker();
    let panicking = lab.enqueue(&Panicking {}).await;
    let hanging = lab.enqueue(&Hanging {}).await;
    let unreadable: queue::JobId =
        sqlx::query_scalar("insert into jobs (kind, args, max_attempts) values ('test.Note', '[1]', 1) returning id")
            .fetch_one(&lab.pool)
            .await
            .unwrap();
    for (id, said) in [
        (panicking, "panicked: the roof is on fire"),
        (hanging, "timed out after 100ms"),
        (unreadable, "cannot read the job's arguments"),
    ] {
        let row = lab.finished(id).await;
        assert_eq!(row.state, State::Dead);
        assert!(row.errors[0].error.starts_with(said), "{:?}", row.errors);
    }
    let next = lab.enqueue(&note("the worker goes on")).await;
    lab.finished(next).await;
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_snooze_does_not_use_up_an_attempt() {
    let lab = Lab::new().await;
    let worker = lab.worker();
    let id = lab.enqueue(&Sleepy { naps: 5 }).await;
    let row = lab.finished(id).await;
    assert_eq!((row.state, row.attempt, row.errors.len()), (State::Completed, 1, 0));
    let runs = lab.log.runs();
    assert!(runs.iter().all(|run| run.attempt == 1), "{runs:?}");
    assert!(runs[1].at - runs[0].at >= Duration::from_millis(30));
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_job_that_cancels_itself_is_over_and_no_dead_letter() {
    let lab = Lab::new().await;
    let worker = lab.worker();
    let id = lab.enqueue(&Pointless {}).await;
    let row = lab.finished(id).await;
    assert_eq!((row.state, row.errors[0].error.as_str()), (State::Cancelled, "the drop is gone"));
    worker.stop().await;
    lab.done().await;
}
