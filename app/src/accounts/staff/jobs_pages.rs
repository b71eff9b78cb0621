use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use shop::Bar;
use shop::dead_letters::{JobFailure, JobLine, JobPage as Found, JobState, JobView};

use super::server_fns::{DiscardJob, RetryJob, find_job, find_jobs};
use crate::error::PageError;
use crate::load::{Done, loaded, refused, successes, summary};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, Empty, ErrorSummary, Event, Glyph, Notice, Pager, Submit, Table, Timeline, Tone, When};

const fn words_of(state: JobState) -> (&'static str, Tone) {
    match state {
        JobState::Available => ("Waiting", Tone::Plain),
        JobState::Running => ("Running", Tone::Live),
        JobState::Retryable => ("Tries again", Tone::Warn),
        JobState::Completed => ("Done", Tone::Good),
        JobState::Cancelled => ("Given up", Tone::Plain),
        JobState::Dead => ("Dead letter", Tone::Bad),
    }
}

fn asked(query: &ParamsMap) -> (Option<JobState>, Option<i64>) {
    (query.get("state").and_then(|word| JobState::of(&word)), query.get("before").and_then(|n| n.parse().ok()))
}

/// Background jobs; state and page are in the address.
#[component]
pub fn JobsPage() -> impl IntoView {
    let query = use_query_map();
    let found = Resource::new(move || asked(&query.read()), |(state, before)| find_jobs(state, before));
    view! {
        <Title text="Jobs"/>
        <AdminHead title="Jobs"/>
        {loaded(found, move |page| {
            let (state, _) = asked(&query.read_untracked());
            view! { <Jobs page=page state=state/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Jobs(page: Found, state: Option<JobState>) -> impl IntoView {
    let all = page.counts.iter().map(|(_, count)| count).sum::<i64>();
    let view_of = |of: Option<JobState>, count: i64| {
        let href = of.map_or_else(|| "/admin/jobs".to_owned(), |of| format!("/admin/jobs?state={}", of.as_str()));
        let label = of.map_or("All", |of| words_of(of).0);
        view! { <a href=href aria-current=(of == state).then_some("page")>{label}" "<span class="num muted">{count}</span></a> }
    };
    let views = std::iter::once((None, all)).chain(page.counts.iter().map(|(of, count)| (Some(*of), *count)));
    let views = views.map(|(of, count)| view_of(of, count)).collect_view();
    let late = page.overdue_seconds.filter(|late| *late > 30).map(|late| {
        view! { <Notice tone=Tone::Warn title="Jobs are waiting"><p>{format!("The oldest has been due for {late} seconds. Is a worker running?")}</p></Notice> }
    });
    let next = page.older.map(|id| match state {
        Some(state) => format!("/admin/jobs?state={}&before={id}", state.as_str()),
        None => format!("/admin/jobs?before={id}"),
    });
    let body = if page.jobs.is_empty() {
        view! { <Empty title="No jobs here" icon=Glyph::Cog><p>"Finished jobs are kept for a day, dead letters until somebody retries or discards them."</p></Empty> }.into_any()
    } else {
        view! {
            <Table caption="Jobs">
                <thead><tr><th scope="col">"Job"</th><th scope="col">"State"</th><th scope="col" class="cell-num">"Attempts"</th><th scope="col">"Due"</th><th scope="col">"Latest failure"</th></tr></thead>
                <tbody>{page.jobs.into_iter().map(row).collect_view()}</tbody>
            </Table>
            <Pager next=next/>
        }
        .into_any()
    };
    view! {
        {late}
        <nav class="views" aria-label="Views">{views}</nav>
        {body}
    }
}

fn row(job: JobLine) -> impl IntoView {
    let (label, tone) = words_of(job.state);
    view! {
        <tr>
            <td><a class="cell-main mono" href=format!("/admin/jobs/{}", job.id)>{job.kind}</a>" "<span class="num muted">{format!("#{}", job.id)}</span></td>
            <td><Badge label=label tone=tone/></td>
            <td class="cell-num num">{format!("{} of {}", job.attempt, job.max_attempts)}</td>
            <td><When at=job.run_at/></td>
            <td class="small">{job.last_error}</td>
        </tr>
    }
}

/// One job: its arguments, its failures, and what to do about a dead letter.
#[component]
pub fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let (retry, discard) = (ServerAction::<RetryJob>::new(), ServerAction::<DiscardJob>::new());
    let (retries, discards) = (successes(retry), successes(discard));
    let asked = move || (params.read().get("id").and_then(|id| id.parse().ok()), retries.get() + discards.get());
    let found = Resource::new(asked, |(id, _): (Option<i64>, usize)| async move {
        match id {
            Some(id) => find_job(id).await,
            None => Err(PageError::Barred(Bar::NotFound)),
        }
    });
    loaded(found, move |job| view! { <Job job=job retry=retry discard=discard/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "retried" => "It has one more attempt, at once. Load this page again in a moment.",
        "discarded" => "It is given up for good.",
        _ => return None,
    })
}

#[component]
fn Job(job: JobView, retry: ServerAction<RetryJob>, discard: ServerAction<DiscardJob>) -> impl IntoView {
    let JobView { line, args, worker, failures } = job;
    let (label, tone) = words_of(line.state);
    let title = format!("{} #{}", line.kind, line.id);
    let dead = (line.state == JobState::Dead).then(|| view! { <DeadLetter id=line.id retry=retry discard=discard/> });
    let none = failures.is_empty().then(|| view! { <p class="muted">"None."</p> });
    let failure = |f: JobFailure| view! { <Event title=format!("Attempt {}", f.attempt) at=f.at tone=Tone::Bad><p class="mono small">{f.error}</p></Event> };
    view! {
        <Title text=title.clone()/>
        <AdminHead title=title trail=vec![("/admin/jobs".to_owned(), "Jobs".to_owned())]/>
        <Done words=words/>
        <ErrorSummary errors=summary(refused(retry))/>
        <ErrorSummary errors=summary(refused(discard))/>
        <div class="detail">
            <div class="detail-main">
                <section class="panel stack"><h2 class="heading">"Failures"</h2>{none}<Timeline>{failures.into_iter().map(failure).collect_view()}</Timeline></section>
                <section class="panel stack"><h2 class="heading">"Arguments"</h2><pre class="log">{args}</pre></section>
            </div>
            <aside class="detail-side">
                <section class="panel">
                    <dl class="facts">
                        <div><dt>"State"</dt><dd><Badge label=label tone=tone/></dd></div>
                        <div><dt>"Attempts"</dt><dd class="num">{format!("{} of {}", line.attempt, line.max_attempts)}</dd></div>
                        <div><dt>"Enqueued"</dt><dd><When at=line.created_at/></dd></div>
                        <div><dt>"Due"</dt><dd><When at=line.run_at/></dd></div>
                        <div><dt>"Worker"</dt><dd class="mono small">{worker.unwrap_or_else(|| "none yet".to_owned())}</dd></div>
                    </dl>
                </section>
                {dead}
            </aside>
        </div>
    }
}

#[component]
fn DeadLetter(id: i64, retry: ServerAction<RetryJob>, discard: ServerAction<DiscardJob>) -> impl IntoView {
    view! {
        <section class="panel stack">
            <h2 class="heading">"Dead letter"</h2>
            <p class="muted small">"It failed as often as it may. Mend the cause, then try again."</p>
            <ActionForm action=retry>
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit label="Try again" pending=retry.pending()/>
            </ActionForm>
            <Confirm label="Discard" question="What it was to do is not done, and never will be.">
                <ActionForm action=discard>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Submit label="Discard it" kind="danger" pending=discard.pending()/>
                </ActionForm>
            </Confirm>
        </section>
    }
}
