use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use shop::entries::{OfferState, Show, StaffEntries, StaffEntry};

use super::judge::{Judging, said};
use super::server_fns::{AnswerAppeal, DisqualifyEntry, GetStaffEntries};
use crate::ask::ask_again;
use crate::command::{Command, refused, successes, summary};
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, ErrorSummary, Pager, Search, Select, Stat, Table, Tone, When};

/// What staff look for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wanted {
    words: String,
    pool: String,
    show: Show,
    offset: i64,
}

impl Wanted {
    fn of(query: &ParamsMap) -> Self {
        let offset = query.get("offset").and_then(|at| at.parse().ok()).unwrap_or(0);
        let show = Show::of_name(&query.get("show").unwrap_or_default());
        Self { words: query.get("q").unwrap_or_default(), pool: query.get("pool").unwrap_or_default(), show, offset }
    }

    /// The address of the page that begins after so many rows.
    fn link(&self, offset: i64) -> String {
        let mut query = ParamsMap::new();
        for (name, value) in [("q", self.words.as_str()), ("pool", &self.pool), ("show", self.show.name())] {
            if !value.is_empty() {
                query.insert(name, value.to_owned());
            }
        }
        query.insert("offset", offset.to_string());
        query.to_query_string()
    }
}

/// `/admin/entries` and `/admin/draws/{id}/entries`: entries, newest first; staff search them and, until the freeze, take one
/// out, look at those that share something, and answer appeals.
#[component]
pub fn AdminEntriesPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let (disqualify, answer) = (Command::of::<DisqualifyEntry>(), Command::of::<AnswerAppeal>());
    let wanted = Memo::new(move |_| Wanted::of(&query.read()));
    let (disqualified, answered) = (successes(disqualify), successes(answer));
    let entries = ask_again(
        move || disqualified.get() + answered.get(),
        move || {
            let Wanted { words, pool, show, offset } = wanted.get();
            let (draw_id, show) = (params.read().get("id").unwrap_or_default(), show.name().to_owned());
            GetStaffEntries { draw_id, words, pool, show, offset }
        },
    );
    loaded(entries, move |found| page(found, &wanted.get_untracked(), disqualify, answer)).into_any()
}

fn page(found: StaffEntries, wanted: &Wanted, disqualify: Command, answer: Command) -> AnyView {
    let previous = (wanted.offset > 0).then(|| wanted.link((wanted.offset - 50).max(0)));
    let next = found.next.map(|offset| wanted.link(offset));
    let shown = format!("{}–{}", wanted.offset + 1, wanted.offset + i64::try_from(found.rows.len()).unwrap_or(0));
    let stats = found
        .pools
        .iter()
        .map(|p| view! { <Stat label=p.name.clone() value=p.entered() note=Some(p.odds(1))/> })
        .collect_view();
    let back = found.draw.as_ref().map_or_else(String::new, |(id, _)| id.to_string());
    let title = found.draw.as_ref().map_or_else(|| "Entries".to_owned(), |(_, title)| format!("Entries: {title}"));
    let trail = found.draw.as_ref().map_or_else(Vec::new, |(id, title)| {
        vec![("/admin/draws".to_owned(), "Draws".to_owned()), (format!("/admin/draws/{id}"), title.clone())]
    });
    let filter = found.draw.is_some().then(|| {
        let pools = found.pools.iter().map(|p| (p.name.clone(), p.name.clone()));
        let options: Vec<_> = std::iter::once((String::new(), "All sizes".to_owned())).chain(pools).collect();
        view! {
            <form class="toolbar" method="get">
                <input type="hidden" name="q" value=wanted.words.clone()/>
                <input type="hidden" name="show" value=wanted.show.name()/>
                <Select name="pool" label="Size" options value=wanted.pool.clone()/>
                <button class="button" data-size="small" type="submit">"Filter"</button>
            </form>
        }
    });
    let views = views(wanted.show, found.draw.is_some(), found.appeals);
    let show = wanted.show;
    let judging = Judging { back, show, disqualify, answer };
    let table = if found.rows.is_empty() {
        view! { <Empty title="No entries here"><p>{nothing(show)}</p></Empty> }.into_any()
    } else {
        let rows = rows(found.rows, &judging);
        view! {
            <Table caption="Entries">
                <thead><tr><th scope="col">"Entrant"</th><th scope="col">"Draw"</th><th scope="col">"Size"</th><th scope="col" class="cell-num">"Tickets"</th><th scope="col">"Entered"</th><th scope="col">"Standing"</th><th scope="col">"Entry"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <Pager previous next shown/>
        }
        .into_any()
    };
    view! {
        <Title text=title/>
        <AdminHead title="Entries" trail=trail/>
        <ErrorSummary errors=summary(refused(disqualify))/>
        <ErrorSummary errors=summary(refused(answer))/>
        <div class="tiles">{stats}</div>
        {views}
        <Search compact=true value=wanted.words.clone() action="" label="Name, address or entry"/>
        {filter}
        {table}
    }
    .into_any()
}

const fn nothing(show: Show) -> &'static str {
    match show {
        Show::All => "Nobody has entered yet, or no entry matches the search.",
        Show::Suspects => "No two accounts with a standing entry share a mailbox, a card or a delivery address.",
        Show::Appeals => "No appeal waits for an answer.",
    }
}

/// All, those that share something, those that appeal.
fn views(here: Show, of_draw: bool, appeals: i64) -> AnyView {
    let link = |show: Show, label: String| {
        let href = if show == Show::All { "?".to_owned() } else { format!("?show={}", show.name()) };
        view! { <a href=href aria-current=(show == here).then_some("page")>{label}</a> }
    };
    view! {
        <nav class="views" aria-label="Views">
            {link(Show::All, "All".into())}
            {of_draw.then(|| link(Show::Suspects, "Suspected duplicates".into()))}
            {link(Show::Appeals, format!("Appeals ({appeals})"))}
        </nav>
    }
    .into_any()
}

/// The entries; suspects with a line above each group that says what it shares.
fn rows(entries: Vec<StaffEntry>, judging: &Judging) -> Vec<AnyView> {
    let mut group = None;
    let mut rows = Vec::new();
    for entry in entries {
        if let Some((shared, number)) = entry.shares.filter(|shares| Some(*shares) != group) {
            group = Some((shared, number));
            rows.push(view! { <tr><th scope="rowgroup" colspan="7">{shared.label()}</th></tr> }.into_any());
        }
        rows.push(row(entry, judging));
    }
    rows
}

/// How the entry stands, for a badge.
fn standing(entry: &StaffEntry) -> (String, Tone) {
    match (entry.note.as_str(), entry.rank, entry.offer) {
        ("", None, _) => ("Standing".into(), Tone::Good),
        ("", Some(rank), None) => (format!("Rank {rank}"), Tone::Plain),
        ("", Some(rank), Some(offer)) => {
            let (word, tone) = match offer {
                OfferState::Open => ("offered", Tone::Live),
                OfferState::Paid => ("paid", Tone::Good),
                OfferState::Expired => ("lapsed", Tone::Plain),
                OfferState::Withdrawn => ("given up", Tone::Plain),
                OfferState::Refunded => ("refunded", Tone::Plain),
            };
            (format!("Rank {rank}, {word}"), tone)
        }
        ("withdrawn", ..) => ("Withdrawn".into(), Tone::Plain),
        (note, ..) => (note.replace('_', " "), Tone::Bad),
    }
}

fn row(entry: StaffEntry, judging: &Judging) -> AnyView {
    let (label, tone) = standing(&entry);
    let who = match entry.account_id {
        None => view! { <span class="muted">"Erased"</span> }.into_any(),
        Some(id) => {
            view! { <a class="cell-main" href=format!("/admin/customers/{id}")>{entry.name.clone()}</a> }.into_any()
        }
    };
    let (trail, act) = (entry.disqualification.as_ref().map(said), judging.forms(&entry));
    view! {
        <tr>
            <td>{who}" "<span class="muted small">{entry.email}</span></td>
            <td><a href=format!("/admin/draws/{}", entry.draw_id)>{entry.title}</a></td>
            <td>{entry.pool}</td>
            <td class="cell-num num">{entry.weight}</td>
            <td class="nowrap"><When at=entry.entered_at/></td>
            <td><Badge label tone/>{trail}</td>
            <td class="hash small">{entry.id.to_string()}</td>
            <td class="cell-actions">{act}</td>
        </tr>
    }
    .into_any()
}
