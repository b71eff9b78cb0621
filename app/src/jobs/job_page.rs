use leptos::prelude::*;
use leptos_meta::Title;
use shop::jobs::{JobError, JobState, JobView};

use super::server_fns::{DiscardJob, FindJob, RetryJob};
use super::state;
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, refused, successes, summary};
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Event, Submit, Timeline, Tone, When};

/// One job: what it should do, what went wrong, what staff can do about it.
#[component]
pub fn JobPage() -> impl IntoView {
    let (retry, discard) = (Command::of::<RetryJob>(), Command::of::<DiscardJob>());
    let (retried, discarded) = (successes(retry), successes(discard));
    let found = ask_named(move || retried.get() + discarded.get(), |id| FindJob { id });
    loaded(found, move |job| view! { <Job job=job retry=retry discard=discard/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "retried" => "It has one more attempt and runs as soon as a worker is free.",
        "discarded" => "It is given up, and kept for a day.",
        _ => return None,
    })
}

#[component]
fn Job(job: JobView, retry: Command, discard: Command) -> impl IntoView {
    let title = format!("Job {}", job.line.id);
    let trail = vec![("/admin/jobs".to_owned(), "Jobs".to_owned())];
    let (id, dead) = (job.line.id, job.line.state == JobState::Dead);
    view! {
        <Title text=title.clone()/>
        <AdminHead title=title trail=trail/>
        <Done words=words/>
        <ErrorSummary errors=summary(refused(retry))/>
        <ErrorSummary errors=summary(refused(discard))/>
        <div class="detail">
            <div class="detail-main">
                <section class="panel"><h2 class="heading">"Arguments"</h2><pre class="log" tabindex="0">{job.args.clone()}</pre></section>
                <Attempts errors=job.errors.clone() attempt=job.line.attempt/>
            </div>
            <aside class="detail-side">
                {dead.then(|| view! { <DeadLetter id=id retry=retry discard=discard/> })}
                <Facts job=job/>
            </aside>
        </div>
    }
}

#[component]
fn Attempts(errors: Vec<JobError>, attempt: i16) -> impl IntoView {
    let body = if errors.is_empty() {
        let words = if attempt == 0 { "None yet." } else { "Nothing has gone wrong." };
        view! { <p class="muted">{words}</p> }.into_any()
    } else {
        let event = |error: JobError| {
            // Written by staff who discarded it, or by the job itself: not an attempt that failed.
            let title =
                if error.error == "discarded" { "Discarded".to_owned() } else { format!("Attempt {}", error.attempt) };
            let text =
                (error.error != "discarded").then(|| view! { <pre class="log" tabindex="0">{error.error}</pre> });
            view! { <Event title=title at=error.at tone=Tone::Bad>{text}</Event> }
        };
        view! { <Timeline>{errors.into_iter().map(event).collect_view()}</Timeline> }.into_any()
    };
    view! { <section class="panel"><h2 class="heading">"What went wrong"</h2>{body}</section> }
}

#[component]
fn DeadLetter(id: i64, retry: Command, discard: Command) -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="heading">"A dead letter"</h2>
            <p class="muted">"It is out of attempts. Mend the cause first, then retry."</p>
            <Confirm label="Retry" kind="" question="The job gets one more attempt, at once.">
                <CommandForm command=retry class="form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="form-actions"><Submit label="Retry this job" pending=retry.pending()/></div>
                </CommandForm>
            </Confirm>
            <Confirm label="Discard" question="The job is given up for good. What it should have done stays undone.">
                <CommandForm command=discard class="form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="form-actions"><Submit label="Discard this job" kind="danger" pending=discard.pending()/></div>
                </CommandForm>
            </Confirm>
        </section>
    }
}

#[component]
fn Facts(job: JobView) -> impl IntoView {
    let JobView { line, priority, attempted_at, worker, unique_key, .. } = job;
    let (label, tone) = state(line.state);
    let priority = match priority {
        0 => "Urgent",
        1 => "High",
        2 => "Normal",
        _ => "Low",
    };
    let next = match line.state {
        JobState::Waiting => Some("Due"),
        JobState::Retrying => Some("Next attempt"),
        _ => None,
    };
    view! {
        <section class="panel">
            <h2 class="heading">"The job"</h2>
            <dl class="facts">
                <div><dt>"State"</dt><dd><Badge label=label tone=tone/></dd></div>
                <div><dt>"Kind"</dt><dd class="mono"><a class="link" href=format!("/admin/jobs?kind={}", line.kind)>{line.kind.clone()}</a></dd></div>
                <div><dt>"Enqueued"</dt><dd><When at=line.created_at/></dd></div>
                {next.map(|next| view! { <div><dt>{next}</dt><dd><When at=line.run_at/></dd></div> })}
                <div><dt>"Attempts"</dt><dd class="num">{line.attempt}" of "{line.max_attempts}</dd></div>
                {attempted_at.map(|at| view! { <div><dt>"Last attempt"</dt><dd><When at=at/></dd></div> })}
                {line.finished_at.map(|at| view! { <div><dt>"Ended"</dt><dd><When at=at/></dd></div> })}
                <div><dt>"Priority"</dt><dd>{priority}</dd></div>
                {worker.map(|worker| view! { <div><dt>"Worker"</dt><dd class="hash">{worker}</dd></div> })}
                {unique_key.map(|key| view! { <div><dt>"Unique key"</dt><dd class="hash">{key}</dd></div> })}
            </dl>
        </section>
    }
}
