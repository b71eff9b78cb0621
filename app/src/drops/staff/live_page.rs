use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use shop::defences::RefusedPresses;
use shop::drops::{DropLive, DropPage};
use shop::line::LineLive;
use shop::orders::Pulse;
use shop::{At, DropId};

use super::refused::{Refusals, refusals};
use crate::ask::{Asked, ask, fetch};
use crate::command::{Command, CommandForm, beside, refused, summary};
use crate::drops::live::{Live, follow};
use crate::drops::server_fns::{FindLiveView, FindPulse, SetPace};
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Chart, Countdown, ErrorSummary, Field, Point, Stat, Submit, Tone};

/// An open drop, to be read from across a room.
#[component]
pub fn LiveViewPage() -> impl IntoView {
    let params = use_params_map();
    let found = ask(move || FindLiveView { name: params.read().get("id").unwrap_or_default() });
    let refused = refusals(true);
    loaded(found, move |(page, pulse)| view! { <Board page=page pulse=pulse refused_presses=refused/> }.into_any())
        .into_any()
}

#[component]
fn Board(page: DropPage, pulse: Pulse, refused_presses: Asked<Vec<RefusedPresses>>) -> impl IntoView {
    let DropPage { drop, product, live, .. } = page;
    let (id, closes_at, now) = (drop.id, drop.closes_at, live.now);
    let live = follow(live);
    let pulse = beating(id, live, pulse);
    let trail =
        vec![("/admin/drops".to_owned(), "Drops".to_owned()), (format!("/admin/drops/{id}"), product.name.clone())];
    let count = move |of: fn(&DropLive) -> i64| Signal::derive(move || live.drop.with(of).to_string());
    let figure = move |of: fn(&Pulse) -> String| Signal::derive(move || pulse.with(of));
    let rate = figure(|p| p.per_second.iter().rev().skip(1).take(5).max().copied().unwrap_or(0).to_string());
    let sizes = move || {
        let size = |v: shop::drops::DropVariant| view! { <div><dt>{v.name}</dt><dd class="num">{format!("{} free · {} held · {} paid", v.free, v.held, v.paid)}</dd></div> };
        live.drop.with(|drop| drop.variants.clone()).into_iter().map(size).collect_view()
    };
    let chart = move || {
        let points = pulse
            .with(|p| p.per_second.clone())
            .into_iter()
            .enumerate()
            .map(|(i, orders)| Point::new(format!("{} s ago", 59 - i), orders, orders.to_string()))
            .collect();
        view! { <Chart title="Orders per second, the last minute" points=points value_head="Orders"/> }
    };
    let state = move || {
        let label = live.drop.with(|drop| drop.state.label());
        view! { <Badge label=label tone=Tone::Live/> }
    };
    view! {
        <Title text=format!("{} live", product.name)/>
        <AdminHead title="Live view" trail=trail>{state}</AdminHead>
        <div class="live">
            <div class="live-lead">
                <p class="live-number num">{count(DropLive::free)}</p>
                <p class="live-label">{move || live.drop.with(|drop| format!("of {} left", drop.pledged()))}</p>
                <div class="live-side"><dl class="facts">{sizes}</dl></div>
            </div>
            <p><Countdown to=closes_at now=now lead="Closes" ticking="Closes in" done="Closed"/>{move || live.lost.get().then_some(" · Connection lost; trying again")}</p>
            <div class="tiles">
                <Stat label="Orders per second, peak of the last five" value=rate/>
                <Stat label="Held, being paid" value=count(DropLive::held)/>
                <Stat label="Paid" value=count(DropLive::paid)/>
                <Stat label="Money taken" value=figure(|p| p.taken.to_string())/>
                <Stat label="Payments under way" value=figure(|p| p.paying.to_string())/>
                <Stat label="Cards declined" value=figure(|p| p.declined.to_string())/>
                <Stat label="Lapsed or cancelled" value=figure(|p| p.ended.to_string())/>
                <Stat label="Jobs waiting" value=figure(|p| p.queue.to_string())/>
            </div>
            {chart}
            {drop.line_per_minute.map(|per_minute| waiting_line(id, per_minute, live))}
            <Refusals found=refused_presses/>
        </div>
    }
}

/// The waiting line, and its pace to change.
fn waiting_line(id: DropId, per_minute: i32, live: Live) -> impl IntoView {
    let pace = Command::of::<SetPace>();
    let wrong = refused(pace);
    let figure = move |of: fn(&LineLive, At) -> i64| {
        Signal::derive(move || {
            live.drop.with(|drop| drop.line.as_ref().map_or(0, |line| of(line, drop.now))).to_string()
        })
    };
    view! {
        <section class="panel">
            <h2 class="heading">"Waiting line"</h2>
            <div class="tiles">
                <Stat label="In it so far" value=figure(|line, _| line.people)/>
                <Stat label="Let in" value=figure(LineLive::admitted)/>
                <Stat label="Waiting" value=figure(|line, now| line.people - line.admitted(now))/>
            </div>
            <ErrorSummary errors=summary(wrong)/>
            <CommandForm command=pace class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Field name="per_minute" label="People let in a minute" hint="From now on; 0 halts the line. Whoever is in stays in." inputmode="numeric" value=per_minute.to_string() required=true error=beside(wrong, "per_minute")/>
                <Submit label="Set the pace" kind="" pending=pace.pending()/>
            </CommandForm>
        </section>
    }
}

/// The figures that only staff see: read again when the drop has changed, one request at a time.
fn beating(id: DropId, live: Live, first: Pulse) -> RwSignal<Pulse> {
    let pulse = RwSignal::new(first);
    let reading = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        live.drop.track();
        if before.is_none() || reading.get_value() {
            return;
        }
        reading.set_value(true);
        spawn_local(async move {
            if let Ok(now) = fetch(FindPulse { id }).await {
                pulse.try_set(now);
            }
            reading.try_set_value(false);
        });
    });
    pulse
}
