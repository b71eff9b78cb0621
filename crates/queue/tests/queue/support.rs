//! A database per test, jobs that tell what happens to them, workers in a hurry.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use queue::{Attempt, Job, JobId, JobRow, Outcome, Registry, Settings, Worker, staff};
use serde::{Deserialize, Serialize};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use time::OffsetDateTime;
use tokio::{
    sync::{OnceCell, Semaphore},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

const MIGRATION: &str = include_str!("../../../../migrations/0001_queue.sql");

/// A database of the test's own, with the queue's tables, and the context of its jobs.
pub struct Lab {
    pub pool: PgPool,
    pub log: Arc<Log>,
    server: PgConnectOptions,
    name: String,
}

impl Lab {
    pub async fn new() -> Self {
        static CLEAN: OnceCell<()> = OnceCell::const_new();
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let server = server();
        CLEAN.get_or_init(|| drop_leftovers(&server)).await;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("queue_test_{}_{count}", std::process::id());
        on(&server, &format!("create database {name} template template0")).await;
        let pool = PgPoolOptions::new().max_connections(8).connect_with(server.clone().database(&name)).await.unwrap();
        sqlx::raw_sql(MIGRATION).execute(&pool).await.unwrap();
        Self { pool, log: Arc::default(), server, name }
    }

    /// Drops the database. A test that fails leaves it to the next run, to look at.
    pub async fn done(self) {
        self.pool.close().await;
        on(&self.server, &format!("drop database {} with (force)", self.name)).await;
    }

    /// Statements to the server from outside the test's database.
    pub async fn on_server(&self, sql: &str) {
        on(&self.server, &sql.replace("{name}", &self.name)).await;
    }

    /// Enqueues and commits.
    pub async fn enqueue<J: Job>(&self, job: &J) -> JobId {
        let mut conn = self.pool.acquire().await.unwrap();
        queue::enqueue(&mut conn, job).await.unwrap().expect("no duplicate")
    }

    pub async fn row(&self, id: JobId) -> JobRow {
        let mut conn = self.pool.acquire().await.unwrap();
        staff::get(&mut conn, id).await.unwrap().expect("the job's row")
    }

    pub async fn counts(&self) -> staff::Counts {
        let mut conn = self.pool.acquire().await.unwrap();
        staff::counts(&mut conn).await.unwrap()
    }

    pub async fn execute(&self, sql: &'static str) -> u64 {
        sqlx::query(sql).execute(&self.pool).await.unwrap().rows_affected()
    }

    pub fn worker(&self) -> RunningWorker {
        self.worker_with(registry(), hurried())
    }

    pub fn worker_with(&self, registry: Registry<Log>, settings: Settings) -> RunningWorker {
        let stop = CancellationToken::new();
        let worker = Worker::new(self.pool.clone(), self.log.clone(), registry).settings(settings);
        let task = tokio::spawn(worker.run(stop.clone()));
        RunningWorker { stop, task }
    }

    /// Waits until so many runs were noted, and a moment longer for one too many.
    pub async fn noted(&self, count: usize) -> Vec<Run> {
        eventually(async || self.log.runs().len() >= count).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.log.runs()
    }

    pub async fn finished(&self, id: JobId) -> JobRow {
        eventually(async || self.row(id).await.finished_at.is_some()).await;
        self.row(id).await
    }
}

pub struct RunningWorker {
    pub stop: CancellationToken,
    pub task: JoinHandle<()>,
}

impl RunningWorker {
    pub async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(60), self.task).await.expect("the worker stops").unwrap();
    }

    /// As kill -9 does: nothing is given back.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Settings under which a second is a long time.
pub fn hurried() -> Settings {
    Settings {
        concurrency: 4,
        poll: Duration::from_millis(100),
        heartbeat: Duration::from_millis(100),
        silence: Duration::from_secs(1),
        ..Settings::default()
    }
}

pub fn registry() -> Registry<Log> {
    Registry::new()
        .register::<Note>()
        .register::<Gated>()
        .register::<Broken>()
        .register::<Flaky>()
        .register::<Sleepy>()
        .register::<Panicking>()
        .register::<Hanging>()
        .register::<Pointless>()
}

pub async fn eventually(condition: impl AsyncFn() -> bool) {
    let begin = Instant::now();
    while !condition().await {
        assert!(begin.elapsed() < Duration::from_secs(60), "waited in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn server() -> PgConnectOptions {
    let url = std::env::var("DATABASE_URL")
        .expect("set DATABASE_URL to a Postgres where the tests of the queue may create databases");
    url.parse().expect("DATABASE_URL is a Postgres URL")
}

async fn on(server: &PgConnectOptions, sql: &str) {
    let mut conn = PgConnection::connect_with(server).await.expect("Postgres at DATABASE_URL answers");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.unwrap();
}

/// Databases of test processes that are gone.
async fn drop_leftovers(server: &PgConnectOptions) {
    let mut conn = PgConnection::connect_with(server).await.expect("Postgres at DATABASE_URL answers");
    let names: Vec<String> =
        sqlx::query_scalar(r"select datname::text from pg_database where datname like 'queue\_test\_%'")
            .fetch_all(&mut conn)
            .await
            .unwrap();
    for name in names {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            on(server, &format!("drop database if exists {name} with (force)")).await;
        }
    }
}

/// The context of the jobs: what ran, and a gate that some wait at.
pub struct Log {
    runs: Mutex<Vec<Run>>,
    pub gate: Semaphore,
    /// Gated jobs that began.
    pub begun: AtomicUsize,
    /// Gated jobs whose future was dropped before they passed the gate.
    pub dropped: AtomicUsize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub text: String,
    pub job: JobId,
    pub attempt: i16,
    pub at: OffsetDateTime,
}

impl Default for Log {
    fn default() -> Self {
        let (begun, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { runs: Mutex::default(), gate: Semaphore::new(0), begun, dropped }
    }
}

impl Log {
    pub fn note(&self, text: &str, attempt: Attempt) {
        let run =
            Run { text: text.to_owned(), job: attempt.job, attempt: attempt.number, at: OffsetDateTime::now_utc() };
        self.runs.lock().unwrap().push(run);
    }

    pub fn runs(&self) -> Vec<Run> {
        self.runs.lock().unwrap().clone()
    }

    pub fn texts(&self) -> Vec<String> {
        self.runs().into_iter().map(|run| run.text).collect()
    }
}

/// A job with the fields of a unit or one text, its options and its body.
macro_rules! job {
    ($(#[$doc:meta])* $name:ident $( { $field:ident : $type:ty } )?, $({ $($option:item)* })? |$self:ident, $log:ident, $attempt:ident| $body:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name { $( pub $field: $type )? }

        impl Job for $name {
            const KIND: &'static str = concat!("test.", stringify!($name));
            type Context = Log;
            $($($option)*)?

            #[allow(unused_variables)]
            async fn run($self, $log: &Log, $attempt: Attempt) -> Outcome {
                $body.into()
            }
        }
    };
}

job!(
    /// Notes its text.
    Note { text: String }, |self, log, attempt| log.note(&self.text, attempt));

job!(
/// Waits at the gate, then notes its text.
Gated { text: String }, |self, log, attempt| {
    log.begun.fetch_add(1, Ordering::SeqCst);
    let guard = CountDrop(&log.dropped);
    log.gate.acquire().await.unwrap().forget();
    std::mem::forget(guard);
    log.note(&self.text, attempt);
});

job!(
/// Fails, with the usual backoff.
Broken, |self, log, attempt| {
    log.note("broken", attempt);
    Err::<(), _>("out of order")
});

job!(
/// Fails so many times, with a backoff of milliseconds.
Flaky { failures: i16 }, {
    fn backoff(attempt: i16) -> Duration {
        Duration::from_millis(20 * u64::from(attempt.unsigned_abs()))
    }
} |self, log, attempt| {
    log.note("flaky", attempt);
    if attempt.number <= self.failures { Err(format!("failure {}", attempt.number)) } else { Ok(()) }
});

job!(
/// Is put off until it has been tried so many times.
Sleepy { naps: usize }, |self, log, attempt| {
    log.note("sleepy", attempt);
    if log.runs().len() <= self.naps { Outcome::Snooze(Duration::from_millis(30)) } else { Outcome::Done }
});

job!(
    Panicking,
    {
        const MAX_ATTEMPTS: i16 = 1;
    } | self,
    log,
    attempt | {
        assert!(attempt.number <= 0, "the roof is on fire");
    }
);

job!(
    Hanging,
    {
        const MAX_ATTEMPTS: i16 = 1;
        const TIMEOUT: Duration = Duration::from_millis(100);
    } | self,
    log,
    attempt | std::future::pending::<()>().await
);

job!(Pointless, |self, log, attempt| Outcome::cancel("the drop is gone"));

struct CountDrop<'a>(&'a AtomicUsize);

impl Drop for CountDrop<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

pub fn note(text: impl Into<String>) -> Note {
    Note { text: text.into() }
}

pub fn gated(text: &str) -> Gated {
    Gated { text: text.to_owned() }
}
