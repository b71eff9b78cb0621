//! The pages of Fairdrop: one code base, rendered by the server (`ssr`) and hydrated in the browser
//! (`hydrate`). A page is a `Resource` over a server function over a command of `shop`.

// A view's type nests as deep as the page, and so do the futures that leptos makes of it.
#![recursion_limit = "256"]

pub mod accounts;
pub mod ask;
pub mod audit;
pub mod catalogue;
pub mod command;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod document;
pub mod draws;
pub mod drops;
pub mod entries;
pub mod error;
pub mod frame;
pub mod home;
pub mod jobs;
pub mod load;
pub mod module;
pub mod notifications;
pub mod orders;
pub mod packed;
pub mod payments;
pub mod rehearsals;
pub mod server_fns;
pub mod shell;
pub mod stock;
pub mod ui;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;
use leptos_router::{MatchNestedRoutes, SsrMode};

use accounts::{
    AccountHomePage, AccountLayout, AddressPage, AddressesPage, ConfirmEmailPage, ConfirmPage, CustomerPage,
    CustomersPage, ForgotPage, ForgotSentPage, NewAddressPage, ProfilePage, RegisterPage, RegisterSentPage, ResetPage,
    SignInPage,
};
use audit::AuditPage;
use catalogue::{
    CollectionPage, CollectionsPage, NewCollectionPage, NewProductPage, ProductPage, SearchPage, StaffCollectionPage,
    StaffCollectionsPage, StaffProductPage, StaffProductsPage,
};
#[cfg(feature = "ssr")]
pub use document::document;
use draws::{AdminDrawPage, AdminDrawsPage, DrawPage, DrawRegisterPage, DrawsPage, VerifyPage};
use drops::{DropPage, DropsPage, EditDropPage, LiveViewPage, NewDropPage, StaffDropPage, StaffDropsPage};
use entries::{AdminEntriesPage, MyEntriesPage, ReceiptPage};
use frame::{AdminLayout, NotFound, ShopLayout, Unrouted};
use home::HomePage;
use jobs::{JobPage, JobsPage};
pub use module::Module;
use notifications::{DevMailPage, DevMailsPage, EmailPage, EmailsPage};
use orders::{MyOrdersPage, OrderPage, OverviewPage, StaffOrderPage, StaffOrdersPage};
use payments::{ConfirmPaymentPage, PayPage};
use stock::{StockPage, VariantStockPage};
use ui::provide_server_clock;

/// What the shop sells and draws.
#[component]
pub fn Shop() -> impl IntoView {
    pages(shop_routes(), Module::Shop)
}

/// What belongs to one shopper.
#[component]
pub fn Account() -> impl IntoView {
    pages(account_routes(), Module::Account)
}

/// The dashboard.
#[component]
pub fn Dashboard() -> impl IntoView {
    pages(dashboard_routes(), Module::Dashboard)
}

/// The pages of a module, and what is shown for any other address. The server, too, makes no other module's routes: the
/// table is made for every page, and all of them were a twentieth of its work.
fn pages<Defs>(routes: Defs, here: Module) -> impl IntoView
where
    Defs: MatchNestedRoutes + Clone + Send + 'static,
{
    provide_meta_context();
    provide_server_clock();
    #[cfg(not(feature = "ssr"))]
    here.let_others_load();
    let routes = ToChildren::to_children(move || routes);
    view! {
        <Router>
            <Routes fallback=move || view! { <Unrouted here/> } children=routes/>
        </Router>
    }
}

// One mode for all pages: only then are status, redirects, cookies and titles right without JavaScript.
fn shop_routes() -> impl MatchNestedRoutes + Clone + Send + 'static {
    view! {
        <ParentRoute path=path!("") view=ShopLayout ssr=SsrMode::Async>
            <Route path=path!("") view=HomePage/>
            <Route path=path!("collections") view=CollectionsPage/>
            <Route path=path!("collections/:slug") view=CollectionPage/>
            <Route path=path!("draws") view=DrawsPage/>
            <Route path=path!("draws/register") view=DrawRegisterPage/>
            <Route path=path!("draws/verify") view=VerifyPage/>
            <Route path=path!("draws/:id") view=DrawPage/>
            <Route path=path!("drops") view=DropsPage/>
            <Route path=path!("drops/:slug") view=DropPage/>
            <Route path=path!("products/:slug") view=ProductPage/>
            <Route path=path!("search") view=SearchPage/>
            <Route path=path!("not-found") view=NotFound/>
        </ParentRoute>
    }
    .into_inner()
}

fn account_routes() -> impl MatchNestedRoutes + Clone + Send + 'static {
    view! {
        <ParentRoute path=path!("") view=ShopLayout ssr=SsrMode::Async>
            <ParentRoute path=path!("account") view=AccountLayout>
                <Route path=path!("addresses") view=AddressesPage/>
                <Route path=path!("addresses/new") view=NewAddressPage/>
                <Route path=path!("addresses/:id") view=AddressPage/>
                <Route path=path!("entries") view=MyEntriesPage/>
                <Route path=path!("orders") view=MyOrdersPage/>
                <Route path=path!("profile") view=ProfilePage/>
                <Route path=path!("") view=AccountHomePage/>
            </ParentRoute>
            <Route path=path!("confirm") view=ConfirmPage/>
            <Route path=path!("confirm-email") view=ConfirmEmailPage/>
            <Route path=path!("forgot") view=ForgotPage/>
            <Route path=path!("forgot/sent") view=ForgotSentPage/>
            <Route path=path!("register") view=RegisterPage/>
            <Route path=path!("register/sent") view=RegisterSentPage/>
            <Route path=path!("reset") view=ResetPage/>
            <Route path=path!("sign-in") view=SignInPage/>
            <Route path=path!("entries/:id") view=ReceiptPage/>
            <Route path=path!("orders/:id") view=OrderPage/>
            <Route path=path!("orders/:id/pay") view=PayPage/>
            <Route path=path!("payments/:id/confirm") view=ConfirmPaymentPage/>
        </ParentRoute>
    }
    .into_inner()
}

// `server/src/staff.rs` stands before it.
fn dashboard_routes() -> impl MatchNestedRoutes + Clone + Send + 'static {
    view! {
        <ParentRoute path=path!("dev") view=ShopLayout ssr=SsrMode::Async>
            <Route path=path!("mail") view=DevMailsPage/>
            <Route path=path!("mail/:id") view=DevMailPage/>
        </ParentRoute>
        <ParentRoute path=path!("admin") view=AdminLayout ssr=SsrMode::Async>
            <Route path=path!("audit") view=AuditPage/>
            <Route path=path!("customers") view=CustomersPage/>
            <Route path=path!("customers/:id") view=CustomerPage/>
            <Route path=path!("emails") view=EmailsPage/>
            <Route path=path!("emails/:id") view=EmailPage/>
            <Route path=path!("jobs") view=JobsPage/>
            <Route path=path!("jobs/:id") view=JobPage/>
            <Route path=path!("collections") view=StaffCollectionsPage/>
            <Route path=path!("collections/new") view=NewCollectionPage/>
            <Route path=path!("collections/:id") view=StaffCollectionPage/>
            <Route path=path!("draws") view=AdminDrawsPage/>
            <Route path=path!("draws/:id") view=AdminDrawPage/>
            <Route path=path!("draws/:id/entries") view=AdminEntriesPage/>
            <Route path=path!("entries") view=AdminEntriesPage/>
            <Route path=path!("drops") view=StaffDropsPage/>
            <Route path=path!("drops/new") view=NewDropPage/>
            <Route path=path!("drops/:id") view=StaffDropPage/>
            <Route path=path!("drops/:id/edit") view=EditDropPage/>
            <Route path=path!("drops/:id/live") view=LiveViewPage/>
            <Route path=path!("orders") view=StaffOrdersPage/>
            <Route path=path!("orders/:id") view=StaffOrderPage/>
            <Route path=path!("products") view=StaffProductsPage/>
            <Route path=path!("products/new") view=NewProductPage/>
            <Route path=path!("products/:id") view=StaffProductPage/>
            <Route path=path!("stock") view=StockPage/>
            <Route path=path!("stock/:id") view=VariantStockPage/>
            <Route path=path!("") view=OverviewPage/>
        </ParentRoute>
    }
    .into_inner()
}
