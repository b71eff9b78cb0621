//! `POST /drops/{id}/entries`.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use shop::entries::{self, Enter};
use shop::{DropId, EntryId, VariantId};

use super::caller::{Body, Caller, Id, IdempotencyKey};
use crate::http::AppState;
use crate::problem::Problem;

/// What to enter for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    variant_id: VariantId,
}

/// An entry, as the API shows it.
#[derive(Serialize)]
pub struct EntryJson {
    id: EntryId,
}

/// Enters a draw: 201 with the entry, also for a repeat of the same key.
pub async fn enter(
    State(AppState { shop, .. }): State<AppState>,
    Caller(actor): Caller,
    Id(drop_id): Id<DropId>,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    Body(entry): Body<NewEntry>,
) -> Result<(StatusCode, Json<EntryJson>), Problem> {
    let id = entries::enter(&shop, &actor, Enter { drop_id, variant_id: entry.variant_id, idempotency_key }).await?;
    Ok((StatusCode::CREATED, Json(EntryJson { id })))
}
