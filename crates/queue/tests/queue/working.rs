use std::{sync::atomic::Ordering, time::Duration};

use queue::{NewJob, Priority, Registry, Settings, State};

use crate::support::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_workers_run_each_job_once() {
    let lab = Lab::new().await;
    let workers: Vec<_> = (0..3).map(|_| lab.worker()).collect();
    let mut conn = lab.pool.acquire().await.unwrap();
    for hundred in 0..5 {
        let jobs: Vec<_> = (0..100).map(|n| NewJob::of(&note(format!("{hundred} {n}")))).collect();
        queue::enqueue_many(&mut conn, jobs).await.unwrap();
    }
    let mut runs = lab.noted(500).await;
    runs.sort_by_key(|run| run.job);
    runs.dedup_by_key(|run| run.job);
    assert_eq!((runs.len(), lab.log.runs().len()), (500, 500));
    eventually(async || lab.counts().await.completed == 500).await;
    drop(conn);
    for worker in workers {
        worker.stop().await;
    }
    lab.done().await;
}

#[tokio::test]
async fn no_more_jobs_run_at_once_than_the_worker_has_slots() {
    let lab = Lab::new().await;
    for n in 0..6 {
        lab.enqueue(&gated(&n.to_string())).await;
    }
    let worker = lab.worker_with(registry(), Settings { concurrency: 2, ..hurried() });
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 2).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(lab.log.begun.load(Ordering::SeqCst), 2);
    assert_eq!(lab.counts().await.running, 2);
    lab.log.gate.add_permits(6);
    eventually(async || lab.counts().await.completed == 6).await;
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn higher_priorities_go_first_then_the_earlier_due() {
    let lab = Lab::new().await;
    let mut conn = lab.pool.acquire().await.unwrap();
    let now = time::OffsetDateTime::now_utc();
    let jobs = [
        NewJob::of(&note("4 low")).priority(Priority::Low),
        NewJob::of(&note("3 normal, second")).run_at(now - Duration::from_secs(1)),
        NewJob::of(&note("2 normal, first")).run_at(now - Duration::from_secs(2)),
        NewJob::of(&note("1 high")).priority(Priority::High),
        NewJob::of(&note("0 urgent")).priority(Priority::Urgent),
        NewJob::of(&note("never")).priority(Priority::Urgent).run_at(now + Duration::from_mins(1)),
    ];
    queue::enqueue_many(&mut conn, jobs).await.unwrap();
    let worker = lab.worker_with(registry(), Settings { concurrency: 1, ..hurried() });
    lab.noted(5).await;
    let expected = ["0 urgent", "1 high", "2 normal, first", "3 normal, second", "4 low"];
    assert_eq!(lab.log.texts(), expected);
    drop(conn);
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_worker_that_stops_finishes_what_runs_and_begins_nothing() {
    let lab = Lab::new().await;
    let running = lab.enqueue(&gated("running")).await;
    let worker = lab.worker_with(registry(), Settings { concurrency: 1, ..hurried() });
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 1).await;
    let waiting = lab.enqueue(&gated("waiting")).await;
    worker.stop.cancel();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!worker.task.is_finished(), "it waits for the running job, and keeps it alive");
    assert_eq!(lab.row(running).await.state, State::Running);
    lab.log.gate.add_permits(2);
    worker.stop().await;
    assert_eq!(lab.row(running).await.state, State::Completed);
    let waiting = lab.row(waiting).await;
    assert_eq!((waiting.state, waiting.attempt), (State::Available, 0));
    lab.done().await;
}

#[tokio::test]
async fn when_the_grace_is_over_jobs_are_given_back_with_their_attempt() {
    let lab = Lab::new().await;
    let id = lab.enqueue(&gated("endless")).await;
    let grace = Duration::from_millis(100);
    let worker = lab.worker_with(registry(), Settings { grace, ..hurried() });
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 1).await;
    worker.stop().await;
    let row = lab.row(id).await;
    assert_eq!((row.state, row.attempt, row.errors.len()), (State::Available, 0, 0));
    assert_eq!(lab.log.dropped.load(Ordering::SeqCst), 1);
    lab.done().await;
}

#[tokio::test]
async fn kinds_that_a_worker_does_not_know_are_left_to_others() {
    let lab = Lab::new().await;
    let unknown = lab.enqueue(&gated("of a newer release")).await;
    let known = lab.enqueue(&note("known")).await;
    let worker = lab.worker_with(Registry::new().register::<Note>(), hurried());
    lab.finished(known).await;
    assert_eq!(lab.row(unknown).await.state, State::Available);
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_worker_outlives_its_database() {
    let lab = Lab::new().await;
    let worker = lab.worker();
    let held = lab.enqueue(&gated("held")).await;
    eventually(async || lab.log.begun.load(Ordering::SeqCst) == 1).await;

    lab.on_server("alter database {name} allow_connections false").await;
    lab.on_server("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'").await;
    lab.log.gate.add_permits(1);
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert!(!worker.task.is_finished());

    lab.on_server("alter database {name} allow_connections true").await;
    let row = lab.finished(held).await;
    assert_eq!((row.state, row.attempt), (State::Completed, 1), "its outcome was kept, not made again");
    let after = lab.enqueue(&note("after")).await;
    lab.finished(after).await;
    worker.stop().await;
    lab.done().await;
}

#[tokio::test]
async fn a_worker_works_while_the_pool_of_the_application_is_exhausted() {
    let lab = Lab::new().await;
    let small = sqlx::postgres::PgPoolOptions::new().max_connections(1);
    let small = small.connect_lazy_with((*lab.pool.connect_options()).clone());
    let taken = small.acquire().await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = queue::Worker::new(small.clone(), lab.log.clone(), registry());
    let task = tokio::spawn(worker.run(stop.clone()));
    let id = lab.enqueue(&note("still done")).await;
    lab.finished(id).await;
    stop.cancel();
    task.await.unwrap();
    drop(taken);
    lab.done().await;
}

#[tokio::test]
async fn old_finished_jobs_are_pruned_and_dead_letters_stay() {
    let lab = Lab::new().await;
    let [old, young, dead] =
        [lab.enqueue(&note("old")).await, lab.enqueue(&note("young")).await, lab.enqueue(&note("dead")).await];
    lab.execute("update jobs set state = 'completed', finished_at = now() - interval '23 hours'").await;
    lab.execute("update jobs set finished_at = now() - interval '25 hours' where args->>'text' <> 'young'").await;
    lab.execute("update jobs set state = 'dead' where args->>'text' = 'dead'").await;
    let prune_every = Duration::from_millis(50);
    let worker = lab.worker_with(registry(), Settings { prune_every, ..hurried() });
    let mut conn = lab.pool.acquire().await.unwrap();
    eventually(async || lab.counts().await.completed == 1).await;
    assert!(queue::staff::get(&mut conn, old).await.unwrap().is_none());
    assert_eq!(lab.row(young).await.state, State::Completed);
    assert_eq!(lab.row(dead).await.state, State::Dead);
    drop(conn);
    worker.stop().await;
    lab.done().await;
}
