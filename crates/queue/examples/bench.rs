//! How many no-op jobs a second are enqueued and done. Makes a database of its own beside that of `DATABASE_URL` and
//! prints a line of JSON for each way of enqueueing.
//!
//! `JOBS` (30,000), `PRODUCERS` (16 connections that enqueue), `CONCURRENCY` (100 jobs at once), `BATCH` (1,000 jobs in
//! an `enqueue_many`) can be set. Enqueueing and working go on at the same time, in this process.

use std::{
    error::Error,
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use queue::{Attempt, Job, NewJob, Outcome, Registry, Worker};
use serde::{Deserialize, Serialize};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

type Fallible<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Serialize, Deserialize)]
struct Noop {
    n: usize,
}

impl Job for Noop {
    const KIND: &'static str = "bench.noop";
    type Context = AtomicUsize;

    async fn run(self, done: &AtomicUsize, _: Attempt) -> Outcome {
        done.fetch_add(1, Ordering::Relaxed);
        Outcome::Done
    }
}

#[derive(Clone, Copy)]
enum Enqueue {
    /// One job in a transaction of its own, as a shop does.
    Single,
    /// Many in a statement.
    Many,
}

struct Size {
    jobs: usize,
    producers: usize,
    concurrency: usize,
    batch: usize,
}

#[tokio::main]
async fn main() -> Fallible {
    let size = Size {
        jobs: setting("JOBS", 30_000)?,
        producers: setting("PRODUCERS", 16)?,
        concurrency: setting("CONCURRENCY", 100)?,
        batch: setting("BATCH", 1000)?,
    };
    let url = std::env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL")?;
    let server: PgConnectOptions = url.parse()?;
    let name = format!("queue_bench_{}", std::process::id());
    on(&server, format!("create database {name} template template0")).await?;
    let measured = measure_all(server.clone().database(&name), &size).await;
    on(&server, format!("drop database {name} with (force)")).await?;
    measured
}

async fn measure_all(database: PgConnectOptions, size: &Size) -> Fallible {
    let connections = u32::try_from(size.producers)? + 2;
    let pool = PgPoolOptions::new().max_connections(connections).connect_with(database).await?;
    sqlx::raw_sql(include_str!("../../../migrations/0001_queue.sql")).execute(&pool).await?;
    for way in [Enqueue::Single, Enqueue::Many] {
        println!("{}", measure(&pool, way, size).await?);
        sqlx::raw_sql("truncate jobs").execute(&pool).await?;
    }
    pool.close().await;
    Ok(())
}

async fn measure(pool: &PgPool, way: Enqueue, size: &Size) -> Fallible<serde_json::Value> {
    let done = Arc::new(AtomicUsize::new(0));
    let stop = CancellationToken::new();
    let worker = Worker::new(pool.clone(), done.clone(), Registry::new().register::<Noop>());
    let worker = tokio::spawn(worker.concurrency(size.concurrency).run(stop.clone()));
    tokio::time::sleep(Duration::from_millis(500)).await;

    let begin = Instant::now();
    enqueue(pool, way, size).await?;
    let enqueued = begin.elapsed();
    wait_until_stored(pool, &done, size.jobs).await?;
    let total = begin.elapsed();
    stop.cancel();
    worker.await?;

    #[expect(clippy::cast_precision_loss, reason = "jobs a second, to the unit")]
    let per_second = |took: Duration| (size.jobs as f64 / took.as_secs_f64()).round();
    Ok(serde_json::json!({
        "queue": "fairdrop",
        "enqueue": match way { Enqueue::Single => "single", Enqueue::Many => "many" },
        "jobs": size.jobs,
        "durable": true,
        "concurrency": size.concurrency,
        "enqueued_per_s": per_second(enqueued),
        "jobs_per_s": per_second(total),
    }))
}

async fn enqueue(pool: &PgPool, way: Enqueue, size: &Size) -> Fallible {
    let mut producers = JoinSet::new();
    for producer in 0..size.producers {
        let mine = (producer..size.jobs).step_by(size.producers);
        match way {
            Enqueue::Single => producers.spawn(enqueue_singly(pool.clone(), mine.collect())),
            Enqueue::Many => producers.spawn(enqueue_in_batches(pool.clone(), mine.collect(), size.batch)),
        };
    }
    producers.join_all().await.into_iter().collect()
}

async fn enqueue_singly(pool: PgPool, mine: Vec<usize>) -> Fallible {
    for n in mine {
        let mut tx = pool.begin().await?;
        queue::enqueue(&mut tx, &Noop { n }).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn enqueue_in_batches(pool: PgPool, mine: Vec<usize>, batch: usize) -> Fallible {
    for numbers in mine.chunks(batch) {
        let mut conn = pool.acquire().await?;
        let jobs = numbers.iter().map(|&n| NewJob::of(&Noop { n }));
        queue::enqueue_many(&mut conn, jobs).await?;
    }
    Ok(())
}

/// A job is done when its outcome is in the database, not when it has run.
async fn wait_until_stored(pool: &PgPool, done: &AtomicUsize, jobs: usize) -> Fallible {
    while done.load(Ordering::Relaxed) < jobs {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut conn = pool.acquire().await?;
    while queue::staff::counts(&mut conn).await?.completed < i64::try_from(jobs)? {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if done.load(Ordering::Relaxed) == jobs { Ok(()) } else { Err("a job ran twice".into()) }
}

async fn on(server: &PgConnectOptions, sql: String) -> Fallible {
    let mut conn = PgConnection::connect_with(server).await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
    Ok(())
}

fn setting(name: &str, default: usize) -> Fallible<usize> {
    match std::env::var(name) {
        Ok(value) => value.parse().map_err(|error| format!("{name}: {error}").into()),
        Err(_) => Ok(default),
    }
}
