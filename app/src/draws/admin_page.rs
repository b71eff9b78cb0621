use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use shop::draws::{DrawCard, DrawPage, DrawView};

use super::papers::PapersPanel;
use super::register_page::RegisterTable;
use super::server_fns::{GetDraw, GetDraws, MakeDrawEvidence};
use super::stations::DrawStations;
use crate::ask::{ask, ask_again};
use crate::command::{Command, successes};
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Notice, Pager, Stat, Table, Tone, When};

/// `/admin/draws`: all draws.
#[component]
pub fn AdminDrawsPage() -> impl IntoView {
    let query = use_query_map();
    let draws = ask(move || GetDraws { before: query.read().get("before").and_then(|at| at.parse().ok()) });
    view! {
        <Title text="Draws"/>
        <AdminHead title="Draws"><a class="button" href="/draws/register">"Register"</a></AdminHead>
        {loaded(draws, list)}
    }
    .into_any()
}

fn list(page: DrawPage) -> AnyView {
    if page.draws.is_empty() {
        return view! { <Empty title="No draws yet"><p>"A draw begins when a drop in draw mode opens. "<a class="link" href="/admin/drops">"Schedule one"</a></p></Empty> }.into_any();
    }
    view! {
        <Table caption="Draws">
            <thead><tr><th scope="col">"Draw"</th><th scope="col">"State"</th><th scope="col">"Opened"</th><th scope="col">"Closes"</th><th scope="col" class="cell-num">"Entries"</th><th scope="col" class="cell-num">"Units"</th></tr></thead>
            <tbody>{page.draws.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager previous=None next=page.older.map(|at| format!("?before={at}"))/>
    }
    .into_any()
}

fn row(card: DrawCard) -> impl IntoView {
    view! {
        <tr>
            <td><a class="cell-main" href=format!("/admin/draws/{}", card.id)>{card.title}</a></td>
            <td><Badge label=card.state.label() tone=super::list_page::tone(card.state)/></td>
            <td><When at=card.opened_at/></td>
            <td><When at=card.freezes_at/></td>
            <td class="cell-num num">{card.entries}</td>
            <td class="cell-num num">{card.units}</td>
        </tr>
    }
}

/// `/admin/draws/{id}`: one draw, with the way to its entries.
#[component]
pub fn AdminDrawPage() -> impl IntoView {
    let params = use_params_map();
    let make = Command::of::<MakeDrawEvidence>();
    let made = successes(make);
    let draw = ask_again(
        move || made.get(),
        move || GetDraw { id: params.read().get("id").unwrap_or_default(), log_before: None },
    );
    loaded(draw, move |draw| page(draw, make)).into_any()
}

fn page(draw: DrawView, make: Command) -> AnyView {
    let id = draw.card.id;
    let stats = draw.pools.iter().map(|pool| {
        let note = format!("{} · {} paid, {} open, {} lapsed", pool.odds, pool.paid, pool.open, pool.lapsed);
        view! { <Stat label=pool.name.clone() value=format!("{} for {}", pool.entries, pool.units) note=Some(note)/> }
    }).collect_view();
    let reason = draw
        .reason
        .clone()
        .map(|reason| view! { <Notice tone=Tone::Warn title="Called off in public">{reason}</Notice> });
    view! {
        <Title text=format!("Draw: {}", draw.card.title)/>
        <AdminHead title=draw.card.title.clone() trail=vec![("/admin/draws".into(), "Draws".into())]>
            <a class="button" data-kind="primary" href=format!("/admin/draws/{id}/entries")>"Entries"</a>
            <a class="button" href=format!("/admin/drops/{}", draw.drop_id)>"Drop"</a>
            <a class="button" href=format!("/draws/{id}")>"Public page"</a>
        </AdminHead>
        <Done words=super::papers::words/>
        {reason}
        <div class="tiles">{stats}</div>
        <div class="panel"><DrawStations draw=draw.clone()/></div>
        <PapersPanel draw=draw.clone() make=make/>
        <div class="panel"><h2 class="heading">"In the register"</h2><RegisterTable rows=draw.register/></div>
    }
    .into_any()
}
