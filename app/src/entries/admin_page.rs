use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use shop::entries::{OfferState, Reason, StaffEntries, StaffEntry};

use super::server_fns::{DisqualifyEntry, GetStaffEntries};
use crate::ask::ask_again;
use crate::command::{Command, CommandForm, refused, successes};
use crate::error::Told;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, Empty, Notice, Pager, Search, Select, Stat, Submit, Table, Tone, When};

/// What staff look for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wanted {
    words: String,
    pool: String,
    offset: i64,
}

impl Wanted {
    fn of(query: &ParamsMap) -> Self {
        let offset = query.get("offset").and_then(|at| at.parse().ok()).unwrap_or(0);
        Self { words: query.get("q").unwrap_or_default(), pool: query.get("pool").unwrap_or_default(), offset }
    }

    /// The address of the page that begins after so many rows.
    fn link(&self, offset: i64) -> String {
        let mut query = ParamsMap::new();
        for (name, value) in [("q", &self.words), ("pool", &self.pool)] {
            if !value.is_empty() {
                query.insert(name, value.clone());
            }
        }
        query.insert("offset", offset.to_string());
        query.to_query_string()
    }
}

/// `/admin/entries` and `/admin/draws/{id}/entries`: entries, newest first; staff search them and, until
/// the freeze, take one out.
#[component]
pub fn AdminEntriesPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let disqualify = Command::of::<DisqualifyEntry>();
    let wanted = Memo::new(move |_| Wanted::of(&query.read()));
    let disqualified = successes(disqualify);
    let entries = ask_again(
        move || disqualified.get(),
        move || {
            let Wanted { words, pool, offset } = wanted.get();
            GetStaffEntries { draw_id: params.read().get("id").unwrap_or_default(), words, pool, offset }
        },
    );
    loaded(entries, move |found| page(found, &wanted.get_untracked(), disqualify)).into_any()
}

fn page(found: StaffEntries, wanted: &Wanted, disqualify: Command) -> AnyView {
    let error: Signal<Option<Told>> = refused(disqualify);
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
                <Select name="pool" label="Size" options value=wanted.pool.clone()/>
                <button class="button" data-size="small" type="submit">"Filter"</button>
            </form>
        }
    });
    let empty = found.rows.is_empty();
    let rows = found.rows.into_iter().map(|entry| row(entry, &back, disqualify)).collect_view();
    let table = if empty {
        view! { <Empty title="No entries here"><p>"Nobody has entered yet, or no entry matches the search."</p></Empty> }.into_any()
    } else {
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
        {move || error.get().map(|e| view! { <Notice tone=Tone::Bad>{e.message}</Notice> })}
        <div class="tiles">{stats}</div>
        <Search compact=true value=wanted.words.clone() action="" label="Name, address or entry"/>
        {filter}
        {table}
    }
    .into_any()
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

fn row(entry: StaffEntry, back: &str, disqualify: Command) -> AnyView {
    let (label, tone) = standing(&entry);
    let who = match entry.account_id {
        None => view! { <span class="muted">"Erased"</span> }.into_any(),
        Some(id) => {
            view! { <a class="cell-main" href=format!("/admin/customers/{id}")>{entry.name.clone()}</a> }.into_any()
        }
    };
    let take_out = (entry.open && entry.note.is_empty()).then(|| {
        let reasons: Vec<_> = Reason::ALL.iter().map(|r| (r.note().to_owned(), r.words().to_owned())).collect();
        let back = back.to_owned();
        view! {
            <Confirm label="Take out" question="The entry gets weight 0. The reason is public, and the entrant is told at once.">
                <CommandForm command=disqualify class="form">
                    <input type="hidden" name="entry_id" value=entry.id.to_string()/>
                    <input type="hidden" name="back" value=back/>
                    <Select name="reason" label="Because" options=reasons id=format!("reason-{}", entry.id)/>
                    <Submit label="Take the entry out" kind="danger" size="small" pending=disqualify.pending()/>
                </CommandForm>
            </Confirm>
        }
    });
    view! {
        <tr>
            <td>{who}" "<span class="muted small">{entry.email}</span></td>
            <td><a href=format!("/admin/draws/{}", entry.draw_id)>{entry.title}</a></td>
            <td>{entry.pool}</td>
            <td class="cell-num num">{entry.weight}</td>
            <td class="nowrap"><When at=entry.entered_at/></td>
            <td><Badge label tone/></td>
            <td class="hash small">{entry.id.to_string()}</td>
            <td class="cell-actions">{take_out}</td>
        </tr>
    }
    .into_any()
}
