//! The pages of Fairdrop: one code base, rendered by the server (`ssr`) and hydrated in the browser
//! (`hydrate`). A page is a `Resource` over a server function over a command of `shop`.

#[cfg(feature = "ssr")]
pub mod context;
pub mod error;
pub mod shell;
pub mod ui;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The document around the app.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The app: the one table of routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Small Runs"/>
        <Router>
            <Routes fallback=|| view! { <p>"Not found"</p> }.into_any()>
                <ParentRoute path=path!("") view=Outlet ssr=SsrMode::Async>
                    <Route path=path!("") view=|| view! { <h1>"Small Runs"</h1> }/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
