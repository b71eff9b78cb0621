//! The HTML document around the app.

use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;

use crate::{Account, Dashboard, Module, Shop};

/// The document: what the browser needs before the page itself.
pub fn document(options: LeptosOptions) -> impl IntoView {
    content_security_policy();
    let stylesheet = format!("/{}/fairdrop.css", options.site_pkg_dir);
    let asked = use_context::<RequestUrl>().and_then(|url| url.parse().ok());
    let module = asked.map_or(Module::Shop, |url| Module::of(url.path()));
    let page = match module {
        Module::Shop => Shop().into_any(),
        Module::Account => Account().into_any(),
        Module::Dashboard => Dashboard().into_any(),
    };
    // On the first start the server may be there before what the browser runs.
    let module = (!options.output_name.is_empty()).then(|| {
        let pkg = &options.site_pkg_dir;
        (hydration_script(&format!("/{pkg}/{}", module.name())), checking_script(pkg))
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" content="#faf8f4" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#131210" media="(prefers-color-scheme: dark)"/>
                <link rel="stylesheet" href=stylesheet/>
                <link rel="preload" href="/fonts/bricolage-grotesque.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="preload" href="/fonts/instrument-sans.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="icon" href="/icons/favicon.svg" r#type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png"/>
                {module}
                {reload_script()}
                <MetaTags/>
            </head>
            <body>{page}</body>
        </html>
    }
}

/// Makes the page live once it is there. Not leptos's own script: that one asks for the module at once, which on a phone
/// takes the line from the pictures and the type. `module` is its address without `.js` and `_bg.wasm`.
fn hydration_script(module: &str) -> impl IntoView + use<> {
    let script = format!(
        r#"let begun = false;
const awake = new AbortController();
const asleep = {{ capture: true, signal: awake.signal }};
// Back or forward to another address of this document: there is no page yet that could follow.
const here = location.pathname + location.search;
const follow = (move) => {{
  if (location.pathname + location.search === here) return;
  move.stopImmediatePropagation();
  location.reload();
}};
addEventListener("popstate", follow, asleep);
const begin = () => {{
  if (begun) return;
  begun = true;
  const code = fetch("{module}_bg.wasm", {{ priority: "low" }});
  // In a task of its own, after the module's: a press in between is heard.
  import("{module}.js").then((page) => page.default({{ module_or_path: code }}).then(() => setTimeout(async () => {{
    // While the page is half awake, links and forms stay the browser's.
    const leave = (press) => press.stopImmediatePropagation();
    addEventListener("click", leave, asleep);
    addEventListener("submit", leave, asleep);
    await page.hydrate();
    awake.abort();
  }})));
}};
// One picture of the page after its first paint, in which what was loaded is seen: on a phone the module would take line
// and processor from it.
const seen = new Promise((done) => new PerformanceObserver(done).observe({{ type: "paint", buffered: true }}));
addEventListener("load", () => seen.then(() => requestAnimationFrame(() => setTimeout(begin))));
// A picture that hangs keeps nobody waiting.
setTimeout(begin, 3000);"#
    );
    view! { <script type="module" nonce=leptos::nonce::use_nonce()>{script}</script> }
}

/// Hands forms that check a draw to the verifier, which is loaded on the first press: `crates/draw-web/js`.
fn checking_script(pkg: &str) -> impl IntoView + use<> {
    let script = format!(
        r#"addEventListener("submit", (press) => {{
  if (!press.target.dataset.check) return;
  press.preventDefault();
  import("/{pkg}/check.js").then((it) => it.check(press.target));
}}, true);"#
    );
    view! { <script nonce=leptos::nonce::use_nonce()>{script}</script> }
}

/// Under `make dev`: reloads the page when the server has been rebuilt.
fn reload_script() -> Option<impl IntoView> {
    std::env::var_os("FAIRDROP_RELOAD").map(|_| view! { <script src="/dev/reload.js" defer></script> })
}

/// Scripts run by this answer's nonce alone; WebAssembly needs a permission of its own.
fn content_security_policy() {
    use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};

    let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<leptos_axum::ResponseOptions>())
    else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; worker-src 'self'; \
         img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
