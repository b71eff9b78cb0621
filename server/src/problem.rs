//! Problem documents (RFC 9457): how the API says no.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::{Serialize, Serializer};
use shop::{Error, Fault, Refusal};

/// An answer of type `application/problem+json`.
#[derive(Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: Box<str>,
    title: &'static str,
    #[serde(serialize_with = "number")]
    status: StatusCode,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Wrong>,
    /// For a visitor to quote: the log has it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Wrong {
    field: String,
    message: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn number<S: Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of the stable type `slug`, with a sentence for people.
    pub fn new(status: StatusCode, slug: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{slug}").into(),
            title: status.canonical_reason().unwrap_or("Error"),
            status,
            detail: detail.into(),
            errors: Vec::new(),
            reference: None,
            retry_after: None,
        }
    }

    /// A wrong body: 422 with what is wrong, field by field.
    pub fn refused(refusal: &impl Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::CONFLICT);
        let wrong = refusal.fields().iter().map(|f| Wrong { field: f.field.clone(), message: f.problem.message() });
        Self {
            retry_after: refusal.retry_after(),
            errors: wrong.collect(),
            ..Self::new(status, refusal.slug(), refusal.message())
        }
    }

    /// The records cannot be reached.
    pub fn unavailable() -> Self {
        let detail = "The shop cannot reach its records just now. Ask again, under the same key where there is one: it tells whether the last try was done.";
        Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) }
    }

    /// Something inside failed: 503 when asking again makes sense, else 500 with a reference.
    pub fn fault(fault: &Fault) -> Self {
        let reference = format!("{:08x}", Fault::reference());
        tracing::error!(error = %fault, reference, "request failed");
        if fault.is_unavailable() {
            return Self::unavailable();
        }
        let detail = "Something went wrong on our side. Ask again under the same key to hear whether it was done, or quote the reference.";
        Self { reference: Some(reference), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail) }
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
        // Texts and numbers alone: that cannot fail.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
