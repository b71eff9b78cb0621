use serde::{Deserialize, Serialize};

use super::paper::Papers;
use crate::catalogue::Picture;
use crate::drops::{DropLive, DropState};
pub use crate::entries::PoolLive;
use crate::entries::{OfferState, OwnEntry};
use crate::{At, DrawId, DropId, EntryId, VariantId};

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
    /// How far a long list is hashed, or ranked, while that is under way.
    pub percent: Option<i16>,
    /// Standing entries, all pools together.
    pub entries: i64,
    /// Per pool, in the order of the variants.
    pub pools: Vec<PoolLive>,
    /// Offers made so far.
    pub offered: i64,
    /// Offers paid so far.
    pub paid: i64,
}

/// What of a draw changes how an entrant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// How far it has come.
    pub state: DrawState,
    /// Offers made so far.
    pub offered: i64,
    /// Offers paid so far.
    pub paid: i64,
}

impl DrawLive {
    /// What of it changes how an entrant stands.
    pub fn stage(&self) -> Stage {
        Stage { state: self.state, offered: self.offered, paid: self.paid }
    }
}

/// A draw in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawCard {
    /// Which.
    pub id: DrawId,
    /// The drop's name in addresses.
    pub drop_slug: String,
    /// The product.
    pub title: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// How far it has come.
    pub state: DrawState,
    /// When it opened.
    pub opened_at: At,
    /// When its list is sealed.
    pub freezes_at: At,
    /// When it was drawn.
    pub drawn_at: Option<At>,
    /// Standing entries.
    pub entries: i64,
    /// Units in all pools.
    pub units: i64,
}

/// A page of draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawPage {
    /// The latest opened first.
    pub draws: Vec<DrawCard>,
    /// `before` of the page of older draws, in milliseconds since 1970, if there are any.
    pub older: Option<i64>,
}

/// The whole public proof of a draw. Bytes are in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawView {
    /// What the list says of it.
    pub card: DrawCard,
    /// The drop.
    pub drop_id: DropId,
    /// How far the drop is.
    pub drop_state: DropState,
    /// The rules, as they were hashed.
    pub rules: String,
    /// Their hash.
    pub rules_hash: String,
    /// The promise.
    pub commitment: String,
    /// How far a long list is hashed, or ranked, while that is under way.
    pub percent: Option<i16>,
    /// Entries in the sealed list, those with weight 0 included.
    pub entries_count: Option<i64>,
    /// Their tree head.
    pub entries_root: Option<String>,
    /// The digest of the sealed list.
    pub seal: Option<String>,
    /// When it was signed.
    pub sealed_at: Option<At>,
    /// The signature over it.
    pub sealed_signature: Option<String>,
    /// The time stamp of it, where the shop asks a service for one and it came in time.
    pub stamp: Option<Stamp>,
    /// The beacon's round that the rules name; none where there is no beacon.
    pub beacon: Option<BeaconView>,
    /// The revealed secret.
    pub server_seed: Option<String>,
    /// The seed of all tickets.
    pub seed: Option<String>,
    /// When it was settled or stopped.
    pub ended_at: Option<At>,
    /// Why it was stopped.
    pub reason: Option<String>,
    /// The cancelled or void draw that it replaces, as its rules say.
    pub previous: Option<DrawId>,
    /// The draw that replaces it.
    pub repeat: Option<DrawId>,
    /// How its drop stands, for a page that follows.
    pub live: DropLive,
    /// How long a winner has to pay.
    pub payment_window_minutes: i64,
    /// Per pool.
    pub pools: Vec<PoolResult>,
    /// By pool, then rank; the first [`SHOWN_WINNERS`].
    pub winners: Vec<WinnerLine>,
    /// Its allocation log, a page of it; empty until it is drawn.
    pub log: AllocationPage,
    /// What can be downloaded besides its files.
    pub papers: Papers,
    /// Its rows of the public register.
    pub register: Vec<RegisterLine>,
    /// The visitor's latest entry in it.
    pub own: Option<OwnEntry>,
}

/// The round of a public random number that a draw waits for, or was drawn with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeaconView {
    /// The network's name.
    pub chain: String,
    /// Whether anybody can make its rounds: then it shows how a draw works, and proves nothing.
    pub test: bool,
    /// From 1.
    pub round: i64,
    /// When it comes; it may be late, never early.
    pub due_at: At,
    /// When the draw is void if it has not come.
    pub deadline: At,
    /// The network's signature of it in hex, once it is there.
    pub signature: Option<String>,
    /// SHA-256 of the signature, in hex.
    pub randomness: Option<String>,
}

/// A time stamp of a seal (RFC 3161), by somebody else than the shop. It is in `seal.tsr`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The host of the service that was asked.
    pub service: String,
    /// When the service says that it was asked.
    pub at: At,
}

/// Winners that the page of a draw lists; all are in its files.
pub const SHOWN_WINNERS: i64 = 200;

/// What came of one pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolResult {
    /// Its name.
    pub name: String,
    /// The variant that it is for.
    pub variant_id: VariantId,
    /// Units to be had.
    pub units: i64,
    /// Standing entries.
    pub entries: i64,
    /// Their weights together; as much as entries where each weighs 1.
    pub weight: i64,
    /// The odds in words, if it closed now or as it was sealed: of all alike, or of every weight that there is.
    pub odds: String,
    /// Offers that can be paid now.
    pub open: i64,
    /// Units that are paid.
    pub paid: i64,
    /// Units that were paid, refunded, and will not be sold again.
    pub written_off: i64,
    /// Units that nobody holds: left over, once the draw is settled.
    pub free: i64,
    /// Offers that lapsed, were given up or refunded.
    pub lapsed: i64,
    /// The first two bytes of tickets, an even sample of at most [`STRIP_POINTS`] over all pools.
    pub tickets: Vec<u16>,
    /// Those of the last ticket within the units.
    pub cutoff: Option<u16>,
}

/// Tickets that the picture of a draw shows at most.
pub const STRIP_POINTS: i64 = 400;

/// A winner, by the public id of the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WinnerLine {
    /// The pool.
    pub pool: String,
    /// From 1.
    pub rank: i64,
    /// The entry.
    pub entry_id: EntryId,
    /// Its ticket in hex.
    pub ticket: String,
    /// What became of its offer.
    pub offer: Option<OfferState>,
}

/// A row of the allocation log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationLine {
    /// From 1, without gaps.
    pub seq: i64,
    /// When it happened.
    pub at: At,
    /// `offered`, `paid` and the like: the words of fair-draw.md, section 5.
    pub kind: String,
    /// The pool.
    pub pool: String,
    /// From 1; 0 where the whole pool is meant.
    pub rank: i64,
    /// Whose rank that is.
    pub entry_id: Option<EntryId>,
    /// The chain's hash up to this row, in lower-case hex.
    pub hash: String,
}

/// A page of the allocation log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationPage {
    /// The newest first.
    pub rows: Vec<AllocationLine>,
    /// Whether there are newer rows than these.
    pub newer: bool,
    /// `before` of the page of older rows, if there are any.
    pub older: Option<i64>,
}

/// What came of checking a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptCheck {
    /// No check failed.
    pub accepted: bool,
    /// What was checked, in order, and how it ended, in words.
    pub lines: Vec<String>,
}

/// A row of the public register. Bytes are in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterLine {
    /// From 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: At,
    /// Which draw.
    pub draw_id: DrawId,
    /// What was drawn for.
    pub title: String,
    /// `opened`, `sealed`, `drawn`, `cancelled` or `void`.
    pub kind: String,
    /// What is registered.
    pub digest: String,
    /// The chain's hash up to this row.
    pub hash: String,
}

/// A page of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterPage {
    /// The newest first.
    pub rows: Vec<RegisterLine>,
    /// `before` of the page of older rows, if there are any.
    pub older: Option<i64>,
}
