use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::draws::{DrawCard, DrawPage, DrawState};
use shop::entries::entries_for;

use super::server_fns::GetDraws;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Badge, Empty, Pager, Tone, When, WhenStyle};

/// `/draws`: all draws with their proofs, the latest opened first.
#[component]
pub fn DrawsPage() -> impl IntoView {
    let query = use_query_map();
    let draws = ask(move || GetDraws { before: query.read().get("before").and_then(|at| at.parse().ok()) });
    view! {
        <Title text="Draws"/>
        <div class="page">
            <header class="page-head">
                <h1 class="title">"Draws"</h1>
                <p class="lead">"Every draw that we ever opened, with its promise, its list, its result, and what went wrong. Nothing is taken off this page."</p>
                <p><a class="link" href="/draws/register">"The register of all of them"</a></p>
            </header>
            {loaded(draws, list)}
        </div>
    }
    .into_any()
}

fn list(page: DrawPage) -> AnyView {
    if page.draws.is_empty() {
        return view! { <Empty title="No draw has opened yet"><p>"When one does, its rules and its promise are here from the first second. "<a class="link" href="/drops">"See what is coming"</a></p></Empty> }.into_any();
    }
    view! {
        <ul class="proofs">{page.draws.into_iter().map(proof).collect_view()}</ul>
        <Pager previous=None next=page.older.map(|at| format!("?before={at}"))/>
    }
    .into_any()
}

/// The tone of a draw's state.
pub(super) const fn tone(state: DrawState) -> Tone {
    match state {
        DrawState::Open | DrawState::Sealed => Tone::Live,
        DrawState::Drawn | DrawState::Settled => Tone::Good,
        DrawState::Cancelled | DrawState::Void => Tone::Warn,
    }
}

fn proof(card: DrawCard) -> impl IntoView {
    let when = card.drawn_at.unwrap_or(card.freezes_at);
    view! {
        <li class="proof">
            <a href=format!("/draws/{}", card.id)>
                <span class="proof-name">{card.title}</span>
                " "
                <span class="proof-odds num">{entries_for(card.entries, card.units)}</span>
                " "
                <When at=when style=WhenStyle::Date/>
                " "
                <Badge label=card.state.label() tone=tone(card.state)/>
            </a>
        </li>
    }
}
