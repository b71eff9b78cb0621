//! What was typed into a form that was refused without JavaScript, for the page that says so to show again. It
//! travels in a cookie that lasts a minute: an address must not carry it, and a stranger has no other store.

use app::context::Typed;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

use crate::outage::wants_html;
use crate::problem::Problem;

const COOKIE: &str = "fairdrop_typed";
/// What a browser keeps of a cookie is 4,096 bytes in all.
const LONGEST: usize = 3800;
/// No form is as large; pictures are posted otherwise.
const FORM_LIMIT: usize = 1024 * 1024;

/// Keeps what a refused form held, and hands it to the page that is read next.
pub async fn layer(request: Request, next: Next) -> Response {
    if request.method() == Method::GET && wants_html(request.headers()) {
        return show(request, next).await;
    }
    if request.method() != Method::POST || !wants_html(request.headers()) || !is_form(request.headers()) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, FORM_LIMIT).await else {
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "validation", "This form is too long.").into_response();
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if was_refused(&response) {
        let typed = Typed { path, fields: url::form_urlencoded::parse(&form).into_owned().collect() };
        if let Some(value) = encode(&typed) {
            set(&mut response, cookie(value, Duration::minutes(1)));
        }
    }
    response
}

async fn show(mut request: Request, next: Next) -> Response {
    let Some(typed) = read(request.headers()) else { return next.run(request).await };
    request.extensions_mut().insert(typed);
    let mut response = next.run(request).await;
    set(&mut response, cookie(String::new(), Duration::ZERO));
    response
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// Leptos answers a refused form with the way back and the error in its query.
fn was_refused(response: &Response) -> bool {
    let to = response.headers().get(header::LOCATION).and_then(|v| v.to_str().ok());
    response.status().is_redirection() && to.is_some_and(|to| to.contains("__err="))
}

fn encode(typed: &Typed) -> Option<String> {
    // Passwords and cards are typed again.
    let kept = typed.fields.iter().filter(|(name, _)| !name.contains("password") && !name.contains("card"));
    let query = url::form_urlencoded::Serializer::new(format!("{}?", typed.path)).extend_pairs(kept).finish();
    let value = BASE64_URL_SAFE_NO_PAD.encode(query);
    (value.len() <= LONGEST).then_some(value)
}

fn read(headers: &HeaderMap) -> Option<Typed> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let found = cookies.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == COOKIE)?;
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(found.value()).ok()?).ok()?;
    let (path, query) = text.split_once('?')?;
    let fields = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Some(Typed { path: path.to_owned(), fields })
}

fn cookie(value: String, age: Duration) -> Cookie<'static> {
    Cookie::build((COOKIE, value)).path("/").http_only(true).same_site(SameSite::Lax).max_age(age).build()
}

fn set(response: &mut Response, cookie: Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Typed { path: "/api/app/accounts/server_fns/register".into(), fields }
    }

    #[test]
    fn comes_back_without_its_secrets() {
        let form = typed(&[("form[name]", "Zoë & Söhne=1"), ("form[password]", "s3cret"), ("card_number", "4242")]);
        let mut headers = HeaderMap::new();
        let value = format!("other=1; {COOKIE}={}", encode(&form).expect("short enough"));
        headers.insert(header::COOKIE, value.parse().expect("a header"));
        assert_eq!(read(&headers), Some(typed(&[("form[name]", "Zoë & Söhne=1")])));
    }

    #[test]
    fn what_does_not_fit_and_what_somebody_made_up_is_left() {
        assert_eq!(encode(&typed(&[("note", &"x".repeat(4000))])), None);
        let mut headers = HeaderMap::new();
        for value in ["%%%", "bm90aGluZw", "__79"] {
            headers.insert(header::COOKIE, format!("{COOKIE}={value}").parse().expect("a header"));
            assert_eq!(read(&headers), None);
        }
    }
}
