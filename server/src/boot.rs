//! From settings to a running [`Shop`].

use std::time::Duration;
use std::{future, thread};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use shop::clock::Clock;
use shop::{BatchSide, Fault, Shop};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::runtime;

use crate::config::Settings;
use crate::test_relay;

/// Connects to Postgres and Redis. Redis may be away: its connection is made when it is back.
pub async fn shop(settings: &Settings) -> Result<Shop, Fault> {
    let postgres = PgPoolOptions::new()
        // A page that waits longer than this says that the shop is unavailable.
        .acquire_timeout(Duration::from_secs(3));
    let options: PgConnectOptions = settings.database_url.parse()?;
    let options = options.application_name("fairdrop");
    let for_batches = settings.database_connections.div_ceil(4);
    let pool = postgres.clone().max_connections(settings.database_connections - for_batches);
    let db = pool.connect_with(options.clone()).await?;
    let batches = BatchSide {
        runtime: batch_runtime()?,
        // Lazily: what makes a connection drives it.
        db: postgres.max_connections(for_batches).connect_lazy_with(options),
    };
    let redis = redis_connection(&settings.redis_url)?;
    let clock = Clock::system();
    clock.set_by(&db).await?;
    tokio::spawn(keep_time(clock.clone(), db.clone()));
    let mut config = settings.shop.clone();
    test_relay::serve_if_needed(config.beacon.as_mut()).await?;
    Ok(Shop::new(db, Some(redis), clock, config).with_batch_side(batches))
}

/// Lives as long as the process. One thread: it waits for Postgres most of the time.
fn batch_runtime() -> Result<runtime::Handle, Fault> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("batches".to_owned()).spawn(move || runtime.block_on(future::pending::<()>()))?;
    Ok(handle)
}

/// Clocks drift.
async fn keep_time(clock: Clock, db: PgPool) {
    loop {
        tokio::time::sleep(Duration::from_mins(1)).await;
        if let Err(error) = clock.set_by(&db).await {
            tracing::warn!(%error, "the clock could not be set by the database's");
        }
    }
}

/// A connection that reconnects by itself and gives up quickly: Redis holds nothing that is worth waiting for.
fn redis_connection(url: &str) -> Result<ConnectionManager, Fault> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(Duration::from_millis(500)))
        .set_response_timeout(Some(Duration::from_millis(500)))
        .set_number_of_retries(1)
        .set_max_delay(Duration::from_secs(1));
    Ok(ConnectionManager::new_lazy_with_config(redis::Client::open(url)?, config)?)
}

/// Applies what is missing, under a lock, so that several processes may start at once.
pub async fn migrate(db: &PgPool) -> Result<(), Fault> {
    shop::MIGRATIONS.run(db).await?;
    Ok(())
}
