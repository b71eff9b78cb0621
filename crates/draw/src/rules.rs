//! The rules of a draw: typed terms beside the exact canonical text that is hashed.

use std::{collections::BTreeMap, ops::Deref};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    VERSION,
    beacon::BeaconRound,
    hash::sha256_of,
    hex::{Hash, PublicKey},
    json::{self, JsonError},
    text::{is_pool_name, is_rules_text},
    time::Timestamp,
};

const KEYS: [&str; 18] = [
    "version",
    "draw_id",
    "kind",
    "previous_draw",
    "opens_at",
    "closes_at",
    "freezes_at",
    "beacon_deadline",
    "beacon",
    "beacon_margin_seconds",
    "pools",
    "max_weight",
    "weights",
    "limit_per_person",
    "payment",
    "payment_window_minutes",
    "price",
    "receipt_key",
];

/// What a draw is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A product drop.
    Drop,
    /// A contest over the comments of a post.
    Contest,
}

/// When a winner pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// The card is authorised at entry and charged on winning.
    AuthoriseAtEntry,
    /// Winners get a payment window.
    PayAfterWin,
    /// Nothing is paid.
    None,
}

/// What a unit costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Minor units of the currency.
    pub amount: u64,
    /// ISO 4217 code.
    pub currency: String,
}

/// The terms of section 4, and any further keys, all of which are hashed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// The protocol's version, [`VERSION`].
    pub version: u64,
    /// The draw.
    #[serde(with = "crate::id")]
    pub draw_id: Uuid,
    /// Drop or contest.
    pub kind: Kind,
    /// The cancelled or void draw that this one replaces.
    #[serde(with = "crate::id::option")]
    pub previous_draw: Option<Uuid>,
    /// When entering begins and the commitment is public.
    pub opens_at: Timestamp,
    /// When entering ends.
    pub closes_at: Timestamp,
    /// When the review ends and the list is sealed.
    pub freezes_at: Timestamp,
    /// Without the beacon's round by then, the draw is void.
    pub beacon_deadline: Timestamp,
    /// The round that will decide; None makes a draw that can be repeated but is not operator-proof.
    pub beacon: Option<BeaconRound>,
    /// Seconds between the freeze and the earliest round.
    pub beacon_margin_seconds: u64,
    /// Units per pool.
    pub pools: BTreeMap<String, u32>,
    /// The most that one entry may weigh.
    pub max_weight: u32,
    /// How weights come about, in words.
    pub weights: String,
    /// Always 1.
    pub limit_per_person: u64,
    /// When a winner pays.
    pub payment: Payment,
    /// How long an offer stands, in minutes.
    pub payment_window_minutes: u64,
    /// What a unit costs; None for nothing.
    pub price: Option<Price>,
    /// The Ed25519 key of receipts and of the seal.
    pub receipt_key: PublicKey,
    /// Further keys, such as a contest's `filters`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Why rules were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// Not JSON, or a key missing or of the wrong type.
    #[error("rules: {0}")]
    Json(#[from] JsonError),
    /// A string with a character that rules cannot hold.
    #[error("rules: {0:?} is not printable ASCII without quotes and backslashes")]
    Text(String),
    /// A value that the protocol does not allow, and why.
    #[error("rules: {0}")]
    Value(&'static str),
}

/// Checked rules that cannot change: terms to read, and the canonical text whose hash is committed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Rules {
    terms: Terms,
    value: Value,
    canonical: String,
}

impl Rules {
    /// Rules from terms that this program makes.
    pub fn new(terms: Terms) -> Result<Self, RulesError> {
        let value = serde_json::to_value(terms).map_err(|e| JsonError::Wrong(e.to_string()))?;
        Self::try_from(value)
    }

    /// Rules from published bytes, strictly parsed.
    pub fn parse(bytes: &[u8]) -> Result<Self, RulesError> {
        Self::try_from(json::parse(bytes)?)
    }

    /// The canonical JSON, exactly what is hashed.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// SHA-256 of the canonical JSON.
    pub fn hash(&self) -> Hash {
        sha256_of(self.canonical.as_bytes())
    }

    /// The rules as they were given, further keys included.
    pub const fn value(&self) -> &Value {
        &self.value
    }
}

impl Deref for Rules {
    type Target = Terms;

    fn deref(&self) -> &Terms {
        &self.terms
    }
}

impl From<Rules> for Value {
    fn from(rules: Rules) -> Self {
        rules.value
    }
}

impl TryFrom<Value> for Rules {
    type Error = RulesError;

    fn try_from(value: Value) -> Result<Self, RulesError> {
        json::check_texts(&value).map_err(RulesError::Text)?;
        let canonical = json::canonical(&value)?;
        let terms: Terms = json::from_object(value.clone(), &KEYS)?;
        terms.check()?;
        Ok(Self { terms, value, canonical })
    }
}

impl Terms {
    /// Do the values keep to the protocol? The beacon's time is left to the verifier, who knows the chain.
    pub fn check(&self) -> Result<(), RulesError> {
        let in_order = self.opens_at <= self.closes_at && self.closes_at <= self.freezes_at;
        let filtered = self.kind == Kind::Drop || self.extra.contains_key("filters");
        let rules = [
            (self.version == VERSION, "version is not 1"),
            (in_order, "opens_at, closes_at and freezes_at are not in order"),
            (self.beacon.is_none_or(|b| b.round > 0), "the beacon's round is 0"),
            (!self.pools.is_empty(), "there is no pool"),
            (self.pools.keys().all(|name| is_pool_name(name)), "a pool's name has characters that are not allowed"),
            (self.max_weight > 0, "max_weight is 0"),
            (is_rules_text(&self.weights), "weights has characters that are not allowed"),
            (self.limit_per_person == 1, "limit_per_person is not 1"),
            (filtered, "a contest without filters"),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, why)) => Err(RulesError::Value(why)),
            None => Ok(()),
        }
    }
}
