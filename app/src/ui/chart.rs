use std::fmt::Write;

use leptos::prelude::*;

/// How a [`Chart`] is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartKind {
    /// For counts per day or per thing.
    #[default]
    Bars,
    /// For a course over time.
    Line,
}

/// One value of a [`Chart`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    label: String,
    value: i64,
    shown: String,
}

impl Point {
    /// `value` at `label`, written as `shown`; negative values are drawn as zero.
    pub fn new(label: impl Into<String>, value: i64, shown: impl Into<String>) -> Self {
        Self { label: label.into(), value, shown: shown.into() }
    }
}

/// Values as a picture, with the same values as a table behind it.
#[component]
pub fn Chart(
    /// What the values are.
    #[prop(into)]
    title: String,
    /// How they are drawn.
    #[prop(optional)]
    kind: ChartKind,
    /// The values in order.
    points: Vec<Point>,
    /// Head of the value column of the table.
    #[prop(default = "Value".into(), into)]
    value_head: String,
) -> impl IntoView {
    let top = points.iter().max_by_key(|p| p.value).cloned();
    let max = top.as_ref().map_or(1, |p| p.value.max(1));
    let first = points.first().map(|p| p.label.clone());
    let last = (points.len() > 1).then(|| points.last().map(|p| p.label.clone())).flatten();
    let drawn = match kind {
        ChartKind::Bars => bars(&points, max).into_any(),
        ChartKind::Line => line(&points, max).into_any(),
    };
    let rows = points
        .into_iter()
        .map(|p| view! { <tr><th scope="row">{p.label}</th><td class="cell-num num">{p.shown}</td></tr> })
        .collect_view();
    view! {
        <figure class="chart">
            <figcaption class="chart-title">{title.clone()}</figcaption>
            <p class="chart-top num">{top.map(|p| p.shown)}</p>
            <svg class="chart-plot" role="img" aria-label=title.clone()>{drawn}</svg>
            <p class="chart-axis num"><span>{first}</span><span>{last}</span></p>
            <details class="chart-table">
                <summary>"As a table"</summary>
                <table class="table">
                    <caption class="visually-hidden">{title}</caption>
                    <thead><tr><th scope="col">"When"</th><th scope="col" class="cell-num">{value_head}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
    .into_any()
}

/// Bars placed in per cent, so that corners and text keep their shape at every width.
#[expect(clippy::cast_precision_loss, reason = "counts on a chart are far below 2^53")]
fn bars(points: &[Point], max: i64) -> impl IntoView + use<> {
    let step = 100.0 / points.len().max(1) as f64;
    points.iter().enumerate().map(|(i, p)| {
        let height = (p.value.max(0) as f64 * 100.0 / max as f64).max(0.5);
        view! {
            <rect class="chart-bar" x=format!("{:.2}%", step * (i as f64 + 0.14)) y=format!("{:.2}%", 100.0 - height)
                width=format!("{:.2}%", step * 0.72) height=format!("{height:.2}%")>
                <title>{format!("{}: {}", p.label, p.shown)}</title>
            </rect>
        }
    }).collect_view()
}

#[expect(clippy::cast_precision_loss, reason = "counts on a chart are far below 2^53")]
fn line(points: &[Point], max: i64) -> impl IntoView + use<> {
    let step = 1000.0 / points.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    for (i, p) in points.iter().enumerate() {
        let y = 100.0 - p.value.max(0) as f64 * 98.0 / max as f64;
        // Writing to a string cannot fail.
        let _ = write!(path, "{}{:.1} {y:.1}", if i == 0 { 'M' } else { 'L' }, step * i as f64);
    }
    let area = format!("{path}V100H0Z");
    view! {
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%">
            <path class="chart-area" d=area />
            <path class="chart-line" d=path />
        </svg>
    }
}
