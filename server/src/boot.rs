//! From settings to a running [`Shop`].

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use shop::clock::Clock;
use shop::{Fault, Shop};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::config::Settings;
use crate::test_relay;

/// Connects to Postgres and Redis. Redis may be away: its connection is made when it is back.
pub async fn shop(settings: &Settings) -> Result<Shop, Fault> {
    let db = postgres(settings).await?;
    let redis = redis_connection(&settings.redis_url)?;
    let clock = Clock::system();
    clock.set_by(&db).await?;
    tokio::spawn(keep_time(clock.clone(), db.clone()));
    let mut config = settings.shop.clone();
    test_relay::serve_if_needed(config.beacon.as_mut()).await?;
    Ok(Shop::new(db, Some(redis), clock, config))
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

async fn postgres(settings: &Settings) -> Result<PgPool, Fault> {
    let options: PgConnectOptions = settings.database_url.parse()?;
    let pool = PgPoolOptions::new()
        .max_connections(settings.database_connections)
        // A page that waits longer than this says that the shop is unavailable.
        .acquire_timeout(Duration::from_secs(3))
        .connect_with(options.application_name("fairdrop"))
        .await?;
    Ok(pool)
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
