//! BLS signatures of rounds: real ones of quicknet, forged ones, and the test chain; every answer is compared with
//! arkworks' (crate `drand`).
#![cfg(feature = "test-chain")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::num::NonZeroU32;

use common::{Files, beacon, drawn, entries, failures, outcome, rules, with_beacon};
use drand::{ChainInfo, Scheme, TestChain, Verifier};
use draw::{Beacon, BeaconRound, BeaconSignature, Chain, Hex, QUICKNET, State, TEST_CHAIN, test_chain};
use serde_json::json;

/// Round, signature, randomness: recorded from relays, and from the tests of other implementations.
const ROUNDS: [(u64, &str, &str); 11] = [
    (
        1,
        "b55e7cb2d5c613ee0b2e28d6750aabbb78c39dcc96bd9d38c2c2e12198df95571de8e8e402a0cc48871c7089a2b3af4b",
        "1466a6cd24e327188770752f6134001c64d6efcc590ccc26b721611ad96f165a",
    ),
    (
        42,
        "95a9f9f5b231b7714de1553105d8ffdf3dcda24cfdb1e689319bccf79a9c8ce430a91b811fbfaf763900bc998b5d686a",
        "8ada64bae5c6c0f5540a6a13af56e663240edfbd2c76ac6a8f27671eb7259ce3",
    ),
    (
        123,
        "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92",
        "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc",
    ),
    (
        1000,
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
        "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    ),
    (
        1001,
        "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41",
        "b0a591ad1b9002cfc372ac6e30abd3da8d3088d4caae026961743474fb94235f",
    ),
    (
        1002,
        "ab066f9c12dd6de1336fca0f925192fb0c72a771c3e4c82ede1fd362c1a770f9eb05843c6308ce2530b53a99c0281a6e",
        "339d3f0e702ed27d36966c6ee85a2bc762a24e178e7e5c835d9b5a7509cb920c",
    ),
    (
        1003,
        "b104c82771698f45fd8dcfead083d482694c31ab519bcef077f126f3736fe98c8392fd5d45d88aeb76b56ccfcb0296d7",
        "758f0c906d8c5296a032a66f0d96c6e0eeea4291e8fc9830bbfb19a2ba8610a9",
    ),
    (
        1005,
        "b896a4e9ebdb143601d1cdb39aa9357ef27b48d7d3c1c614e14110243850a9ea21fd96e016a5b64c2a2960d1c73abad8",
        "f9cf57940dfd9b61e980576f5f9c095d8596208d337a924bf06c1ab04a3796fa",
    ),
    (
        1010,
        "8bea13e7e5f9c9c51cd061ecf09b33fb1cfc23e7bd947c669e16fb56a15c090908c69a19750d659a12ee3c25692792bd",
        "70b604d40183d07425c86176196a94decd915d5fc1e35841eb25032e6c406c7e",
    ),
    (
        1020,
        "a2954ec8148428ea29c24477bff6e7a58459d3a546d429950ab9ae8b0b7d4297b60a87322b1964407c71440362011248",
        "2fb65482b8bb669be0f791624f6f9febb3234063254275908744a76039b2d3b7",
    ),
    (
        30_000_000,
        "81d2fc112b91932d9e4074a46b88c4dc78149b859660e0673c0bb9bd0caefdc9cc194e83de980441355b8ef44cc7a355",
        "24fdbb00b10a967c392b5b708967011e996689994a2bf1c5573c3e372c2e844d",
    ),
];

/// The same round and signature, asked of both implementations; they must agree.
fn signed(chain: &Chain, info: &ChainInfo, round: u64, signature: &[u8; 48]) -> bool {
    let ours = chain.signed(round, &Hex(*signature));
    let theirs = Verifier::new(info).unwrap().verify(&drand::Beacon {
        round,
        signature: signature.to_vec(),
        previous_signature: None,
    });
    assert_eq!(ours, theirs.is_ok(), "round {round} of {}: {theirs:?}", chain.name);
    ours
}

fn quicknet(round: u64, signature: &[u8; 48]) -> bool {
    signed(&QUICKNET, &drand::chains::quicknet(), round, signature)
}

fn bytes(hex: &str) -> [u8; 48] {
    hex.parse::<BeaconSignature>().unwrap().0
}

/// A chain as the crate `drand` makes it, and as we know it.
fn other_chain(seed: [u8; 32]) -> (TestChain, Chain) {
    let period = NonZeroU32::new(1).unwrap();
    let genesis = i64::try_from(TEST_CHAIN.genesis).unwrap();
    let theirs = TestChain::new(seed, Scheme::BlsUnchainedG1Rfc9380, period, genesis, &*TEST_CHAIN.name).unwrap();
    let ours = Chain {
        hash: Hex(*theirs.chain().hash().as_bytes()),
        public_key: theirs.chain().public_key().try_into().unwrap(),
        ..TEST_CHAIN.clone()
    };
    (theirs, ours)
}

#[test]
fn recorded_rounds_of_quicknet_hold() {
    for (round, signature, randomness) in ROUNDS {
        assert!(quicknet(round, &bytes(signature)), "round {round}");
        assert!(!quicknet(round + 1, &bytes(signature)), "round {round} for the next");
        let beacon = Beacon::new(BeaconRound { chain_hash: QUICKNET.hash, round }, signature.parse().unwrap());
        assert_eq!(beacon.randomness.to_string(), randomness);
    }
}

#[test]
fn the_pinned_quicknet_is_drands() {
    let info = drand::chains::quicknet();
    assert_eq!(info.hash().as_bytes(), QUICKNET.hash.as_bytes());
    assert_eq!(info.public_key(), QUICKNET.public_key.as_bytes());
    assert_eq!(info.period().as_secs(), QUICKNET.period);
    assert_eq!(info.schedule().round_time(1000).map(drand::UnixTime::as_secs), Some(1_692_806_364));
}

#[test]
fn forged_signatures_are_refused() {
    let good = bytes(ROUNDS[3].1);
    for bit in (0..384).step_by(13) {
        let mut flipped = good;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!quicknet(1000, &flipped), "bit {bit}");
    }
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    // On the curve y² = x³ + 4 at x = 0, but of order 3.
    let mut small_order = [0; 48];
    small_order[0] = 0x80;
    for forged in [infinity, small_order, [0; 48], [0xff; 48]] {
        assert!(!quicknet(1000, &forged), "{forged:02x?}");
    }
    assert!(!quicknet(0, &good));
    assert!(!quicknet(u64::MAX, &good));
}

#[test]
fn a_round_of_another_network_is_refused() {
    let (theirs, ours) = other_chain([7; 32]);
    let signature: [u8; 48] = theirs.sign(1000).signature.try_into().unwrap();
    assert!(signed(&ours, theirs.chain(), 1000, &signature));
    assert!(!quicknet(1000, &signature));
    assert!(!signed(&ours, theirs.chain(), 1000, &bytes(ROUNDS[3].1)));
    assert!(!signed(&TEST_CHAIN, other_chain(*test_chain::SEED).0.chain(), 1000, &signature));
}

/// Fastnet, shut down, hashed to the curve under another name (noislabs/drand-verify, `src/verify.rs`).
#[test]
fn fastnets_rounds_are_refused_under_its_own_key_too() {
    let key = "a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f01c31542541771903475eb1ec6615f8d\
               0df0b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a975181e007f87fca5e";
    let signature =
        bytes("9544ddce2fdbe8688d6f5b4f98eed5d63eee3902e7e162050ac0f45905a55657714880adabe3c3096b92767d886567d0");
    let fastnet = Chain { name: "fastnet".into(), public_key: key.parse().unwrap(), ..QUICKNET.clone() };
    assert!(!fastnet.signed(1, &Hex(signature)));
    assert!(!quicknet(1, &signature));
}

#[test]
fn signatures_have_one_spelling_and_one_length() {
    let good = ROUNDS[3].1;
    for wrong in [good.to_uppercase(), format!("0x{good}"), good.repeat(2), good[2..].to_owned(), String::new()] {
        assert!(wrong.parse::<BeaconSignature>().is_err(), "{wrong}");
    }
}

#[test]
fn a_key_at_infinity_signs_nothing() {
    let mut key = [0; 96];
    key[0] = 0xc0;
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    let chain = Chain { public_key: Hex(key), ..TEST_CHAIN.clone() };
    assert!(!chain.signed(1, &Hex(infinity)));
}

#[test]
fn the_test_chain_is_one_of_drands_and_signs_the_same_bytes() {
    let (theirs, ours) = other_chain(*test_chain::SEED);
    assert_eq!(ours, TEST_CHAIN);
    for round in [1, 2, 1000, 217_123_456, u64::MAX] {
        let signature = test_chain::sign(round);
        assert_eq!(theirs.sign(round).signature, signature.as_bytes());
        assert!(signed(&TEST_CHAIN, theirs.chain(), round, signature.as_bytes()));
        assert!(!signed(&TEST_CHAIN, theirs.chain(), round.wrapping_sub(1), signature.as_bytes()));
    }
}

#[test]
fn the_verifier_checks_the_signature() {
    let good = drawn(&rules(with_beacon), &entries());
    let report = good.verify();
    assert!(report.accepted, "{report}");
    assert_eq!(outcome(&report, "beacon_signature"), "passed");
    // A round that the operator made: everything follows from it, but the network did not sign it.
    let forged = redrawn(&good, Beacon::new(beacon().round(), test_chain::sign(common::ROUND)));
    assert_eq!(failures(&forged.verify()), ["beacon_signature"]);
    let mut flipped = beacon().signature;
    flipped.0[47] ^= 1;
    let flipped = redrawn(&good, Beacon::new(beacon().round(), flipped));
    assert_eq!(failures(&flipped.verify()), ["beacon_signature"]);
}

#[test]
fn a_test_chains_round_passes_where_it_is_allowed_and_is_marked() {
    let freezes_at = 1_782_802_764_000;
    let round = TEST_CHAIN.first_round(freezes_at, 20);
    assert_eq!(TEST_CHAIN.due_at(round), freezes_at + 20_000);
    let rules = rules(|value| {
        value["beacon"] = json!({"chain_hash": TEST_CHAIN.hash.to_string(), "round": round});
        value["beacon_margin_seconds"] = 20.into();
    });
    let named = rules.beacon.unwrap();
    let files = redrawn(&drawn(&rules, &entries()), Beacon::new(named, test_chain::sign(round)));
    assert_eq!(failures(&files.verify()), ["beacon"]);
    assert_eq!(outcome(&files.verify(), "beacon_signature"), "not checked");
    let report = files.verify_with(std::slice::from_ref(&TEST_CHAIN));
    assert!(report.accepted, "{report}");
    assert_eq!(outcome(&report, "beacon_signature"), "passed");
    assert!(report.notes.iter().any(|note| note.starts_with("Test chain:")), "{report}");
}

/// The same draw with another beacon, and all that follows from it.
fn redrawn(files: &Files, beacon: Beacon) -> Files {
    let files = common::drawn_with(&files.record.rules, &entries(), Some(beacon));
    assert_eq!(files.record.state, State::Drawn);
    files
}
