//! `GET /drops/{id}/challenge`.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use shop::{DropId, defences};

use super::caller::{Caller, Id};
use crate::http::AppState;
use crate::problem::Problem;

/// The work that a drop asks for.
#[derive(Serialize)]
pub struct ChallengeJson {
    challenge: String,
    /// Zero bits that SHA-256(challenge || nonce) begins with.
    bits: u8,
    /// Until when a proof of it counts, RFC 3339.
    expires_at: String,
}

/// The work that the drop asks of the caller before an order.
pub async fn one(
    State(AppState { shop, .. }): State<AppState>,
    Caller(actor): Caller,
    Id(drop): Id<DropId>,
) -> Result<Json<ChallengeJson>, Problem> {
    let asked = defences::challenge(&shop, &actor, drop).await?;
    let none =
        || Problem::new(StatusCode::NOT_FOUND, "no-challenge", "This drop asks for no proof of work: order without.");
    let asked = asked.ok_or_else(none)?;
    Ok(Json(ChallengeJson { challenge: asked.challenge, bits: asked.bits, expires_at: asked.expires_at.rfc3339() }))
}
