//! What a drop does against bots: the section of its form, and what was chosen.

use leptos::prelude::*;
use shop::defences::{Settings, span};

use crate::ask::Asked;
use crate::command::beside;
use crate::error::Told;
use crate::load::loaded;
use crate::ui::{Checkbox, Field};

/// The fields, each with what it does.
#[component]
pub(super) fn Bots(
    /// What the draft has.
    settings: Settings,
    /// What the last try was answered.
    refused: Signal<Option<Told>>,
) -> impl IntoView {
    let text = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    view! {
        <section class="sheet-section">
            <div class="sheet-about">
                <h2 class="heading">"Bots"</h2>
                <p class="muted small">"First come only. What is left empty is off, and shoppers read on the drop's page what is on. Nothing here asks a person to click on pictures."</p>
            </div>
            <div class="sheet-fields form">
                <Field name="form[bots][proof_bits]" id="proof_bits" label="Proof of work, in bits" hint="Each browser works before it may buy: 18 is a second or two on a phone, and each bit more doubles it. A rush adds up to four by itself. Without JavaScript, a minute in the waiting line does instead." inputmode="numeric" value=text(settings.proof_bits) error=beside(refused, "proof_bits")/>
                <Field name="form[bots][account_age_minutes]" id="account_age_minutes" label="Least age of the account, in minutes" hint="Keeps out accounts that are made for the occasion. A day is 1440. People who hear of the drop late are kept out, too." inputmode="numeric" value=text(settings.account_age_minutes) error=beside(refused, "account_age_minutes")/>
                <Checkbox name="form[bots][confirmed_email]" id="confirmed_email" label="Confirmed email addresses alone" checked=settings.confirmed_email hint="Somebody has pressed the link that we sent there."/>
                <Field name="form[bots][per_card]" id="per_card" label="Orders per card, at most" hint="Checked when they pay. A family may share a card: two is kinder than one." inputmode="numeric" value=text(settings.per_card) error=beside(refused, "per_card")/>
                <Field name="form[bots][per_address]" id="per_address" label="Orders per delivery address, at most" hint="Checked when they pay, by country, postal code and first line: a house of many flats is one address." inputmode="numeric" value=text(settings.per_address) error=beside(refused, "per_address")/>
                <Field name="form[bots][per_range]" id="per_range" label="Orders per network, at most" hint="Checked at the press. Offices, universities and mobile networks put many people behind one address: leave room." inputmode="numeric" value=text(settings.per_range) error=beside(refused, "per_range")/>
            </div>
        </section>
    }
}

/// What a drop does against bots; nothing where it does nothing.
#[component]
pub(super) fn BotTerms(
    /// What the page asked for.
    found: Asked<Settings>,
) -> impl IntoView {
    loaded(found, |settings| terms(&settings).into_any())
}

fn terms(settings: &Settings) -> Option<impl IntoView + use<>> {
    let row = |what: &'static str, value: String| view! { <div><dt>{what}</dt><dd class="num">{value}</dd></div> };
    let number = |what, number: Option<i32>| number.map(|number| row(what, number.to_string()));
    let rows = view! {
        {number("Proof of work, bits", settings.proof_bits)}
        {settings.account_age_minutes.map(|minutes| row("Least age of the account", span(minutes)))}
        {settings.confirmed_email.then(|| row("Confirmed address", "needed".to_owned()))}
        {number("Orders per card", settings.per_card)}
        {number("Orders per delivery address", settings.per_address)}
        {number("Orders per network", settings.per_range)}
    };
    settings.any().then(|| {
        view! { <section class="panel"><h2 class="heading">"Bots"</h2><dl class="facts">{rows}</dl></section> }
    })
}
