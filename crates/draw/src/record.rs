//! `record.json`: everything that is public about one draw.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    VERSION,
    beacon::Beacon,
    hash,
    hex::{Hash, ServerSeed, Signature},
    json::{self, JsonError},
    ranking::Winner,
    rules::Rules,
    seal::Sealed,
};

const KEYS: [&str; 17] = [
    "version",
    "draw_id",
    "rules",
    "rules_hash",
    "commitment",
    "entries_count",
    "entries_root",
    "seal",
    "sealed_at",
    "sealed_signature",
    "witness",
    "beacon",
    "server_seed",
    "seed",
    "winners",
    "state",
    "reason",
];

/// How far a draw has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Rules and commitment are public.
    Open,
    /// The list is sealed.
    Sealed,
    /// The ranking is public, the seed revealed.
    Drawn,
    /// Every unit is paid, written off or left over.
    Settled,
    /// Stopped in public; the seed is revealed.
    Cancelled,
    /// No seal or no beacon in time; the seed is revealed.
    Void,
}

impl State {
    /// The word in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sealed => "sealed",
            Self::Drawn => "drawn",
            Self::Settled => "settled",
            Self::Cancelled => "cancelled",
            Self::Void => "void",
        }
    }

    /// Was the draw carried through?
    pub const fn is_drawn(self) -> bool {
        matches!(self, Self::Drawn | Self::Settled)
    }

    /// Was the draw given up?
    pub const fn is_stopped(self) -> bool {
        matches!(self, Self::Cancelled | Self::Void)
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The public record of a draw. What is not known yet is None, and null in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The protocol's version, [`VERSION`].
    pub version: u64,
    /// The draw.
    #[serde(with = "crate::id")]
    pub draw_id: Uuid,
    /// Its rules.
    pub rules: Rules,
    /// SHA-256 of the canonical rules.
    pub rules_hash: Hash,
    /// Binds the server seed to draw and rules.
    pub commitment: Hash,
    /// How many entries were sealed.
    pub entries_count: Option<u64>,
    /// Their tree head.
    pub entries_root: Option<Hash>,
    /// The digest of the sealed list.
    pub seal: Option<Hash>,
    /// When it was signed, milliseconds since 1970.
    pub sealed_at: Option<u64>,
    /// Ed25519 under the rules' `receipt_key`; see [`crate::receipt::sealed_message`].
    pub sealed_signature: Option<Signature>,
    /// Time stamps of the seal by others; may be empty.
    pub witness: Vec<Value>,
    /// The round's output.
    pub beacon: Option<Beacon>,
    /// The revealed secret.
    pub server_seed: Option<ServerSeed>,
    /// The seed of all tickets.
    pub seed: Option<Hash>,
    /// By pool, then rank.
    pub winners: Option<Vec<Winner>>,
    /// How far the draw has come.
    pub state: State,
    /// Why it was cancelled or is void.
    pub reason: Option<String>,
}

impl Record {
    /// The record of a draw that opens now. The server seed is committed to, not stored.
    pub fn open(rules: Rules, server_seed: &ServerSeed) -> Self {
        let (draw_id, rules_hash) = (rules.draw_id, rules.hash());
        Self {
            version: VERSION,
            draw_id,
            rules,
            rules_hash,
            commitment: hash::commitment(draw_id, &rules_hash, server_seed),
            entries_count: None,
            entries_root: None,
            seal: None,
            sealed_at: None,
            sealed_signature: None,
            witness: Vec::new(),
            beacon: None,
            server_seed: None,
            seed: None,
            winners: None,
            state: State::Open,
            reason: None,
        }
    }

    /// The same record once the list is sealed, at `sealed_at` (milliseconds since 1970).
    #[must_use]
    pub fn seal(mut self, sealed: &Sealed, sealed_at: u64, signature: Signature) -> Self {
        self.entries_count = Some(sealed.entries_count);
        self.entries_root = Some(sealed.entries_root);
        self.seal = Some(sealed.seal);
        self.sealed_at = Some(sealed_at);
        self.sealed_signature = Some(signature);
        self.state = State::Sealed;
        self
    }

    /// The same record once drawn.
    #[must_use]
    pub fn draw(mut self, server_seed: ServerSeed, beacon: Option<Beacon>, seed: Hash, winners: Vec<Winner>) -> Self {
        self.server_seed = Some(server_seed);
        self.beacon = beacon;
        self.seed = Some(seed);
        self.winners = Some(winners);
        self.state = State::Drawn;
        self
    }

    /// The same record once given up; `state` is cancelled or void.
    #[must_use]
    pub fn stop(mut self, state: State, server_seed: ServerSeed, reason: String) -> Self {
        self.server_seed = Some(server_seed);
        self.reason = Some(reason);
        self.state = state;
        self
    }

    /// Reads a published record strictly.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse_object(bytes, &KEYS)
    }

    /// The canonical JSON, as published. Fails only on a witness with numbers that JSON cannot carry exactly.
    pub fn to_json(&self) -> Result<String, JsonError> {
        let value = serde_json::to_value(self).map_err(|e| JsonError::Wrong(e.to_string()))?;
        json::canonical(&value)
    }

    /// Is known what must be known in this state, and nothing that cannot be? The error says what is amiss.
    pub fn check_state(&self) -> Result<(), &'static str> {
        let seal = [
            self.entries_count.is_some(),
            self.entries_root.is_some(),
            self.seal.is_some(),
            self.sealed_at.is_some(),
            self.sealed_signature.is_some(),
        ];
        let sealed = seal[0];
        let drawn = self.seed.is_some();
        let must_be_sealed = self.state == State::Sealed || self.state.is_drawn();
        let rules = [
            (self.version == VERSION, "version is not 1"),
            (seal.iter().all(|known| *known == sealed), "the seal is known in part"),
            (sealed || !must_be_sealed, "the seal is not known"),
            (!sealed || self.state != State::Open, "the seal of an open draw is known"),
            (drawn || !self.state.is_drawn(), "the seed is not known"),
            (!drawn || sealed, "the seed is known without a seal"),
            (self.winners.is_some() == drawn, "the winners are not known exactly when the seed is"),
            (drawn || self.beacon.is_none() || self.state.is_stopped(), "the beacon is known before the draw"),
            (
                self.server_seed.is_some() == (self.state.is_drawn() || self.state.is_stopped()),
                "the server seed is not revealed exactly when the draw is over",
            ),
            (!drawn || self.server_seed.is_some(), "the seed is known without the server seed"),
            (
                self.reason.is_some() == self.state.is_stopped(),
                "a reason is not given exactly when the draw was stopped",
            ),
        ];
        rules.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, why)| Err(why))
    }
}
