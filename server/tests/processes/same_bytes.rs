//! kill -9 at twenty random moments of freeze, draw and settlement changes no byte of what is published. Every run starts
//! from a copy of one database, with one secret, one list and one clock, and its winners do the same.

use std::time::{Duration, Instant};

use draw::Entry;
use shop::{At, DrawId, EntryId, OrderId, draws};
use sqlx::{Connection, PgConnection, PgPool};
use testkit::{Person, TestShop};

use crate::binary::{Binary, Process};
use crate::client::{Browser, get};
use crate::rest::a_minute_passes_in;

/// Four kills each.
const RUNS: u32 = 5;
/// Enough that freezing and ranking take a while.
const ENTRIES: u128 = 20_000;
const UNITS: i32 = 3;
const POOL: &str = "EU 42";
const FILES: [&str; 4] = ["record.json", "entries.csv", "ranking.csv", "allocations.csv"];
/// What those who get an offer do about it, in the order of their ranks, and how long the allocation log then is.
const DEEDS: [(Deed, i64); 4] = [(Deed::Pays, 4), (Deed::GivesUp, 6), (Deed::Pays, 7), (Deed::Pays, 9)];
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy)]
enum Deed {
    Pays,
    GivesUp,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_that_is_killed_publishes_the_same_bytes() {
    let shop = TestShop::new().await;
    let people = shop.shoppers(DEEDS.len()).await;
    let draw = closed_draw(&shop).await;
    let binary = Binary::of(&shop).with_clock_at(At::from_ms(shop.now().ms() + 120_000));
    // A database is copied only while nobody is connected to it.
    shop.db.close().await;
    let mut copies = Copies { of: shop.database_url().to_owned(), made: Vec::new() };

    let run = Run::start(&binary, copies.one().await, draw).await;
    run.until_logged(0).await;
    let winners = run.first_ranks(DEEDS.len());
    drop(run);
    let mut original = PgConnection::connect(shop.database_url()).await.unwrap();
    for (entry, person) in winners.iter().zip(&people) {
        let sql = "update entries set account_id = $2 where id = $1";
        sqlx::query(sql).bind(entry).bind(person.id).execute(&mut original).await.unwrap();
    }
    original.close().await.unwrap();

    let mut run = Run::start(&binary, copies.one().await, draw).await;
    run.settle(&people, &winners, None).await;
    let undisturbed = run.files();
    let took = [run.took("draws.freeze").await, run.took("draws.rank").await];
    drop(run);

    for n in 0..RUNS {
        let mut run = Run::start(&binary, copies.one().await, draw).await;
        for (kind, took) in ["draws.freeze", "draws.rank"].into_iter().zip(took) {
            run.until_begun(kind).await;
            run.kill_within(took).await;
        }
        run.settle(&people, &winners, Some(n)).await;
        assert!(run.files() == undisturbed, "run {n}: killed after {:?}", run.killed_after);
        eprintln!("run {n}: killed after {:?}", run.killed_after);
    }
    copies.remove().await;
}

/// A draw whose window has passed, with a long list of nobody's entries.
async fn closed_draw(shop: &TestShop) -> DrawId {
    let release = shop.draw().sizes(&[(POOL, UNITS)]).window_minutes(60).scheduled().await;
    sqlx::query("update drops set closes_at = date_trunc('milliseconds', $2) where id = $1")
        .bind(release.id)
        .bind(At::from_ms(shop.now().ms() + 60_000))
        .execute(&shop.db)
        .await
        .unwrap();
    draws::open(shop, release.id).await.unwrap();
    let draw = draws::live(shop, release.id).await.unwrap().unwrap().draw_id;
    let (mut ids, mut weights, mut notes, mut leaves) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for n in 1..=ENTRIES {
        let out = n % 7 == 0;
        let (weight, note) = if out { (0, "withdrawn") } else { (1, "") };
        let id = uuid::Uuid::from_u128((n << 96) | (n * n));
        leaves.push(
            Entry { entry_id: id, pool: POOL.into(), weight, note: note.into() }.leaf(draw.0).as_bytes().to_vec(),
        );
        ids.push(id);
        weights.push(i32::from(!out));
        notes.push(note);
    }
    sqlx::query(
        "insert into entries (id, draw_id, variant_id, pool, weight, note, leaf, idempotency_key, request_digest)
         select id, $1, $2, $3, weight, note, leaf, id::text, '' from unnest($4::uuid[], $5::int[], $6::text[], $7::bytea[]) as e(id, weight, note, leaf)",
    )
    .bind(draw).bind(release.sizes[0]).bind(POOL).bind(&ids).bind(&weights).bind(&notes).bind(&leaves)
    .execute(&shop.db).await.unwrap();
    draw
}

/// Copies of a database.
struct Copies {
    of: String,
    made: Vec<String>,
}

impl Copies {
    async fn one(&mut self) -> String {
        let (server, original) = self.of.rsplit_once('/').unwrap();
        let name = format!("{original}_{}", self.made.len());
        let mut admin = PgConnection::connect(&format!("{server}/postgres")).await.unwrap();
        let sql = format!("create database {name} template {original}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        let url = format!("{server}/{name}");
        self.made.push(name);
        url
    }

    async fn remove(self) {
        let (server, _) = self.of.rsplit_once('/').unwrap();
        let mut admin = PgConnection::connect(&format!("{server}/postgres")).await.unwrap();
        for name in self.made {
            let sql = format!("drop database {name} with (force)");
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        }
    }
}

/// The shop with its worker, on a copy of the database.
struct Run {
    binary: Binary,
    process: Process,
    db: PgPool,
    draw: DrawId,
    /// Since the step began that was to be hit.
    killed_after: Vec<Duration>,
}

impl Run {
    async fn start(binary: &Binary, database_url: String, draw: DrawId) -> Self {
        let db = PgPool::connect(&database_url).await.unwrap();
        let binary = binary.clone().with_database(database_url);
        Self { process: binary.start(), binary, db, draw, killed_after: Vec::new() }
    }

    /// kill -9 at a random moment within so long, and a new process.
    async fn kill_within(&mut self, span: Duration) {
        let after = span.mul_f64(rand::random_range(0.0..1.0));
        tokio::time::sleep(after).await;
        self.killed_after.push(after);
        let binary = self.binary.clone();
        self.process.replace_with(Duration::ZERO, || binary.start());
        a_minute_passes_in(&self.db, &self.process).await;
    }

    async fn until(&self, sql: &'static str, what: &str) {
        let began = Instant::now();
        let mut looked = 0_u32;
        while !sqlx::query_scalar::<_, bool>(sql).bind(self.draw).fetch_one(&self.db).await.unwrap() {
            assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
            looked += 1;
            if looked.is_multiple_of(100) {
                a_minute_passes_in(&self.db, &self.process).await;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn until_begun(&self, kind: &'static str) {
        let sql = match kind {
            "draws.freeze" => {
                "select exists (select from jobs where kind = 'draws.freeze' and attempt > 0 and args ->> 'draw_id' = $1::text)"
            }
            _ => {
                "select exists (select from jobs where kind = 'draws.rank' and attempt > 0 and args ->> 'draw_id' = $1::text)"
            }
        };
        self.until(sql, kind).await;
    }

    /// Waits until the draw is drawn and its log has so many rows.
    async fn until_logged(&self, rows: i64) {
        self.until("select seed is not null from draws where id = $1", "the ranking").await;
        let began = Instant::now();
        let sql = "select count(*) from allocations where draw_id = $1";
        while sqlx::query_scalar::<_, i64>(sql).bind(self.draw).fetch_one(&self.db).await.unwrap() < rows {
            assert!(began.elapsed() < PATIENCE, "waited in vain for {rows} rows of the log");
            a_minute_passes_in(&self.db, &self.process).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Everybody who gets an offer answers it, one after the other. `kills` says after which two answers: while they are
    /// noted and the next offers are made. Not during one, since a payment that is cut off is a declined one in the log,
    /// and then something else has happened.
    async fn settle(&mut self, people: &[Person], ranks: &[EntryId], kills: Option<u32>) {
        self.until_logged(i64::from(UNITS)).await;
        for (n, ((deed, rows), (person, entry))) in (0..).zip(DEEDS.into_iter().zip(people.iter().zip(ranks))) {
            let sql = "select order_id from offers where entry_id = $1";
            let order: OrderId = sqlx::query_scalar(sql).bind(entry).fetch_one(&self.db).await.unwrap();
            let browser = Browser::signed_in(self.process.port, person);
            match deed {
                Deed::Pays => browser.pay_until_paid(order, "4242424242424242"),
                Deed::GivesUp => browser.cancel_until_cancelled(order),
            }
            if kills.is_some_and(|run| (run + n) % 4 < 2) {
                self.kill_within(Duration::from_millis(250)).await;
            }
            self.until_logged(rows).await;
        }
        self.until("select state = 'settled' from draws where id = $1", "the settlement").await;
    }

    fn files(&self) -> [String; 4] {
        FILES.map(|file| get(self.process.port, &format!("/draws/{}/{file}", self.draw)).body)
    }

    /// Who is first in the ranking.
    fn first_ranks(&self, count: usize) -> Vec<EntryId> {
        let ranking = get(self.process.port, &format!("/draws/{}/ranking.csv", self.draw)).body;
        let entry = |line: &str| line.split(',').nth(2).unwrap().parse().unwrap();
        ranking.lines().skip(1).take(count).map(entry).collect()
    }

    async fn took(&self, kind: &str) -> Duration {
        let sql = "select extract(epoch from finished_at - attempted_at)::float8 from jobs where kind = $1 and state = 'completed'";
        Duration::from_secs_f64(sqlx::query_scalar(sql).bind(kind).fetch_one(&self.db).await.unwrap())
    }
}
