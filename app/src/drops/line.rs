//! The waiting line on the page of its drop.

use std::time::Duration;

use leptos::prelude::*;
use shop::drops::DropLive;
use shop::line::{LineLive, Pace};
use shop::{At, LobbyId};

use super::live::Live;
use crate::command::{Command, CommandForm};
use crate::ui::{Countdown, Notice, Submit, Tone, expect_server_clock};

/// Within so many milliseconds a crowd asks for its places once the line has opened, not all at once.
const SPREAD_MS: f64 = 2000.0;

/// Runs `look_again` once the places are given out.
pub(super) fn when_the_line_opens(live: Live, look_again: Callback<()>) {
    let moving = Memo::new(move |_| live.drop.with(|drop| pace(drop).is_some()));
    Effect::new(move |before: Option<bool>| {
        let now = moving.get();
        if before == Some(false) && now {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2000")]
            let wait = (js_sys::Math::random() * SPREAD_MS) as u64;
            set_timeout(move || look_again.run(()), Duration::from_millis(wait));
        }
        now
    });
}

fn pace(drop: &DropLive) -> Option<Pace> {
    drop.line.as_ref()?.pace
}

/// Before the lobby takes anybody in.
pub(super) fn not_yet(live: Live, line: &LineLive, now: At, look_again: Callback<()>) -> AnyView {
    view! {
        <p>"It opens with a waiting line. "<Countdown to=line.lobby_opens_at now=now lead="The lobby opens" ticking="The lobby opens in" done="The lobby is open" on_zero=look_again/></p>
        {how(live, None)}
    }
    .into_any()
}

/// The way into the lobby, for the bar.
pub(super) fn lobby_door(drop: String, join: Command) -> impl IntoView {
    view! {
        <CommandForm command=join>
            <input type="hidden" name="drop_id" value=drop/>
            <Submit label="Wait in the lobby" pending=join.pending() size="big" wide=true/>
        </CommandForm>
    }
}

/// In the lobby; before the opening, and for the moment until the places are known.
pub(super) fn in_the_lobby(live: Live, id: LobbyId) -> AnyView {
    let others = move || {
        let people = live.drop.with(|drop| drop.line.as_ref().map_or(0, |line| line.people));
        match people {
            ..2 => "You are the first here.".to_owned(),
            2 => "One other waits here.".to_owned(),
            n => format!("{} others wait here.", n - 1),
        }
    };
    view! {
        <Notice tone=Tone::Good title="You are in the lobby">
            <p>{others}" At the opening everybody here gets a place by lot. You may close this page and come back; reloading changes nothing."</p>
        </Notice>
        {how(live, Some(id))}
        {reload_without_script()}
    }
    .into_any()
}

/// In the line: the place, who is before it, and how long it will take.
pub(super) fn in_the_line(live: Live, id: LobbyId, place: i64, now: At, look_again: Callback<()>) -> AnyView {
    let clock = expect_server_clock();
    let seen = RwSignal::new(now);
    let through = Memo::new(move |_| live.drop.with(|drop| pace(drop).map_or(0, |pace| pace.through(seen.get()))));
    Effect::new(move |_| {
        let tick = move || {
            #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
            seen.set(At::utc(-clock.ms_until(At::utc(0)) as i64));
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    Effect::new(move |before: Option<bool>| {
        let turn = through.get() >= place;
        if turn && before == Some(false) {
            look_again.run(());
        }
        turn
    });
    let before = move || match place - 1 - through.get() {
        ..1 => "You are next.".to_owned(),
        1 => "One person before you.".to_owned(),
        n => format!("{n} people before you."),
    };
    // A screen reader hears it when it changes: once a minute.
    let wait = Memo::new(move |_| {
        live.drop.with(|drop| pace(drop).map_or_else(String::new, |pace| wait_of(pace, place, seen.get())))
    });
    view! {
        <p>"The place is yours on every device where you are signed in, and this page lets you buy when it is your turn. You may close it and come back."</p>
        {how(live, Some(id))}
        {reload_without_script()}
        <div class="action">
            <p class="action-state">"Your place: "<span class="num">{place}</span></p>
            <p class="action-note">{before}" "<span role="status">{move || wait.get()}</span></p>
            <meter class="stock-meter" min="0" max=place.to_string() value=move || through.get().to_string() aria-hidden="true"></meter>
        </div>
    }
    .into_any()
}

/// How the order comes about, and where to check it.
pub(super) fn how(live: Live, id: Option<LobbyId>) -> impl IntoView {
    let list = format!("/api/v1/drops/{}/line/record", live.drop.with_untracked(|drop| drop.id));
    let yours = id.map(|id| view! { <p>"Your id in the list: "<code class="code">{id.to_string()}</code></p> });
    view! {
        <details class="fold">
            <summary>"How the waiting line works"</summary>
            <div class="prose">
                <p>"Whoever is in the lobby when the drop opens gets a place by lot; whoever comes later queues behind. Being early, reloading or more tabs change nothing. The lot was fixed and committed to before anybody came; with the opening we publish it, and everybody can compute the order."</p>
                <p><a class="link" rel="external" href=list>"The commitment, the seed and the list"</a></p>
                {yours}
            </div>
        </details>
    }
}

/// Without JavaScript the page looks again by itself.
fn reload_without_script() -> impl IntoView {
    view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"10\">"></noscript> }
}

fn wait_of(pace: Pace, place: i64, now: At) -> String {
    let Some(at) = pace.reaches(place) else {
        return "The line stands still for a moment; it goes on here by itself.".to_owned();
    };
    match (at.ms() - now.ms() + 59_999) / 60_000 {
        ..1 => "It is your turn.".to_owned(),
        1 => "Less than a minute.".to_owned(),
        n @ 2..90 => format!("About {n} minutes."),
        n => format!("About {} hours.", (n + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_long_it_takes() {
        let pace = Pace { admitted: 10, since: At::utc(0), per_minute: 60 };
        assert_eq!(wait_of(pace, 40, At::utc(0)), "Less than a minute.");
        assert_eq!(wait_of(pace, 130, At::utc(0)), "About 2 minutes.");
        assert_eq!(wait_of(pace, 7210, At::utc(0)), "About 2 hours.");
        assert_eq!(wait_of(pace, 40, At::utc(30_000)), "It is your turn.");
        let halted = Pace { per_minute: 0, ..pace };
        assert!(wait_of(halted, 40, At::utc(0)).starts_with("The line stands still"));
    }
}
