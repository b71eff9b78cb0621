use serde::{Deserialize, Serialize};

use super::Pace;
use crate::{At, DropId, LobbyId};

/// A line as everybody sees it; changes while the page is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineLive {
    /// From when on the lobby takes people in.
    pub lobby_opens_at: At,
    /// People in it so far.
    pub people: i64,
    /// How fast it admits; none while it is a lobby.
    pub pace: Option<Pace>,
}

impl LineLive {
    /// People it has let in by `now`.
    pub fn admitted(&self, now: At) -> i64 {
        self.pace.map_or(0, |pace| pace.through(now).min(self.people))
    }
}

/// How an account stands in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The line takes nobody in: its lobby is not open yet, or the drop is over.
    Shut,
    /// Not in it.
    Out,
    /// In the lobby: it gets its place at the opening.
    Lobby(LobbyId),
    /// In the line.
    Waiting {
        /// The id in the published list.
        id: LobbyId,
        /// Counted from 1.
        place: i64,
    },
    /// Its turn has come.
    Admitted {
        /// The id in the published list.
        id: LobbyId,
        /// Counted from 1.
        place: i64,
        /// The token that the order path checks.
        admission: String,
    },
}

/// What is published of a line, so that each can check the place (`docs/decisions/0008-waiting-line.md`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRecord {
    /// Whose line it is.
    pub drop_id: DropId,
    /// SHA-256 over a tag, the drop's id and the seed; hexadecimal. Published when the drop is scheduled.
    pub commitment: String,
    /// Hexadecimal. Published at the opening.
    pub seed: Option<String>,
    /// Who was in the lobby at the opening, in the order of their places. Empty before.
    pub lobby: Vec<LobbyId>,
}

crate::refusal! {
    /// Why a line keeps its pace.
    PaceRefusal {}
}
