//! The proof of work on the server's side: challenges that need no memory, and whether a proof is one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::defence::{Defence, Pressed, Refused};
use super::pressure::{self, Pressure};
use super::proof::{Challenge, is_solved};
use crate::secret::Secret;
use crate::{AccountId, At, DropId};

const PURPOSE: &str = "proof-of-work";
/// How long a proof counts: nobody stores them up by the thousand for later.
const LIFETIME: Duration = Duration::from_mins(30);
/// How long somebody has been in the waiting line who need not prove any work.
const PATIENCE_MS: i64 = 60_000;
/// No proof is as long.
const LONGEST: usize = 128;

/// Whether somebody has waited instead of working: a minute in the drop's waiting line costs a bot what a proof costs it,
/// and needs no JavaScript. `waiting_since` is of an admission that was verified.
pub(crate) fn patient(waiting_since: Option<At>, now: At) -> bool {
    waiting_since.is_some_and(|since| now.ms() - since.ms() >= PATIENCE_MS)
}

/// Each press costs its client some work, bound to account and drop.
#[derive(Debug)]
pub(super) struct ProofOfWork {
    base: u8,
    began: Instant,
    pressure: Mutex<Pressure>,
}

impl ProofOfWork {
    pub fn new(bits: i32) -> Self {
        Self { base: u8::try_from(bits).unwrap_or(0), began: Instant::now(), pressure: Mutex::default() }
    }

    fn pressure(&self) -> MutexGuard<'_, Pressure> {
        self.pressure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Defence for ProofOfWork {
    fn at_press(&self, press: &Pressed<'_>) -> Result<(), Refused> {
        self.pressure().press(self.began.elapsed());
        let proved = press.evidence.proof.as_deref().is_some_and(|proof| is_proof(press, proof));
        if proved || patient(press.waiting_since, press.now) { Ok(()) } else { Err(Refused::ProofNeeded) }
    }

    fn challenge(&self, secret: &Secret, drop: DropId, account: AccountId, now: At) -> Option<Challenge> {
        let bits = pressure::bits(self.base, self.pressure().per_second(self.began.elapsed()));
        Some(challenge(secret, drop, account, bits, now.plus(LIFETIME)))
    }
}

/// `bits.expiry.mac`: bits and expiry (seconds since 1970) for whoever verifies it, who knows account and drop.
fn challenge(secret: &Secret, drop: DropId, account: AccountId, bits: u8, expires_at: At) -> Challenge {
    let seconds = expires_at.ms() / 1000;
    let mac = secret.mac(PURPOSE, &signed(drop, account, bits, seconds));
    let expires_at = At::from_ms(seconds * 1000);
    Challenge { challenge: format!("{bits}.{seconds}.{}", hex::encode(mac)), bits, expires_at }
}

fn signed(drop: DropId, account: AccountId, bits: u8, seconds: i64) -> Vec<u8> {
    [drop.0.as_bytes().as_slice(), account.0.as_bytes(), &[bits], &seconds.to_be_bytes()].concat()
}

fn is_proof(press: &Pressed<'_>, proof: &str) -> bool {
    let checked = || {
        let (challenge, nonce) = Some(proof).filter(|proof| proof.len() <= LONGEST)?.split_once(':')?;
        let (bits, rest) = challenge.split_once('.')?;
        let (seconds, mac) = rest.split_once('.')?;
        let (bits, seconds) = (bits.parse::<u8>().ok()?, seconds.parse::<i64>().ok()?);
        let ours =
            press.secret.is_mac(PURPOSE, &signed(press.drop, press.account, bits, seconds), &hex::decode(mac).ok()?);
        (ours && press.now.ms() / 1000 < seconds && is_solved(challenge, nonce, bits)).then_some(())
    };
    checked().is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::defences::Evidence;
    use crate::defences::proof::Search;

    const SECRET: Secret = Secret::new([7; 32]);

    fn solved(challenge: Challenge) -> String {
        Search::new(challenge).go_on(u32::MAX).unwrap()
    }

    fn pressed(evidence: &Evidence, drop: DropId, account: AccountId, now: At) -> Pressed<'_> {
        Pressed { secret: &SECRET, drop, account, evidence, waiting_since: None, now }
    }

    fn with(proof: &str) -> Evidence {
        Evidence { proof: Some(proof.to_owned()), ..Evidence::default() }
    }

    #[test]
    fn a_proof_is_of_one_account_one_drop_and_its_time() {
        let (drop, account) = (DropId::new(), AccountId::new());
        let work = ProofOfWork::new(6);
        let now = At::from_ms(1_782_802_770_123);
        let given = work.challenge(&SECRET, drop, account, now).unwrap();
        let expires_at = given.expires_at;
        let evidence = with(&solved(given));
        let ask = |drop, account, now| work.at_press(&pressed(&evidence, drop, account, now));
        assert_eq!(ask(drop, account, now), Ok(()));
        assert_eq!(ask(drop, account, At::from_ms(expires_at.ms() - 1)), Ok(()));
        assert_eq!(ask(drop, account, expires_at), Err(Refused::ProofNeeded));
        assert_eq!(ask(DropId::new(), account, now), Err(Refused::ProofNeeded));
        assert_eq!(ask(drop, AccountId::new(), now), Err(Refused::ProofNeeded));
        let elsewhere = Pressed { secret: &Secret::new([8; 32]), ..pressed(&evidence, drop, account, now) };
        assert_eq!(work.at_press(&elsewhere), Err(Refused::ProofNeeded));
    }

    #[test]
    fn patience_takes_the_place_of_a_proof() {
        let (drop, account, now) = (DropId::new(), AccountId::new(), At::utc(1_000_000));
        let work = ProofOfWork::new(6);
        let nothing = Evidence::default();
        let waited =
            |ms| Pressed { waiting_since: Some(At::utc(1_000_000 - ms)), ..pressed(&nothing, drop, account, now) };
        assert_eq!(work.at_press(&waited(PATIENCE_MS)), Ok(()));
        assert_eq!(work.at_press(&waited(PATIENCE_MS - 1)), Err(Refused::ProofNeeded));
        assert_eq!(work.at_press(&pressed(&nothing, drop, account, now)), Err(Refused::ProofNeeded));
    }

    #[test]
    fn a_rush_makes_new_challenges_harder_and_leaves_the_old_ones() {
        let (drop, account, now) = (DropId::new(), AccountId::new(), At::utc(0));
        let work = ProofOfWork::new(6);
        let early = work.challenge(&SECRET, drop, account, now).unwrap();
        for _ in 0..1000 {
            let _ = work.at_press(&pressed(&Evidence::default(), drop, account, now));
        }
        assert!(work.challenge(&SECRET, drop, account, now).unwrap().bits > early.bits);
        assert_eq!(work.at_press(&pressed(&with(&solved(early)), drop, account, now)), Ok(()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Nobody makes a proof easier, longer or somebody else's by changing a character of it.
        #[test]
        fn no_character_of_the_challenge_can_be_changed(bits in 1..9u8, at in 0..80usize, to in "[0-9a-f.:]") {
            let (drop, account, now) = (DropId::new(), AccountId::new(), At::utc(0));
            let given = challenge(&SECRET, drop, account, bits, now.plus(LIFETIME));
            let length = given.challenge.len();
            let proof = solved(given);
            let at = at % length;
            let changed = format!("{}{to}{}", &proof[..at], &proof[at + 1..]);
            prop_assume!(changed != proof);
            prop_assert!(!is_proof(&pressed(&Evidence::default(), drop, account, now), &changed), "{changed}");
        }

        #[test]
        fn nonsense_is_no_proof(text in any::<String>()) {
            let press = Evidence::default();
            prop_assert!(!is_proof(&pressed(&press, DropId::new(), AccountId::new(), At::utc(0)), &text));
        }
    }
}
