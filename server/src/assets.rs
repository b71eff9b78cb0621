//! What was built: script, WebAssembly and stylesheet under a folder named for their content, so that
//! they may be kept for a year; fonts and icons; all precompressed.

use std::path::Path;

use axum::Router;
use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use shop::Fault;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Which build to serve: `pkg/current` names the folder that the build wrote last.
pub fn options(site_dir: &Path, listen: std::net::SocketAddr) -> Result<LeptosOptions, Fault> {
    let pointer = site_dir.join("pkg/current");
    let build = std::fs::read_to_string(&pointer).map_err(|e| {
        Fault::new(format!(
            "{} cannot be read ({e}). Run `make build` first, or set FAIRDROP_SITE_DIR.",
            pointer.display()
        ))
    })?;
    let browser = site_dir.join("pkg").join(build.trim()).join("shop_bg.wasm").exists();
    Ok(LeptosOptions::builder()
        // A page names its own module, see `app::document`; without one it has no script.
        .output_name(if browser { "shop" } else { "" })
        .site_root(site_dir.to_string_lossy().into_owned())
        .site_pkg_dir(format!("pkg/{}", build.trim()))
        .site_addr(listen)
        .build())
}

const YEAR: &str = "public, max-age=31536000, immutable";

/// Routes for the files.
pub fn routes<S: Clone + Send + Sync + 'static>(site_dir: &Path) -> Router<S> {
    let kept = |folder: &str, cache: &'static str| {
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(cache)))
            .service(ServeDir::new(site_dir.join(folder)).precompressed_br())
    };
    Router::new()
        .nest_service("/pkg", kept("pkg", YEAR))
        .nest_service("/fonts", kept("fonts", YEAR))
        .route_service("/robots.txt", ServeFile::new(site_dir.join("robots.txt")))
        .route_service("/outage.css", ServeFile::new(site_dir.join("outage.css")))
        .nest_service("/icons", kept("icons", "public, max-age=86400"))
}
