use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use maud::{Markup, html};
use shop::At;
use shop::draws::DrawCard;
use shop::drops::{DropCard, DropMode, DropState};
use shop::entries::entries_for;
use shop::front::Home;

use super::server_fns::FindHome;
use crate::ask::ask;
use crate::catalogue::{Shot, grid};
use crate::drops::{agenda, badge};
use crate::load::loaded;
use crate::ui::{Badge, Countdown, Empty, Tone, WhenStyle, badge_html, inert, when_html};

const WEEK_MS: i64 = 7 * 86_400_000;

/// The next or live drop on the first screen; below it this week, new things, and proofs.
#[component]
pub fn HomePage() -> impl IntoView {
    let found = ask(|| FindHome {});
    view! {
        <Title text=""/>
        <Meta name="description" content="Things made in small numbers: shoes, prints, records, ceramics and outerwear, sold in the open, first come or by a draw that anyone can check."/>
        {loaded(found, |home| view! { <Front home=home/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Front(home: Home) -> impl IntoView {
    let Home { agenda: on, new, proofs } = home;
    let now = on.now;
    // What can still be had comes before what is sold out.
    let has_units = |card: &&DropCard| card.mode == DropMode::Draw || card.free() > 0;
    let lead = on.live.iter().find(has_units).or_else(|| on.upcoming.first()).or_else(|| on.live.first()).cloned();
    let shown = lead.as_ref().map(|card| card.id);
    let week: Vec<_> = on
        .live
        .into_iter()
        .chain(on.upcoming)
        .filter(|card| Some(card.id) != shown && card.opens_at.ms() < now.ms() + WEEK_MS)
        .collect();
    view! {
        {lead.map_or_else(nothing_on, |card| hero(card, now))}
        {(!week.is_empty()).then(|| this_week(week))}
        {(!new.is_empty()).then(|| view! {
            <section class="section page">
                <div class="section-head"><h2>"New"</h2><a class="link" href="/collections">"All collections"</a></div>
                {grid(new, 0)}
            </section>
        })}
        {(!proofs.is_empty()).then(|| proven(proofs))}
    }
}

fn nothing_on() -> AnyView {
    view! {
        <div class="page">
            <h1 class="visually-hidden">"Small Runs"</h1>
            <Empty title="Nothing is announced just now">
                <p>"We make things in small numbers and tell you here when the next one is ready. Until then, "<a class="link" href="/collections">"look around the collections"</a>"."</p>
            </Empty>
        </div>
    }
    .into_any()
}

fn hero(card: DropCard, now: At) -> AnyView {
    let href = format!("/drops/{}", card.slug);
    let (label, tone) = badge(&card);
    let maker = (!card.maker.is_empty()).then(|| view! { <p class="lead">"by "{card.maker.clone()}</p> });
    let action = match (card.state, card.mode) {
        (DropState::Open, DropMode::FlashSale) if card.free() > 0 => "Choose your size",
        (DropState::Open, DropMode::Draw) => "Enter the draw",
        _ => "Go to the drop",
    };
    let state = match (card.state, card.mode) {
        (DropState::Open, DropMode::FlashSale) => {
            view! { <span class="stock">{format!("{} of {} left", card.free(), card.pledged())}</span> }.into_any()
        }
        (DropState::Open, DropMode::Draw) => {
            view! { <Countdown to=card.closes_at now=now lead="Closes" ticking="Closes in" done="Closing" big=true/> }
                .into_any()
        }
        (DropState::Scheduled, _) => {
            view! { <Countdown to=card.opens_at now=now lead="Opens" ticking="Opens in" done="Open now" big=true/> }
                .into_any()
        }
        _ => view! { <span class="stock">{label.clone()}</span> }.into_any(),
    };
    let mode = card.mode.label();
    view! {
        <section class="hero">
            <a class="hero-picture" href=href.clone() tabindex="-1" aria-hidden="true">
                {card.picture.map(|picture| view! { <Shot picture=picture plain=true priority=true sizes="(min-width: 52rem) 60vw, 100vw"/> })}
            </a>
            <div class="hero-body">
                <p class="hero-mode"><Badge label=label tone=tone/> " " {mode}</p>
                <h1 class="display"><a href=href.clone()>{card.name}</a></h1>
                {maker}
                <p class="hero-state">{state}</p>
                <a class="button" data-kind="primary" data-size="big" href=href>{action}</a>
            </div>
        </section>
    }
    .into_any()
}

fn this_week(cards: Vec<DropCard>) -> impl IntoView {
    view! {
        <section class="section page">
            <div class="section-head"><h2>"This week"</h2><a class="link" href="/drops">"All drops"</a></div>
            {agenda(cards)}
        </section>
    }
}

fn proven(draws: Vec<DrawCard>) -> impl IntoView {
    view! {
        <section class="section page">
            <div class="section-head"><h2>"Drawn in the open"</h2><a class="link" href="/draws">"All draws"</a></div>
            {inert(move || html! { ul class="proofs" { @for draw in &draws { (proof(draw)) } } })}
        </section>
    }
}

fn proof(draw: &DrawCard) -> Markup {
    html! {
        li class="proof" {
            a href={ "/draws/" (draw.id) } {
                span class="proof-name" { (draw.title) }
                " "
                span class="proof-odds num" { (entries_for(draw.entries, draw.units)) }
                " "
                @if let Some(at) = draw.drawn_at { (when_html(at, WhenStyle::Date)) }
                " "
                (badge_html("Proof is public", Tone::Good))
            }
        }
    }
}
