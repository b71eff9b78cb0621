//! What stands around every page: header and footer of the shop, the frame of the dashboard.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::ui::{Breadcrumbs, Glyph, Icon, Search, inert};

/// The first thing a keyboard reaches: past the navigation, to `<main id="main">`.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip" href="#main">"Skip to the content"</a> }
}

/// Says on every page that the payment gateway is the sandbox.
#[component]
pub fn SandboxBanner() -> impl IntoView {
    view! {
        <aside class="sandbox" aria-label="Sandbox">
            <strong>"Sandbox"</strong>
            " No real money moves."
        </aside>
    }
}

/// `aria-current` of a link to `href` while the visitor is at `path` or below it.
fn current(path: &str, href: &str) -> Option<&'static str> {
    let below = path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below.then_some("page")
}

/// Head of every shop page.
#[component]
pub fn SiteHeader(
    /// The path of this page.
    #[prop(into)]
    path: Signal<String>,
    /// The name of whoever is signed in.
    #[prop(into)]
    visitor: Signal<Option<String>>,
    /// They may open the dashboard.
    #[prop(optional, into)]
    staff: Signal<bool>,
    /// The name of the shop.
    #[prop(default = "Small Runs".into(), into)]
    shop: String,
) -> impl IntoView {
    let link = move |href: &'static str, label: &'static str| {
        view! { <li><a href=href aria-current=move || current(&path.read(), href)>{label}</a></li> }
    };
    let account = move || {
        match visitor.get() {
        Some(name) => view! { <a class="site-account" href="/account" aria-current=move || current(&path.read(), "/account")><Icon glyph=Glyph::Person /><span class="site-name">{name}</span></a> }.into_any(),
        None => view! { <a class="site-account" href="/sign-in"><Icon glyph=Glyph::Person /><span class="site-name">"Sign in"</span></a> }.into_any(),
    }
    };
    view! {
        <header class="site-header">
            <div class="site-bar">
                <a class="logo" href="/"><Mark />{shop}</a>
                <nav class="site-nav" aria-label="Shop">
                    <ul>
                        {link("/drops", "Drops")}
                        {link("/collections", "Collections")}
                        {link("/draws", "Draws")}
                    </ul>
                </nav>
                <div class="site-tools">
                    <Search compact=true />
                    <a class="icon-button site-search" href="/search" aria-label="Search"><Icon glyph=Glyph::Search /></a>
                    {move || staff.get().then(|| view! { <a class="site-staff" href="/admin" rel="external">"Dashboard"</a> })}
                    {account}
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// Nine of an edition, one of them yours.
#[component]
fn Mark() -> impl IntoView {
    inert(|| {
        html! {
            svg class="logo-mark" viewBox="0 0 18 18" aria-hidden="true" {
                path d="M2.5 2.500h.01M9 2.500h.01M15.5 2.500h.01M2.5 9h.01M9 9h.01M2.5 15.500h.01M9 15.500h.01M15.5 15.500h.01" {}
                path class="logo-one" d="M15.5 9h.01" {}
            }
        }
    })
}

/// Foot of every shop page.
#[component]
pub fn SiteFooter(
    /// The name of the shop.
    #[prop(default = "Small Runs")]
    shop: &'static str,
) -> impl IntoView {
    fn link(href: &str, label: &str) -> Markup {
        html! { li { a href=(href) { (label) } } }
    }
    inert(move || {
        html! {
            footer class="site-footer" {
                div class="site-footer-in" {
                    div class="site-footer-about" {
                        p class="heading" { (shop) }
                        p class="muted" { "Things made in small numbers, sold in the open. Every draw here can be checked by anyone, for as long as the files exist." }
                    }
                    nav aria-label="Foot" {
                        ul { (link("/drops", "Drops")) (link("/collections", "Collections")) (link("/search", "Search")) }
                        ul {
                            (link("/draws", "All draws"))
                            li { a href="/draws/register.csv" rel="external" { "Public register" } }
                            (link("/account", "Your account"))
                        }
                    }
                    p class="small muted site-footer-note" { "Times are shown in your zone; point at one to read it in ours." }
                }
            }
        }
    })
}

/// A part of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as in the rail")]
pub enum Section {
    Overview,
    Drops,
    Products,
    Collections,
    Stock,
    Orders,
    Entries,
    Draws,
    Customers,
    Emails,
    Jobs,
    Audit,
}

impl Section {
    /// All sections, in the order of the rail.
    pub const ALL: [Self; 12] = [
        Self::Overview,
        Self::Drops,
        Self::Products,
        Self::Collections,
        Self::Stock,
        Self::Orders,
        Self::Entries,
        Self::Draws,
        Self::Customers,
        Self::Emails,
        Self::Jobs,
        Self::Audit,
    ];

    /// Address, name and icon.
    pub const fn parts(self) -> (&'static str, &'static str, Glyph) {
        match self {
            Self::Overview => ("/admin", "Overview", Glyph::Gauge),
            Self::Drops => ("/admin/drops", "Drops", Glyph::Bolt),
            Self::Products => ("/admin/products", "Products", Glyph::Tag),
            Self::Collections => ("/admin/collections", "Collections", Glyph::Stack),
            Self::Stock => ("/admin/stock", "Stock", Glyph::Box),
            Self::Orders => ("/admin/orders", "Orders", Glyph::Bag),
            Self::Entries => ("/admin/entries", "Entries", Glyph::Ticket),
            Self::Draws => ("/admin/draws", "Draws", Glyph::Dice),
            Self::Customers => ("/admin/customers", "Customers", Glyph::People),
            Self::Emails => ("/admin/emails", "Emails", Glyph::Mail),
            Self::Jobs => ("/admin/jobs", "Jobs", Glyph::Cog),
            Self::Audit => ("/admin/audit", "Audit log", Glyph::Shield),
        }
    }

    /// `aria-current` of its link while staff are at `path`; the overview is not above the others.
    fn current(self, path: &str) -> Option<&'static str> {
        match self {
            Self::Overview => (path.trim_end_matches('/') == "/admin").then_some("page"),
            other => current(path, other.parts().0),
        }
    }
}

/// The dashboard around its pages: a rail that folds to icons, on a phone a sheet that the menu
/// button opens (a popover, so it works without JavaScript).
#[component]
pub fn AdminFrame(
    /// The path of this page.
    #[prop(into)]
    path: Signal<String>,
    /// Who is signed in.
    #[prop(into)]
    who: Signal<String>,
    /// The sections that they may open.
    #[prop(default = Section::ALL.to_vec(), into)]
    sections: Vec<Section>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let rail = NodeRef::<leptos::html::Nav>::new();
    Effect::new(move |_| {
        path.track();
        if let Some(rail) = rail.get() {
            // Fails only where there is no popover to close.
            let _ = rail.hide_popover();
        }
    });
    let link = move |section: Section| {
        let (href, label, glyph) = section.parts();
        view! { <li><a href=href title=label aria-current=move || section.current(&path.read())><Icon glyph=glyph /><span class="rail-label">{label}</span></a></li> }
    };
    view! {
        <div class="admin">
            <header class="admin-bar">
                <button class="icon-button" type="button" popovertarget="rail" aria-label="Sections"><Icon glyph=Glyph::Menu /></button>
                <a class="logo" href="/admin"><Mark />"Dashboard"</a>
            </header>
            <nav class="rail" id="rail" popover="auto" aria-label="Dashboard" node_ref=rail>
                <a class="logo" href="/admin" aria-label="Dashboard"><Mark /><span class="rail-label">"Dashboard"</span></a>
                <ul>{sections.into_iter().map(link).collect_view()}</ul>
                <div class="rail-foot">
                    <a href="/" rel="external" title="To the shop"><Icon glyph=Glyph::Out /><span class="rail-label">"To the shop"</span></a>
                    <a href="/account" rel="external" title="Your account"><Icon glyph=Glyph::Person /><span class="rail-label">{move || who.get()}</span></a>
                    <label class="rail-fold"><input type="checkbox" /><Icon glyph=Glyph::Back /><span class="rail-label">"Fold"</span></label>
                </div>
            </nav>
            <main class="admin-main" id="main" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

/// Head of a dashboard page: its title and its actions.
#[component]
pub fn AdminHead(
    /// The title, also the last step of the trail.
    #[prop(into)]
    title: String,
    /// Address and name of the pages above.
    #[prop(optional)]
    trail: Vec<(String, String)>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let crumbs = (!trail.is_empty()).then(|| view! { <Breadcrumbs trail=trail here=title.clone() /> });
    view! {
        <header class="admin-head">
            {crumbs}
            <h1 class="admin-title">{title}</h1>
            {children.map(|children| view! { <div class="admin-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_the_section_that_is_open() {
        assert_eq!(current("/drops/kiln", "/drops"), Some("page"));
        assert_eq!(current("/dropsy", "/drops"), None);
        assert_eq!(Section::Overview.current("/admin/orders"), None);
        assert_eq!(Section::Orders.current("/admin/orders/1"), Some("page"));
    }
}
