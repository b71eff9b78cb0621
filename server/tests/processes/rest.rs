//! What the clock does after a crash, and what must be true when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use sqlx::{PgPool, Postgres, Transaction};
use testkit::{PostOffice, TestShop};
use uuid::Uuid;

use crate::binary::Process;

/// What a minute does to the queue, in no time: every job is due, and a worker that died has been silent for long.
pub async fn a_minute_passes(shop: &TestShop, alive: &Process) {
    a_minute_passes_in(&shop.db, alive).await;
}

/// The same in this database.
pub async fn a_minute_passes_in(db: &PgPool, alive: &Process) {
    sqlx::query("update jobs set run_at = now() where state in ('available', 'retryable') and run_at > now()")
        .execute(db)
        .await
        .unwrap();
    sqlx::query(
        "update jobs set heartbeat_at = heartbeat_at - interval '1 minute' where state = 'running' and not starts_with(worker, $1)",
    )
    .bind(alive.worker())
    .execute(db)
    .await
    .unwrap();
}

/// Until this worker has claimed something. One that is still starting when Postgres goes away ends, and here nobody
/// starts it again.
pub async fn until_it_works(shop: &TestShop, worker: &Process) {
    let began = Instant::now();
    let claims = "select exists (select from jobs where starts_with(worker, $1))";
    // Postgres may be away.
    while !sqlx::query_scalar(claims).bind(worker.worker()).fetch_one(&shop.db).await.unwrap_or(false) {
        assert!(began.elapsed() < Duration::from_secs(60), "the worker claims nothing");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Stops a sweep of orders in its middle, until the answer is rolled back.
pub async fn hold_up_a_sweep(shop: &TestShop) -> Transaction<'static, Postgres> {
    let mut tx = shop.begin().await.unwrap();
    sqlx::query("lock table orders in access exclusive mode").execute(&mut *tx).await.unwrap();
    let held = "select count(*) > 0 from jobs where kind = 'orders.sweep' and state = 'running'";
    while !sqlx::query_scalar::<_, bool>(held).fetch_one(&shop.db).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tx
}

/// Lets time pass until nothing is left to do but what the clock enqueues.
pub async fn until_at_rest(shop: &TestShop, process: &Process) {
    let began = Instant::now();
    loop {
        a_minute_passes(shop, process).await;
        let left: Vec<String> = sqlx::query_scalar(
            "select kind || ' ' || state from jobs where state in ('available', 'running', 'retryable')
               and (kind not in (select schedule from job_ticks) or attempt > 0)",
        )
        .fetch_all(&shop.db)
        .await
        .unwrap();
        if left.is_empty() {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "no rest: {left:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// All that was left undone: fails with the list unless it is empty.
pub async fn assert_none(shop: &TestShop, sql: &'static str) {
    let found: Vec<String> = sqlx::query_scalar(sql).fetch_all(&shop.db).await.unwrap();
    assert_eq!(found, Vec::<String>::new(), "{sql}");
}

/// How often each kind of this thing happened, by a query for names and counts.
pub async fn counts(shop: &TestShop, sql: &'static str) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&shop.db).await.unwrap();
    rows.into_iter().collect()
}

/// No job was given up.
pub async fn assert_no_dead_letters(shop: &TestShop) {
    assert_none(shop, "select kind || ' ' || errors from jobs where state = 'dead'").await;
}

/// Every mail that was written has arrived, and twice only if its first try was cut off: nobody can tell then
/// whether it had arrived. Answers how many came twice.
pub async fn assert_mails_arrived(shop: &TestShop, office: &PostOffice) -> usize {
    let written: BTreeSet<Uuid> =
        sqlx::query_scalar("select id from emails").fetch_all(&shop.db).await.unwrap().into_iter().collect();
    let tried_again: BTreeSet<Uuid> = sqlx::query_scalar(
        "select (args ->> 'email_id')::uuid from jobs where kind = 'notifications.send_email' and attempt > 1",
    )
    .fetch_all(&shop.db)
    .await
    .unwrap()
    .into_iter()
    .collect();
    let mut arrived = BTreeMap::<Uuid, usize>::new();
    for (_, message) in office.received() {
        let id = message.split_once("Message-ID: <").and_then(|(_, rest)| rest.split_once('@')).unwrap().0;
        *arrived.entry(id.parse().unwrap()).or_default() += 1;
    }
    assert_eq!(arrived.keys().copied().collect::<BTreeSet<_>>(), written, "mails written and mails arrived");
    let twice: BTreeSet<Uuid> = arrived.into_iter().filter(|&(_, times)| times > 1).map(|(id, _)| id).collect();
    assert!(twice.is_subset(&tried_again), "mails came twice without a crash: {:?}", &twice - &tried_again);
    twice.len()
}
