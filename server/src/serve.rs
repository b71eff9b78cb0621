//! `fairdrop serve`: the web server, with the worker in the same process when asked.

use std::net::SocketAddr;
use std::time::Duration;

use shop::config::Environment;
use shop::{Fault, Shop, defences};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::{boot, http, worker};

/// Serves until the process is told to stop, then finishes what is under way.
pub async fn run(settings: Settings, with_worker: bool) -> Result<(), Fault> {
    let shop = start(&settings).await?;
    let router = http::router(&shop, &settings)?;
    let listener = TcpListener::bind(settings.listen).await.map_err(|e| {
        Fault::new(format!(
            "{} cannot be listened on ({e}). Is another server running? Set FAIRDROP_PORT to use another port.",
            settings.listen
        ))
    })?;
    let stop = stop_signal();
    let relay = tokio::spawn(shop.live.clone().relay(redis::Client::open(settings.redis_url.as_str())?));
    let worker = with_worker.then(|| {
        let (shop, settings, stop) = (shop.clone(), settings.clone(), stop.clone());
        tokio::spawn(async move { worker::run(shop, &settings, stop).await })
    });
    tracing::info!(address = %settings.listen, "serving at {}", settings.shop.base_url);
    let served = CancellationToken::new();
    let recorder = tokio::spawn(record_refusals(shop.clone(), served.clone()));
    let serving = stop.clone();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { serving.cancelled().await });
    tokio::select! {
        done = server => done?,
        // Open event streams would hold the server up for ever.
        () = async { stop.cancelled().await; tokio::time::sleep(Duration::from_secs(5)).await } => {}
    }
    relay.abort();
    served.cancel();
    recorder.await?;
    if let Some(worker) = worker {
        worker.await?;
    }
    Ok(())
}

/// Writes down about once a second which presses were refused, and at the end what is left.
async fn record_refusals(shop: Shop, served: CancellationToken) {
    while !served.is_cancelled() {
        tokio::select! {
            () = served.cancelled() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        if let Err(error) = defences::record(&shop).await {
            tracing::warn!(%error, "refused presses could not be written down; trying again");
        }
    }
}

/// `fairdrop work`: the worker alone.
pub async fn work(settings: Settings) -> Result<(), Fault> {
    let shop = start(&settings).await?;
    worker::run(shop, &settings, stop_signal()).await;
    Ok(())
}

async fn start(settings: &Settings) -> Result<Shop, Fault> {
    if settings.shop.environment == Environment::Production {
        return Err(Fault::new(
            "FAIRDROP_ENV is production, but the only payment gateway is the sandbox, which moves no money. Set FAIRDROP_ENV=development to try the shop.",
        ));
    }
    let shop = boot::shop(settings).await?;
    boot::migrate(&shop.db).await?;
    Ok(shop)
}

/// Cancelled by Ctrl-C or SIGTERM.
fn stop_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(error) => return tracing::error!(%error, "SIGTERM cannot be heard"),
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        told.cancel();
    });
    stop
}
