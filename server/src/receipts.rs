//! `GET /entries/{id}/receipt.json`: the signed receipt of one's own entry, to keep.

use app::context::SignedIn;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use shop::{Bar, EntryId, Error, Shop, entries};

use crate::http::AppState;
use crate::problem::Problem;

/// The route. It belongs behind the layers that know who is signed in.
pub fn routes() -> Router<AppState> {
    Router::new().route("/entries/{id}/receipt.json", get(receipt))
}

async fn receipt(
    State(shop): State<Shop>,
    visitor: Option<Extension<SignedIn>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let visitor = visitor.ok_or(Error::<shop::Never>::Barred(Bar::SignIn))?;
    let id: EntryId = id.parse().map_err(|_| Error::<shop::Never>::Barred(Bar::NotFound))?;
    let json = entries::signed_receipt(&shop, &visitor.actor, id).await?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"receipt-{id}.json\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, json).into_response())
}
