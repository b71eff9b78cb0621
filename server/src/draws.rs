//! The public files of draws, at the paths of fair-draw.md, section 4. They name nobody, so anybody may
//! fetch them, also from other sites: a verifier is best served from elsewhere.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use shop::draws::files::{self, Lines};
use shop::draws::{papers, stamp as stamps};
use shop::storage::Kept;
use shop::{DrawId, Shop};

use crate::http::AppState;
use crate::problem::Problem;

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/draws/register.csv", get(register))
        .route("/draws/verify.py", get(script))
        .route("/draws/{id}/record.json", get(record))
        .route("/draws/{id}/entries.csv", get(entries))
        .route("/draws/{id}/ranking.csv", get(ranking))
        .route("/draws/{id}/allocations.csv", get(allocations))
        .route("/draws/{id}/seal.tsr", get(stamp))
        .route("/draws/{id}/entries/{entry}/proof.json", get(proof))
        .route("/draws/{id}/certificate.pdf", get(certificate))
        .route("/draws/{id}/evidence.zip", get(evidence))
        .route("/.well-known/fairdrop-keys.json", get(keys))
}

/// The verifier that people can read, the one that our tests run.
async fn script() -> Response {
    published("text/x-python; charset=utf-8", Body::from(include_str!("../../crates/draw/verify.py")))
}

async fn record(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(json(files::record_json(&shop, named(&id)?).await?))
}

async fn entries(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(csv(files::entries_csv(&shop, named(&id)?).await?))
}

async fn ranking(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(csv(files::ranking_csv(&shop, named(&id)?).await?))
}

async fn allocations(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(csv(files::allocations_csv(&shop, named(&id)?).await?))
}

async fn register(State(shop): State<Shop>) -> Response {
    csv(files::register_csv(&shop))
}

async fn proof(State(shop): State<Shop>, Path((id, entry)): Path<(String, String)>) -> Result<Response, Problem> {
    Ok(json(files::proof_json(&shop, named(&id)?, named(&entry)?).await?))
}

async fn stamp(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(published("application/timestamp-reply", Body::from(stamps::seal_tsr(&shop, named(&id)?).await?)))
}

async fn certificate(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(paper("application/pdf", "inline", "certificate.pdf", papers::certificate_pdf(&shop, named(&id)?).await?))
}

async fn evidence(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    let draw: DrawId = named(&id)?;
    let kept = papers::evidence_zip(&shop, draw).await?;
    Ok(paper("application/zip", "attachment", &format!("draw-{draw}.zip"), kept))
}

async fn keys(State(shop): State<Shop>) -> Result<Response, Problem> {
    Ok(json(files::keys_json(&shop).await?))
}

fn named<T: std::str::FromStr>(id: &str) -> Result<T, Problem> {
    id.parse().map_err(|_| Problem::new(StatusCode::NOT_FOUND, "not-found", "There is no such draw or entry."))
}

fn json(bytes: Vec<u8>) -> Response {
    published("application/json", Body::from(bytes))
}

fn csv(lines: Lines) -> Response {
    published("text/csv; charset=utf-8", streamed(lines))
}

/// A kept file. Its size goes with it, so that a download shows how far it is.
fn paper(kind: &'static str, shown: &str, name: &str, kept: Kept) -> Response {
    let named =
        [(CONTENT_DISPOSITION, format!("{shown}; filename=\"{name}\"")), (CONTENT_LENGTH, kept.size.to_string())];
    (named, published(kind, streamed(kept.parts))).into_response()
}

/// A fault midway breaks the connection off, so that nobody takes half a list for the whole.
fn streamed(parts: Lines) -> Body {
    Body::from_stream(futures::TryStreamExt::map_err(parts, |fault| {
        tracing::error!(error = %fault, "a public file broke off");
        std::io::Error::other(fault.to_string())
    }))
}

/// Files grow as the draw goes on, so each use asks again.
fn published(kind: &'static str, body: Body) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, no-cache"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")], body)
        .into_response()
}
