//! The router and its layers, outermost last: the table of contents of the server.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::FromRef;
use axum::{Router, middleware, routing::get};
use http::{HeaderName, Request, StatusCode};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use shop::{Fault, Shop};
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::info_span;

use crate::config::Settings;
use crate::security::{self, Origin};
use crate::{
    api, assets, client_ip, draws, health, live, mail, media, receipts, reload, retyped, sessions, staff, uploads,
};

/// What handlers can ask for.
#[derive(Clone)]
pub struct AppState {
    /// The shop.
    pub shop: Shop,
    /// Which build the pages load.
    leptos: Arc<LeptosOptions>,
}

impl FromRef<AppState> for Shop {
    fn from_ref(state: &AppState) -> Self {
        state.shop.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.as_ref().clone()
    }
}

/// Pictures are the largest thing that anybody posts; forms and bodies are checked much tighter inside.
const BODY_LIMIT: usize = 24 * 1024 * 1024;
/// No page takes this long; the answer says so instead of hanging.
const TIMEOUT: Duration = Duration::from_secs(30);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Made once a process. While leptos makes it, no resource of the process loads, and one that is first polled
/// meanwhile never wakes (leptos #4773): its page would hang, as pages did in tests that start many servers.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| {
    [generate_route_list(app::Shop), generate_route_list(app::Account), generate_route_list(app::Dashboard)].concat()
});

/// Everything that is served.
pub fn router(shop: &Shop, settings: &Settings) -> Result<Router, Fault> {
    let leptos = Arc::new(assets::options(&settings.site_dir, settings.listen)?);
    let state = AppState { shop: shop.clone(), leptos };

    // Around the pages' router, not inside it: the gate changes where a request goes.
    let pages = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(Origin(settings.shop.base_url.clone()), security::same_site))
        .layer(sessions::layer(shop, settings))
        .layer(middleware::from_fn_with_state(shop.clone(), sessions::signed_in))
        .layer(middleware::from_fn(staff::gate))
        .layer(middleware::from_fn(retyped::layer))
        .service(pages(&state));

    let time_limit = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT);
    let proxies = client_ip::Proxies(settings.trusted_proxies.as_slice().into());
    // A stack instead of layers: each layer of a router costs every request an allocation and a clone of what lies below.
    let every = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .map_request(move |request| client_ip::find(&proxies, request));
    // Their bodies are checked much tighter inside, and their answers are too short to be worth compressing.
    let presses =
        api::presses().with_state(state.clone()).layer(every.clone().map_response(security::headers).layer(time_limit));
    let all_else = Router::new()
        .merge(api::routes())
        .merge(draws::routes())
        .merge(media::routes())
        .merge(reload::routes())
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(time_limit)
        // After the time limit: an event stream has none.
        .merge(live::routes(shop))
        .with_state(state)
        .merge(assets::routes(&settings.site_dir))
        .fallback_service(pages)
        .layer(
            every
                .map_response(security::headers)
                .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
                .layer(CompressionLayer::new().compress_when(worth_compressing())),
        );
    Ok(presses.merge(all_else))
}

/// What is compressed already would only cost time, and lose its length.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
}

/// The pages and their server functions, with the shop in their context.
fn pages(state: &AppState) -> Router {
    let provide = {
        let shop = state.shop.clone();
        move || provide_context(shop.clone())
    };
    let shell = {
        let options = state.leptos.clone();
        move || app::document(options.as_ref().clone())
    };
    Router::new()
        .merge(mail::routes())
        .merge(receipts::routes())
        .merge(uploads::routes())
        .leptos_routes_with_context(state, ROUTES.clone(), provide.clone(), shell)
        .fallback(file_and_error_handler_with_context::<AppState, _>(provide, app::document))
        .with_state(state.clone())
}

/// One span a request: method, path without its query (a query may carry a token), request id.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.headers().get(REQUEST_ID).and_then(|v| v.to_str().ok()).unwrap_or_default();
    info_span!("request", method = %request.method(), path = request.uri().path(), request_id = id)
}
