//! The order of a waiting line: those who wait in the lobby when a drop opens are put in an order that was committed to
//! before the first of them came, and that anyone can repeat from the published seed and the list of lobby ids.

use uuid::Uuid;

use crate::{
    bytes::{Put, finish, finish_hmac, hmac, sha256},
    hex::{Hash, ServerSeed},
};

/// What is published when the drop is scheduled and binds the seed to this drop.
pub fn commitment(drop_id: Uuid, seed: &ServerSeed) -> Hash {
    finish(sha256("fairdrop/v1/line-commitment").id(drop_id).put(seed.as_bytes()))
}

/// What a lobby id is sorted by.
pub fn key(seed: &ServerSeed, lobby_id: Uuid) -> Hash {
    finish_hmac(hmac(seed.as_bytes()).put(b"fairdrop/v1/line").id(lobby_id))
}

/// The lobby in its order: the first has place 1.
pub fn order(seed: &ServerSeed, lobby: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut lobby: Vec<_> = lobby.into_iter().map(|id| (key(seed, id), id)).collect();
    lobby.sort_unstable();
    lobby.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // Computed with Python's hashlib and hmac.
    #[test]
    fn has_the_bytes_that_others_compute() {
        let (seed, id) = (ServerSeed::new([7; 32]), Uuid::from_u128(1));
        assert_eq!(
            commitment(id, &seed).to_string(),
            "65f2ff301557578cee98ffed491081d4fb513a56ee11e0103106227cda8e7597"
        );
        assert_eq!(key(&seed, id).to_string(), "e3b08bbe31a41a65d1c2c40905c4bdcd84158b48ca81aadc38bc6d436349b039");
    }

    proptest! {
        #[test]
        fn who_came_first_makes_no_difference(ids in proptest::collection::hash_set(any::<u128>(), 0..50), seed in any::<[u8; 32]>()) {
            let ids: Vec<_> = ids.into_iter().map(Uuid::from_u128).collect();
            let placed = order(&ServerSeed::new(seed), ids.iter().copied());
            let mut sorted = ids.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&placed, &order(&ServerSeed::new(seed), sorted.iter().copied()));
            let mut back = placed;
            back.sort_unstable();
            prop_assert_eq!(back, sorted);
        }
    }
}
