//! Keeps a drop's proof of work at hand: solved in the browser while the shopper waits, in slices between which the page
//! answers, and anew before it ends.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shop::At;
use shop::defences::proof::Search;
use shop::drops::DropState;

use super::live::Live;
use super::server_fns::FindChallenge;
use crate::ask::fetch;
use crate::ui::{ServerClock, expect_server_clock};

/// How long the page may wait for a slice of the work.
const SLICE_MS: f64 = 8.0;
/// Hashes between two looks at the clock.
const TRIES: u32 = 250;
/// How long before its end a proof is made anew.
const BEFORE_END: Duration = Duration::from_secs(300);
/// After a challenge did not come.
const AGAIN: Duration = Duration::from_secs(3);

/// The proof of one drop's page.
#[derive(Clone, Copy)]
pub(super) struct Prover {
    live: Live,
    clock: ServerClock,
    started: RwSignal<bool>,
    working: RwSignal<bool>,
    proof: RwSignal<String>,
}

impl Prover {
    /// For this drop; nothing happens until [`Prover::start`].
    pub fn new(live: Live) -> Self {
        let (started, working) = (RwSignal::new(false), RwSignal::new(false));
        Self { live, clock: expect_server_clock(), started, working, proof: RwSignal::new(String::new()) }
    }

    /// Starts once the page is there; never on the server, where no effect runs.
    pub fn start(self) {
        Effect::new(move |_| {
            if !self.started.get_untracked() && self.is_wanted() {
                self.started.set(true);
                self.ask();
            }
        });
    }

    /// The proof, empty until there is one: for the form.
    pub fn proof(self) -> Signal<String> {
        self.proof.into()
    }

    /// Whether a press would come too early.
    pub fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.working.get() && self.proof.with(String::is_empty))
    }

    fn ask(self) {
        let drop_id = self.live.drop.with_untracked(|drop| drop.id);
        spawn_local(async move {
            match fetch(FindChallenge { drop_id }).await {
                Ok(Some(challenge)) => {
                    self.working.try_set(true);
                    let expires_at = challenge.expires_at;
                    self.slice(Search::new(challenge), expires_at);
                }
                // This drop asks for none.
                Ok(None) => {}
                Err(_) => self.later(AGAIN),
            }
        });
    }

    fn slice(self, mut search: Search, expires_at: At) {
        let began = js_sys::Date::now();
        while js_sys::Date::now() - began < SLICE_MS {
            if let Some(proof) = search.go_on(TRIES) {
                return self.found(proof, expires_at);
            }
        }
        if self.is_wanted() {
            set_timeout(move || self.slice(search, expires_at), Duration::ZERO);
        }
    }

    fn found(self, proof: String, expires_at: At) {
        self.working.try_set(false);
        self.proof.try_set(proof);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds of half an hour")]
        let left = Duration::from_millis(self.clock.ms_until(expires_at).max(0.0) as u64);
        self.later(left.saturating_sub(BEFORE_END).max(AGAIN));
    }

    fn later(self, wait: Duration) {
        set_timeout(
            move || {
                if self.is_wanted() {
                    self.ask();
                }
            },
            wait,
        );
    }

    /// Whether the page is still open, and its drop not over.
    fn is_wanted(self) -> bool {
        let state = self.live.drop.try_with_untracked(|drop| drop.state);
        matches!(state, Some(DropState::Scheduled | DropState::Open | DropState::Paused))
    }
}
