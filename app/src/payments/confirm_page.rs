use leptos::prelude::*;
use leptos_meta::Title;
use shop::payments::Challenge;

use super::server_fns::{AnswerChallenge, FindChallenge};
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, refused, summary};
use crate::load::loaded;
use crate::ui::{Countdown, ErrorSummary, MoneyText, Notice, Submit, Tone};

/// What a bank's own page would be: the sandbox asks whether it is really the shopper who pays.
#[component]
pub fn ConfirmPaymentPage() -> impl IntoView {
    let found = ask_named(|| "", |id| FindChallenge { id });
    let answer = Command::of::<AnswerChallenge>();
    loaded(found, move |asked| view! { <Question asked=asked answer=answer/> }.into_any()).into_any()
}

#[component]
fn Question(asked: Challenge, answer: Command) -> impl IntoView {
    let card = format!("the card that ends in {}", asked.card_last4);
    let form = move |agreed: bool, label: &'static str, kind: &'static str| {
        view! {
            <CommandForm command=answer>
                <input type="hidden" name="id" value=asked.payment.to_string()/>
                <input type="hidden" name="order" value=asked.order.to_string()/>
                <input type="hidden" name="agreed" value=agreed.to_string()/>
                <Submit label=label kind=kind pending=answer.pending() size="big" wide=true/>
            </CommandForm>
        }
    };
    view! {
        <Title text="Confirm the payment"/>
        <article class="checkout page" data-width="narrow">
            <h1 class="title">"Confirm the payment"</h1>
            <Notice tone=Tone::Info title="Sandbox bank"><p>"A real card would take you to your bank's own page here."</p></Notice>
            <ErrorSummary errors=summary(refused(answer))/>
            <p class="lead">"Is it you who pays "<MoneyText money=asked.amount/>" with "{card}"?"</p>
            <p class="muted"><Countdown to=asked.expires_at now=asked.now lead="Your order is held until" ticking="Your order is held for" done="Time is up"/></p>
            <div class="stack">
                {form(true, "Yes, pay", "primary")}
                {form(false, "No, do not pay", "")}
            </div>
        </article>
    }
}
