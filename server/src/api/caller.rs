//! Who calls, under which key, with what body.

use std::convert::Infallible;
use std::str::FromStr;

use app::context::ClientIp;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{StatusCode, request::Parts};
use serde::de::DeserializeOwned;
use shop::accounts::{Actor, tokens};
use shop::defences::Evidence;
use shop::{Bar, FieldError, Problem as Wrong, Refusal};

use crate::http::AppState;
use crate::problem::Problem;

/// The account behind `Authorization: Bearer`.
pub struct Caller(pub Actor);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok());
        let token = header.and_then(|v| v.strip_prefix("Bearer ")).map(str::trim);
        let actor = token.and_then(|token| tokens::verify(&state.shop.config.secret, token, state.shop.now()));
        actor.map(Self).ok_or_else(|| {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "sign-in",
                "A valid access token is needed: `Authorization: Bearer …`. Tokens end; get a new one.",
            )
        })
    }
}

/// The `Idempotency-Key` header: required where a request costs something.
pub struct IdempotencyKey(pub String);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = parts.headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default().trim();
        match key.len() {
            0 => Err(wrong("Idempotency-Key", Wrong::Required)),
            1..=200 => Ok(Self(key.to_owned())),
            _ => Err(wrong("Idempotency-Key", Wrong::TooLong(200))),
        }
    }
}

/// The `Fairdrop-Admission` header, with the token of a drop's waiting line.
pub struct CarriedAdmission(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for CarriedAdmission {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.get("fairdrop-admission").and_then(|v| v.to_str().ok()).map(str::to_owned)))
    }
}

/// What the request brings along for the drop's defences: the `Fairdrop-Proof` header, and where it comes from.
pub struct Carried(pub Evidence);

impl<S: Sync> FromRequestParts<S> for Carried {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let proof = parts.headers.get("fairdrop-proof").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let from = parts.extensions.get::<ClientIp>().map(|ip| ip.0);
        Ok(Self(Evidence { proof, from }))
    }
}

/// An id in the path; a malformed one names nothing.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr + Send> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await.ok();
        path.and_then(|Path(text)| text.parse().ok()).map(Self).ok_or_else(|| Problem::refused(&Bar::NotFound))
    }
}

/// A JSON body of that shape.
pub struct Body<T>(pub T);

const BODY_LIMIT: usize = 64 * 1024;

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !media_type.starts_with("application/json") {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "The body must be `application/json`.",
            ));
        }
        let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT).await;
        let bytes = bytes
            .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is larger than 64 KiB."))?;
        let body = serde_json::from_slice(&bytes);
        body.map(Self).map_err(|e| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "validation",
                format!("The body is not what this endpoint takes: {e}."),
            )
        })
    }
}

fn wrong(field: &str, problem: Wrong) -> Problem {
    shop::refusal! {
        /// A header is wrong.
        HeaderRefusal {}
    }
    let refusal = HeaderRefusal::Invalid(vec![FieldError::new(field, problem)]);
    debug_assert_eq!(refusal.status(), 422);
    Problem::refused(&refusal)
}
