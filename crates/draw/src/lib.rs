//! The fair-draw protocol, version 1: one protocol draws the winners of product drops and of contests, and anyone who
//! holds the published files can repeat it.
//!
//! Pure: no I/O, no clock, no randomness. Native and WebAssembly. Ed25519 is behind the feature `sign`, the beacon's
//! BLS signatures behind `beacon`; without them, signatures are reported as not checked.
//!
//! The way of a draw, and where each step is:
//! 1. [`Rules::new`] and [`Record::open`]: rules are hashed and committed to, with a secret [`ServerSeed`].
//! 2. [`Receipt`]: every entrant holds a signed leaf.
//! 3. [`Sealer`]: the closed list becomes a Merkle root and a seal.
//! 4. [`hash::seed`] and [`Ranker`]: secret, seal and beacon make the seed; the seed ranks every pool.
//! 5. [`AllocationLog`]: offers, payments and lapses, in rank order.
//! 6. [`Register`]: openings, seals, results and cancellations of all draws.
//! 7. [`verify()`]: all of it again, from the published bytes; [`Verifier`] where they come in pieces.
//!
//! ```
//! use draw::{Entry, Evidence, Record, Rules, Sealer, ServerSeed, csv, hash, rank};
//! # let key = "2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d";
//! # let rules = format!(r#"{{"version":1,"draw_id":"3f1c9a52-7d7e-4b0e-9a43-0d6b5f5f1a01","kind":"drop",
//! #   "previous_draw":null,"opens_at":"2026-06-28T07:00:00Z","closes_at":"2026-06-30T07:00:00Z",
//! #   "freezes_at":"2026-06-30T07:00:00Z","beacon_deadline":"2026-07-01T07:00:00Z","beacon":null,
//! #   "beacon_margin_seconds":600,"pools":{{"EU 42":1}},"max_weight":1,"weights":"1 each","limit_per_person":1,
//! #   "payment":"none","payment_window_minutes":60,"price":null,"receipt_key":"{key}"}}"#);
//! let rules = Rules::parse(rules.as_bytes())?;
//! let secret = ServerSeed::new([7; 32]); // 32 random bytes
//! let record = Record::open(rules.clone(), &secret);
//!
//! let entries: Vec<Entry> = (1..=3)
//!     .map(|n| Entry { entry_id: uuid::Uuid::from_u128(n), pool: "EU 42".into(), weight: 1, note: "".into() })
//!     .collect();
//! let mut sealer = Sealer::new(&rules);
//! for entry in &entries {
//!     sealer.push(entry)?;
//! }
//! let sealed = sealer.seal(&record.commitment);
//! # let signature = draw::Hex([0; 64]);
//! let record = record.seal(&sealed, 1_782_802_800_000, signature); // feature `sign`: Signer::sign_seal
//!
//! let seed = hash::seed(&secret, &sealed.seal, None);
//! let ranking = rank(&seed, &entries);
//! let record = record.draw(secret, None, seed, ranking.winners(&rules.pools));
//!
//! let (record, entries) = (record.to_json()?, csv::lines(entries).collect::<String>());
//! let evidence = Evidence { record: record.as_bytes(), entries: Some(entries.as_bytes()), ..Evidence::default() };
//! let report = draw::verify(&evidence);
//! # #[cfg(not(feature = "sign"))]
//! assert!(report.accepted, "{report}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod allocation;
pub mod beacon;
#[cfg(feature = "beacon")]
mod bls;
mod bytes;
pub mod csv;
pub mod entry;
pub mod hash;
pub mod hex;
mod id;
pub mod json;
pub mod line;
mod lines;
pub mod merkle;
pub mod odds;
pub mod parts;
pub mod proof;
pub mod ranking;
pub mod receipt;
pub mod record;
pub mod register;
pub mod rules;
pub mod seal;
#[cfg(feature = "sign")]
pub mod sign;
#[cfg(feature = "test-chain")]
pub mod test_chain;
pub mod text;
pub mod time;
pub mod verify;

/// The version of the protocol.
pub const VERSION: u64 = 1;

pub use allocation::{Allocation, AllocationError, AllocationKind, AllocationLog, Balance};
pub use beacon::{Beacon, BeaconRound, Chain, QUICKNET, TEST_CHAIN};
pub use entry::{Entry, EntryError, MAX_WEIGHT};
pub use hex::{BeaconKey, BeaconSignature, Hash, Hex, PublicKey, ServerSeed, Signature};
pub use merkle::{MerkleTree, audit_path};
pub use parts::{PART, Part};
pub use proof::Proof;
pub use ranking::{RankedEntry, Ranker, Ranking, Tickets, Winner, rank};
pub use receipt::Receipt;
pub use record::{Record, State};
pub use register::{Register, RegisterKind, RegisterRow};
pub use rules::{Kind, Payment, Price, Rules, RulesError, Terms};
pub use seal::{Sealed, Sealer};
#[cfg(feature = "sign")]
pub use sign::Signer;
pub use time::Timestamp;
pub use verify::{
    Check, Claim, Evidence, File, Outcome, ReceiptEvidence, Report, Verifier, check_receipt, verify, verify_entry,
    verify_receipt,
};
