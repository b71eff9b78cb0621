use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::audit::{AuditEntry, AuditPage as Found, Chain};

use super::server_fns::{find_audit, verify_audit};
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Empty, Glyph, Notice, Pager, Table, Tone, When};

/// What staff did, and whether the log is whole. The check recomputes every hash, so it is made when asked for.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let found = Resource::new(move || query.read().get("before").and_then(|n| n.parse().ok()), find_audit);
    let check = Resource::new(move || query.read().get("check").is_some(), async |wanted| if wanted { verify_audit().await.map(Some) } else { Ok(None) });
    view! {
        <Title text="Audit log"/>
        <AdminHead title="Audit log"><a class="button" href="/admin/audit?check=yes">"Check the chain"</a></AdminHead>
        {loaded(check, |chain| view! { {chain.map(verdict)} }.into_any())}
        {loaded(found, |page| view! { <Log page=page/> }.into_any())}
    }
    .into_any()
}

fn verdict(chain: Chain) -> impl IntoView {
    match chain {
        Chain::Holds(count) => view! { <Notice tone=Tone::Good title="The chain holds"><p>{format!("{count} entries: each is what it was when it was written.")}</p></Notice> }.into_any(),
        Chain::BreaksAt(seq) => view! {
            <Notice tone=Tone::Bad title="The chain is broken">
                <p>{format!("Entry {seq} is missing or was changed behind the shop's back. Compare with a backup of the database.")}</p>
            </Notice>
        }
        .into_any(),
    }
}

#[component]
fn Log(page: Found) -> impl IntoView {
    if page.entries.is_empty() {
        return view! { <Empty title="Nothing yet" icon=Glyph::Shield><p>"Whatever staff do in the dashboard is written down here, for good."</p></Empty> }.into_any();
    }
    let next = page.older.map(|seq| format!("/admin/audit?before={seq}"));
    view! {
        <Table caption="Audit log">
            <thead><tr><th scope="col" class="cell-num">"No."</th><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Particulars"</th><th scope="col">"Hash"</th></tr></thead>
            <tbody>{page.entries.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager next=next/>
    }
    .into_any()
}

fn row(entry: AuditEntry) -> impl IntoView {
    let hash: String = entry.hash.chars().take(12).collect();
    view! {
        <tr>
            <td class="cell-num num">{entry.seq}</td>
            <td><When at=entry.at/></td>
            <td>{entry.who.unwrap_or_else(|| "Command line".to_owned())}</td>
            <td><span class="mono">{entry.action}</span>{entry.subject.map(|id| view! { <br/><small class="hash muted">{id.to_string()}</small> })}</td>
            <td class="mono small">{entry.details}</td>
            <td class="mono small"><span title=entry.hash>{hash}</span></td>
        </tr>
    }
}
