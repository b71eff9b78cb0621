use leptos::prelude::*;
use leptos_meta::Title;
use shop::drops::DropMode;
use shop::orders::{OrderEvent, OrderState, OrderView, Shipment};

use super::server_fns::{CancelOrder, FindOrder};
use super::{OrderLines, tone};
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, refused, successes, summary};
use crate::load::loaded;
use crate::ui::{Badge, Confirm, Countdown, ErrorSummary, Event, MoneyText, Notice, Submit, Timeline, Tone};

/// One order: what was bought, what happened to it, what can be done.
#[component]
pub fn OrderPage() -> impl IntoView {
    let cancel = Command::of::<CancelOrder>();
    let cancelled = successes(cancel);
    let found = ask_named(move || cancelled.get(), |id| FindOrder { id });
    loaded(found, move |order| view! { <Facts order=order cancel=cancel/> }.into_any()).into_any()
}

#[component]
fn Facts(order: OrderView, cancel: Command) -> impl IntoView {
    let title = format!("Order {}", order.number);
    let news = news(&order);
    let todo = to_do(&order, cancel);
    let ship_to = order.ship_to.clone().filter(|_| order.paid_at.is_some()).map(|to| {
        view! { <section class="section"><h2 class="heading">"Goes to"</h2><address>{to.lines().into_iter().map(|line| view! { {line}<br/> }).collect_view()}</address></section> }
    });
    let back = order
        .drop
        .clone()
        .map(|drop| view! { <a class="link" href=format!("/drops/{}", drop.slug)>"Back to the drop"</a> });
    view! {
        <Title text=title.clone()/>
        <article class="checkout page" data-width="narrow">
            <header class="page-head">
                <h1 class="title">{title}</h1>
                <p><Badge label=order.state.label() tone=tone(order.state)/></p>
            </header>
            {news}
            <OrderLines lines=order.lines total=order.total/>
            {todo}
            {order.shipment.map(parcel)}
            {ship_to}
            <section class="section">
                <h2 class="heading">"What happened"</h2>
                <Timeline>{order.events.into_iter().map(event).collect_view()}</Timeline>
            </section>
            <p class="row"><a class="link" href="/account/orders">"All your orders"</a>{back}</p>
        </article>
    }
}

fn news(order: &OrderView) -> Option<impl IntoView + use<>> {
    let (tone, title, says) = match order.state {
        OrderState::Paid => (
            Tone::Good,
            "It is yours",
            "Your payment came through. We pack it by hand and write when it leaves our house.",
        ),
        OrderState::Fulfilled => (Tone::Good, "On its way", "Your parcel has left our house."),
        OrderState::Expired if order.drop.as_ref().is_some_and(|drop| drop.mode == DropMode::Draw) => {
            (Tone::Warn, "The time to pay ran out", "What you won went to the next in rank, and nothing was charged.")
        }
        OrderState::Expired => (
            Tone::Warn,
            "The time to pay ran out",
            "What you held went back on sale, and nothing was charged. If there is any left, you can buy it again.",
        ),
        OrderState::Cancelled if order.paid_at.is_some() => {
            (Tone::Warn, "Cancelled", "This order was called off and the money goes back to your card.")
        }
        OrderState::Cancelled => {
            (Tone::Info, "Cancelled", "This order was called off before it was paid. Nothing was charged.")
        }
        OrderState::PendingPayment if order.paying => (
            Tone::Info,
            "We are checking your payment",
            "Your order stays held until we know, and you will not be charged twice. Load this page again in a minute.",
        ),
        OrderState::PendingPayment | OrderState::Delivered | OrderState::Refunded | OrderState::PartlyRefunded => {
            return None;
        }
    };
    Some(view! { <Notice tone=tone title=title><p>{says}</p></Notice> })
}

fn to_do(order: &OrderView, cancel: Command) -> Option<impl IntoView + use<>> {
    let (id, total, to, now) = (order.id, order.total, order.expires_at, order.now);
    (order.state == OrderState::PendingPayment && !order.paying).then(|| {
        view! {
            <div class="action">
                <p class="action-state" data-tone="live"><Countdown to=to now=now lead="In your hands until" ticking="In your hands for" done="Time is up"/></p>
                <a class="button" data-kind="primary" data-size="big" data-width="full" href=format!("/orders/{id}/pay")>"Pay "<MoneyText money=total/></a>
            </div>
            <ErrorSummary errors=summary(refused(cancel))/>
            <Confirm label="Give it back" question="Give it back? It goes on sale to others at once, and nothing is charged.">
                <CommandForm command=cancel>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Submit label="Yes, give it back" kind="danger" pending=cancel.pending()/>
                </CommandForm>
            </Confirm>
        }
    })
}

fn parcel(shipment: Shipment) -> impl IntoView {
    let track = (!shipment.tracking_url.is_empty()).then(|| {
        view! { <p><a class="link" href=shipment.tracking_url.clone() rel="external noopener">"Follow the parcel"</a></p> }
    });
    let number = (!shipment.tracking_number.is_empty()).then(
        || view! { <div><dt>"Tracking number"</dt><dd class="mono">{shipment.tracking_number.clone()}</dd></div> },
    );
    view! {
        <section class="section">
            <h2 class="heading">"The parcel"</h2>
            <dl class="facts"><div><dt>"Carrier"</dt><dd>{shipment.carrier}</dd></div>{number}</dl>
            {track}
        </section>
    }
}

fn event(event: OrderEvent) -> impl IntoView {
    let bad = matches!(event.kind.as_str(), "payment_declined" | "expired" | "cancelled");
    let tone = if bad { Tone::Warn } else { Tone::Plain };
    // A code of the gateway says nothing to a shopper.
    let note = (!event.note.is_empty() && event.kind != "payment_declined").then(|| event.note.clone());
    view! { <Event title=event.title() at=Some(event.at) tone=tone>{note}</Event> }
}
