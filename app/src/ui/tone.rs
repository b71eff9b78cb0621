use leptos::prelude::*;
use maud::{Markup, html};

use super::inert::inert;

/// What a state means to the reader. Always shown together with a word, never as colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Happening now; the accent.
    Live,
    /// Worth knowing.
    Info,
    /// Done, paid, verified.
    Good,
    /// Needs attention soon.
    Warn,
    /// Failed, refused, lapsed.
    Bad,
}

impl Tone {
    /// The value of `data-tone` in the style sheets.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Live => "live",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A state in one or two words.
#[component]
pub fn Badge(
    /// The word, such as `Sold out`.
    #[prop(into)]
    label: String,
    /// What the state means; plain by default.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    inert(move || badge_html(&label, tone))
}

/// [`Badge`] within inert text.
pub fn badge_html(label: &str, tone: Tone) -> Markup {
    html! { span class="badge" data-tone=(tone.as_str()) { (label) } }
}
