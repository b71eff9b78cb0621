//! The layouts that the routes hang in, and the page for what does not exist.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::error::PageError;
use crate::server_fns::{Visitor, find_visitor};
use crate::shell::{AdminFrame, SandboxBanner, SiteFooter, SiteHeader, SkipLink};
use crate::ui::{Empty, Search};

/// The visitor, loaded once for the whole page and again after each navigation, since signing in and out
/// end in one.
pub type VisitorResource = Resource<Result<Option<Visitor>, PageError>>;

fn provide_visitor() -> VisitorResource {
    let path = use_location().pathname;
    let visitor = Resource::new_blocking(move || path.get(), |_| find_visitor());
    provide_context(visitor);
    visitor
}

/// Header and footer of the shop around its pages.
#[component]
pub fn ShopLayout() -> impl IntoView {
    let path = use_location().pathname;
    let visitor = provide_visitor();
    view! {
        <SkipLink/>
        <SandboxBanner/>
        <Transition>
            {move || Suspend::new(async move {
                let visitor = visitor.await.ok().flatten();
                let staff = visitor.as_ref().is_some_and(|v| v.staff);
                view! { <SiteHeader path visitor=visitor.map(|v| v.name) staff/> }
            })}
        </Transition>
        <main id="main" tabindex="-1"><Outlet/></main>
        <SiteFooter/>
    }
    .into_any()
}

/// The dashboard's frame around its pages.
#[component]
pub fn AdminLayout() -> impl IntoView {
    let path = use_location().pathname;
    let visitor = provide_visitor();
    let who = move || visitor.get().and_then(Result::ok).flatten().map(|v| v.name).unwrap_or_default();
    view! {
        <SkipLink/>
        <SandboxBanner/>
        <Transition>
            <AdminFrame path who=Signal::derive(who)><Outlet/></AdminFrame>
        </Transition>
    }
    .into_any()
}

/// The page for an address that leads nowhere, in the shop's frame.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let nobody = Signal::stored(None::<String>);
    view! {
        <SkipLink/>
        <SandboxBanner/>
        <SiteHeader path=use_location().pathname visitor=nobody/>
        <main id="main" tabindex="-1"><NotFound/></main>
        <SiteFooter/>
    }
    .into_any()
}

/// Says that there is nothing here, and where to go on.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found"/>
        <div class="page" data-width="text">
            <Empty title="There is nothing at this address">
                <p>"It may have moved or ended, or the link has a typing error. "<a class="link" href="/drops">"See all drops"</a>", or search:"</p>
                <Search/>
            </Empty>
        </div>
    }
    .into_any()
}
