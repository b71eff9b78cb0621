use leptos::prelude::*;
use leptos_meta::Title;
use shop::accounts::Account;

use super::server_fns::FindAccount;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Glyph, Icon, When, WhenStyle};

const WAYS: [(&str, Glyph, &str, &str); 4] = [
    ("/account/orders", Glyph::Bag, "Orders", "What you bought, what is on its way, and what still has to be paid."),
    ("/account/entries", Glyph::Ticket, "Entries", "The draws that you are in, your receipts, and how they ended."),
    (
        "/account/addresses",
        Glyph::Box,
        "Addresses",
        "Where your parcels go. Save one before a drop, and buying is one press.",
    ),
    ("/account/profile", Glyph::Person, "Profile", "Your name, your address for mail, your password."),
];

/// The account's own page: where everything is.
#[component]
pub fn AccountHomePage() -> impl IntoView {
    let account = ask(|| FindAccount {});
    loaded(account, |account| view! { <Home account=account/> }.into_any()).into_any()
}

#[component]
fn Home(account: Account) -> impl IntoView {
    let way = |(href, glyph, title, about): (&'static str, Glyph, &'static str, &'static str)| {
        view! {
            <li class="ticket">
                <div class="ticket-head">
                    <Icon glyph=glyph/>
                    <div><h2 class="heading"><a href=href>{title}</a></h2><p class="muted small">{about}</p></div>
                </div>
            </li>
        }
    };
    view! {
        <Title text="Your account"/>
        <header class="page-head">
            <h1 class="title">{format!("Hello {}", account.name)}</h1>
            <p class="muted">{account.email}" · with us since "<When at=account.created_at style=WhenStyle::Date/></p>
        </header>
        <ul class="tickets">{WAYS.map(way)}</ul>
    }
}
