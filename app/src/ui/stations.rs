use leptos::prelude::*;

use super::{Glyph, Icon};

/// How far a station of a [`Stations`] line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StationState {
    /// Not reached.
    #[default]
    Waiting,
    /// Being worked on.
    Now,
    /// Passed.
    Done,
    /// Failed.
    Failed,
    /// Not part of this line.
    Absent,
}

impl StationState {
    /// The value of `data-state`, the words for a screen reader, the mark.
    const fn parts(self) -> (&'static str, &'static str, Option<Glyph>) {
        match self {
            Self::Waiting => ("waiting", "Not yet: ", None),
            Self::Now => ("now", "Now: ", None),
            Self::Done => ("done", "Done: ", Some(Glyph::Check)),
            Self::Failed => ("failed", "Failed: ", Some(Glyph::Close)),
            Self::Absent => ("absent", "Left out: ", Some(Glyph::Minus)),
        }
    }
}

/// A line of stations from a promise to its end.
#[component]
pub fn Stations(
    /// The [`Station`]s in order.
    children: Children,
) -> impl IntoView {
    view! { <ol class="stations">{children()}</ol> }
}

/// One station with its value and what that means.
#[component]
pub fn Station(
    /// Its name.
    #[prop(into)]
    title: String,
    /// How far it is.
    #[prop(optional, into)]
    state: Signal<StationState>,
    /// What it means, for someone who never heard of it.
    #[prop(into)]
    meaning: String,
    /// Its value: a hash, a count, a time.
    children: Children,
) -> impl IntoView {
    let mark = move || state.get().parts().2.map(|glyph| view! { <Icon glyph=glyph /> });
    view! {
        <li class="station" data-state=move || state.get().parts().0>
            <span class="station-mark">{mark}</span>
            <div class="station-body">
                <h2 class="station-title"><span class="visually-hidden">{move || state.get().parts().1}</span>{title}</h2>
                <div class="station-value">{children()}</div>
                <details class="station-meaning">
                    <summary>"What does this mean"</summary>
                    <p>{meaning}</p>
                </details>
            </div>
        </li>
    }
    .into_any()
}
