//! The proof of work: a nonce such that SHA-256(challenge || nonce) begins with so many zero bits. The challenge is text,
//! the nonce decimal digits, so that other programs solve it in a few lines; the proof is `challenge:nonce`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::At;

/// What is to be solved: for one account and one drop, until it expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The text before the nonce.
    pub challenge: String,
    /// Zero bits that the hash begins with.
    pub bits: u8,
    /// Until when a proof of it counts.
    pub expires_at: At,
}

/// A search for the nonce, to be gone on with a little at a time.
#[derive(Clone, Debug)]
pub struct Search {
    challenge: String,
    /// Of the challenge: each try hashes the nonce alone.
    hashed: Sha256,
    bits: u8,
    nonce: u64,
}

impl Search {
    /// A search that has tried nothing yet.
    pub fn new(challenge: Challenge) -> Self {
        let hashed = Sha256::new_with_prefix(&challenge.challenge);
        Self { challenge: challenge.challenge, hashed, bits: challenge.bits, nonce: 0 }
    }

    /// Tries so many nonces more; answers the proof once one fits.
    pub fn go_on(&mut self, tries: u32) -> Option<String> {
        let mut room = [0; 20];
        for _ in 0..tries {
            let nonce = digits(self.nonce, &mut room);
            if begins_with_zeros(&self.hashed.clone().chain_update(nonce).finalize(), self.bits) {
                return Some(format!("{}:{}", self.challenge, self.nonce));
            }
            self.nonce += 1;
        }
        None
    }
}

/// Whether the nonce solves the challenge.
pub fn is_solved(challenge: &str, nonce: &str, bits: u8) -> bool {
    begins_with_zeros(&Sha256::new().chain_update(challenge).chain_update(nonce).finalize(), bits)
}

fn begins_with_zeros(hash: &[u8], bits: u8) -> bool {
    let (whole, rest) = (usize::from(bits / 8), bits % 8);
    hash[..whole].iter().all(|byte| *byte == 0) && (rest == 0 || hash[whole].leading_zeros() >= u32::from(rest))
}

/// The number in decimal digits, without the machinery of `format!`: this runs a million times.
fn digits(mut number: u64, room: &mut [u8; 20]) -> &[u8] {
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            return &room[at..];
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn solve(challenge: &str, bits: u8) -> String {
        let challenge = Challenge { challenge: challenge.to_owned(), bits, expires_at: At::utc(0) };
        Search::new(challenge).go_on(u32::MAX).unwrap()
    }

    #[test]
    fn a_known_answer() {
        // The first nonce whose hash begins with 000, found by another program.
        assert_eq!(solve("fairdrop", 12), "fairdrop:3872");
        assert!(is_solved("fairdrop", "3872", 12) && !is_solved("fairdrop", "3873", 12));
    }

    #[test]
    fn a_search_in_slices_finds_the_same() {
        let challenge = Challenge { challenge: "slices".into(), bits: 10, expires_at: At::utc(0) };
        let mut search = Search::new(challenge.clone());
        let found = (0..).find_map(|_| search.go_on(7));
        assert_eq!(found, Search::new(challenge).go_on(u32::MAX));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_found_is_a_solution_of_that_challenge(text in "[a-z0-9.]{1,90}", bits in 0..12u8) {
            let proof = solve(&text, bits);
            let (challenge, nonce) = proof.rsplit_once(':').unwrap();
            prop_assert_eq!(challenge, &text);
            prop_assert!((0..=bits).all(|fewer| is_solved(challenge, nonce, fewer)));
        }

        #[test]
        fn counts_bits_from_the_front(hash in any::<[u8; 32]>(), bits in 0..=64u8) {
            let zeros = hash.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).take_while(|bit| *bit == 0);
            prop_assert_eq!(begins_with_zeros(&hash, bits), zeros.count() >= usize::from(bits));
        }

        #[test]
        fn writes_numbers_as_everybody_does(number in any::<u64>()) {
            prop_assert_eq!(digits(number, &mut [0; 20]).to_vec(), number.to_string().into_bytes());
        }
    }
}
