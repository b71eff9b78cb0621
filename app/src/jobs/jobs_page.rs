use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::jobs::{JobFilter, JobLine, JobPage as Found, JobState};

use super::dead::DeadByKind;
use super::server_fns::{DiscardJobs, FindJobs, RetryJobs};
use super::state;
use crate::ask::ask_again;
use crate::command::{Command, successes};
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Glyph, OlderPager, Select, Stat, Table, Tone, When};

/// A job that is due this long finds no worker: there are too few, or none.
const LATE_SECONDS: i64 = 30;

/// The queue: how it stands, and its jobs; state, kind and page are in the address.
#[component]
pub fn JobsPage() -> impl IntoView {
    let query = use_query_map();
    let (retry, discard) = (Command::of::<RetryJobs>(), Command::of::<DiscardJobs>());
    let (retried, discarded) = (successes(retry), successes(discard));
    let found = ask_again(move || retried.get() + discarded.get(), move || FindJobs { filter: filter(&query.read()) });
    view! {
        <Title text="Jobs"/>
        <AdminHead title="Jobs"/>
        <Done words=words/>
        {loaded(found, move |found| {
            let filter = filter(&query.read_untracked());
            view! { <Queue found=found filter=filter retry=retry discard=discard/> }.into_any()
        })}
    }
    .into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "retried" => "They have one more attempt and run as soon as a worker is free.",
        "discarded" => "They are given up, and listed under Cancelled for a day.",
        _ => return None,
    })
}

fn filter(query: &ParamsMap) -> JobFilter {
    JobFilter {
        state: query.get("state").and_then(|word| JobState::parse(&word)),
        kind: query.get("kind").unwrap_or_default(),
        before: query.get("before").and_then(|v| v.parse().ok()),
    }
}

fn address(filter: &JobFilter) -> String {
    let mut query = ParamsMap::new();
    if let Some(state) = filter.state {
        query.insert("state", state.as_str().to_owned());
    }
    if !filter.kind.is_empty() {
        query.insert("kind", filter.kind.clone());
    }
    if let Some(before) = filter.before {
        query.insert("before", before.to_string());
    }
    format!("/admin/jobs{}", query.to_query_string())
}

#[component]
fn Queue(found: Found, filter: JobFilter, retry: Command, discard: Command) -> impl IntoView {
    let first = JobFilter { before: None, ..filter.clone() };
    let newest = filter.before.is_some().then(|| address(&first));
    let older = found.older.map(|before| address(&JobFilter { before: Some(before), ..filter.clone() }));
    let by_kind = (filter.state == Some(JobState::Dead) && !found.dead.is_empty()).then(|| {
        let mut kinds = found.dead.clone();
        kinds.retain(|(kind, _)| filter.kind.is_empty() || *kind == filter.kind);
        view! { <DeadByKind kinds=kinds retry=retry discard=discard/> }
    });
    view! {
        <Figures found=found.clone()/>
        <Tabs found=found.clone() filter=first.clone()/>
        <Kinds kinds=found.kinds filter=first/>
        {by_kind}
        <Jobs jobs=found.jobs dead=filter.state == Some(JobState::Dead)/>
        <OlderPager newest=newest older=older/>
    }
}

#[component]
fn Figures(found: Found) -> impl IntoView {
    let count = |of| found.count(of).to_string();
    let dead_tone = if found.count(JobState::Dead) > 0 { Tone::Bad } else { Tone::Plain };
    let (oldest, note, tone) = match found.overdue_seconds {
        None => ("None".to_owned(), "Nothing is due that waits", Tone::Plain),
        Some(age) if age < LATE_SECONDS => (span(age), "Since the job most overdue was due", Tone::Plain),
        Some(age) => (span(age), "Too long: too few workers run, or none", Tone::Bad),
    };
    view! {
        <div class="tiles">
            <Stat label="Waiting" value=count(JobState::Waiting) note="For their time or a worker"/>
            <Stat label="Oldest waiting" value=oldest note=note tone=tone/>
            <Stat label="Running" value=count(JobState::Running) note="With a worker now"/>
            <Stat label="Retrying" value=count(JobState::Retrying) note="Failed, and try again"/>
            <Stat label="Dead letters" value=count(JobState::Dead) note="Out of attempts" tone=dead_tone href="/admin/jobs?state=dead"/>
        </div>
    }
}

fn span(seconds: i64) -> String {
    match seconds {
        ..=59 => format!("{seconds} s"),
        60..=3599 => format!("{} min", seconds / 60),
        3600..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[component]
fn Tabs(found: Found, filter: JobFilter) -> impl IntoView {
    let tab = |of: Option<JobState>| {
        let href = address(&JobFilter { state: of, ..filter.clone() });
        let current = (of == filter.state).then_some("page");
        let label = match of {
            None => "All",
            Some(JobState::Dead) => "Dead letters",
            Some(of) => state(of).0,
        };
        let count = of.map(|of| view! { " " <span class="muted num">{found.count(of)}</span> });
        view! { <a href=href aria-current=current>{label}{count}</a> }
    };
    let all = std::iter::once(None).chain(JobState::ALL.map(Some));
    view! { <nav class="views" aria-label="Views">{all.map(tab).collect_view()}</nav> }
}

#[component]
fn Kinds(kinds: Vec<String>, filter: JobFilter) -> impl IntoView {
    let all = std::iter::once((String::new(), "All kinds".to_owned()));
    let options: Vec<_> = all.chain(kinds.into_iter().map(|kind| (kind.clone(), kind))).collect();
    let state = filter.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str()/> });
    view! {
        <form class="toolbar" method="get" action="/admin/jobs">
            {state}
            <Select name="kind" label="Kind" options=options value=filter.kind/>
            <button class="button" type="submit">"Filter"</button>
        </form>
    }
}

#[component]
fn Jobs(jobs: Vec<JobLine>, dead: bool) -> impl IntoView {
    if jobs.is_empty() {
        let title = if dead { "No dead letters" } else { "No jobs here" };
        let words = if dead {
            "Every job has found its end. What fails for good appears here."
        } else {
            "Jobs that are done or cancelled are kept for a day."
        };
        return view! { <Empty title=title icon=Glyph::Cog><p>{words}</p></Empty> }.into_any();
    }
    view! {
        <Table caption="Jobs">
            <thead><tr><th scope="col">"Job"</th><th scope="col">"State"</th><th scope="col" class="cell-num">"Attempts"</th><th scope="col">"When"</th><th scope="col">"Last error"</th></tr></thead>
            <tbody>{jobs.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

fn row(job: JobLine) -> impl IntoView {
    let (label, tone) = state(job.state);
    let (lead, at) = match (job.state, job.finished_at) {
        (JobState::Waiting, _) => ("Due ", job.run_at),
        (JobState::Retrying, _) => ("Again ", job.run_at),
        (_, Some(at)) => ("Ended ", at),
        (_, None) => ("Enqueued ", job.created_at),
    };
    view! {
        <tr>
            <td><a class="cell-main" href=format!("/admin/jobs/{}", job.id)>{job.kind} " " <small class="muted num">"No. "{job.id}</small></a></td>
            <td><Badge label=label tone=tone/></td>
            <td class="cell-num num">{job.attempt}" of "{job.max_attempts}</td>
            <td>{lead}<When at=at/></td>
            <td class="cell-wrap">{job.last_error}</td>
        </tr>
    }
}
