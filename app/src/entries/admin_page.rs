use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use shop::entries::{DisqualifyRefusal, Reason, StaffEntries, StaffEntry, odds};

use super::server_fns::{DisqualifyEntry, get_staff_entries};
use crate::error::PageError;
use crate::load::{loaded, refused, successes};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, Empty, Notice, Pager, Search, Select, Stat, Submit, Table, Tone, When};

/// `/admin/draws/{id}/entries`: the entries of a draw; staff search them and, until the freeze, take one out.
#[component]
pub fn AdminEntriesPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let disqualify = ServerAction::<DisqualifyEntry>::new();
    let wanted = move || {
        let query = query.read();
        let offset = query.get("offset").and_then(|at| at.parse::<i64>().ok()).unwrap_or(0);
        (params.read().get("id").unwrap_or_default(), query.get("q").unwrap_or_default(), query.get("pool").unwrap_or_default(), offset)
    };
    let entries = Resource::new(move || (wanted(), successes(disqualify).get()), |((id, words, pool, offset), _)| get_staff_entries(id, words, pool, offset));
    loaded(entries, move |found| {
        let (_, words, pool, offset) = wanted();
        page(found, &words, &pool, offset, disqualify)
    })
    .into_any()
}

fn page(found: StaffEntries, words: &str, pool: &str, offset: i64, disqualify: ServerAction<DisqualifyEntry>) -> AnyView {
    let error: Signal<Option<PageError<DisqualifyRefusal>>> = refused(disqualify);
    let pools = found.pools.iter().map(|p| (p.name.clone(), p.name.clone()));
    let options: Vec<_> = std::iter::once((String::new(), "All sizes".to_owned())).chain(pools).collect();
    let link = |offset: i64| format!("?q={words}&pool={pool}&offset={offset}");
    let previous = (offset > 0).then(|| link((offset - 50).max(0)));
    let next = found.next.map(link);
    let stats = found.pools.iter().map(|p| view! { <Stat label=p.name.clone() value=format!("{} for {}", p.entries, p.units) note=Some(odds(p.units, p.entries))/> }).collect_view();
    let (draw, open) = (found.draw_id.to_string(), found.open);
    let trail = vec![("/admin/draws".to_owned(), "Draws".to_owned()), (format!("/admin/draws/{draw}"), found.title.clone())];
    let rows: Vec<_> = found.rows.into_iter().map(|entry| row(entry, &draw, open, disqualify)).collect();
    let table = if rows.is_empty() {
        view! { <Empty title="No entries here"><p>"Nobody has entered yet, or no entry matches the search."</p></Empty> }.into_any()
    } else {
        view! {
            <Table caption="Entries">
                <thead><tr><th scope="col">"Entrant"</th><th scope="col">"Size"</th><th scope="col">"Entered"</th><th scope="col">"Standing"</th><th scope="col">"Entry"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    };
    view! {
        <Title text=format!("Entries: {}", found.title)/>
        <AdminHead title="Entries" trail=trail/>
        {move || error.get().map(|e| view! { <Notice tone=Tone::Bad>{e.message()}</Notice> })}
        <div class="tiles">{stats}</div>
        <form class="toolbar" method="get">
            <Search compact=true value=words.to_owned() action="" label="Name, address or entry"/>
        </form>
        <form class="toolbar" method="get">
            <input type="hidden" name="q" value=words.to_owned()/>
            <Select name="pool" label="Size" options value=pool.to_owned()/>
            <button class="button" data-size="small" type="submit">"Filter"</button>
        </form>
        {table}
        <Pager previous next shown=format!("from {}", offset + 1)/>
    }
    .into_any()
}

fn row(entry: StaffEntry, draw: &str, open: bool, disqualify: ServerAction<DisqualifyEntry>) -> AnyView {
    let standing = match (entry.note.as_str(), entry.rank) {
        ("", None) => ("Standing".to_owned(), Tone::Good),
        ("", Some(rank)) => (entry.offer.map_or_else(|| format!("Rank {rank}"), |offer| format!("Rank {rank}, {offer:?}").to_lowercase()), Tone::Plain),
        ("withdrawn", _) => ("Withdrawn".to_owned(), Tone::Plain),
        (note, _) => (note.replace('_', " "), Tone::Bad),
    };
    let who = entry.account_id.map_or_else(
        || view! { <span class="muted">"Erased"</span> }.into_any(),
        |id| view! { <a class="cell-main" href=format!("/admin/customers/{id}")>{entry.name.clone()}</a> }.into_any(),
    );
    let take_out = (open && entry.note.is_empty()).then(|| {
        let draw = draw.to_owned();
        let reasons: Vec<_> = Reason::ALL.iter().map(|r| (r.note().to_owned(), r.words().to_owned())).collect();
        view! {
            <Confirm label="Take out" question="The entry gets weight 0. The reason is public, and the entrant is told at once.">
                <ActionForm action=disqualify attr:class="form">
                    <input type="hidden" name="entry_id" value=entry.id.to_string()/>
                    <input type="hidden" name="draw_id" value=draw/>
                    <Select name="reason" label="Because" options=reasons id=format!("reason-{}", entry.id)/>
                    <Submit label="Take the entry out" kind="danger" size="small" pending=disqualify.pending()/>
                </ActionForm>
            </Confirm>
        }
    });
    view! {
        <tr>
            <td>{who}" "<span class="muted small">{entry.email}</span></td>
            <td>{entry.pool}</td>
            <td><When at=entry.entered_at/></td>
            <td><Badge label=standing.0 tone=standing.1/></td>
            <td class="hash small">{entry.id.to_string()}</td>
            <td class="cell-actions">{take_out}</td>
        </tr>
    }
    .into_any()
}
