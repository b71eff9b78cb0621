//! Problem documents (RFC 9457): how the API says no.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use shop::{Error, Fault, Refusal};

/// An answer of type `application/problem+json`.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    body: Value,
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem of the stable type `slug`, with a sentence for people.
    pub fn new(status: StatusCode, slug: &str, detail: &str) -> Self {
        let body = json!({
            "type": format!("/problems/{slug}"),
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": detail,
        });
        Self { status, body, retry_after: None }
    }

    /// A wrong body: 422 with what is wrong, field by field.
    pub fn refused(refusal: &impl Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::CONFLICT);
        let mut problem = Self::new(status, refusal.slug(), &refusal.message());
        problem.retry_after = refusal.retry_after();
        if !refusal.fields().is_empty() {
            let fields = refusal.fields().iter().map(|f| json!({ "field": f.field, "message": f.problem.message() }));
            problem.body["errors"] = fields.collect();
        }
        problem
    }

    /// Something inside failed: 503 when asking again makes sense, else 500 with a reference.
    pub fn fault(fault: &Fault) -> Self {
        let reference = format!("{:08x}", Fault::reference());
        tracing::error!(error = %fault, reference, "request failed");
        if fault.is_unavailable() {
            let detail = "The shop cannot reach its records just now. Nothing was changed; ask again.";
            return Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) };
        }
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault",
            "Something went wrong on our side. Nothing was changed.",
        );
        problem.body["reference"] = reference.into();
        problem
    }
}

impl<R: Refusal> From<Error<R>> for Problem {
    fn from(error: Error<R>) -> Self {
        match error {
            Error::Barred(bar) => Self::refused(&bar),
            Error::Refused(refusal) => Self::refused(&refusal),
            Error::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
