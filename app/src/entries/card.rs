use leptos::prelude::*;
use shop::At;
use shop::drops::DropState;
use shop::entries::{OwnEntry, Standing};

use crate::ui::{Countdown, Tone};

/// How an entry stands in few words, with a tone: for badges and heads.
pub fn in_words(entry: &OwnEntry, drop: DropState) -> (String, Tone) {
    match entry.standing() {
        Standing::In if drop == DropState::Cancelled => ("Draw cancelled".into(), Tone::Warn),
        Standing::In if drop == DropState::Void => ("Draw void".into(), Tone::Warn),
        Standing::In if drop == DropState::Open => {
            (format!("You are in: 1 of {} for {}", entry.entries, entry.units), Tone::Live)
        }
        Standing::In => ("Being drawn".into(), Tone::Live),
        Standing::Withdrawn => ("Withdrawn".into(), Tone::Plain),
        Standing::Disqualified(_) => ("Taken out".into(), Tone::Bad),
        Standing::Winning => ("You won".into(), Tone::Good),
        Standing::Won(offer) => {
            (format!("You won: pay by {}, {}", offer.expires_at.day(), offer.expires_at.clock()), Tone::Live)
        }
        Standing::Paid(_) => ("You won, and it is yours".into(), Tone::Good),
        Standing::Lapsed(_) => ("Your offer has lapsed".into(), Tone::Plain),
        Standing::GivenUp(_) => ("Given back".into(), Tone::Plain),
        Standing::NotThisTime => ("Not this time".into(), Tone::Plain),
    }
}

/// What that means and what to do, in a sentence or two.
pub fn explained(entry: &OwnEntry, drop: DropState) -> String {
    let place = entry.rank.map_or_else(String::new, |rank| {
        format!("Your entry came out at rank {rank} of {} for {}. ", entry.entries, entry.units)
    });
    match entry.standing() {
        Standing::In if matches!(drop, DropState::Cancelled | DropState::Void) => {
            "The draw was called off in public. Nobody wins, and nothing was charged.".into()
        }
        Standing::In if drop == DropState::Open => {
            "We write to you right after the draw, whatever the result. You need not do anything.".into()
        }
        Standing::In => "The list is closed and the draw is running. This page shows the result by itself.".into(),
        Standing::Withdrawn => "You took this entry back. It stays in the public list with weight 0.".into(),
        Standing::Disqualified(reason) => format!(
            "We took this entry out{}. It stays in the public list with that reason.",
            reason.map_or_else(String::new, |reason| format!(" because {}", reason.words()))
        ),
        Standing::Winning => format!("{place}Your offer is being made; the mail is on its way."),
        Standing::Won(_) => format!(
            "{place}It is held for you until then. If you let it lapse, it goes to the next in rank and nothing is charged."
        ),
        Standing::Paid(_) => format!("{place}It is paid. The order says when it ships."),
        Standing::Lapsed(_) => {
            format!("{place}The time to pay has passed, so it went to the next in rank. Nothing was charged.")
        }
        Standing::GivenUp(_) => format!("{place}The order was cancelled or given back."),
        Standing::NotThisTime => {
            format!("{place}If an offer before you lapses, the next in rank is asked, and we write to you at once.")
        }
    }
}

/// The link to what a winner does next, and how long there is.
#[component]
pub fn WinnersAction(
    /// The entry.
    entry: OwnEntry,
    /// The server's clock.
    now: At,
) -> impl IntoView {
    match entry.standing() {
        Standing::Won(offer) => view! {
            <p class="action-note"><Countdown to=offer.expires_at now lead="Pay by" ticking="Time to pay:" done="The time to pay has passed"/></p>
            <a class="button" data-kind="primary" data-size="big" data-width="full" href=format!("/orders/{}/pay", offer.order_id)>"Pay for it"</a>
        }
        .into_any(),
        Standing::Paid(offer) => view! { <a class="button" data-width="full" href=format!("/orders/{}", offer.order_id)>"See the order"</a> }.into_any(),
        _ => ().into_any(),
    }
}
