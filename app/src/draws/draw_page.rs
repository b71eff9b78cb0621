use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use shop::DrawId;
use shop::draws::{DrawState, DrawView, PoolResult, SHOWN_WINNERS, WinnerLine};
use shop::entries::{OfferState, OwnEntry, entries_for};

use super::allocations::{Steps, Units};
use super::check::{CheckDraw, CheckEntry};
use super::register_page::RegisterTable;
use super::server_fns::GetDraw;
use super::stations::DrawStations;
use crate::ask::ask_again;
use crate::drops::live::follow;
use crate::load::loaded;
use crate::ui::{Badge, Breadcrumbs, Digest, Notice, Strip, Table, Tone};

/// `/draws/{id}`: the proof of a draw as a picture, with every value and all of its files.
#[component]
pub fn DrawPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let moves = RwSignal::new(0);
    let question = move || GetDraw {
        id: params.read().get("id").unwrap_or_default(),
        log_before: query.read().get("log").and_then(|seq| seq.parse().ok()),
    };
    let draw = ask_again(move || moves.get(), question);
    loaded(draw, move |draw: DrawView| {
        follow_steps(&draw, moves);
        page(draw)
    })
    .into_any()
}

/// An open page shows each step as it is made: the seal above all, which whoever watches has then seen.
fn follow_steps(draw: &DrawView, moves: RwSignal<u32>) {
    let state = draw.card.state;
    if state == DrawState::Settled || state.is_stopped() {
        return;
    }
    let live = follow(draw.live.clone()).draw;
    Effect::new(move |_| {
        if live.with(|live| live.as_ref().is_some_and(|live| live.state != state)) {
            moves.update(|moves| *moves += 1);
        }
    });
}

fn page(draw: DrawView) -> AnyView {
    let void = draw.card.state == DrawState::Void;
    let reason = draw.reason.clone().map(|reason| {
        view! {
            <Notice tone=Tone::Warn title=if void { "This draw is void" } else { "Called off in public" }>
                {reason}
                {void.then_some(" So it cannot be held as promised: nobody wins, and nothing was charged. There is no second try of the same draw; the rules of a repeat name this one.")}
            </Notice>
        }
    });
    let own = draw.own.clone().map(|own| view! { <Own own/> });
    view! {
        <Title text=format!("Draw: {}", draw.card.title)/>
        <article class="draw page" data-width="text">
            <Breadcrumbs trail=vec![("/draws".into(), "Draws".into())] here=draw.card.title.clone()/>
            <header class="page-head">
                <p class="overline">"Draw " <Badge label=draw.card.state.label() tone=super::list_page::tone(draw.card.state)/></p>
                <h1 class="title"><a href=format!("/drops/{}", draw.card.drop_slug)>{draw.card.title.clone()}</a></h1>
                <p class="lead num">{entries_for(draw.card.entries, draw.card.units)}</p>
            </header>
            {reason}
            {other(draw.previous, "It replaces ", "a draw that was called off")}
            {other(draw.repeat, "It was called off; ", "this draw replaces it")}
            {own}
            <CheckDraw draw=draw.card.id/>
            <DrawStations draw=draw.clone()/>
            {proven(&draw)}
            {odds(&draw)}
            <Tickets pools=draw.pools.clone() own=draw.own.clone()/>
            <Units pools=draw.pools.clone() settled=draw.card.state == DrawState::Settled/>
            <Winners winners=draw.winners.clone() own=draw.own.clone()/>
            <Steps log=draw.log.clone()/>
            <Files draw=draw.clone()/>
            <section class="section">
                <h2 class="heading">"In the register"</h2>
                <RegisterTable rows=draw.register/>
                <p><a class="link" href="/draws/register">"The whole register"</a></p>
            </section>
        </article>
    }
    .into_any()
}

/// The draw before or after this one.
fn other(draw: Option<DrawId>, says: &'static str, link: &'static str) -> impl IntoView {
    draw.map(|id| view! { <p>{says}<a class="link" href=format!("/draws/{id}")>{link}</a></p> })
}

/// What the draw proves, by its beacon.
fn proven(draw: &DrawView) -> AnyView {
    let test = draw.beacon.as_ref().is_some_and(|beacon| beacon.test);
    let says = match &draw.beacon {
        None => {
            "No beacon: this draw is repeatable but not operator-proof. Anybody can take the files below and get the same winners, and nobody can change rules, list or result afterwards. But we knew the secret while entries came in, and without a public random number from outside nothing shows that we did not use that."
        }
        Some(_) if test => {
            "This shop runs without the internet, so its beacon is a test chain whose numbers anybody can work out beforehand. Everything else is as in a real draw."
        }
        Some(_) => {
            "The secret was fixed before the first entry, and the list before anybody could know the beacon's number. So neither we nor the makers of the beacon could choose who wins. Not proven: that entrants are different people, and that nobody was refused at the door."
        }
    };
    let (tone, title) = if test {
        (Tone::Warn, "Test chain: this draw proves nothing")
    } else {
        (Tone::Info, "What this proves, and what not")
    };
    view! { <Notice tone=tone title=title>{says}</Notice> }.into_any()
}

/// The visitor's own entry.
#[component]
fn Own(own: OwnEntry) -> impl IntoView {
    let says = match own.rank {
        Some(rank) => {
            format!("Your entry: rank {rank} of {} in size {}, for {} to be had.", own.entries, own.pool, own.units)
        }
        None => format!("Your entry is for size {}.", own.pool),
    };
    view! { <Notice tone=Tone::Plain>{says}" "<a class="link" href=format!("/entries/{}", own.id)>"See your receipt"</a></Notice> }
}

/// The odds of every pool: as they are while it is open, and as they were sealed.
fn odds(draw: &DrawView) -> impl IntoView + use<> {
    let row = |pool: &PoolResult| {
        let tickets = (pool.weight > pool.entries).then(|| format!(" with {} tickets", pool.weight));
        let says = format!("{}{} · {}", entries_for(pool.entries, pool.units), tickets.unwrap_or_default(), pool.odds);
        view! { <div><dt>{pool.name.clone()}</dt><dd class="num">{says}</dd></div> }
    };
    let when = if draw.seal.is_some() { "Odds at the seal" } else { "Odds if it closed now" };
    (draw.seal.is_some() || !draw.card.state.is_stopped()).then(|| view! {
        <section class="section"><h2 class="heading">{when}</h2><dl class="facts">{draw.pools.iter().map(row).collect_view()}</dl></section>
    })
}

/// All tickets from 0 to 1 by pool, with the cut-off and one's own.
#[component]
fn Tickets(pools: Vec<PoolResult>, own: Option<OwnEntry>) -> impl IntoView {
    let strip = move |pool: PoolResult| {
        let mine =
            own.as_ref().filter(|own| own.pool == pool.name).and_then(|own| own.ticket.as_deref()).and_then(place);
        let sampled = i64::try_from(pool.tickets.len()).unwrap_or(i64::MAX) < pool.entries;
        let label = format!(
            "Tickets of size {} between 0 and 1: {} entries, the lowest {} win",
            pool.name, pool.entries, pool.units
        );
        view! {
            <h3 class="overline">{format!("{} · {} for {}", pool.name, pool.entries, pool.units)}</h3>
            <Strip tickets=pool.tickets cutoff=pool.cutoff own=mine label/>
            {sampled.then(|| view! { <p class="small muted">"An even sample; ranking.csv has all."</p> })}
        }
    };
    let pools: Vec<_> = pools.into_iter().filter(|pool| !pool.tickets.is_empty()).collect();
    (!pools.is_empty()).then(|| view! {
        <section class="section"><h2 class="heading">"All tickets"</h2>{pools.into_iter().map(strip).collect_view()}</section>
    })
}

/// The first two bytes of a ticket in hex.
fn place(ticket: &str) -> Option<u16> {
    u16::from_str_radix(ticket.get(..4)?, 16).ok()
}

/// Who won, by entry, and what became of each offer.
#[component]
fn Winners(winners: Vec<WinnerLine>, own: Option<OwnEntry>) -> impl IntoView {
    let mine = own.map(|own| own.id);
    let more = i64::try_from(winners.len()).unwrap_or(0) >= SHOWN_WINNERS;
    let row = move |line: WinnerLine| {
        let (label, tone) = offer(line.offer);
        let yours = (mine == Some(line.entry_id)).then(|| view! { " " <strong>"yours"</strong> });
        view! {
            <tr>
                <td class="nowrap">{line.pool}</td><td class="cell-num num">{line.rank}</td>
                <td class="nowrap"><span class="mono small">{line.entry_id.to_string()}</span>{yours}</td>
                <td><Digest of=line.ticket/></td><td><Badge label tone/></td>
            </tr>
        }
    };
    (!winners.is_empty()).then(|| view! {
        <section class="section">
            <h2 class="heading">"Winners"</h2>
            <Table caption="Winners">
                <thead><tr><th scope="col">"Size"</th><th scope="col" class="cell-num">"Rank"</th><th scope="col">"Entry"</th><th scope="col">"Ticket"</th><th scope="col">"Offer"</th></tr></thead>
                <tbody>{winners.into_iter().map(row).collect_view()}</tbody>
            </Table>
            {more.then(|| view! { <p class="small muted">"These are the first. ranking.csv has everybody."</p> })}
        </section>
    })
}

fn offer(state: Option<OfferState>) -> (&'static str, Tone) {
    match state {
        None => ("Being offered", Tone::Plain),
        Some(OfferState::Open) => ("Open", Tone::Live),
        Some(OfferState::Paid) => ("Paid", Tone::Good),
        Some(OfferState::Expired) => ("Lapsed", Tone::Plain),
        Some(OfferState::Withdrawn) => ("Given up", Tone::Plain),
        Some(OfferState::Refunded) => ("Refunded", Tone::Plain),
    }
}

/// What to download, and how to check it.
#[component]
fn Files(draw: DrawView) -> impl IntoView {
    let base = format!("/draws/{}", draw.card.id);
    let file = |name: &'static str, what: &'static str| {
        view! {
            <li><a href=format!("{base}/{name}") rel="external" download=name>{name}</a>" "<span class="muted">{what}</span></li>
        }
    };
    let value = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd class="hash">{value}</dd></div> })
    };
    view! {
        <section class="section">
            <h2 class="heading">"Check it yourself"</h2>
            <ul class="files">
                {super::papers::lines(&draw)}
                {file("record.json", "promise, rules, seal, result")}
                {draw.seal.is_some().then(|| file("entries.csv", "the sealed list"))}
                {draw.seed.is_some().then(|| file("ranking.csv", "every entry with its ticket, by rank"))}
                {draw.seed.is_some().then(|| file("allocations.csv", "every offer and what became of it, in order"))}
            </ul>
            <p class="small muted"><code>"fairdrop verify"</code>" with the address of this page fetches all of them, repeats every step and says which hold. Take that program from somewhere else than from us, or "<a class="link" href="/draws/verify">"check it by hand"</a>" with a hundred lines of Python."</p>
            <details class="fold">
                <summary>"Check one entry"</summary>
                <CheckEntry draw=draw.card.id own=draw.own.clone().map(|own| own.id)/>
            </details>
            <details class="fold">
                <summary>"All values"</summary>
                <dl class="facts">
                    <div><dt>"Draw"</dt><dd class="hash">{draw.card.id.to_string()}</dd></div>
                    {value("Rules hash", Some(draw.rules_hash.clone()))}
                    {value("Commitment", Some(draw.commitment.clone()))}
                    {value("Root of the entries", draw.entries_root.clone())}
                    {value("Seal", draw.seal.clone())}
                    {value("Signature of the seal", draw.sealed_signature.clone())}
                    {value("Beacon's signature", draw.beacon.as_ref().and_then(|beacon| beacon.signature.clone()))}
                    {value("Secret, revealed", draw.server_seed.clone())}
                    {value("Seed", draw.seed.clone())}
                </dl>
            </details>
            <details class="fold">
                <summary>"The rules, as they were hashed"</summary>
                <pre class="log">{draw.rules.clone()}</pre>
            </details>
        </section>
    }
}
