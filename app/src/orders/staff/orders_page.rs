use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::OrderId;
use shop::orders::{OrderCard, OrderFilter, OrderList, OrderState};

use crate::ask::ask;
use crate::load::loaded;
use crate::orders::server_fns::FindOrders;
use crate::orders::tone;
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Glyph, MoneyText, Pager, Search, Table, When};

/// All orders; search, view and place in the list are in the address.
#[component]
pub fn StaffOrdersPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindOrders { filter: filter(&query.read()) });
    view! {
        <Title text="Orders"/>
        <AdminHead title="Orders"/>
        {loaded(found, move |list| {
            let filter = filter(&query.read_untracked());
            view! { <Rows list=list filter=filter/> }.into_any()
        })}
    }
    .into_any()
}

fn filter(query: &ParamsMap) -> OrderFilter {
    let id = |name: &str| query.get(name).unwrap_or_default();
    OrderFilter {
        state: id("state").parse().ok(),
        q: id("q").trim().to_owned(),
        drop: id("drop").parse().ok(),
        account: id("account").parse().ok(),
        before: id("before").parse().ok(),
    }
}

fn address(filter: &OrderFilter, state: Option<OrderState>, before: Option<OrderId>) -> String {
    let mut query = ParamsMap::new();
    let mut put = |name: &'static str, value: Option<String>| {
        if let Some(value) = value {
            query.insert(name, value);
        }
    };
    put("q", Some(filter.q.clone()).filter(|q| !q.is_empty()));
    put("state", state.map(|state| state.name().to_owned()));
    put("drop", filter.drop.map(|id| id.to_string()));
    put("account", filter.account.map(|id| id.to_string()));
    put("before", before.map(|id| id.to_string()));
    format!("/admin/orders{}", query.to_query_string())
}

#[component]
fn Rows(list: OrderList, filter: OrderFilter) -> impl IntoView {
    let views = std::iter::once(None).chain(OrderState::ALL.into_iter().map(Some)).map(|state| {
        let label = state.map_or("All", OrderState::label);
        view! { <a href=address(&filter, state, None) aria-current=(state == filter.state).then_some("page")>{label}</a> }
    });
    let previous = filter.before.map(|_| address(&filter, filter.state, None));
    let next = list.next.map(|id| address(&filter, filter.state, Some(id)));
    let body = if list.orders.is_empty() {
        view! { <Empty title="No orders here" icon=Glyph::Bag><p>"Orders appear as soon as somebody buys in a drop, or wins in a draw."</p></Empty> }.into_any()
    } else {
        view! {
            <Table caption="Orders">
                <thead><tr>
                    <th scope="col">"Order"</th><th scope="col">"Customer"</th><th scope="col">"What"</th><th scope="col">"State"</th>
                    <th scope="col">"Placed"</th><th scope="col" class="cell-num">"Total"</th>
                </tr></thead>
                <tbody>{list.orders.into_iter().map(row).collect_view()}</tbody>
            </Table>
            <Pager previous=previous next=next/>
        }
        .into_any()
    };
    view! {
        <div class="toolbar"><Search compact=true action="/admin/orders" label="Search number, name or address" value=filter.q.clone()/></div>
        <nav class="views" aria-label="Views">{views.collect_view()}</nav>
        {body}
    }
}

fn row(order: OrderCard) -> impl IntoView {
    let customer = order
        .customer
        .map(|customer| view! { <a class="link" href=format!("/admin/customers/{}", customer.id)>{customer.name}</a> });
    view! {
        <tr>
            <td><a class="cell-main num" href=format!("/admin/orders/{}", order.id)>{order.number}</a></td>
            <td>{customer}</td>
            <td>{order.name} " " <small class="muted">{order.size}</small></td>
            <td><Badge label=order.state.label() tone=tone(order.state)/></td>
            <td><When at=order.placed_at/></td>
            <td class="cell-num"><MoneyText money=order.total/></td>
        </tr>
    }
}
