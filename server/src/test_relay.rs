//! The relay of the test chain: drand's HTTP API for rounds that this process signs itself, on loopback. For machines
//! without internet; a production never gets this far.

use std::net::Ipv4Addr;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use draw::{Beacon, BeaconRound, TEST_CHAIN, test_chain};
use serde_json::json;
use shop::Fault;
use shop::config::BeaconConfig;
use tokio::net::TcpListener;

/// Serves the test chain for as long as the process lives, where it is configured and no other relay is.
pub async fn serve_if_needed(beacon: Option<&mut BeaconConfig>) -> Result<(), Fault> {
    let Some(beacon) = beacon.filter(|beacon| beacon.chain == &TEST_CHAIN && beacon.relays.is_empty()) else {
        return Ok(());
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    beacon.relays.push(format!("http://{}", listener.local_addr()?));
    tokio::spawn(async move { axum::serve(listener, router()).await });
    Ok(())
}

fn router() -> Router {
    Router::new().route("/{chain}/public/{round}", get(round))
}

async fn round(Path((chain, round)): Path<(String, u64)>) -> Response {
    if chain != TEST_CHAIN.hash.to_string() || round == 0 {
        return StatusCode::NOT_FOUND.into_response();
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    if now < u128::from(TEST_CHAIN.due_at(round)) {
        return StatusCode::TOO_EARLY.into_response();
    }
    let beacon = Beacon::new(BeaconRound { chain_hash: TEST_CHAIN.hash, round }, test_chain::sign(round));
    Json(json!({ "round": round, "signature": beacon.signature, "randomness": beacon.randomness })).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use serde_json::Value;
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str) -> (StatusCode, Vec<u8>) {
        let question = Request::get(path).body(Body::empty()).unwrap();
        let answer = router().oneshot(question).await.unwrap();
        (answer.status(), to_bytes(answer.into_body(), 10_000).await.unwrap().to_vec())
    }

    #[tokio::test]
    async fn rounds_come_when_they_are_due_and_are_signed() {
        let (status, body) = ask(&format!("/{}/public/1000", TEST_CHAIN.hash)).await;
        assert_eq!(status, StatusCode::OK);
        let told: Value = serde_json::from_slice(&body).unwrap();
        let signature = told["signature"].as_str().unwrap().parse().unwrap();
        assert!(told["round"] == 1000 && TEST_CHAIN.signed(1000, &signature));

        assert_eq!(ask(&format!("/{}/public/9000000000", TEST_CHAIN.hash)).await.0, StatusCode::TOO_EARLY);
        assert_eq!(ask(&format!("/{}/public/0", TEST_CHAIN.hash)).await.0, StatusCode::NOT_FOUND);
        assert_eq!(ask(&format!("/{}/public/1", draw::QUICKNET.hash)).await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn only_a_test_chain_without_a_relay_is_served() {
        let mut quicknet = BeaconConfig { chain: &draw::QUICKNET, relays: Vec::new(), margin_seconds: 600 };
        serve_if_needed(Some(&mut quicknet)).await.unwrap();
        assert!(quicknet.relays.is_empty());
        let mut test = BeaconConfig { chain: &TEST_CHAIN, relays: Vec::new(), margin_seconds: 1 };
        serve_if_needed(Some(&mut test)).await.unwrap();
        assert!(test.relays[0].starts_with("http://127.0.0.1:"));
    }
}
