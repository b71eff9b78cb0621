use leptos::prelude::*;
use leptos::tachys::renderer::types::Element;
use maud::{Markup, PreEscaped, html};
use shop::At;

use super::inert::inert;

/// How much of an instant is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenStyle {
    /// `20 November 2026, 18:00`
    #[default]
    DateTime,
    /// `20 November 2026`
    Date,
    /// `Fri 20 Nov`
    Day,
    /// `18:00`
    Clock,
}

impl WhenStyle {
    const ALL: [Self; 4] = [Self::DateTime, Self::Date, Self::Day, Self::Clock];

    /// As in `data-show`.
    const fn as_str(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Day => "day",
            Self::Clock => "clock",
        }
    }

    fn show(self, at: At) -> String {
        match self {
            Self::DateTime => at.date_time(),
            Self::Date => at.date(),
            Self::Day => at.day(),
            Self::Clock => at.clock(),
        }
    }
}

/// An instant in `<time>`: in the shop's zone as rendered, in the visitor's zone once hydrated.
/// The title names the zone of the shop, so that the text is never ambiguous.
#[component]
pub fn When(
    /// The instant.
    at: At,
    /// How much of it to show.
    #[prop(optional)]
    style: WhenStyle,
) -> impl IntoView {
    inert(move || when_html(at, style))
}

/// [`When`] within inert text.
pub fn when_html(at: At, style: WhenStyle) -> Markup {
    // Letters, digits, colons and signs: nothing to escape.
    let [datetime, shown, full, zone] = [at.rfc3339(), style.show(at), at.date_time(), at.zone()].map(PreEscaped);
    html! {
        time class="when num" datetime=(datetime) title={ (full) " " (zone) } data-show=(PreEscaped(style.as_str())) { (shown) }
    }
}

/// Writes the instants in an element, and its own, in the browser's zone: of whatever the browser makes at once, of what
/// the server has written once for the whole document.
pub fn show_in_visitors_zone(element: &Element) {
    show(element);
    let times = element.get_elements_by_tag_name("time");
    (0..times.length()).filter_map(|nth| times.item(nth)).for_each(|time| show(&time));
}

fn show(time: &Element) {
    let style =
        time.get_attribute("data-show").and_then(|name| WhenStyle::ALL.into_iter().find(|s| s.as_str() == name));
    if let (Some(style), Some(at)) = (style, time.get_attribute("datetime")) {
        let at = js_sys::Date::new(&at.into());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an offset is at most 14 hours in minutes, an instant 2^53 ms"
        )]
        let there = At::utc(at.get_time() as i64).at_offset(-at.get_timezone_offset() as i16);
        time.set_text_content(Some(&style.show(there)));
    }
}
