use leptos::prelude::*;
use shop::draws::{BeaconView, DrawState, DrawView};

use crate::drops::live::follow_draw;
use crate::ui::{Station, StationState, Stations, When};

/// The seven stations from the promise to the last payment, each with its value.
#[component]
pub fn DrawStations(
    /// The draw.
    draw: DrawView,
) -> impl IntoView {
    let stopped = draw.card.state.is_stopped();
    let drawn = draw.seed.is_some();
    let percent = matches!(draw.card.state, DrawState::Open | DrawState::Sealed).then(|| progress(&draw));
    let (sealing, ranking) = match draw.card.state {
        DrawState::Open => (percent, None),
        _ => (None, percent),
    };
    let reached = move |done: bool, now: bool| match (done, now) {
        (true, _) => StationState::Done,
        (false, _) if stopped => StationState::Absent,
        (false, true) => StationState::Now,
        (false, false) => StationState::Waiting,
    };
    let units: i64 = draw.card.units;
    let (open, paid) = draw.pools.iter().fold((0, 0), |(open, paid), pool| (open + pool.open, paid + pool.paid));
    let made: i64 = draw.pools.iter().map(|pool| pool.open + pool.paid + pool.lapsed).sum();
    let settled = draw.card.state == DrawState::Settled;
    let has_number = draw.beacon.as_ref().is_none_or(|beacon| beacon.signature.is_some());
    let stamp = draw.stamp.clone().map(|stamp| {
        let href = format!("/draws/{}/seal.tsr", draw.card.id);
        view! {
            <p class="small muted">
                <a href=href rel="external" download="seal.tsr">"Time stamp of the seal"</a>
                {format!(", by {}, at ", stamp.service)}<When at=stamp.at/>" · "<a href="/draws/verify#stamp">"check it"</a>
            </p>
        }
    });
    let entries = match draw.entries_count {
        Some(count) => format!("{count} in the list, {} of them with weight", draw.card.entries),
        None => format!("{} so far", draw.card.entries),
    };
    view! {
        <Stations>
            <Station title="Promise" state=StationState::Done meaning="Before the first entry we made a secret at random and published this commitment: a hash of the secret and of all rules. We cannot change either any more without it showing.">
                <p class="hash">{draw.commitment.clone()}</p>
                <p class="small muted">"published "<When at=draw.card.opened_at/></p>
            </Station>
            <Station title="Entries" state=reached(draw.entries_count.is_some(), draw.card.state == DrawState::Open) meaning="One entry per person; how many tickets it has, its weight, is in the rules. A withdrawn or disqualified entry stays in the list with weight 0 and its reason. The list carries random ids alone and names nobody.">
                <p class="num">{entries}</p>
                {draw.entries_root.clone().map(|root| view! { <p class="hash">{root}</p> })}
            </Station>
            <Station title="Seal" state=if draw.card.state == DrawState::Void && draw.seal.is_none() { StationState::Failed } else { reached(draw.seal.is_some(), false) } meaning="When the draw closed, the whole list was hashed into one number and signed. Whoever keeps the seal can tell later whether an entry was added, dropped or changed.">
                {match draw.seal.clone() {
                    Some(seal) => view! { <p class="hash">{seal}</p>{draw.sealed_at.map(|at| view! { <p class="small muted">"signed "<When at=at/></p> })}{stamp} }.into_any(),
                    None => view! { <p class="muted">"due "<When at=draw.card.freezes_at/>{sealing}</p> }.into_any(),
                }}
            </Station>
            {beacon(draw.beacon.clone(), draw.card.state)}
            <Station title="Ranking" state=reached(drawn, draw.card.state == DrawState::Sealed && has_number) meaning="Secret, seal and the beacon's number, if there is one, together make the seed, and the seed gives every entry its ticket. The lowest tickets of each size win; the rest are the alternates in that order. Nobody draws twice, nobody chooses.">
                {draw.seed.clone().map(|seed| view! { <p class="hash">{seed}</p> })}
                {match draw.card.drawn_at {
                    Some(at) => view! { <p class="small muted">"drawn "<When at=at/></p> }.into_any(),
                    None => view! { <p class="muted">{if draw.beacon.is_some() { "follows the beacon" } else { "follows the seal" }}{ranking}</p> }.into_any(),
                }}
            </Station>
            <Station title="Offers" state=reached(settled || (made > 0 && open == 0), drawn) meaning="Winners get time to pay. An offer that lapses goes to the next rank, never to anybody else.">
                <p class="num">{format!("{made} made, {open} open")}</p>
            </Station>
            <Station title="Paid" state=reached(settled, drawn && made > 0) meaning="Every unit ends as paid or left over; what is left over goes back on the shelf. That a payment really came is our word: it cannot be proven from here.">
                <p class="num">{format!("{paid} of {units}")}</p>
                {draw.ended_at.filter(|_| settled).map(|at| view! { <p class="small muted">"settled "<When at=at/></p> })}
            </Station>
        </Stations>
    }
}

/// How far a long list is hashed, or ranked, as it is done. Once the draw has gone on, the page is loaded anew.
fn progress(draw: &DrawView) -> impl Fn() -> Option<String> + Copy + Send + Sync + use<> {
    let (state, made_with) = (draw.card.state, draw.percent);
    let live = follow_draw(draw.drop_id);
    Effect::new(move |_| {
        // What is pushed may be a moment older than the page.
        let gone_on = |now: DrawState| now != state && now != DrawState::Open;
        if live.with(|live| live.as_ref().is_some_and(|live| gone_on(live.state))) {
            let _ = window().location().reload();
        }
    });
    let done = if state == DrawState::Open { "hashed" } else { "ranked" };
    move || {
        let percent = live.with(|live| live.as_ref().map_or(made_with, |live| live.percent));
        percent.map(|percent| format!(" · {percent} % {done}"))
    }
}

/// The public random number: which, when it is due, what it was.
fn beacon(beacon: Option<BeaconView>, draw: DrawState) -> AnyView {
    let Some(beacon) = beacon else {
        return view! {
            <Station title="Beacon" state=StationState::Absent meaning="A beacon is a public random number that nobody knows before the seal, not even we. Without one, an operator who knows the secret could try out lists of entries before sealing. So this draw can be repeated by anybody, but it does not prove that we did not do that.">
                <p>"None: repeatable, but not operator-proof"</p>
            </Station>
        }
        .into_any();
    };
    let state = match (beacon.signature.is_some(), draw) {
        (true, _) => StationState::Done,
        (_, DrawState::Sealed) => StationState::Now,
        (_, DrawState::Void) => StationState::Failed,
        (_, DrawState::Cancelled) => StationState::Absent,
        _ => StationState::Waiting,
    };
    let meaning = if beacon.test {
        "A beacon is a public random number that nobody knows before the seal. This one is a test chain: anybody can work out its numbers beforehand. It shows how a draw goes, and proves nothing."
    } else {
        "A public random number that a group of independent organisations makes together every three seconds and signs. The rules named this round before the first entry, and nobody can know it before its time, not even we. It may come late, never early; if it has not come by the deadline, the draw is void. There is no second choice."
    };
    let of = if beacon.test { "a test chain, which proves nothing" } else { "drand" };
    view! {
        <Station title="Beacon" state=state meaning=meaning>
            <p class="num">{format!("Round {} of {}, {of}", beacon.round, beacon.chain)}</p>
            {match beacon.randomness {
                Some(number) => view! { <p class="hash">{number}</p> }.into_any(),
                None => view! { <p class="muted">"due "<When at=beacon.due_at/>"; the draw waits for it until "<When at=beacon.deadline/></p> }.into_any(),
            }}
        </Station>
    }
    .into_any()
}
