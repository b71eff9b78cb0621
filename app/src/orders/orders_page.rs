use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::At;
use shop::orders::{OrderCard, OrderList, OrderState};

use super::server_fns::FindMyOrders;
use super::tone;
use crate::ask::ask;
use crate::catalogue::Shot;
use crate::load::loaded;
use crate::ui::{Badge, Countdown, Empty, Glyph, MoneyText, Pager, When, WhenStyle};

/// One's own orders: what needs paying on top, then the newest.
#[component]
pub fn MyOrdersPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindMyOrders { before: query.read().get("before").and_then(|id| id.parse().ok()) });
    view! {
        <Title text="Your orders"/>
        <header class="page-head"><h1 class="title">"Your orders"</h1></header>
        {loaded(found, |list| view! { <Cards list=list/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Cards(list: OrderList) -> impl IntoView {
    let OrderList { now, mut orders, next } = list;
    if orders.is_empty() {
        return view! {
            <Empty title="No orders yet" icon=Glyph::Bag>
                <p>"What you buy in a drop, or win in a draw, shows up here. "<a class="link" href="/drops">"See what drops next"</a></p>
            </Empty>
        }
        .into_any();
    }
    orders.sort_by_key(|order| order.state != OrderState::PendingPayment);
    let next = next.map(|id| format!("/account/orders?before={id}"));
    view! {
        <ul class="tickets">{orders.into_iter().map(|order| ticket(order, now)).collect_view()}</ul>
        <Pager next=next/>
    }
    .into_any()
}

fn ticket(order: OrderCard, now: At) -> impl IntoView {
    let pending = order.state == OrderState::PendingPayment;
    let kind = if pending {
        "live"
    } else if order.state.is_charged() {
        "good"
    } else {
        "plain"
    };
    let href = format!("/orders/{}", order.id);
    let pay = pending.then(|| {
        view! {
            <p class="small"><Countdown to=order.expires_at now=now lead="Held until" ticking="Held for" done="Time is up"/></p>
            <a class="button" data-kind="primary" data-size="small" href=format!("/orders/{}/pay", order.id)>"Pay "<MoneyText money=order.total/></a>
        }
    });
    view! {
        <li class="ticket" data-tone=kind>
            <div class="ticket-head">
                <span class="ticket-picture">{order.picture.map(|picture| view! { <Shot picture=picture plain=true sizes="6rem"/> })}</span>
                <div>
                    <h2 class="heading"><a href=href.clone()>{order.name}</a></h2>
                    <p class="muted small">{format!("{} · order {} · ", order.size, order.number)}<When at=order.placed_at style=WhenStyle::Date/></p>
                </div>
                <Badge label=order.state.label() tone=tone(order.state)/>
            </div>
            <div class="ticket-actions">{pay}<a class="button" data-size="small" href=href>"See the order"</a></div>
        </li>
    }
}
