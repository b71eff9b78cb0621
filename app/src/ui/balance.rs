use leptos::prelude::*;

use super::Tone;
use super::strip::percent;

/// One part of a [`Balance`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    label: String,
    units: i64,
    tone: Tone,
}

impl Part {
    /// `units` that are `label`.
    pub fn new(label: impl Into<String>, units: i64, tone: Tone) -> Self {
        Self { label: label.into(), units, tone }
    }
}

/// Where the units of a whole are: a bar in parts and the same as a list, which adds up.
#[component]
pub fn Balance(
    /// The parts in order.
    parts: Vec<Part>,
) -> impl IntoView {
    let total = parts.iter().map(|p| p.units).sum::<i64>().max(1);
    let mut before = 0;
    let bars = parts
        .iter()
        .filter(|p| p.units > 0)
        .map(|part| {
            let (x, width) = (percent(before, total), percent(part.units, total));
            before += part.units;
            view! { <rect x=x width=width height="100%" data-tone=part.tone.as_str() /> }
        })
        .collect_view();
    let rows = parts
        .into_iter()
        .map(|part| {
            view! {
                <div data-tone=part.tone.as_str()><dt>{part.label}</dt><dd class="num">{part.units}</dd></div>
            }
        })
        .collect_view();
    view! {
        <div class="balance">
            <svg class="balance-bar" aria-hidden="true">{bars}</svg>
            <dl class="balance-parts">{rows}</dl>
        </div>
    }
}
