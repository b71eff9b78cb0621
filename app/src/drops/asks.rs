use leptos::prelude::*;
use shop::At;
use shop::defences::{Asks, Settings, span};

use crate::ui::When;

/// What a drop asks of shoppers before it sells to them, and whether this one meets it; nothing where it asks nothing.
pub(super) fn asked(asks: &Asks, opens_at: At) -> Option<impl IntoView + use<>> {
    let Settings { proof_bits, account_age_minutes, confirmed_email, per_card, per_address, per_range } = asks.settings;
    let email = confirmed_email.then(|| {
        let stands = match asks.email_confirmed {
            None => "Sign in to see whether yours is",
            Some(true) => "Yours is confirmed",
            Some(false) => "Yours is not yet: sign out and in again, and press the link that we send you",
        };
        view! { <div><dt>"A confirmed email address"</dt><dd>{stands}</dd></div> }
    });
    let age = account_age_minutes.map(|minutes| {
        let stands = match asks.old_enough_at {
            None => "Sign in to see whether yours is".into_any(),
            Some(at) if at <= opens_at => "Yours is".into_any(),
            Some(at) => view! { "Yours is from "<When at=at/>" on" }.into_any(),
        };
        view! { <div><dt>{format!("An account that is {} old", span(minutes))}</dt><dd>{stands}</dd></div> }
    });
    let work = proof_bits.map(|_| {
        view! { <div><dt>"A little work of your browser"</dt><dd>"It does it by itself while this page is open"</dd></div> }
    });
    let limits = [
        (per_card, "Orders with one card, at most"),
        (per_address, "Orders to one address, at most"),
        (per_range, "Orders from one network, at most"),
    ];
    let limits =
        limits.map(|(most, what)| most.map(|most| view! { <div><dt>{what}</dt><dd class="num">{most}</dd></div> }));
    asks.settings.any().then(|| {
        view! {
            <section aria-label="What this drop asks for">
                <h2 class="field-label">"What this drop asks for"</h2>
                <dl class="facts">{email}{age}{work}{limits.collect_view()}</dl>
            </section>
        }
    })
}
