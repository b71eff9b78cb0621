use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::AccountId;
use shop::accounts::{Account, CustomerPage, Role};

use super::server_fns::FindCustomers;
use super::{ROLES, role_name, role_word};
use crate::ask::ask;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Glyph, Pager, Search, Table, Tone, When, WhenStyle};

/// Accounts; search, role and page are in the address.
#[component]
pub fn CustomersPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || {
        let (q, role, before) = asked(&query.read());
        FindCustomers { q, role, before }
    });
    view! {
        <Title text="Customers"/>
        <AdminHead title="Customers"/>
        {loaded(found, move |page| {
            let (q, role, before) = asked(&query.read_untracked());
            view! { <Customers page=page q=q role=role paged=before.is_some()/> }.into_any()
        })}
    }
    .into_any()
}

fn asked(query: &ParamsMap) -> (String, Option<Role>, Option<AccountId>) {
    let role = query.get("role").and_then(|word| ROLES.into_iter().find(|role| role_word(*role) == word));
    (query.get("q").unwrap_or_default(), role, query.get("before").and_then(|id| id.parse().ok()))
}

fn address(q: &str, role: Option<Role>, before: Option<AccountId>) -> String {
    let mut query = ParamsMap::new();
    if !q.is_empty() {
        query.insert("q", q.to_owned());
    }
    if let Some(role) = role {
        query.insert("role", role_word(role).to_owned());
    }
    if let Some(before) = before {
        query.insert("before", before.to_string());
    }
    format!("/admin/customers{}", query.to_query_string())
}

#[component]
fn Customers(page: CustomerPage, q: String, role: Option<Role>, paged: bool) -> impl IntoView {
    let views = std::iter::once(None).chain(ROLES.map(Some)).map(|of| {
        let label = of.map_or("All", role_name);
        view! { <a href=address(&q, of, None) aria-current=(of == role).then_some("page")>{label}</a> }
    });
    let views = views.collect_view();
    let body = if page.customers.is_empty() {
        view! { <Empty title="Nobody here" icon=Glyph::People><p>"Search for a part of the name or of the address. "<a class="link" href="/admin/customers">"Show everybody"</a></p></Empty> }.into_any()
    } else {
        let next = page.older.map(|id| address(&q, role, Some(id)));
        let first = paged.then(|| address(&q, role, None));
        view! {
            <Table caption="Customers">
                <thead><tr><th scope="col">"Name"</th><th scope="col">"Address"</th><th scope="col">"Role"</th><th scope="col">"State"</th><th scope="col">"Since"</th></tr></thead>
                <tbody>{page.customers.into_iter().map(row).collect_view()}</tbody>
            </Table>
            <Pager previous=first next=next/>
        }
        .into_any()
    };
    view! {
        <div class="toolbar"><Search compact=true action="/admin/customers" label="Search name or address" value=q.clone()/></div>
        <nav class="views" aria-label="Views">{views}</nav>
        {body}
    }
}

fn row(account: Account) -> impl IntoView {
    let (label, tone) = state(&account);
    view! {
        <tr>
            <td><a class="cell-main" href=format!("/admin/customers/{}", account.id)>{account.name}</a></td>
            <td>{account.email}</td>
            <td>{role_name(account.role)}</td>
            <td><Badge label=label tone=tone/></td>
            <td><When at=account.created_at style=WhenStyle::Date/></td>
        </tr>
    }
}

pub(super) const fn state(account: &Account) -> (&'static str, Tone) {
    match (account.blocked, account.verified) {
        (true, _) => ("Blocked", Tone::Bad),
        (false, false) => ("Unconfirmed", Tone::Warn),
        (false, true) => ("Active", Tone::Good),
    }
}
