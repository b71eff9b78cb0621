use leptos::prelude::*;
use shop::draws::{AllocationLine, AllocationPage, PoolResult};

use crate::ui::{Badge, Balance, Digest, OlderPager, Part, Table, Tone, When};

/// Where the units of all pools are: pledged = paid + written off + left over, and what is open until then.
#[component]
pub(super) fn Units(
    /// Per pool.
    pools: Vec<PoolResult>,
    /// Whether nothing moves any more.
    settled: bool,
) -> impl IntoView {
    let sum = |of: fn(&PoolResult) -> i64| pools.iter().map(of).sum::<i64>();
    let (units, paid, open) = (sum(|p| p.units), sum(|p| p.paid), sum(|p| p.open));
    let (written_off, free) = (sum(|p| p.written_off), sum(|p| p.free));
    let free_label = if settled { "Left over" } else { "Not offered" };
    let parts = vec![
        Part::new("Paid", paid, Tone::Good),
        Part::new("Offered, not paid yet", open, Tone::Live),
        Part::new("Written off", written_off, Tone::Warn),
        Part::new(free_label, free, Tone::Plain),
    ];
    let adds_up = settled.then(|| {
        let says = format!("{units} pledged = {paid} paid + {written_off} written off + {free} left over");
        view! { <p class="num">{says}</p> }
    });
    let rows = pools.into_iter().map(|pool| view! {
        <tr>
            <th scope="row">{pool.name}</th><td class="cell-num num">{pool.units}</td><td class="cell-num num">{pool.entries}</td>
            <td class="cell-num num">{pool.paid}</td><td class="cell-num num">{pool.open}</td><td class="cell-num num">{pool.written_off}</td>
            <td class="cell-num num">{pool.free}</td><td class="cell-num num">{pool.lapsed}</td>
        </tr>
    }).collect_view();
    view! {
        <section class="section">
            <h2 class="heading">"Where the units went"</h2>
            {adds_up}
            <Balance parts/>
            <Table caption="Units per size">
                <thead><tr><th scope="col">"Size"</th><th scope="col" class="cell-num">"Pledged"</th><th scope="col" class="cell-num">"Entries"</th><th scope="col" class="cell-num">"Paid"</th><th scope="col" class="cell-num">"Open"</th><th scope="col" class="cell-num">"Written off"</th><th scope="col" class="cell-num">{free_label}</th><th scope="col" class="cell-num">"Lapsed"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </section>
    }
}

/// The steps of the allocation log, the newest first.
#[component]
pub(super) fn Steps(
    /// A page of it.
    log: AllocationPage,
) -> impl IntoView {
    let newest = log.rows.first().map_or(0, |row| row.seq);
    let row = |line: AllocationLine| {
        let (label, tone) = step(&line.kind);
        view! {
            <tr>
                <td class="cell-num num">{line.seq}</td><td class="nowrap"><When at=line.at/></td><td><Badge label tone/></td>
                <td class="nowrap">{line.pool}</td><td class="cell-num num">{(line.rank > 0).then_some(line.rank)}</td>
                <td>{line.entry_id.map(|id| view! { <Digest of=id.to_string()/> })}</td><td><Digest of=line.hash/></td>
            </tr>
        }
    };
    let rows = log.rows.into_iter().map(row).collect_view();
    let first = log.newer.then(|| "?#log".to_owned());
    let older = log.older.map(|seq| format!("?log={seq}#log"));
    (newest > 0).then(|| view! {
        <section class="section" id="log">
            <h2 class="heading">"Every step"</h2>
            <p class="small muted">"Who was offered a unit, by rank, and what came of it. Each row's hash covers the row before it, the first the seed of the draw, and every winner's mail carries the latest: none can be changed afterwards unseen. That a paid row was really paid is our word."</p>
            <Table caption="Allocation log">
                <thead><tr><th scope="col" class="cell-num">"No."</th><th scope="col">"When"</th><th scope="col">"What"</th><th scope="col">"Size"</th><th scope="col" class="cell-num">"Rank"</th><th scope="col">"Entry"</th><th scope="col">"Hash of the chain"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <OlderPager newest=first older=older/>
        </section>
    })
}

fn step(kind: &str) -> (&'static str, Tone) {
    match kind {
        "offered" => ("Offered", Tone::Live),
        "declined" => ("Card refused", Tone::Plain),
        "paid" => ("Paid", Tone::Good),
        "claimed" => ("Claimed", Tone::Good),
        "expired" => ("Lapsed", Tone::Plain),
        "withdrawn" => ("Given up", Tone::Plain),
        "refunded" => ("Refunded", Tone::Plain),
        "written_off" => ("Written off", Tone::Warn),
        _ => ("Settled", Tone::Good),
    }
}
