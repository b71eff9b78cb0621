use serde::{Deserialize, Serialize};

use crate::DropId;

/// A drop in draw mode is due to open or to close. Enqueued by the sweep; `draws` does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawDropDue {
    /// Which drop; read its state and window afresh.
    pub drop_id: DropId,
}

/// A drop in draw mode was cancelled by staff. Enqueued with the cancellation; `draws` reveals the
/// seed, writes the public register and tells the entrants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawDropCancelled {
    /// Which drop; its reason stands in the row.
    pub drop_id: DropId,
}

/// A drop was cancelled by staff. Enqueued with the cancellation; `payments` ends its orders and
/// returns the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropCancelled {
    /// Which drop.
    pub drop_id: DropId,
}
