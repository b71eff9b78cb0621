use leptos::prelude::*;
use leptos_meta::Title;
use shop::orders::{OrderEvent, OrderView};
use shop::payments::{PaymentState, PaymentView};

use super::actions::{Actions, Next};
use crate::ask::ask_named;
use crate::load::{Done, loaded};
use crate::orders::server_fns::FindStaffOrder;
use crate::orders::{OrderLines, tone};
use crate::shell::AdminHead;
use crate::ui::{Badge, Event, MoneyText, Timeline, Tone, When};

/// One order: what happened, who bought it, what it was paid with, what can be done.
#[component]
pub fn StaffOrderPage() -> impl IntoView {
    let act = Actions::new();
    let changes = act.successes();
    let found = ask_named(move || changes.get(), |id| FindStaffOrder { id });
    loaded(found, move |(order, tries)| view! { <Facts order=order tries=tries act=act/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "shipped" => "Marked as sent; the customer has a mail on the way.",
        "delivered" => "Marked as delivered.",
        "noted" => "The note is in the timeline. Only staff see it.",
        "cancelled" => "The order is cancelled; units and money go back.",
        "refunded" => "The money is on its way back.",
        _ => return None,
    })
}

#[component]
fn Facts(order: OrderView, tries: Vec<PaymentView>, act: Actions) -> impl IntoView {
    let title = format!("Order {}", order.number);
    let state = order.state;
    let drop = order
        .drop
        .clone()
        .map(|drop| view! { <a class="button" href=format!("/admin/drops/{}", drop.id)>"Its drop"</a> });
    let next = view! { <Next order=order.clone() tries=tries.clone() act=act/> };
    let OrderView { lines, total, events, customer, ship_to, shipment, .. } = order;
    let customer = customer.map(|customer| {
        view! {
            <section class="panel">
                <h2 class="heading">"Customer"</h2>
                <p><a class="link" href=format!("/admin/customers/{}", customer.id)>{customer.name}</a></p>
                <p class="muted small">{customer.email}</p>
                <p><a class="link" href=format!("/admin/orders?account={}", customer.id)>"Their orders"</a></p>
            </section>
        }
    });
    let ship_to = ship_to.map(|to| view! {
        <section class="panel"><h2 class="heading">"Goes to"</h2><address>{to.lines().into_iter().map(|line| view! { {line}<br/> }).collect_view()}</address></section>
    });
    let shipment = shipment.map(|parcel| {
        let link = (!parcel.tracking_url.is_empty()).then(|| view! { <p><a class="link" href=parcel.tracking_url.clone() rel="external noopener">"Follow it"</a></p> });
        view! {
            <section class="panel">
                <h2 class="heading">"Parcel"</h2>
                <p>{parcel.carrier} " " <span class="mono">{parcel.tracking_number}</span></p>
                <p class="muted small">"Sent "<When at=parcel.shipped_at/></p>
                {link}
            </section>
        }
    });
    view! {
        <Title text=title.clone()/>
        <AdminHead title=title trail=vec![("/admin/orders".to_owned(), "Orders".to_owned())]>
            <Badge label=state.label() tone=tone(state)/>
            {drop}
        </AdminHead>
        <Done words=words/>
        <div class="detail">
            <div class="detail-main">
                <section class="panel"><h2 class="heading">"What"</h2><OrderLines lines=lines total=total/></section>
                <section class="panel"><h2 class="heading">"Next"</h2>{next}</section>
                <section class="panel"><h2 class="heading">"Timeline"</h2><Timeline>{events.into_iter().map(event).collect_view()}</Timeline></section>
            </div>
            <aside class="detail-side">
                {customer}
                {ship_to}
                {shipment}
                <section class="panel"><h2 class="heading">"Payments"</h2>{payments(tries)}</section>
            </aside>
        </div>
    }
}

fn event(event: OrderEvent) -> impl IntoView {
    let tone = if matches!(event.kind.as_str(), "payment_declined" | "expired" | "cancelled") {
        Tone::Warn
    } else {
        Tone::Plain
    };
    let by = event.by.clone().map(|by| view! { <span class="muted small">" by "{by}</span> });
    view! { <Event title=event.title() at=Some(event.at) tone=tone>{event.note.clone()}{by}</Event> }
}

fn payments(tries: Vec<PaymentView>) -> AnyView {
    if tries.is_empty() {
        return view! { <p class="muted">"Nobody has tried to pay it yet."</p> }.into_any();
    }
    let one = |payment: PaymentView| {
        let card =
            payment.card_brand.zip(payment.card_last4).map(|(brand, last4)| format!("{brand} that ends in {last4}"));
        let tone = match payment.state {
            PaymentState::Captured => Tone::Good,
            PaymentState::Declined => Tone::Bad,
            PaymentState::Cancelled => Tone::Plain,
            _ => Tone::Info,
        };
        let refunds = payment.refunds.into_iter().map(|refund| {
            let how = if refund.failed {
                "refused by the gateway"
            } else if refund.done {
                "returned"
            } else {
                "on its way back"
            };
            view! { <li><MoneyText money=refund.amount/>{format!(" {how}: {}", refund.reason)}</li> }
        });
        view! {
            <li>
                <p><MoneyText money=payment.amount/> " " <Badge label=payment.state.label() tone=tone/></p>
                <p class="muted small">{card} " " <When at=payment.at/></p>
                <ul class="small">{refunds.collect_view()}</ul>
            </li>
        }
    };
    view! { <ul class="list">{tries.into_iter().map(one).collect_view()}</ul> }.into_any()
}
