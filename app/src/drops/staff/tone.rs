use shop::drops::DropState;

use crate::ui::Tone;

/// The tone of a state's badge.
pub(super) const fn tone(state: DropState) -> Tone {
    match state {
        DropState::Open => Tone::Live,
        DropState::Scheduled | DropState::Closed | DropState::Sealed => Tone::Info,
        DropState::Drawn | DropState::Settled => Tone::Good,
        DropState::Paused | DropState::Void | DropState::Cancelled => Tone::Warn,
        DropState::Draft => Tone::Plain,
    }
}
