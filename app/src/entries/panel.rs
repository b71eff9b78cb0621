use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shop::DropId;
use shop::draws::{DrawLive, Stage};
use shop::drops::DropState;
use shop::entries::{Entrant, EntryPanel as Panel, OwnEntry, PoolLive, Standing, entries_for};

use super::card::{WinnersAction, explained, in_words};
use super::server_fns::{EnterDraw, GetPanel, WithdrawEntry};
use crate::accounts::sign_in_path;
use crate::ask::ask_again;
use crate::command::{Command, CommandForm, beside, refused, successes};
use crate::error::Told;
use crate::load::loaded;
use crate::ui::{Chip, Choice, Confirm, Countdown, Notice, Submit, Tone};

/// What a visitor does about the draw of a drop, and how they stand in it: choose a size, see the odds,
/// enter, withdraw, and after the close the result. Always says the true state.
#[component]
pub fn EntryPanel(
    /// The drop, in draw mode.
    drop_id: DropId,
    /// What the server pushes about the draw.
    #[prop(optional, into)]
    live: Signal<Option<DrawLive>>,
) -> impl IntoView {
    let enter = Command::of::<EnterDraw>();
    let withdraw = Command::of::<WithdrawEntry>();
    let shown = StoredValue::new(None::<Stage>);
    // How the visitor stands can only change with the stage, so counts alone load nothing, and what
    // the page was made with is not loaded again when the first event repeats it.
    let moves = Memo::new(move |before: Option<&u32>| {
        let stage = live.with(|live| live.as_ref().map(DrawLive::stage));
        before.map_or(0, |before| before + u32::from(stage.is_some() && stage != shown.get_value()))
    });
    let (entered, withdrawn) = (successes(enter), successes(withdraw));
    let changes = move || format!("{}.{}.{}", moves.get(), entered.get(), withdrawn.get());
    let panel = ask_again(changes, move || GetPanel { drop_id });
    loaded(panel, move |(panel, stage)| {
        shown.set_value(stage);
        let pools = {
            let known = panel.pools.clone();
            Signal::derive(move || live.with(|live| live.as_ref().map_or_else(|| known.clone(), |l| l.pools.clone())))
        };
        let weights = panel.weights.clone().map(|words| {
            view! { <details class="fold"><summary>"How tickets are counted"</summary><div class="prose"><p>{words}</p></div></details> }
        });
        view! { {body(panel, pools, enter, withdraw)} {weights} }.into_any()
    })
}

fn body(panel: Panel, pools: Signal<Vec<PoolLive>>, enter: Command, withdraw: Command) -> AnyView {
    use DropState as S;
    if let Some(own) = panel.own.clone().filter(|own| own.standing() != Standing::Withdrawn || !panel.may_enter) {
        return standing(panel, own, pools, withdraw);
    }
    match panel.state {
        S::Draft | S::Scheduled => upcoming(&panel, pools),
        S::Open if panel.draw_id.is_none() => upcoming(&panel, pools),
        // The sweep that closes it comes by every second.
        S::Open if panel.now >= panel.closes_at => closing(&panel),
        S::Open => match panel.entrant {
            Entrant::Confirmed if panel.may_enter => entering(panel, pools, enter),
            Entrant::Confirmed => closing(&panel),
            Entrant::Anonymous => sign_in(&panel, pools),
            Entrant::Unconfirmed => unconfirmed(&panel, pools),
        },
        S::Paused | S::Closed | S::Sealed => closing(&panel),
        S::Drawn | S::Settled => drawn(&panel, pools),
        S::Void | S::Cancelled => stopped(&panel),
    }
}

/// `3 for 41 entries: 1 in 13.7`, per size.
fn chip(pool: &PoolLive, weight: i32) -> Chip {
    let note = match pool.entries {
        0 => format!("{} to win · no entries yet", pool.units),
        _ => format!("{} · {}", pool.entered(), pool.odds(weight)),
    };
    Chip::new(pool.variant_id.to_string(), pool.name.clone()).note(note)
}

fn sizes(pools: Signal<Vec<PoolLive>>, weight: i32) -> Signal<Vec<Chip>> {
    Signal::derive(move || pools.with(|pools| pools.iter().map(|pool| chip(pool, weight)).collect()))
}

fn total(pools: Signal<Vec<PoolLive>>) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || {
        let (units, entries) =
            pools.with(|pools| pools.iter().fold((0, 0), |(u, e), pool| (u + pool.units, e + pool.entries)));
        entries_for(entries, units)
    }
}

/// The pools with their odds where nothing can be chosen.
fn pool_facts(pools: Signal<Vec<PoolLive>>) -> impl IntoView {
    let rows = move || {
        pools
            .get()
            .into_iter()
            .map(|pool| {
                let says = if pool.entries == 0 {
                    format!("{} to win", pool.units)
                } else {
                    format!("{} · {}", pool.entered(), pool.odds(1))
                };
                view! { <div><dt>{pool.name}</dt><dd class="num">{says}</dd></div> }
            })
            .collect_view()
    };
    view! { <dl class="facts">{rows}</dl> }
}

fn upcoming(panel: &Panel, pools: Signal<Vec<PoolLive>>) -> AnyView {
    view! {
        {pool_facts(pools)}
        <div class="action">
            <p class="action-state"><Countdown to=panel.opens_at now=panel.now lead="Opens" ticking="Opens in" done="Opening now"/></p>
            <p class="action-note">{format!("Enter any time until {}; being first makes no difference. One entry per person.", panel.closes_at)}</p>
        </div>
    }
    .into_any()
}

fn closes(panel: &Panel) -> impl IntoView + use<> {
    view! { <Countdown to=panel.closes_at now=panel.now lead="Closes" ticking="Closes in" done="Closed"/> }
}

fn entering(panel: Panel, pools: Signal<Vec<PoolLive>>, enter: Command) -> AnyView {
    let error: Signal<Option<Told>> = refused(enter);
    let again = panel.own.is_some().then(|| view! {
        <Notice tone=Tone::Info>"You withdrew your first entry. This one can be withdrawn too, but then it was the last."</Notice>
    });
    view! {
        <CommandForm command=enter id="enter" class="form">
            <input type="hidden" name="drop_id" value=panel.drop_id.to_string()/>
            <input type="hidden" name="key" value=panel.key.clone()/>
            {again}
            <Refused error/>
            <Choice name="variant_id" legend="Size" options=sizes(pools, panel.weight) error=beside(error, "variant_id")
                hint="What counts is how many want the same size: the odds are those if it closed now."/>
            {panel.tickets.clone().map(|tickets| view! { <p>{format!("You have {tickets}.")}</p> })}
            <div class="action">
                <p class="action-state" data-tone="live">{closes(&panel)}</p>
                <p class="action-note">{total(pools)}{format!(" · 1 per person · winners have {} to pay", minutes(panel.payment_window_minutes))}</p>
                <Submit label="Enter the draw" pending=enter.pending() size="big" wide=true/>
            </div>
        </CommandForm>
    }
    .into_any()
}

/// `24 hours`, `90 minutes`.
pub(super) fn minutes(minutes: i64) -> String {
    match minutes {
        1 => "1 minute".into(),
        60 => "1 hour".into(),
        m if m % 60 == 0 => format!("{} hours", m / 60),
        m => format!("{m} minutes"),
    }
}

/// A refusal that belongs to no field, above the form.
#[component]
fn Refused(error: Signal<Option<Told>>) -> impl IntoView {
    move || error.get().filter(|e| e.fields.is_empty()).map(|e| view! { <Notice tone=Tone::Bad>{e.message}</Notice> })
}

fn sign_in(panel: &Panel, pools: Signal<Vec<PoolLive>>) -> AnyView {
    let path = use_location().pathname;
    view! {
        {pool_facts(pools)}
        <div class="action">
            <p class="action-state" data-tone="live">{closes(panel)}</p>
            <p class="action-note">{total(pools)}" · being first makes no difference"</p>
            <a class="button" data-kind="primary" data-size="big" data-width="full" rel="nofollow" href=move || sign_in_path(&path.read())>"Sign in to enter"</a>
        </div>
    }
    .into_any()
}

fn unconfirmed(panel: &Panel, pools: Signal<Vec<PoolLive>>) -> AnyView {
    let path = use_location().pathname;
    view! {
        {pool_facts(pools)}
        <Notice tone=Tone::Warn title="Confirm your email address first">
            "One entry per person needs an address that is yours. Open the link in our mail, then come back here. Signing in again sends a new one."
        </Notice>
        <div class="action">
            <p class="action-state" data-tone="live">{closes(panel)}</p>
            <a class="button" data-kind="primary" data-size="big" data-width="full" href=move || sign_in_path(&path.read())>"Send the link again"</a>
        </div>
    }
    .into_any()
}

fn closing(panel: &Panel) -> AnyView {
    let reviewed = panel.state == DropState::Closed && panel.now < panel.freezes_at;
    let (says, note) = match panel.state {
        DropState::Open => ("The draw is about to close", String::new()),
        _ if reviewed => ("Entries are being reviewed", format!("The list is sealed on {}. ", panel.freezes_at)),
        _ => ("The draw is running", String::new()),
    };
    view! {
        <div class="action">
            <p class="action-state" data-tone="live">{says}</p>
            <p class="action-note">{note}"The list is frozen and sealed, then ranked; that waits for the beacon's number if the rules name one. The result shows here by itself."</p>
            {panel.draw_id.map(|id| view! { <a class="button" data-width="full" href=format!("/draws/{id}")>"Follow the draw"</a> })}
        </div>
    }
    .into_any()
}

fn drawn(panel: &Panel, pools: Signal<Vec<PoolLive>>) -> AnyView {
    let says = if panel.state == DropState::Settled { "Drawn and settled" } else { "Drawn" };
    view! {
        {pool_facts(pools)}
        <div class="action">
            <p class="action-state" data-tone="good">{says}</p>
            <p class="action-note">{total(pools)}". The list, the ranking and the secret are public."</p>
            {panel.draw_id.map(|id| view! { <a class="button" data-width="full" href=format!("/draws/{id}")>"See the proof"</a> })}
        </div>
    }
    .into_any()
}

fn stopped(panel: &Panel) -> AnyView {
    let reason = panel.reason.clone().unwrap_or_default();
    view! {
        <Notice tone=Tone::Warn title="This draw was called off in public">{reason}</Notice>
        <div class="action">
            <p class="action-state" data-tone="warn">{panel.state.label()}</p>
            <p class="action-note">"Nobody wins, and nothing was charged."</p>
            {panel.draw_id.map(|id| view! { <a class="button" data-width="full" href=format!("/draws/{id}")>"See the record"</a> })}
        </div>
    }
    .into_any()
}

/// How the visitor's own entry stands.
fn standing(panel: Panel, own: OwnEntry, pools: Signal<Vec<PoolLive>>, withdraw: Command) -> AnyView {
    let (_, tone) = in_words(&own, panel.state);
    let counted = {
        let (own, state) = (own.clone(), panel.state);
        move || {
            let mut own = own.clone();
            if let Some(pool) = pools.with(|pools| pools.iter().find(|p| p.name == own.pool).cloned()) {
                own.entries = pool.entries;
            }
            in_words(&own, state).0
        }
    };
    let is_in = own.standing() == Standing::In && panel.state == DropState::Open && panel.now < panel.closes_at;
    let chance = is_in.then(|| {
        let (pool, weight) = (own.pool.clone(), own.weight);
        let now = move || {
            pools.with(|pools| pools.iter().find(|p| p.name == pool).map_or_else(String::new, |p| p.odds(weight)))
        };
        view! { <p class="odds"><strong class="num">{now}</strong>" if it closed now"</p> }
    });
    let take_back = is_in.then(|| view! { <Withdraw entry=own.clone() withdraw again=panel.key.ends_with("/1")/> });
    let proof = panel
        .draw_id
        .filter(|_| own.rank.is_some())
        .map(|id| view! { <a class="button" data-width="full" href=format!("/draws/{id}")>"See the proof"</a> });
    view! {
        {chance}
        <p>{explained(&own, panel.state)}</p>
        <dl class="facts">
            <div><dt>"Size"</dt><dd>{own.pool.clone()}</dd></div>
            {tickets(&own)}
            {own.rank.map(|rank| view! { <div><dt>"Rank"</dt><dd class="num">{format!("{rank} of {}", own.entries)}</dd></div> })}
            {own.ticket.clone().map(|ticket| view! { <div><dt>"Ticket"</dt><dd class="hash">{ticket}</dd></div> })}
        </dl>
        <div class="action">
            <p class="action-state" data-tone=tone.as_str()>{counted}</p>
            {is_in.then(|| view! { <p class="action-note">{closes(&panel)}</p> })}
            <WinnersAction entry=own.clone() now=panel.now/>
            <a class="button receipt-link" data-width="full" href=format!("/entries/{}", own.id)>"Your receipt"</a>
            {proof}
        </div>
        {take_back}
    }
    .into_any()
}

/// How many tickets an entry has, and why, where not everybody has one.
pub(super) fn tickets(own: &OwnEntry) -> Option<impl IntoView + use<>> {
    own.tickets.clone().map(|tickets| view! { <div><dt>"Tickets"</dt><dd>{tickets}</dd></div> })
}

/// Takes an entry back, after asking.
#[component]
pub(super) fn Withdraw(
    /// The entry.
    entry: OwnEntry,
    /// The action.
    withdraw: Command,
    /// Whether another entry is possible afterwards.
    again: bool,
) -> impl IntoView {
    let question = if again {
        "Take your entry back? You can enter once more until the close, for this or another size."
    } else {
        "Take your entry back? This was your second entry: you cannot enter this draw again."
    };
    let error = refused(withdraw);
    view! {
        <Confirm label="Withdraw" question=question>
            <CommandForm command=withdraw>
                <input type="hidden" name="entry_id" value=entry.id.to_string()/>
                <Refused error/>
                <Submit label="Withdraw my entry" kind="danger" pending=withdraw.pending()/>
            </CommandForm>
        </Confirm>
    }
}
