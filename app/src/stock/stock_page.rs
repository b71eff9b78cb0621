use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::stock::{Shelf, ShelfFilter, ShelfPage};

use super::server_fns::FindShelves;
use crate::ask::ask;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Empty, Glyph, Pager, Search, Table};

/// What is on the shelf of everything; search, view and page are in the address.
#[component]
pub fn StockPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindShelves { filter: filter(&query.read()) });
    view! {
        <Title text="Stock"/>
        <AdminHead title="Stock"/>
        {loaded(found, move |found| {
            let filter = filter(&query.read_untracked());
            view! { <Shelves found=found filter=filter/> }.into_any()
        })}
    }
    .into_any()
}

fn filter(query: &ParamsMap) -> ShelfFilter {
    ShelfFilter {
        q: query.get("q").unwrap_or_default().trim().to_owned(),
        empty_only: query.get("view").is_some_and(|v| v == "empty"),
        page: query.get("page").and_then(|v| v.parse().ok()).unwrap_or(1).max(1),
    }
}

fn address(filter: &ShelfFilter, empty_only: bool, page: i64) -> String {
    let mut query = ParamsMap::new();
    if !filter.q.is_empty() {
        query.insert("q", filter.q.clone());
    }
    if empty_only {
        query.insert("view", "empty".to_owned());
    }
    if page > 1 {
        query.insert("page", page.to_string());
    }
    format!("/admin/stock{}", query.to_query_string())
}

#[component]
fn Shelves(found: ShelfPage, filter: ShelfFilter) -> impl IntoView {
    let views = [(false, "All"), (true, "None available")].map(|(empty_only, label)| {
        let current = (empty_only == filter.empty_only).then_some("page");
        view! { <a href=address(&filter, empty_only, 1) aria-current=current>{label}</a> }
    });
    let first = (filter.page - 1) * found.per_page;
    let last = first + i64::try_from(found.rows.len()).unwrap_or(0);
    let previous = (filter.page > 1).then(|| address(&filter, filter.empty_only, filter.page - 1));
    let next = (last < found.total).then(|| address(&filter, filter.empty_only, filter.page + 1));
    let shown = format!("{}–{last} of {}", first + 1, found.total);
    let body = if found.rows.is_empty() {
        view! {
            <Empty title="Nothing here" icon=Glyph::Box>
                <p>"Stock appears here when products have sizes. "<a class="link" href="/admin/products">"To the products"</a></p>
            </Empty>
        }
        .into_any()
    } else {
        let rows = found.rows.into_iter().map(row).collect_view();
        view! {
            <Table caption="Stock">
                <thead><tr><th scope="col">"Product and size"</th><th scope="col">"SKU"</th><th scope="col" class="cell-num">"On hand"</th><th scope="col" class="cell-num">"Reserved"</th><th scope="col" class="cell-num">"Available"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <Pager previous=previous next=next shown=shown/>
        }
        .into_any()
    };
    view! {
        <div class="toolbar"><Search compact=true action="/admin/stock" label="Search product or SKU" value=filter.q.clone()/></div>
        <nav class="views" aria-label="Views">{views}</nav>
        {body}
    }
}

fn row(shelf: Shelf) -> impl IntoView {
    view! {
        <tr>
            <td><a class="cell-main" href=format!("/admin/stock/{}", shelf.variant_id)>{shelf.product} " " <small class="muted">{shelf.variant}</small></a></td>
            <td class="mono">{shelf.sku}</td>
            <td class="cell-num num">{shelf.on_hand}</td>
            <td class="cell-num num">{shelf.reserved}</td>
            <td class="cell-num num">{shelf.available}</td>
        </tr>
    }
}
