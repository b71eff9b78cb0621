use std::time::Duration;

use queue::{Registry, Settings, State};

use crate::support::*;

/// So long that no tick falls into the test.
const AGES: Duration = Duration::from_hours(24000);

fn by_the_clock(every: Duration) -> Registry<Log> {
    registry().schedule("sweep", every, || note("swept"))
}

async fn ticks(lab: &Lab) -> i64 {
    sqlx::query_scalar("select count(*) from job_ticks where schedule = 'sweep'").fetch_one(&lab.pool).await.unwrap()
}

#[tokio::test]
async fn a_tick_fires_once_with_three_workers_and_after_a_restart() {
    let lab = Lab::new().await;
    let workers: Vec<_> = (0..3).map(|_| lab.worker_with(by_the_clock(AGES), hurried())).collect();
    lab.noted(1).await;
    for worker in workers {
        worker.stop().await;
    }
    let restarted = lab.worker_with(by_the_clock(AGES), hurried());
    tokio::time::sleep(Duration::from_millis(300)).await;
    restarted.stop().await;
    assert_eq!((lab.log.texts(), ticks(&lab).await), (vec!["swept".to_owned()], 1));
    lab.done().await;
}

#[tokio::test]
async fn every_tick_fires_once() {
    let lab = Lab::new().await;
    let every = Duration::from_millis(200);
    let workers: Vec<_> = (0..3).map(|_| lab.worker_with(by_the_clock(every), hurried())).collect();
    lab.noted(6).await;
    for worker in workers {
        worker.stop().await;
    }
    // The last tick may have come as the workers stopped: its job waits for the next worker. A tick that came while
    // the job of the one before still waited has no job of its own.
    let jobs: i64 = sqlx::query_scalar("select count(*) from jobs").fetch_one(&lab.pool).await.unwrap();
    let rest = lab.worker_with(registry(), hurried());
    let runs = lab.noted(usize::try_from(jobs).unwrap()).await;
    rest.stop().await;
    assert_eq!(i64::try_from(runs.len()).unwrap(), jobs);
    assert!(jobs <= ticks(&lab).await, "{jobs} jobs");
    lab.done().await;
}

#[tokio::test]
async fn after_a_pause_the_latest_tick_alone_is_made_up_for() {
    let lab = Lab::new().await;
    lab.execute("insert into job_ticks select 'sweep', date_bin('1000 days', now(), 'epoch') - n * interval '1000 days' from generate_series(5, 7) n").await;
    let worker = lab.worker_with(by_the_clock(AGES), hurried());
    assert_eq!(lab.noted(1).await.len(), 1);
    assert_eq!(ticks(&lab).await, 4);
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_schedule_does_not_pile_up_jobs_behind_a_slow_one() {
    let lab = Lab::new().await;
    let registry = registry().schedule("sweep", Duration::from_millis(100), || gated("slow"));
    let worker = lab.worker_with(registry, hurried());
    eventually(async || ticks(&lab).await >= 4).await;
    let counts = lab.counts().await;
    assert_eq!((counts.available, counts.running), (0, 1));
    lab.log.gate.add_permits(100);
    lab.noted(2).await;
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn old_ticks_are_pruned_but_for_the_latest() {
    let lab = Lab::new().await;
    lab.execute("insert into job_ticks select 'gone', now() - n * interval '10 days' from generate_series(1, 3) n")
        .await;
    let worker = lab.worker_with(registry(), Settings { prune_every: Duration::from_millis(50), ..hurried() });
    let left =
        async || -> i64 { sqlx::query_scalar("select count(*) from job_ticks").fetch_one(&lab.pool).await.unwrap() };
    eventually(async || left().await == 1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(left().await, 1);
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn the_jobs_of_a_schedule_are_jobs_like_others() {
    let lab = Lab::new().await;
    let worker = lab.worker_with(by_the_clock(AGES), hurried());
    let run = lab.noted(1).await.remove(0);
    let row = lab.finished(run.job).await;
    assert_eq!((row.state, row.unique_key.as_deref()), (State::Completed, Some("schedule:sweep")));
    worker.stop().await;
    lab.done().await;
}
