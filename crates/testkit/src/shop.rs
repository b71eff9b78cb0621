use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use queue::testing::{Drained, drain};
use redis::aio::ConnectionManager;
use shop::clock::Clock;
use shop::config::{Config, Environment, MailConfig};
use shop::secret::Secret;
use shop::{At, Currency, Shop};
use time::OffsetDateTime;

use crate::database::Database;

/// A shop for one test: its own database, a clock that stands still, no Redis, mails in a directory.
/// It is a [`Shop`] wherever one is wanted.
pub struct TestShop {
    shop: Shop,
    files: PathBuf,
    database: Database,
}

/// The tests' Redis, at `REDIS_URL`.
///
/// # Panics
/// If it is away.
pub async fn redis() -> ConnectionManager {
    let url = std::env::var("REDIS_URL").expect("this test needs REDIS_URL");
    let client = redis::Client::open(url).expect("REDIS_URL is not a Redis address");
    client.get_connection_manager().await.expect("cannot connect to REDIS_URL")
}

impl TestShop {
    /// An empty shop, opened now, to the second: jobs are due by the database's clock, so the two must agree.
    pub async fn new() -> Self {
        Self::with(8, None, |_| ()).await
    }

    /// The same with its Redis, at `REDIS_URL`.
    pub async fn with_redis() -> Self {
        Self::with(8, Some(redis().await), |_| ()).await
    }

    /// The same with so many connections to the database, and other settings.
    pub async fn with(connections: u32, redis: Option<ConnectionManager>, change: impl FnOnce(&mut Config)) -> Self {
        Self::begun(Duration::ZERO, connections, redis, change).await
    }

    /// The same, opened so long ago: for those who are to hear the real time once the clock was moved on. Jobs are due
    /// by the shop's clock only then.
    pub async fn begun(
        ago: Duration,
        connections: u32,
        redis: Option<ConnectionManager>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let database = Database::new(connections).await;
        let files = std::env::temp_dir().join(format!("fairdrop-test-{}", uuid::Uuid::now_v7()));
        let mut config = Config {
            environment: Environment::Development,
            shop_name: "Small Runs".to_owned(),
            base_url: "http://localhost:3000".to_owned(),
            currency: Currency::Eur,
            secret: Secret::new([7; 32]),
            media_dir: files.join("media"),
            mail: MailConfig::Directory(files.join("mail")),
            orders_per_commit: 400,
            beacon: None,
            timestamp_url: None,
            mail_from: "Small Runs <hello@example.com>".to_owned(),
        };
        change(&mut config);
        let now = At::from_ms((OffsetDateTime::now_utc() - ago).unix_timestamp() * 1000);
        let shop = Shop::new(database.pool.clone(), redis, Clock::fixed(now), config);
        Self { shop, files, database }
    }

    /// Moves the clock on.
    pub fn advance(&self, span: Duration) {
        self.shop.clock.advance(span);
    }

    /// Moves the clock on to `at`, and a second past it.
    pub fn advance_past(&self, at: At) {
        let ms = u64::try_from(at.ms() - self.now().ms()).unwrap_or(0);
        self.advance(Duration::from_millis(ms + 1000));
    }

    /// Runs all jobs that are due by the shop's clock, and what they enqueue.
    ///
    /// # Panics
    /// If one fails.
    pub async fn drain(&self) -> Drained {
        drain(&self.db, self.shop.clone(), &shop::jobs::registry())
            .as_of(self.now().into())
            .strict()
            .await
            .unwrap_or_else(|error| panic!("draining the queue: {error}"))
    }

    /// The same for tests in which jobs may fail.
    pub async fn drain_lenient(&self) -> Drained {
        drain(&self.db, self.shop.clone(), &shop::jobs::registry())
            .as_of(self.now().into())
            .await
            .unwrap_or_else(|error| panic!("draining the queue: {error}"))
    }

    /// The address of this shop's database, for other processes.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// Where files of this shop are: `media`, `mail`. Removed with it.
    pub fn files(&self) -> &std::path::Path {
        &self.files
    }
}

impl Deref for TestShop {
    type Target = Shop;

    fn deref(&self) -> &Shop {
        &self.shop
    }
}

impl Drop for TestShop {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.files);
    }
}
