use leptos::prelude::*;
use leptos_meta::Title;
use shop::orders::OrderState;
use shop::payments::Checkout;

use super::card_fields::{AddressFields, CardFields};
use super::server_fns::{FindCheckout, PayOrder};
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, refused, summary};
use crate::load::{Done, loaded};
use crate::orders::OrderLines;
use crate::ui::{Countdown, ErrorSummary, Notice, Submit, Tone};

/// Pays an order: one column, one page, the sum and the time always in view.
#[component]
pub fn PayPage() -> impl IntoView {
    let pay = Command::of::<PayOrder>();
    let found = ask_named(|| "", |id| FindCheckout { id });
    loaded(found, move |found| view! { <Form found=found pay=pay/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    (code == "refused").then_some("The payment was not confirmed, so nothing was charged. Your order is still held; try again or use another card.")
}

#[component]
fn Form(found: Checkout, pay: Command) -> impl IntoView {
    let Checkout { order, addresses, name, challenge } = found;
    let title = format!("Pay for order {}", order.number);
    let see = format!("/orders/{}", order.id);
    if order.state != OrderState::PendingPayment || order.paying || order.expires_at <= order.now {
        let (tone, says) = match order.state {
            OrderState::PendingPayment if order.paying => {
                (Tone::Info, "A payment for this order is under way. You will not be charged twice.")
            }
            OrderState::PendingPayment | OrderState::Expired => {
                (Tone::Warn, "The time to pay this order ran out. Nothing was charged.")
            }
            OrderState::Cancelled => (Tone::Warn, "This order was cancelled."),
            _ => (Tone::Good, "This order is paid."),
        };
        return view! {
            <Title text=title.clone()/>
            <article class="checkout page" data-width="narrow">
                <h1 class="title">{title}</h1>
                <Notice tone=tone><p>{says}" "<a class="link" href=see>"See the order"</a></p></Notice>
            </article>
        }
        .into_any();
    }
    let refusal = refused(pay);
    let sum = order.total;
    let asked = challenge.map(|payment| {
        view! {
            <Notice tone=Tone::Info title="Your bank has a question">
                <p>"A payment for this order waits for your confirmation. "<a class="link" href=format!("/payments/{payment}/confirm")>"Go on with it"</a></p>
            </Notice>
        }
    });
    view! {
        <Title text=title.clone()/>
        <article class="checkout page" data-width="narrow">
            <h1 class="title">{title}</h1>
            <p class="action-state" data-tone="live"><Countdown to=order.expires_at now=order.now lead="In your hands until" ticking="In your hands for" done="Time is up: the next press tells whether it is still there"/></p>
            <Done words=words/>
            {asked}
            <ErrorSummary errors=summary(refusal)/>
            <OrderLines lines=order.lines total=order.total/>
            <CommandForm command=pay class="form" id="pay">
                <input type="hidden" name="id" value=order.id.to_string()/>
                <AddressFields addresses=addresses name=name refusal=refusal/>
                <CardFields refusal=refusal/>
                <div class="action">
                    <p class="action-note">"Your card is charged once, however often you press."</p>
                    <Submit label=format!("Pay {sum}") pending=pay.pending() pending_label="Asking your bank" size="big" wide=true/>
                </div>
            </CommandForm>
            <TestCards/>
            <p><a class="link" href=see>"Back to the order"</a></p>
        </article>
    }
    .into_any()
}

/// What the sandbox does, by the number of the card.
#[component]
fn TestCards() -> impl IntoView {
    const CARDS: [(&str, &str); 6] = [
        ("4242 4242 4242 4242", "is approved"),
        ("4000 0000 0000 0002", "is declined"),
        ("4000 0025 0000 3155", "asks for confirmation"),
        ("4000 0000 0000 0077", "takes eight seconds, then is approved"),
        ("4000 0000 0000 0341", "agrees first, then does not pay"),
        ("4000 0000 0000 0119", "loses the answer on the way; it is found again"),
    ];
    view! {
        <details class="fold">
            <summary>"Test cards"</summary>
            <p class="small muted">"This is a sandbox: no real money moves, and no real card is taken. Any date in the future and any three digits will do."</p>
            <ul class="test-cards">{CARDS.map(|(number, does)| view! { <li><code>{number}</code> " " {does}</li> })}</ul>
        </details>
    }
}
