use serde::{Deserialize, Serialize};

use crate::{DrawId, VariantId};

/// How far a draw has come (fair-draw.md, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum DrawState {
    /// Rules and commitment are public; entries come in.
    Open,
    /// The list of entries is sealed.
    Sealed,
    /// Ranked and revealed; offers are out.
    Drawn,
    /// Every unit is paid or left over.
    Settled,
    /// Stopped in public.
    Cancelled,
    /// No seal or no beacon in time.
    Void,
}

impl DrawState {
    /// The word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Sealed => "Sealed",
            Self::Drawn => "Drawn",
            Self::Settled => "Settled",
            Self::Cancelled => "Cancelled",
            Self::Void => "Void",
        }
    }

    /// Whether the ranking is public.
    pub const fn is_drawn(self) -> bool {
        matches!(self, Self::Drawn | Self::Settled)
    }

    /// Whether the list of entries is closed and sealed.
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Sealed | Self::Drawn | Self::Settled)
    }

    /// Whether it was given up in public.
    pub const fn is_stopped(self) -> bool {
        matches!(self, Self::Cancelled | Self::Void)
    }
}

/// What changes on an open page while a draw runs: pushed to whoever watches the drop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawLive {
    /// The draw.
    pub draw_id: DrawId,
    /// How far it has come.
    pub state: DrawState,
    /// Standing entries, all pools together.
    pub entries: i64,
    /// Per pool, in the order of the variants.
    pub pools: Vec<PoolLive>,
}

/// A pool of units and those who want one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolLive {
    /// The variant that it is for.
    pub variant_id: VariantId,
    /// Its name: the size.
    pub name: String,
    /// Units to be had.
    pub units: i64,
    /// Standing entries: those with a weight.
    pub entries: i64,
}
