use leptos::prelude::*;
use shop::rehearsals::{LineReport, Rehearsal, RehearsalState, Report, Times, Verdict, grouped, span};

use crate::ui::{Badge, Notice, Stat, Table, Tone, When};

/// The latest rehearsal that has ended, with its report.
#[component]
pub(super) fn Ended(
    /// The rehearsal.
    rehearsal: Rehearsal,
) -> impl IntoView {
    let Rehearsal { by, begun_at, shoppers, at_once, state, report, .. } = rehearsal;
    let measured = report.is_some().then_some(
        "Measured in the worker, without the network, sign-in and web server between shopper and order path; what a shopper sees is slower by those.",
    );
    let what = match (state, report) {
        (RehearsalState::Failed(failure), _) => {
            view! { <Notice tone=Tone::Bad title="The rehearsal failed"><p>{failure.message()}</p></Notice> }.into_any()
        }
        (_, Some(report)) => view! { <Told report=report wanted=shoppers/> }.into_any(),
        (_, None) => view! { <p>"It was stopped before anybody had pressed."</p> }.into_any(),
    };
    view! {
        {what}
        <p class="muted small">
            {format!("{} shoppers, {at_once} at the same time, for {by}, ", grouped(shoppers))}<When at=begun_at/>
            ". "{measured}
        </p>
    }
    .into_any()
}

#[component]
fn Told(report: Report, wanted: i64) -> impl IntoView {
    let (tone, title) = match report.verdict() {
        Verdict::Untried => (Tone::Warn, "Nobody pressed"),
        Verdict::Sound => (Tone::Good, "It holds"),
        Verdict::Slow => (Tone::Warn, "It holds, but people wait"),
        Verdict::Wrong => (Tone::Bad, "It does not hold"),
    };
    let cut = (report.shoppers < wanted).then(|| {
        format!(
            "It ended when {} of {} shoppers had pressed: it was stopped, or a minute had passed.",
            grouped(report.shoppers),
            grouped(wanted)
        )
    });
    let sold = format!("of {} units", grouped(report.units));
    let rates = format!("{} presses answered a second", grouped(report.answers_per_second()));
    let line = report.line.as_ref().map(LineReport::outcome);
    let words = [Some(report.outcome()), Some(report.meaning()), line, cut];
    view! {
        <Notice tone=tone title=title>{words.into_iter().flatten().map(|words| view! { <p>{words}</p> }).collect_view()}</Notice>
        <div class="tiles">
            <Stat label="Orders a second" value=grouped(report.orders_per_second()) note=Some(rates)/>
            <Stat label="Sold" value=grouped(report.sold) note=Some(sold)/>
            <Stat label="Went without" value=grouped(report.empty_handed) note=Some(format!("of {} shoppers", grouped(report.shoppers)))/>
        </div>
        <Waits orders=report.order_times refusals=report.refusal_times/>
        <Answers report=report/>
    }
    .into_any()
}

#[component]
fn Waits(orders: Option<Times>, refusals: Option<Times>) -> impl IntoView {
    let row = |(name, times): (&'static str, Option<Times>)| {
        times.map(|times| {
            let cells = [times.p50, times.p95, times.p99, times.max];
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells.map(|us| view! { <td class="cell-num num">{span(us)}</td> }).into_iter().collect_view()}
                </tr>
            }
        })
    };
    view! {
        <Table caption="How long an answer takes: half, 95 and 99 of 100 take no longer">
            <thead><tr>
                <th scope="col">"An answer takes"</th><th scope="col" class="cell-num">"Half"</th><th scope="col" class="cell-num">"95 of 100"</th>
                <th scope="col" class="cell-num">"99 of 100"</th><th scope="col" class="cell-num">"Longest"</th>
            </tr></thead>
            <tbody>{[("An order", orders), ("A refusal", refusals)].map(row).into_iter().collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Answers(report: Report) -> impl IntoView {
    let row = |(answer, presses): (String, i64)| {
        view! { <tr><th scope="row">{answer}</th><td class="cell-num num">{grouped(presses)}</td></tr> }
    };
    let mut answers = vec![
        ("Bought".to_owned(), report.orders),
        ("The same order again, for the same press".to_owned(), report.repeats),
    ];
    answers.extend(report.refused.iter().map(|(reason, presses)| (refusal(reason), *presses)));
    view! {
        <Table caption="What presses were answered">
            <thead><tr><th scope="col">"Answered"</th><th scope="col" class="cell-num">"Presses"</th></tr></thead>
            <tbody>{answers.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

/// A refusal's name in words: `sold-out` is `Refused: sold out`.
fn refusal(name: &str) -> String {
    match name {
        "fault" => "Failed".to_owned(),
        "limit-reached" => "Refused: more than one person may have".to_owned(),
        "rate-limited" => "Refused: too many presses a minute".to_owned(),
        "busy" => "Refused: too many waited already".to_owned(),
        "in-line" => "Refused: not their turn in the line".to_owned(),
        "proof-needed" => "Refused: no proof of work, as of scripts in haste".to_owned(),
        "too-many-orders" => "Refused: too many orders from one network".to_owned(),
        "email-unconfirmed" => "Refused: email address not confirmed".to_owned(),
        _ => format!("Refused: {}", name.replace('-', " ")),
    }
}

/// Those before the latest, to compare.
#[component]
pub(super) fn Earlier(
    /// The newest first.
    rehearsals: Vec<Rehearsal>,
) -> impl IntoView {
    let row = |rehearsal: Rehearsal| {
        let figure = |of: fn(&Report) -> String| rehearsal.report.as_ref().map(of);
        let slowest = |report: &Report| report.order_times.map(|times| span(times.p99)).unwrap_or_default();
        let (label, tone) = match (rehearsal.state, rehearsal.report.as_ref().map(Report::verdict)) {
            (RehearsalState::Failed(_), _) => ("Failed", Tone::Bad),
            (_, Some(Verdict::Wrong)) => ("Does not hold", Tone::Bad),
            (_, Some(Verdict::Slow)) => ("Slow", Tone::Warn),
            (_, Some(Verdict::Untried)) => ("Nobody pressed", Tone::Warn),
            (RehearsalState::Done, _) => ("Holds", Tone::Good),
            (state, _) => (state.label(), Tone::Plain),
        };
        view! {
            <tr>
                <td><When at=rehearsal.begun_at/></td>
                <td class="cell-num num">{grouped(rehearsal.shoppers)}</td>
                <td class="cell-num num">{grouped(rehearsal.at_once)}</td>
                <td class="cell-num num">{figure(|report| grouped(report.sold))}</td>
                <td class="cell-num num">{figure(|report| grouped(report.orders_per_second()))}</td>
                <td class="cell-num num">{rehearsal.report.as_ref().map(slowest)}</td>
                <td><Badge label=label tone=tone/></td>
                <td>{rehearsal.by.clone()}</td>
            </tr>
        }
    };
    view! {
        <details class="fold">
            <summary>"Earlier rehearsals"</summary>
            <Table caption="Earlier rehearsals">
                <thead><tr>
                    <th scope="col">"Begun"</th><th scope="col" class="cell-num">"Shoppers"</th><th scope="col" class="cell-num">"At once"</th>
                    <th scope="col" class="cell-num">"Sold"</th><th scope="col" class="cell-num">"Orders a second"</th>
                    <th scope="col" class="cell-num">"99 of 100 within"</th><th scope="col">"Verdict"</th><th scope="col">"By"</th>
                </tr></thead>
                <tbody>{rehearsals.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </details>
    }
    .into_any()
}
