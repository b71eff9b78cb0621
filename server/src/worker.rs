//! The worker: runs the jobs and schedules that `shop::jobs` lists.

use queue::Worker;
use shop::Shop;
use tokio_util::sync::CancellationToken;

use crate::config::Settings;

/// Works until `stop` is cancelled, then lets running jobs finish.
pub async fn run(shop: Shop, settings: &Settings, stop: CancellationToken) {
    tracing::info!(concurrency = settings.worker_concurrency, "worker started");
    let pool = shop.db.clone();
    Worker::new(pool, shop, shop::jobs::registry()).concurrency(settings.worker_concurrency).run(stop).await;
    tracing::info!("worker stopped");
}
