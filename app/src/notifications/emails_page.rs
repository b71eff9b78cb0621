use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::notifications::{EmailFilter, EmailLine, EmailPage as Found, EmailStage, EmailState};

use super::server_fns::FindEmails;
use super::stage;
use crate::ask::ask;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Field, Glyph, OlderPager, Table, When};

/// All emails; stage, address and page are in the address.
#[component]
pub fn EmailsPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindEmails { filter: filter(&query.read()) });
    view! {
        <Title text="Emails"/>
        <AdminHead title="Emails"/>
        {loaded(found, move |found| {
            let filter = filter(&query.read_untracked());
            view! { <Emails found=found filter=filter/> }.into_any()
        })}
    }
    .into_any()
}

fn filter(query: &ParamsMap) -> EmailFilter {
    EmailFilter {
        to: query.get("to").unwrap_or_default().trim().to_owned(),
        stage: query.get("stage").and_then(|word| EmailStage::parse(&word)),
        before: query.get("before").and_then(|id| id.parse().ok()),
    }
}

fn address(filter: &EmailFilter) -> String {
    let mut query = ParamsMap::new();
    if !filter.to.is_empty() {
        query.insert("to", filter.to.clone());
    }
    if let Some(stage) = filter.stage {
        query.insert("stage", stage.as_str().to_owned());
    }
    if let Some(before) = filter.before {
        query.insert("before", before.to_string());
    }
    format!("/admin/emails{}", query.to_query_string())
}

#[component]
fn Emails(found: Found, filter: EmailFilter) -> impl IntoView {
    let first = EmailFilter { before: None, ..filter.clone() };
    let newest = filter.before.is_some().then(|| address(&first));
    let older = found.older.map(|before| address(&EmailFilter { before: Some(before), ..filter.clone() }));
    let tab = |of: Option<EmailStage>| {
        let href = address(&EmailFilter { stage: of, ..first.clone() });
        let current = (of == filter.stage).then_some("page");
        let label = of.map_or("All", |of| stage(of).0);
        let count = match of {
            Some(EmailStage::Queued) => Some(found.queued),
            Some(EmailStage::Failed) => Some(found.failed),
            _ => None,
        };
        view! { <a href=href aria-current=current>{label}{count.map(|count| view! { " " <span class="muted num">{count}</span> })}</a> }
    };
    let tabs = std::iter::once(None).chain(EmailStage::ALL.map(Some)).map(tab).collect_view();
    let hidden = filter.stage.map(|stage| view! { <input type="hidden" name="stage" value=stage.as_str()/> });
    view! {
        <nav class="views" aria-label="Views">{tabs}</nav>
        <form class="toolbar" method="get" action="/admin/emails">
            {hidden}
            <Field kind="search" name="to" label="Address contains" value=filter.to.clone() autocomplete="off"/>
            <button class="button" type="submit">"Filter"</button>
        </form>
        <List emails=found.emails filtered=first != EmailFilter::default()/>
        <OlderPager newest=newest older=older/>
    }
}

#[component]
fn List(emails: Vec<EmailLine>, filtered: bool) -> impl IntoView {
    if emails.is_empty() {
        let next = if filtered {
            view! { <p>"None is like that. "<a class="link" href="/admin/emails">"Show all emails"</a></p> }.into_any()
        } else {
            view! { <p>"What the shop writes to people appears here: confirmations, receipts, results."</p> }.into_any()
        };
        return view! { <Empty title="No emails here" icon=Glyph::Mail>{next}</Empty> }.into_any();
    }
    view! {
        <Table caption="Emails, the newest first">
            <thead><tr><th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"State"</th><th scope="col">"When"</th></tr></thead>
            <tbody>{emails.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

fn row(email: EmailLine) -> impl IntoView {
    let (label, tone) = stage(email.state.stage());
    let at = if let EmailState::Sent(at) = email.state { at } else { email.created_at };
    view! {
        <tr>
            <td class="cell-wrap"><a class="cell-main" href=format!("/admin/emails/{}", email.id)>{email.subject}</a></td>
            <td>{email.recipient}</td>
            <td><Badge label=label tone=tone/></td>
            <td><When at=at/></td>
        </tr>
    }
}
