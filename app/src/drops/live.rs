//! Follows a drop: the server pushes its state, an open page shows it.

use std::time::Duration;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shop::DropId;
use shop::draws::DrawLive;
use shop::drops::DropLive;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

use crate::packed::Packed;
use crate::ui::{expect_server_clock, when_awake};

/// How long after a refused connection the next is tried; a lost one the browser restores itself.
const AGAIN: Duration = Duration::from_secs(3);

/// What a page follows.
#[derive(Clone, Copy)]
pub struct Live {
    /// The drop, as of the last event.
    pub drop: RwSignal<DropLive>,
    /// Its draw, once an event has told of one.
    pub draw: RwSignal<Option<DrawLive>>,
    /// The connection is away: what is shown may be a moment old.
    pub lost: RwSignal<bool>,
}

/// An event of `/live/drops/{id}`, [`Packed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// How the drop stands.
    pub drop: DropLive,
    /// How its draw stands, if it has one.
    pub draw: Option<DrawLive>,
}

/// Starts from what the page was made with, then follows. Every event is a whole snapshot, and the
/// first comes with the connection, so whoever reconnects is brought up to date.
pub fn follow(made_with: DropLive) -> Live {
    let (id, is_public) = (made_with.id, made_with.state.is_public());
    let live = Live { drop: RwSignal::new(made_with), draw: RwSignal::new(None), lost: RwSignal::new(false) };
    // Looked up here: a timer that connects again has no context.
    let clock = expect_server_clock();
    // Nothing is told of a draft.
    if is_public {
        connect(id, move |news| {
            let Some(News { drop, draw }) = news else {
                live.lost.try_set(true);
                return;
            };
            clock.observe(drop.now);
            live.lost.set(false);
            if live.draw.with_untracked(|known| *known != draw) {
                live.draw.set(draw);
            }
            live.drop.set(drop);
        });
    }
    live
}

/// Follows the draw of a drop alone.
pub fn follow_draw(id: DropId) -> RwSignal<Option<DrawLive>> {
    let live = RwSignal::new(None);
    connect(id, move |news| {
        if let Some(News { draw: Some(draw), .. }) = news {
            live.set(Some(draw));
        }
    });
    live
}

/// Connects once the page is there. `hear` gets every event, and none when the connection is lost.
fn connect(id: DropId, hear: impl Fn(Option<News>) + Copy + Send + Sync + 'static) {
    // All of it inside the effect, which runs in the browser alone: on the server a page is cleaned up
    // by another thread than the one that made it, which a local value does not survive.
    Effect::new(move |_| {
        let connection = StoredValue::new_local(None::<Connection>);
        let hear = Callback::new(hear);
        when_awake(move || {
            connection.try_set_value(Connection::open(id, hear, connection));
        });
        on_cleanup(move || {
            connection.try_update_value(Option::take);
        });
    });
}

type Slot = StoredValue<Option<Connection>, LocalStorage>;

/// An open event source with what hears it; closed when dropped.
struct Connection {
    source: EventSource,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
}

impl Connection {
    fn open(id: DropId, hear: Callback<Option<News>>, slot: Slot) -> Option<Self> {
        let source = EventSource::new(&format!("/live/drops/{id}")).ok()?;
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Ok(Packed(heard)) = text.parse::<Packed<News>>() {
                hear.run(Some(heard));
            }
        });
        let watched = source.clone();
        let error = Closure::<dyn FnMut(Event)>::new(move |_: Event| {
            hear.try_run(None);
            if watched.ready_state() == EventSource::CLOSED {
                set_timeout(
                    move || {
                        slot.try_update_value(|held| *held = Self::open(id, hear, slot));
                    },
                    AGAIN,
                );
            }
        });
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self { source, _message: message, _error: error })
    }
}

impl std::ops::Drop for Connection {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
