//! `POST /admin/products/{id}/pictures`: an ordinary form with a file, so that it works without
//! JavaScript and the browser shows how far it is. Answers by going back to the product's page, with
//! what was wrong as a code in the address.

use app::context::SignedIn;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use bytes::Bytes;
use http::StatusCode;
use shop::catalogue::{self, MAX_BYTES, PictureRefusal};
use shop::{Error, ProductId, Refusal};

use crate::http::AppState;
use crate::problem::Problem;

/// A file with the text around it.
const BODY: usize = MAX_BYTES + 64 * 1024;

/// The route.
pub fn routes() -> Router<AppState> {
    Router::new().route("/admin/products/{id}/pictures", post(add)).layer(DefaultBodyLimit::max(BODY))
}

/// What the form sent.
#[derive(Default)]
struct Upload {
    alt: String,
    file: Bytes,
}

async fn add(
    State(AppState { shop, .. }): State<AppState>,
    Extension(visitor): Extension<SignedIn>,
    Path(product): Path<ProductId>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let back = |code: &str| Redirect::to(&format!("/admin/products/{product}?{code}#pictures")).into_response();
    let Ok(form) = form else { return back("picture=lost") };
    let upload = match read(form).await {
        Ok(upload) => upload,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return back("picture=not-a-picture"),
        Err(_) => return back("picture=lost"),
    };
    match catalogue::add_picture(&shop, &visitor.actor, product, &upload.alt, upload.file).await {
        Ok(_) => back("done=added"),
        Err(Error::Refused(refusal)) => back(&format!("picture={}", code(&refusal))),
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn read(mut form: Multipart) -> Result<Upload, MultipartError> {
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("alt") => upload.alt = field.text().await?,
            Some("file") => upload.file = field.bytes().await?,
            _ => {}
        }
    }
    Ok(upload)
}

/// The code that the page knows.
fn code(refusal: &PictureRefusal) -> &'static str {
    match refusal.fields().first() {
        None => refusal.slug(),
        Some(wrong) if wrong.field == "file" => "not-a-picture",
        Some(wrong) if wrong.problem == shop::Problem::Required => "alt-required",
        Some(_) => "alt-too-long",
    }
}
