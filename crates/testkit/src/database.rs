//! A database per test, cloned from a template that has the migrations.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use tokio::sync::OnceCell;

/// Serialises the making of templates among test processes.
const LOCK: i64 = 0x_fa1d_7e57;
const PREFIX: &str = "fairdrop_test_";

/// A database that is dropped with this value.
pub(crate) struct Database {
    name: String,
    /// Connections to it.
    pub pool: PgPool,
    /// Its address, for other processes.
    pub url: String,
}

impl Database {
    pub(crate) async fn new(connections: u32) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(template).await;
        let name = format!("{PREFIX}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        run(&mut admin().await, &format!("create database {name} template {template}")).await;
        let pool = PgPoolOptions::new().max_connections(connections);
        let pool = pool
            .connect_with(server().database(&name).options([("jit", "off")]))
            .await
            .expect("cannot connect to the test's database");
        let url = database_url();
        let (address, _) = url.rsplit_once('/').expect("DATABASE_URL names a database");
        Self { url: format!("{address}/{name}"), name, pool }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("drop database if exists {} with (force)", self.name);
        // The test's runtime is about to end, and may be single-threaded: a thread and a runtime for this alone.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("no runtime");
            runtime.block_on(async { run(&mut admin().await, &drop).await });
        });
        let _ = dropped.join();
    }
}

/// Where the tests' Postgres is: `DATABASE_URL`, whose user may create databases.
fn server() -> PgConnectOptions {
    database_url().parse().expect("DATABASE_URL is not a Postgres address")
}

fn database_url() -> String {
    std::env::var("DATABASE_URL").expect("tests need DATABASE_URL, a Postgres whose user may create databases")
}

async fn admin() -> PgConnection {
    PgConnection::connect_with(&server()).await.expect("cannot connect to DATABASE_URL")
}

async fn run(conn: &mut PgConnection, sql: &str) {
    sqlx::query(AssertSqlSafe(sql)).execute(conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The name of a database with exactly these migrations, made if it is not there. One process makes it, the others wait.
async fn template() -> String {
    let stamp = shop::MIGRATIONS
        .iter()
        .flat_map(|m| m.checksum.iter())
        .fold(0_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let name = format!("fairdrop_template_{stamp:016x}");
    let mut admin = admin().await;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut admin).await.expect("no lock");
    sweep(&mut admin).await;
    if !exists(&mut admin, &name).await {
        let making = format!("{name}_making");
        run(&mut admin, &format!("drop database if exists {making} with (force)")).await;
        run(&mut admin, &format!("create database {making}")).await;
        let mut conn =
            PgConnection::connect_with(&server().database(&making)).await.expect("cannot connect to the template");
        shop::MIGRATIONS.run(&mut conn).await.expect("a migration failed");
        conn.close().await.expect("the template stays open");
        run(&mut admin, &format!("alter database {making} rename to {name}")).await;
    }
    // Closing the connection gives the lock back.
    admin.close().await.expect("the lock stays");
    name
}

async fn exists(admin: &mut PgConnection, name: &str) -> bool {
    let found: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(admin)
        .await
        .expect("cannot list databases");
    found
}

/// Drops what killed test processes of this machine have left behind.
async fn sweep(admin: &mut PgConnection) {
    let names: Vec<String> = sqlx::query_scalar(
        "select datname from pg_database d where datname like $1 || '%' and not exists (select from pg_stat_activity a where a.datid = d.oid)",
    )
    .bind(PREFIX)
    .fetch_all(&mut *admin)
    .await
    .expect("cannot list databases");
    for name in names {
        let process = name.trim_start_matches(PREFIX).split('_').next().unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            run(admin, &format!("drop database if exists {name}")).await;
        }
    }
}
