use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::catalogue::{ProductCard, ProductList, ProductState, StaffFilter};

use super::state;
use crate::ask::ask;
use crate::catalogue::Shot;
use crate::catalogue::server_fns::FindStaffProducts;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Glyph, MoneyText, Pager, Search, Table};

/// All products; search, state and page are in the address.
#[component]
pub fn StaffProductsPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindStaffProducts { filter: filter(&query.read()) });
    view! {
        <Title text="Products"/>
        <AdminHead title="Products"><a class="button" data-kind="primary" href="/admin/products/new">"New product"</a></AdminHead>
        {loaded(found, move |list| {
            let filter = filter(&query.read_untracked());
            view! { <Products list=list filter=filter/> }.into_any()
        })}
    }
    .into_any()
}

fn filter(query: &ParamsMap) -> StaffFilter {
    StaffFilter {
        q: query.get("q").unwrap_or_default().trim().to_owned(),
        state: query.get("state").and_then(|text| ProductState::parse(&text)),
        page: query.get("page").and_then(|v| v.parse().ok()).unwrap_or(1).max(1),
    }
}

fn address(filter: &StaffFilter, state: Option<ProductState>, page: i64) -> String {
    let mut query = ParamsMap::new();
    if !filter.q.is_empty() {
        query.insert("q", filter.q.clone());
    }
    if let Some(state) = state {
        query.insert("state", state.as_str().to_owned());
    }
    if page > 1 {
        query.insert("page", page.to_string());
    }
    format!("/admin/products{}", query.to_query_string())
}

#[component]
fn Products(list: ProductList, filter: StaffFilter) -> impl IntoView {
    let views = [None, Some(ProductState::Active), Some(ProductState::Draft), Some(ProductState::Archived)].map(|of| {
        let label = of.map_or("All", |of| state(of).0);
        let current = (of == filter.state).then_some("page");
        view! { <a href=address(&filter, of, 1) aria-current=current>{label}</a> }
    });
    let first = (filter.page - 1) * list.per_page;
    let last = first + i64::try_from(list.cards.len()).unwrap_or(0);
    let previous = (filter.page > 1).then(|| address(&filter, filter.state, filter.page - 1));
    let next = (last < list.total).then(|| address(&filter, filter.state, filter.page + 1));
    let shown = format!("{}–{last} of {}", first + 1, list.total);
    let body = if list.cards.is_empty() {
        view! {
            <Empty title="No products here" icon=Glyph::Tag>
                <p>"Try another search or view, or "<a class="link" href="/admin/products/new">"write the first one down"</a>"."</p>
            </Empty>
        }
        .into_any()
    } else {
        let rows = list.cards.into_iter().map(row).collect_view();
        view! {
            <Table caption="Products">
                <thead><tr><th scope="col">"Product"</th><th scope="col">"State"</th><th scope="col" class="cell-num">"Price"</th><th scope="col" class="cell-num">"On hand"</th><th scope="col" class="cell-num">"Available"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <Pager previous=previous next=next shown=shown/>
        }
        .into_any()
    };
    view! {
        <div class="toolbar"><Search compact=true action="/admin/products" label="Search name, maker or SKU" value=filter.q.clone()/></div>
        <nav class="views" aria-label="Views">{views}</nav>
        {body}
    }
}

fn row(card: ProductCard) -> impl IntoView {
    let (label, tone) = state(card.state);
    let from = card.from.then_some("from ");
    view! {
        <tr>
            <td>
                <a class="cell-main row" data-gap="3" href=format!("/admin/products/{}", card.id)>
                    {card.picture.map(|picture| view! { <Shot picture=picture plain=true sizes="40px"/> })}
                    <span>{card.name} " " <small class="muted">{card.maker}</small></span>
                </a>
            </td>
            <td><Badge label=label tone=tone/></td>
            <td class="cell-num num">{card.price.map(|money| view! { {from}<MoneyText money=money/> })}</td>
            <td class="cell-num num">{card.on_hand}</td>
            <td class="cell-num num">{card.available}</td>
        </tr>
    }
}
