use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::drops::{DropCard, DropState};

use super::tone::tone;
use crate::ask::ask;
use crate::drops::server_fns::FindStaffDrops;
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Glyph, Table, When};

const VIEWS: [(&str, &str); 6] = [
    ("", "All"),
    ("draft", "Drafts"),
    ("scheduled", "Scheduled"),
    ("open", "Open"),
    ("closed", "Closed"),
    ("settled", "Settled"),
];

/// All drops, drafts included; the view is in the address.
#[component]
pub fn StaffDropsPage() -> impl IntoView {
    let query = use_query_map();
    let state = move || query.read().get("state").and_then(|state| state.parse::<DropState>().ok());
    let found = ask(move || FindStaffDrops { state: state() });
    view! {
        <Title text="Drops"/>
        <AdminHead title="Drops"><a class="button" data-kind="primary" href="/admin/drops/new">"New drop"</a></AdminHead>
        <Done words=words/>
        <nav class="views" aria-label="Views">
            {VIEWS.map(|(name, label)| {
                let href = if name.is_empty() { "/admin/drops".to_owned() } else { format!("/admin/drops?state={name}") };
                let here = move || (query.read().get("state").unwrap_or_default() == name).then_some("page");
                view! { <a href=href aria-current=here>{label}</a> }
            })}
        </nav>
        {loaded(found, |cards| view! { <Rows cards=cards/> }.into_any())}
    }
    .into_any()
}

fn words(code: &str) -> Option<&'static str> {
    (code == "discarded").then_some("The draft is thrown away.")
}

#[component]
fn Rows(cards: Vec<DropCard>) -> impl IntoView {
    if cards.is_empty() {
        return view! {
            <Empty title="No drops here" icon=Glyph::Bolt>
                <p>"A drop releases a product, first come or by a draw. "<a class="link" href="/admin/drops/new">"Make one"</a></p>
            </Empty>
        }
        .into_any();
    }
    let row = |card: DropCard| {
        view! {
            <tr>
                <td><a class="cell-main" href=format!("/admin/drops/{}", card.id)>{card.name.clone()}</a></td>
                <td>{card.mode.label()}</td>
                <td><Badge label=card.state.label() tone=tone(card.state)/></td>
                <td><When at=card.opens_at/></td>
                <td class="cell-num num">{card.free()}</td>
                <td class="cell-num num">{card.held()}</td>
                <td class="cell-num num">{card.pledged()}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Drops">
            <thead><tr>
                <th scope="col">"Product"</th><th scope="col">"Mode"</th><th scope="col">"State"</th><th scope="col">"Opens"</th>
                <th scope="col" class="cell-num">"Free"</th><th scope="col" class="cell-num">"Held"</th><th scope="col" class="cell-num">"Pledged"</th>
            </tr></thead>
            <tbody>{cards.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}
