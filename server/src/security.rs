//! Headers that every answer carries, and the refusal of posts from other sites.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use crate::problem::Problem;

/// A worker goes by the policy of its own script: the verifier's runs WebAssembly.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // The error of a form posted without JavaScript comes back by the Referer.
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// Adds the security headers. Pages bring a policy with their own nonce; all else gets the strict one.
pub fn headers<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(CSP);
    response
}

/// What `same_site` needs to know.
#[derive(Clone)]
pub struct Origin(pub String);

/// Refuses unsafe requests that another site made the browser send. `Sec-Fetch-Site` decides where it
/// exists (all current browsers); `Origin` elsewhere. A caller without either is no browser and carries
/// no cookie that somebody else could ride on, unless it sends one: then it is refused too.
pub async fn same_site(State(own): State<Origin>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_own(request.headers(), &own.0) {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::FORBIDDEN,
        "cross-site",
        "This form was sent from another site. Open the shop itself and try again.",
    )
    .into_response()
}

fn is_own(headers: &HeaderMap, own: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        // The shop may be reached under other names than its base URL (a phone on the same network),
        // so the request's own host counts.
        Some(origin) => {
            origin == own || origin.split_once("://").is_some_and(|(_, host)| Some(host) == text(header::HOST))
        }
        None => !headers.contains_key(header::COOKIE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect();
        is_own(&headers, "https://shop.example")
    }

    #[test]
    fn refuses_what_another_site_sends() {
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")]));
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(own(&[("origin", "https://shop.example")]));
        assert!(own(&[("origin", "http://192.168.1.4:3000"), ("host", "192.168.1.4:3000")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "shop.example")]));
        assert!(!own(&[("origin", "null")]));
        assert!(!own(&[("cookie", "fairdrop_session=1")]));
        assert!(own(&[]));
    }
}
