use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use shop::catalogue::{CollectionPage as Found, ListFilter, ProductList, Sort};

use super::collections_page::things;
use super::grid;
use super::server_fns::FindCollection;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Breadcrumbs, Checkbox, Empty, Glyph, Pager, Select};

/// A collection with its products; the filter is in the address.
#[component]
pub fn CollectionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let found = ask(move || FindCollection {
        slug: params.read().get("slug").unwrap_or_default(),
        filter: filter(&query.read()),
    });
    view! {
        {loaded(found, move |found| {
            let filter = filter(&query.read_untracked());
            view! { <Collection found=found filter=filter/> }.into_any()
        })}
    }
    .into_any()
}

fn filter(query: &ParamsMap) -> ListFilter {
    ListFilter {
        size: query.get("size").unwrap_or_default(),
        in_stock: query.get("stock").is_some_and(|v| v == "in"),
        sort: Sort::parse(&query.get("sort").unwrap_or_default()),
        page: query.get("page").and_then(|v| v.parse().ok()).unwrap_or(1),
    }
}

/// The address of another page of the same list.
fn address(slug: &str, filter: &ListFilter, page: i64) -> String {
    let mut query = ParamsMap::new();
    for (name, value) in [("size", filter.size.clone()), ("sort", filter.sort.as_str().to_owned())] {
        if !value.is_empty() {
            query.insert(name, value);
        }
    }
    if filter.in_stock {
        query.insert("stock", "in".to_owned());
    }
    query.insert("page", page.to_string());
    format!("/collections/{slug}{}", query.to_query_string())
}

#[component]
fn Collection(found: Found, filter: ListFilter) -> impl IntoView {
    let Found { collection, list } = found;
    let trail = vec![("/".to_owned(), "Home".to_owned()), ("/collections".to_owned(), "Collections".to_owned())];
    let lead =
        (!collection.description.is_empty()).then(|| view! { <p class="lead">{collection.description.clone()}</p> });
    view! {
        <Title text=collection.name.clone()/>
        <Meta name="description" content=collection.description.clone()/>
        <div class="page">
            <Breadcrumbs trail=trail here=collection.name.clone()/>
            <header class="page-head"><h1 class="title">{collection.name}</h1>{lead}</header>
            <Facets slug=collection.slug.clone() filter=filter.clone() sizes=list.sizes.clone()/>
            <p class="muted num" role="status">{things(list.total)}</p>
            <Grid list=list slug=collection.slug filter=filter/>
        </div>
    }
}

#[component]
fn Facets(slug: String, filter: ListFilter, sizes: Vec<String>) -> impl IntoView {
    let all = std::iter::once((String::new(), "All sizes".to_owned()));
    let sizes: Vec<_> = all.chain(sizes.into_iter().map(|size| (size.clone(), size))).collect();
    let sorts = [
        (Sort::Shown, "As arranged"),
        (Sort::Newest, "Newest first"),
        (Sort::Cheapest, "Lowest price first"),
        (Sort::Dearest, "Highest price first"),
    ];
    let sorts = sorts.map(|(sort, label)| (sort.as_str().to_owned(), label.to_owned())).to_vec();
    view! {
        <form class="toolbar" method="get" action=format!("/collections/{slug}")>
            <Select name="size" label="Size" options=sizes value=filter.size/>
            <Select name="sort" label="Order" options=sorts value=filter.sort.as_str()/>
            <Checkbox name="stock" label="In the house" value="in" checked=filter.in_stock/>
            <button class="button" type="submit">"Show"</button>
        </form>
    }
}

#[component]
fn Grid(list: ProductList, slug: String, filter: ListFilter) -> impl IntoView {
    if list.cards.is_empty() {
        return view! {
            <Empty title="Nothing fits" icon=Glyph::Tag>
                <p>"Nothing in this collection is like that just now. "<a class="link" href=format!("/collections/{slug}")>"Show all of it"</a></p>
            </Empty>
        }
        .into_any();
    }
    let page = filter.page.max(1);
    let last = (page - 1) * list.per_page + i64::try_from(list.cards.len()).unwrap_or(0);
    let previous = (page > 1).then(|| address(&slug, &filter, page - 1));
    let next = (last < list.total).then(|| address(&slug, &filter, page + 1));
    let shown = format!("{}–{last} of {}", (page - 1) * list.per_page + 1, list.total);
    view! {
        {grid(list.cards, 2)}
        <Pager previous=previous next=next shown=shown/>
    }
    .into_any()
}
