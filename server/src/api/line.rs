//! `GET` and `POST /drops/{id}/line`, `GET /drops/{id}/line/record`.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use shop::line::{self, LineRecord, Standing};
use shop::{Bar, DropId, LobbyId, Shop};

use super::caller::{Caller, Id};
use crate::http::AppState;
use crate::problem::Problem;

/// How the caller stands in a line, as the API shows it.
#[derive(Serialize)]
pub struct PlaceJson {
    /// `shut`, `out`, `lobby`, `waiting`, `admitted`.
    state: &'static str,
    /// The id in the published list.
    id: Option<LobbyId>,
    place: Option<i64>,
    /// When the place is admitted at today's pace, RFC 3339; none in a lobby, or while the line is halted.
    expected_at: Option<String>,
    /// For the header `Fairdrop-Admission`.
    admission: Option<String>,
}

/// Takes a place, or finds the one that the caller has.
pub async fn join(
    State(AppState { shop, .. }): State<AppState>,
    Caller(actor): Caller,
    Id(drop): Id<DropId>,
) -> Result<Json<PlaceJson>, Problem> {
    let standing = line::join(&shop, &actor, drop).await?;
    json(&shop, drop, standing).await
}

/// How the caller stands.
pub async fn mine(
    State(AppState { shop, .. }): State<AppState>,
    Caller(actor): Caller,
    Id(drop): Id<DropId>,
) -> Result<Json<PlaceJson>, Problem> {
    let standing = line::standing(&shop, &actor, drop).await.map_err(|fault| Problem::fault(&fault))?;
    json(&shop, drop, standing).await
}

/// What is published of the line.
pub async fn record(
    State(AppState { shop, .. }): State<AppState>,
    Id(drop): Id<DropId>,
) -> Result<Json<LineRecord>, Problem> {
    Ok(Json(line::record(&shop, drop).await?))
}

async fn json(shop: &Shop, drop: DropId, standing: Option<Standing>) -> Result<Json<PlaceJson>, Problem> {
    let live = line::live(shop, drop).await.map_err(|fault| Problem::fault(&fault))?;
    let pace = live.and_then(|live| live.pace);
    let (state, id, place, admission) = match standing.ok_or_else(|| Problem::refused(&Bar::NotFound))? {
        Standing::Shut => ("shut", None, None, None),
        Standing::Out => ("out", None, None, None),
        Standing::Lobby(id) => ("lobby", Some(id), None, None),
        Standing::Waiting { id, place } => ("waiting", Some(id), Some(place), None),
        Standing::Admitted { id, place, admission } => ("admitted", Some(id), Some(place), Some(admission)),
    };
    let expected_at = place.and_then(|place| pace?.reaches(place)).map(shop::At::rfc3339);
    Ok(Json(PlaceJson { state, id, place, expected_at, admission }))
}
