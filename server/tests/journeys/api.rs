use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::Value;

use crate::browser::Site;

pub async fn call(site: &Site, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (status, headers, text) = site.send(request.body(Body::from(body.to_owned())).unwrap()).await;
    let media_type = headers[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let expected = if status.is_success() { "application/json" } else { "application/problem+json" };
    assert_eq!(media_type, expected, "{path}: {text}");
    (status, serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn wrong_requests_get_problem_documents() {
    let site = Site::new().await;
    let shopper = site.shop.shopper().await;
    let token = shop::accounts::tokens::issue(
        &site.shop.config.secret,
        &shopper.actor(),
        site.shop.now().plus(std::time::Duration::from_secs(900)),
    );
    let bearer = format!("Bearer {token}");
    let nothing = "/api/v1/drops/0198c0de-0000-7000-8000-000000000000/orders";
    let body = r#"{"variant_id": "0198c0de-0000-7000-8000-000000000001"}"#;
    let signed = [("authorization", bearer.as_str()), ("idempotency-key", "k")];

    for (method, path, headers, sent, status, slug) in [
        ("GET", "/api/v1/nothing", &[][..], "", 404, "not-found"),
        ("PUT", "/api/v1/drops", &[], "", 405, "method-not-allowed"),
        ("GET", "/api/v1/drops?limit=many", &[], "", 422, "validation"),
        ("GET", "/api/v1/drops/not-an-id", &[], "", 404, "not-found"),
        ("POST", nothing, &[], body, 401, "sign-in"),
        ("POST", nothing, &[("authorization", "Bearer forged")], body, 401, "sign-in"),
        ("POST", nothing, &signed[..1], body, 422, "validation"),
        ("POST", nothing, &signed, "{", 422, "validation"),
        ("POST", nothing, &signed, r#"{"variant_id": 1}"#, 422, "validation"),
        ("POST", nothing, &signed, body, 404, "not-found"),
        ("GET", "/api/v1/orders/0198c0de-0000-7000-8000-000000000002", &signed, "", 404, "not-found"),
    ] {
        let (found, problem) = call(&site, method, path, headers, sent).await;
        assert_eq!(
            (found.as_u16(), problem["type"].as_str().unwrap()),
            (status, &*format!("/problems/{slug}")),
            "{method} {path} {sent}"
        );
        assert_eq!(problem["status"], status);
        assert!(problem["detail"].as_str().is_some_and(|d| d.len() > 10));
    }
}

#[tokio::test]
async fn a_token_ends() {
    let site = Site::new().await;
    let shopper = site.shop.shopper().await;
    let token = shop::accounts::tokens::issue(&site.shop.config.secret, &shopper.actor(), site.shop.now());
    site.shop.advance(std::time::Duration::from_secs(1));
    let bearer = format!("Bearer {token}");
    let (status, _) =
        call(&site, "GET", "/api/v1/orders/0198c0de-0000-7000-8000-000000000002", &[("authorization", &bearer)], "")
            .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_line_is_joined_and_its_admission_carried() {
    let site = Site::new().await;
    let release = site.shop.flash_sale().line(60).open().await;
    let line = format!("/api/v1/drops/{}/line", release.id);
    let order = format!("/api/v1/drops/{}/orders", release.id);
    let body = format!(r#"{{"variant_id": "{}"}}"#, release.sizes[0]);
    let mut waiting = None;
    for person in site.shop.shoppers(5).await {
        let expires = site.shop.now().plus(std::time::Duration::from_secs(900));
        let token = shop::accounts::tokens::issue(&site.shop.config.secret, &person.actor(), expires);
        let bearer = format!("Bearer {token}");
        let signed = [("authorization", bearer.as_str()), ("idempotency-key", "k")];
        assert_eq!(call(&site, "GET", &line, &signed, "").await.1["state"], "out");
        let (status, place) = call(&site, "POST", &line, &signed, "").await;
        assert_eq!(status, StatusCode::OK);
        match place["state"].as_str().unwrap() {
            "admitted" => {
                let admission = place["admission"].as_str().unwrap();
                let carried = [signed[0], signed[1], ("fairdrop-admission", admission)];
                assert_eq!(call(&site, "POST", &order, &carried, &body).await.0, StatusCode::CREATED);
            }
            "waiting" => {
                let (status, problem) = call(&site, "POST", &order, &signed, &body).await;
                assert_eq!((status, problem["type"].as_str()), (StatusCode::FORBIDDEN, Some("/problems/in-line")));
                assert!(place["expected_at"].is_string());
                waiting = place["place"].as_i64();
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(waiting, Some(5));
    let (_, record) = call(&site, "GET", &format!("{line}/record"), &[], "").await;
    assert!(record["seed"].is_string() && record["commitment"].is_string());
}
