//! The wall around `/admin`: whoever may not see the dashboard is refused before anything is rendered.
//! Each command checks its own permission besides.

use app::context::SignedIn;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use shop::accounts::Permission;

/// Sends strangers to sign in and answers shoppers with 404, as if nothing were there.
pub async fn gate(mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path != "/admin" && !path.starts_with("/admin/") {
        return next.run(request).await;
    }
    match request.extensions().get::<SignedIn>() {
        Some(visitor) if visitor.actor.may(Permission::ViewDashboard) => next.run(request).await,
        Some(_) => {
            // The page for what does not exist, in the shop's own looks.
            *request.uri_mut() = http::Uri::from_static("/not-found");
            let mut response = next.run(request).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        None => Redirect::to(&app::accounts::sign_in_path(path)).into_response(),
    }
}
