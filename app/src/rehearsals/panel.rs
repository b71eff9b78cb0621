use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shop::DropId;
use shop::drops::{Drop, DropMode, DropState};
use shop::rehearsals::{MOST_AT_ONCE, MOST_SHOPPERS, Rehearsal, grouped, suggested_shoppers};

use super::report::{Earlier, Ended};
use super::server_fns::{FindRehearsals, RehearseDrop, StopRehearsal};
use crate::ask::{Asked, ask_named, fetch};
use crate::command::{Command, CommandForm, beside, refused, successes, summary};
use crate::load::loaded;
use crate::ui::{Badge, Confirm, ErrorSummary, Field, Submit, Tone};

/// How many press at the same time, unless staff say otherwise.
const AT_ONCE: i64 = 200;
/// How often an open page looks how far a rehearsal is.
const LOOK: Duration = Duration::from_secs(1);

/// The rehearsals of the drop in the page's address, and what can be done about them.
#[derive(Clone, Copy)]
pub struct Rehearsing {
    begin: Command,
    stop: Command,
    looked: RwSignal<usize>,
    found: Asked<Vec<Rehearsal>>,
}

impl Rehearsing {
    /// For the page itself to ask, outside of what it loads.
    pub fn of_page() -> Self {
        let (begin, stop) = (Command::of::<RehearseDrop>(), Command::of::<StopRehearsal>());
        let (begun, stopped, looked) = (successes(begin), successes(stop), RwSignal::new(0));
        let version = move || begun.get() + stopped.get() + looked.get();
        Self { begin, stop, looked, found: ask_named(version, |drop_id| FindRehearsals { drop_id }) }
    }
}

/// A flash sale's rehearsals: how to begin one, how far it is, what it found. Nothing for a draw, nor for a drop that was
/// never rehearsed and cannot be any more.
#[component]
pub fn Rehearsals(
    /// The drop.
    drop: Drop,
    /// Units that it pledges.
    units: i64,
    /// What its page asked for.
    rehearsing: Rehearsing,
) -> impl IntoView {
    if drop.mode != DropMode::FlashSale {
        return ().into_any();
    }
    let Rehearsing { begin, stop, looked, found } = rehearsing;
    let id = drop.id;
    let may_begin = matches!(drop.state, DropState::Draft | DropState::Scheduled);
    let shown = move |rehearsals: Vec<Rehearsal>| {
        let newest = rehearsals.first().cloned();
        if newest.is_none() && !may_begin {
            return ().into_any();
        }
        let under_way = newest.filter(|newest| newest.state.is_under_way());
        let next = match under_way {
            Some(newest) => view! { <UnderWay drop=id rehearsal=newest stop=stop looked=looked/> }.into_any(),
            None if may_begin => view! { <Begin drop=id units=units begin=begin/> }.into_any(),
            None => view! { <p class="muted">"Only drafts and announced drops can be rehearsed."</p> }.into_any(),
        };
        let ended: Vec<_> = rehearsals.into_iter().filter(|rehearsal| !rehearsal.state.is_under_way()).collect();
        view! {
            <section class="panel">
                <h2 class="heading">"Rehearsal"</h2>
                <ErrorSummary errors=summary(refused(begin))/>
                <ErrorSummary errors=summary(refused(stop))/>
                {next}
                {ended.first().cloned().map(|latest| view! { <Ended rehearsal=latest/> })}
                {(ended.len() > 1).then(|| view! { <Earlier rehearsals=ended[1..].to_vec()/> })}
            </section>
        }
        .into_any()
    };
    loaded(found, shown)
}

#[component]
fn Begin(drop: DropId, units: i64, begin: Command) -> impl IntoView {
    let refused = refused(begin);
    view! {
        <p class="muted">"See what the opening will be like: synthetic shoppers press in a copy of this drop, through its waiting line and defences and the real order path. Their accounts are as old and as confirmed as your shoppers' are; one in fifty is a script. Nobody pays, so limits per card and address are not met."</p>
        <Confirm label="Rehearse" kind="" question="Nobody is written to, no stock moves, and the copy is removed afterwards. The crowd is as hard on Postgres and Redis as a real one, for up to a minute: choose a quiet hour.">
            <CommandForm command=begin class="form">
                <input type="hidden" name="drop_id" value=drop.to_string()/>
                <Field name="shoppers" label="Shoppers" kind="number" inputmode="numeric" required=true min="1" max=MOST_SHOPPERS.to_string()
                    value=suggested_shoppers(units).to_string() hint=format!("Ten for each unit, unless you expect more; up to {}.", grouped(MOST_SHOPPERS))
                    error=beside(refused, "shoppers")/>
                <Field name="at_once" label="Pressing at the same time" kind="number" inputmode="numeric" required=true min="1" max=MOST_AT_ONCE.to_string()
                    value=AT_ONCE.to_string() hint=format!("Each presses as soon as one before has an answer; up to {MOST_AT_ONCE}.")
                    error=beside(refused, "at_once")/>
                <div class="form-actions"><Submit label="Begin the rehearsal" pending=begin.pending()/></div>
            </CommandForm>
        </Confirm>
    }
    .into_any()
}

#[component]
fn UnderWay(drop: DropId, rehearsal: Rehearsal, stop: Command, looked: RwSignal<usize>) -> impl IntoView {
    let (id, shoppers, stop_asked) = (rehearsal.id, rehearsal.shoppers, rehearsal.stop_asked);
    let now = RwSignal::new(rehearsal);
    watch(drop, now, looked);
    let badge = move || {
        let label = now.with(|now| if now.stop_asked { "Stopping" } else { now.state.label() });
        view! { <Badge label=label tone=Tone::Live/> }
    };
    let pressed = move || now.with(|now| now.pressed);
    let stop = (!stop_asked).then(|| {
        view! {
            <CommandForm command=stop>
                <input type="hidden" name="drop_id" value=drop.to_string()/>
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit label="Stop" kind="" pending=stop.pending()/>
            </CommandForm>
        }
    });
    view! {
        <p>{badge} <span class="num">{move || format!(" {} of {} shoppers have pressed", grouped(pressed()), grouped(shoppers))}</span></p>
        <progress max=shoppers.to_string() value=move || pressed().to_string() aria-label="Shoppers who have pressed"></progress>
        <p class="muted small">"It takes up to a minute. "<a class="link" rel="external" href=format!("/admin/drops/{drop}")>"Look again"</a></p>
        {stop}
    }
    .into_any()
}

/// Follows a rehearsal in an open page; without JavaScript there is a link. What is on the page stays in its place, and with it the
/// focus, until the rehearsal has ended: then all is asked for anew.
fn watch(drop_id: DropId, now: RwSignal<Rehearsal>, looked: RwSignal<usize>) {
    let look = move || {
        spawn_local(async move {
            let Ok(found) = fetch(FindRehearsals { drop_id }).await else { return };
            let known = now.try_with_untracked(|now| now.id);
            match found.into_iter().find(|found| Some(found.id) == known) {
                Some(found) if found.state.is_under_way() => {
                    now.try_set(found);
                }
                _ => {
                    looked.try_update(|count| *count += 1);
                }
            }
        });
    };
    Effect::new(move |_| {
        if let Ok(timer) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || timer.clear());
        }
    });
}
