use leptos::prelude::*;
use leptos_meta::Title;
use shop::drops::DropCard;
use shop::orders::Figures;

use crate::ask::ask;
use crate::drops::badge;
use crate::load::loaded;
use crate::orders::server_fns::FindOverview;
use crate::shell::AdminHead;
use crate::ui::{Badge, Chart, ChartKind, Empty, Glyph, Point, Stat, Table, Tone, When};

/// Today's figures, the last two weeks, and what is on.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let found = ask(|| FindOverview {});
    view! {
        <Title text="Overview"/>
        <AdminHead title="Overview"><a class="button" data-kind="primary" href="/admin/drops/new">"New drop"</a></AdminHead>
        {loaded(found, |(figures, entries, drops)| view! { <Today figures=figures entries=entries drops=drops/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Today(figures: Figures, entries: i64, drops: Vec<DropCard>) -> impl IntoView {
    let points =
        figures.days.iter().map(|(day, money)| Point::new(day.day(), money.minor, money.to_string())).collect();
    let to_ship = if figures.to_ship > 0 { Tone::Warn } else { Tone::Plain };
    view! {
        <div class="tiles">
            <Stat label="Taken today" value=figures.taken.to_string() note=Some(format!("{} paid of {} placed", figures.paid, figures.placed))/>
            <Stat label="To send" value=figures.to_ship.to_string() tone=to_ship href="/admin/orders?state=paid"/>
            <Stat label="Being paid" value=figures.pending.to_string() href="/admin/orders?state=pending_payment"/>
            <Stat label="Entries today" value=entries.to_string() href="/admin/draws"/>
            <Stat label="Refunds today" value=figures.refunds.to_string()/>
            <Stat label="Open drops" value=figures.open_drops.to_string() href="/admin/drops?state=open"/>
        </div>
        <section class="panel"><Chart title="Money taken per day" kind=ChartKind::Bars points=points value_head="Taken"/></section>
        <section class="panel"><h2 class="heading">"On now and next"</h2><OnNow drops=drops/></section>
    }
}

#[component]
fn OnNow(drops: Vec<DropCard>) -> impl IntoView {
    if drops.is_empty() {
        return view! {
            <Empty title="Nothing is announced" icon=Glyph::Bolt>
                <p><a class="link" href="/admin/drops/new">"Make a drop"</a>", preview it, and schedule it."</p>
            </Empty>
        }
        .into_any();
    }
    let row = |card: DropCard| {
        let (label, tone) = badge(&card);
        view! {
            <tr>
                <td><a class="cell-main" href=format!("/admin/drops/{}", card.id)>{card.name.clone()}</a></td>
                <td>{card.mode.label()}</td>
                <td><Badge label=label tone=tone/></td>
                <td><When at=card.opens_at/></td>
                <td class="cell-num num">{format!("{} of {}", card.free(), card.pledged())}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Drops that are on or announced">
            <thead><tr><th scope="col">"Product"</th><th scope="col">"Mode"</th><th scope="col">"State"</th><th scope="col">"Opens"</th><th scope="col" class="cell-num">"Free"</th></tr></thead>
            <tbody>{drops.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}
