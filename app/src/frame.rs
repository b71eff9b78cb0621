//! The layouts that the routes hang in, and the page for what does not exist.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::Module;
use crate::ask::{Asked, ask_again};
use crate::server_fns::{FindVisitor, Visitor};
use crate::shell::{AdminFrame, SandboxBanner, SiteFooter, SiteHeader, SkipLink};
use crate::ui::{Empty, Search, later, later_part};

/// The visitor, loaded once for the whole page and again after each navigation, since signing in and out
/// end in one.
fn find_visitor() -> Asked<Option<Visitor>> {
    let path = use_location().pathname;
    ask_again(move || path.get(), || FindVisitor {})
}

/// How the titles of pages are shown. It hydrates in the same task as the page: without a page it would empty the title.
#[component]
fn TabTitle() -> impl IntoView {
    let in_tab = |page: String| if page.is_empty() { "Small Runs".to_owned() } else { format!("{page} · Small Runs") };
    view! { <Title formatter=in_tab/> }
}

/// Header and footer of the shop around its pages.
#[component]
pub fn ShopLayout() -> impl IntoView {
    in_frame(Outlet())
}

fn in_frame(page: impl IntoView + 'static) -> AnyView {
    let path = use_location().pathname;
    let visitor = find_visitor();
    later_part(view! {
        <SkipLink/>
        <SandboxBanner/>
        <Transition>
            {move || Suspend::new(async move {
                let visitor = visitor.answer().await.ok().flatten();
                let staff = visitor.as_ref().is_some_and(|v| v.staff);
                later(view! { <SiteHeader path visitor=visitor.map(|v| v.name) staff/> })
            })}
        </Transition>
        {later(view! { <main id="main" tabindex="-1"><TabTitle/>{page}</main> })}
        <SiteFooter/>
    })
}

/// The dashboard's frame around its pages.
#[component]
pub fn AdminLayout() -> impl IntoView {
    let path = use_location().pathname;
    let visitor = find_visitor();
    let who = move || visitor.get().and_then(Result::ok).flatten().map(|v| v.name).unwrap_or_default();
    view! {
        <TabTitle/>
        <SkipLink/>
        <SandboxBanner/>
        <Transition>
            <AdminFrame path who=Signal::derive(who)><Outlet/></AdminFrame>
        </Transition>
    }
    .into_any()
}

/// The page for an address that no route matches, in the shop's frame; in the browser also the way to the
/// pages of other modules.
#[component]
pub fn Unrouted(
    /// The module that runs.
    here: Module,
) -> impl IntoView {
    let location = use_location();
    let path = location.pathname.get_untracked();
    if here != Module::of(&path) {
        let query = location.search.get_untracked();
        let _ = window().location().set_href(&if query.is_empty() { path } else { format!("{path}?{query}") });
        return ().into_any();
    }
    in_frame(NotFound())
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
