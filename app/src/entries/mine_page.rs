use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::entries::{MyEntry, Standing};

use super::card::{explained, in_words};
use super::server_fns::GetMyEntries;
use crate::ask::ask;
use crate::catalogue::Shot;
use crate::load::loaded;
use crate::ui::{Badge, Empty, Pager, When};

/// Entries of a page, as `shop::entries::mine` gives them.
const PAGE: usize = 50;

/// `/account/entries`: one's own entries, newest first.
#[component]
pub fn MyEntriesPage() -> impl IntoView {
    let query = use_query_map();
    let entries = ask(move || GetMyEntries { before: query.read().get("before").and_then(|at| at.parse().ok()) });
    view! {
        <Title text="My entries"/>
        <h1 class="title">"My entries"</h1>
        {loaded(entries, list)}
    }
    .into_any()
}

fn list(mut entries: Vec<MyEntry>) -> AnyView {
    if entries.is_empty() {
        return view! {
            <Empty title="No entries yet">
                <p>"When a drop is given out by draw, choose your size and enter any time before it closes. "<a class="link" href="/drops">"See the drops"</a></p>
            </Empty>
        }
        .into_any();
    }
    let next = (entries.len() == PAGE)
        .then(|| entries.last().map(|e| format!("?before={}", e.entry.entered_at.ms())))
        .flatten();
    // What needs the winner to act comes first.
    entries.sort_by_key(|e| !matches!(e.entry.standing(), Standing::Won(_)));
    view! {
        <ul class="tickets">{entries.into_iter().map(card).collect_view()}</ul>
        <Pager previous=None next=next/>
    }
    .into_any()
}

fn card(mine: MyEntry) -> impl IntoView {
    let (words, tone) = in_words(&mine.entry, mine.drop_state);
    let pay = match mine.entry.standing() {
        Standing::Won(offer) => Some(
            view! { <a class="button" data-kind="primary" data-size="small" href=format!("/orders/{}/pay", offer.order_id)>"Pay for it"</a> },
        ),
        _ => None,
    };
    view! {
        <li class="ticket" data-tone=tone.as_str()>
            <div class="ticket-head">
                {mine.picture.clone().map(|picture| view! { <span class="ticket-picture"><Shot picture sizes="4rem"/></span> })}
                <div>
                    <h2 class="heading"><a href=format!("/entries/{}", mine.entry.id)>{mine.title}</a></h2>
                    <p class="muted small">{mine.entry.pool.clone()}" · entered "<When at=mine.entry.entered_at/></p>
                </div>
                <Badge label=words tone=tone/>
            </div>
            <p>{explained(&mine.entry, mine.drop_state)}</p>
            {mine.entry.tickets.clone().map(|tickets| view! { <p class="muted small">{tickets}</p> })}
            <div class="ticket-actions">
                {pay}
                <a class="button" data-size="small" href=format!("/entries/{}", mine.entry.id)>"Receipt"</a>
                <a class="button" data-size="small" href=format!("/draws/{}", mine.draw_id)>"Draw"</a>
            </div>
        </li>
    }
}
