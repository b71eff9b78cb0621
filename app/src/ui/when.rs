use leptos::prelude::*;
use shop::At;

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
    #[cfg(feature = "ssr")]
    let text = style.show(at);
    #[cfg(not(feature = "ssr"))]
    let text = {
        let text = RwSignal::new(style.show(at));
        Effect::new(move |_| text.set(style.show(in_visitors_zone(at))));
        move || text.get()
    };
    view! { <time class="when num" datetime=at.rfc3339() title=format!("{} {}", at.date_time(), at.zone())>{text}</time> }
}

/// The same instant with the browser's offset at that instant.
#[cfg(not(feature = "ssr"))]
fn in_visitors_zone(at: At) -> At {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let date = js_sys::Date::new(&(at.ms() as f64).into());
    #[expect(clippy::cast_possible_truncation, reason = "an offset is at most 14 hours in minutes")]
    at.at_offset(-date.get_timezone_offset() as i16)
}
