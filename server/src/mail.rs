//! The HTML of stored mails, for the frames in `/admin/emails/{id}` and `/dev/mail/{id}`. Mails are made of inline
//! styles, which the pages' policy forbids; so they are served alone, with a policy that lets them do nothing else.

use app::context::SignedIn;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http::{HeaderName, header};
use shop::{Bar, EmailId, Error, Shop, notifications};

use crate::http::AppState;
use crate::problem::Problem;

/// Scripts are forbidden by `default-src`, not by the sandbox: there, browsers report each tool that looks into the frame.
const POLICY: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'self'; \
         sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox",
    ),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The routes. They belong behind the layers that know who is signed in.
pub fn routes() -> Router<AppState> {
    Router::new().route("/admin/emails/{id}/body", get(for_staff)).route("/dev/mail/{id}/body", get(for_developers))
}

async fn for_staff(
    State(shop): State<Shop>,
    visitor: Option<Extension<SignedIn>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let visitor = visitor.ok_or(Error::<shop::Never>::Barred(Bar::SignIn))?;
    Ok(framed(&notifications::html(&shop, &visitor.actor, email(&id)?).await?))
}

async fn for_developers(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(framed(&notifications::dev_html(&shop, email(&id)?).await?))
}

fn email(id: &str) -> Result<EmailId, Error> {
    id.parse().map_err(|_| Bar::NotFound.into())
}

/// Links open in a tab of their own: the frame is no place for the shop's pages.
fn framed(html: &str) -> Response {
    (POLICY, Html(html.replacen("<head>", "<head><base target=\"_blank\">", 1))).into_response()
}
