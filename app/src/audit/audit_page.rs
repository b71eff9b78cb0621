use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::AccountId;
use shop::audit::{AuditEntry, AuditFilter, AuditPage as Found, Chain, sentence};

use super::server_fns::{FindAudit, VerifyAudit};
use super::subject;
use crate::ask::{Asked, ask};
use crate::error::PageError;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Digest, Empty, Glyph, OlderPager, Select, Table, Tone, When};

/// What staff did; the filter and the page are in the address.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindAudit { filter: filter(&query.read()) });
    let chain = ask(|| VerifyAudit {});
    view! {
        <Title text="Audit log"/>
        <AdminHead title="Audit log"/>
        {loaded(found, move |found| {
            let filter = filter(&query.read_untracked());
            view! { <Log found=found filter=filter chain=chain/> }.into_any()
        })}
    }
    .into_any()
}

fn filter(query: &ParamsMap) -> AuditFilter {
    AuditFilter {
        action: query.get("action").unwrap_or_default(),
        account: query.get("account").and_then(|id| id.parse().ok()),
        subject: query.get("subject").and_then(|id| id.parse().ok()),
        before: query.get("before").and_then(|v| v.parse().ok()),
    }
}

fn address(filter: &AuditFilter) -> String {
    let mut query = ParamsMap::new();
    if !filter.action.is_empty() {
        query.insert("action", filter.action.clone());
    }
    let ids =
        [("account", filter.account.map(|id| id.to_string())), ("subject", filter.subject.map(|id| id.to_string()))];
    for (name, id) in ids {
        if let Some(id) = id {
            query.insert(name, id);
        }
    }
    if let Some(before) = filter.before {
        query.insert("before", before.to_string());
    }
    format!("/admin/audit{}", query.to_query_string())
}

#[component]
fn Log(found: Found, filter: AuditFilter, chain: Asked<Chain>) -> impl IntoView {
    let first = AuditFilter { before: None, ..filter.clone() };
    let newest = filter.before.is_some().then(|| address(&first));
    let older = found.older.map(|before| address(&AuditFilter { before: Some(before), ..filter.clone() }));
    let body = if found.entries.is_empty() {
        view! {
            <Empty title="Nothing here" icon=Glyph::Shield>
                <p>"Whatever staff change is written down here, for good. "<a class="link" href="/admin/audit">"Show the whole log"</a></p>
            </Empty>
        }
        .into_any()
    } else {
        let rows = found.entries.into_iter().map(|entry| row(entry, &first)).collect_view();
        view! {
            <Table caption="Audit log, the newest first">
                <thead><tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Particulars"</th><th scope="col" class="cell-num">"No."</th><th scope="col">"Hash"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    };
    view! {
        <ChainLine chain=chain/>
        <Filter filter=first actions=found.actions people=found.people/>
        {body}
        <OlderPager newest=newest older=older/>
    }
}

/// Whether the chain of hashes holds, in one line.
#[component]
fn ChainLine(chain: Asked<Chain>) -> impl IntoView {
    let line = move |chain: Result<Chain, PageError>| {
        let (label, tone, words) = match chain {
            Ok(Chain::Holds(0)) => ("Empty", Tone::Plain, "Nothing has been written down yet.".to_owned()),
            Ok(Chain::Holds(1)) => ("Verifies", Tone::Good, "The one entry is as it was written.".to_owned()),
            Ok(Chain::Holds(count)) => (
                "Verifies",
                Tone::Good,
                format!("All {count} entries are as they were written, each sealed by the hash of the one before."),
            ),
            Ok(Chain::BreaksAt(seq)) => (
                "Broken",
                Tone::Bad,
                format!(
                    "Entry {seq} is not what was written, or one before it is missing. Somebody changed the table by hand: keep a copy of the database and find out who."
                ),
            ),
            Err(error) => ("Not checked", Tone::Warn, error.message()),
        };
        view! { <p class="row" data-gap="3" role="status"><Badge label=label tone=tone/><span class="muted">{words}</span></p> }
    };
    view! {
        <Transition fallback=|| view! { <p class="muted" role="status">"Checking the chain"</p> }>
            {move || Suspend::new(async move { line(chain.answer().await) })}
        </Transition>
    }
}

#[component]
fn Filter(filter: AuditFilter, actions: Vec<String>, people: Vec<(AccountId, String)>) -> impl IntoView {
    let all = |label: &str| std::iter::once((String::new(), label.to_owned()));
    let actions: Vec<_> =
        all("Everything").chain(actions.into_iter().map(|action| (action.clone(), sentence(&action)))).collect();
    let people: Vec<_> = all("Everybody").chain(people.into_iter().map(|(id, name)| (id.to_string(), name))).collect();
    let account = filter.account.map(|id| id.to_string()).unwrap_or_default();
    let everything = AuditFilter { subject: None, ..filter.clone() };
    let only = filter.subject.map(|subject| {
        view! { <p class="muted">"Only what was done to one thing, "<span class="hash">{subject.to_string()}</span>". "<a class="link" href=address(&everything)>"Show everything"</a></p> }
    });
    view! {
        <form class="toolbar" method="get" action="/admin/audit">
            {filter.subject.map(|subject| view! { <input type="hidden" name="subject" value=subject.to_string()/> })}
            <Select name="action" label="What" options=actions value=filter.action/>
            <Select name="account" label="Who" options=people value=account/>
            <button class="button" type="submit">"Filter"</button>
        </form>
        {only}
    }
}

fn row(entry: AuditEntry, filter: &AuditFilter) -> impl IntoView + use<> {
    let page = subject::page(&entry).map(|(href, name)| view! { <a class="link" href=href>{name}</a> });
    let same = entry.subject.filter(|_| filter.subject.is_none()).map(|subject| {
        let href = address(&AuditFilter { subject: Some(subject), ..AuditFilter::default() });
        view! { " " <a class="link" href=href>"Its history"</a> }
    });
    let who = match (entry.account, entry.who) {
        (Some(id), Some(name)) => view! { <a class="link" href=format!("/admin/customers/{id}")>{name}</a> }.into_any(),
        _ => view! { <span class="muted">"Command line"</span> }.into_any(),
    };
    let facts = entry
        .facts
        .into_iter()
        .map(|(name, value)| view! { <div><span class="muted">{name}": "</span>{value}</div> })
        .collect_view();
    view! {
        <tr>
            <td><When at=entry.at/></td>
            <td>{who}</td>
            <td><strong>{sentence(&entry.action)}</strong><br/>{page}{same}</td>
            <td class="cell-wrap small">{facts}</td>
            <td class="cell-num num">{entry.seq}</td>
            <td><Digest of=entry.hash/></td>
        </tr>
    }
}
