use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use super::server_fns::SignOut;
use crate::command::{Command, CommandForm};

const PAGES: [(&str, &str); 5] = [
    ("/account", "Overview"),
    ("/account/orders", "Orders"),
    ("/account/entries", "Entries"),
    ("/account/addresses", "Addresses"),
    ("/account/profile", "Profile"),
];

/// The account's pages with the way between them.
#[component]
pub fn AccountLayout() -> impl IntoView {
    let path = use_location().pathname;
    let sign_out = Command::of::<SignOut>();
    let link = move |(href, label): (&'static str, &'static str)| {
        view! { <li><a href=href aria-current=move || current(&path.read(), href)>{label}</a></li> }
    };
    view! {
        <div class="account page">
            <nav class="account-nav" aria-label="Account">
                <ul>{PAGES.map(link)}</ul>
                <CommandForm command=sign_out><button type="submit">"Sign out"</button></CommandForm>
            </nav>
            <div class="account-main"><Outlet/></div>
        </div>
    }
    .into_any()
}

/// The overview is not above the others.
fn current(path: &str, href: &str) -> Option<&'static str> {
    let path = path.trim_end_matches('/');
    let below = href != "/account" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    (path == href || below).then_some("page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_the_page_that_is_open() {
        assert_eq!(current("/account/", "/account"), Some("page"));
        assert_eq!(current("/account/orders/7", "/account"), None);
        assert_eq!(current("/account/orders/7", "/account/orders"), Some("page"));
    }
}
