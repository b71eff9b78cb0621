use std::time::Duration;

use leptos::prelude::*;
use shop::At;

use super::clock::expect_server_clock;

/// Seconds before the end at which a screen reader is told, and what it is told.
const ANNOUNCEMENTS: [(i64, &str); 4] =
    [(600, "10 minutes left"), (60, "One minute left"), (10, "10 seconds left"), (0, "Time is up")];

/// Time left until an instant, by the server's clock. Rendered as a date, it ticks once hydrated.
/// A screen reader hears it at ten minutes, one minute, ten seconds and the end, not every second.
#[component]
pub fn Countdown(
    /// The instant it counts to.
    to: At,
    /// The server's clock when the page was made.
    now: At,
    /// Words before the date as rendered: `Opens`.
    #[prop(optional, into)]
    lead: String,
    /// Words before the time left: `Opens in`.
    #[prop(optional, into)]
    ticking: String,
    /// Words at the end: `Open now`.
    #[prop(optional, into)]
    done: String,
    /// The large form, for heroes and live views.
    #[prop(optional)]
    big: bool,
    /// Called once when the end is reached on an open page.
    #[prop(optional, into)]
    on_zero: Option<Callback<()>>,
) -> impl IntoView {
    let clock = expect_server_clock();
    let left = RwSignal::new(None::<i64>);
    let said = RwSignal::new("");

    let tick = move || {
        #[expect(clippy::cast_possible_truncation, reason = "seconds until an instant of the shop")]
        let seconds = (clock.ms_until(to) / 1000.0).ceil().max(0.0) as i64;
        let before = left.get_untracked();
        if before == Some(seconds) {
            return;
        }
        left.set(Some(seconds));
        let Some(before) = before else { return };
        if let Some((_, words)) = ANNOUNCEMENTS.iter().rev().find(|(at, _)| before > *at && seconds <= *at) {
            said.set(words);
        }
        if seconds == 0
            && before > 0
            && let Some(on_zero) = on_zero
        {
            on_zero.run(());
        }
    };
    Effect::new(move |_| {
        clock.observe(now);
        tick();
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_millis(250)) {
            on_cleanup(move || timer.clear());
        }
    });

    let words = move || match left.get() {
        None => lead.clone(),
        Some(0) => done.clone(),
        Some(_) => ticking.clone(),
    };
    let time = move || match left.get() {
        None => to.date_time(),
        Some(0) => String::new(),
        Some(seconds) => time_left(seconds),
    };
    view! {
        <span class="countdown" data-size=big.then_some("big") data-state=move || left.get().map_or("date", |s| if s == 0 { "done" } else { "ticking" })>
            <span role="timer">
                <span class="countdown-lead">{words}</span>
                " "
                <time class="countdown-time num" datetime=to.rfc3339()>{time}</time>
            </span>
            <span class="visually-hidden" role="status">{move || said.get()}</span>
        </span>
    }
    .into_any()
}

/// `02:14:09`, or `3 d 02:14:09` from one day on.
fn time_left(seconds: i64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if days == 0 { clock } else { format!("{days}\u{a0}d {clock}") }
}

#[cfg(test)]
mod tests {
    use super::time_left;

    #[test]
    fn says_the_time_left() {
        assert_eq!(time_left(8049), "02:14:09");
        assert_eq!(time_left(3 * 86_400 + 1), "3\u{a0}d 00:00:01");
    }
}
