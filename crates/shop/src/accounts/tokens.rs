//! Access tokens of the API: stateless and signed. They cannot be revoked, so they live for minutes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Actor, Role};
use crate::secret::Secret;
use crate::{AccountId, At};

const PURPOSE: &str = "access-token";
/// Account, role, expiry in milliseconds.
const PAYLOAD: usize = 16 + 1 + 8;
const MAC: usize = 32;

/// A token that lets its bearer act as `actor` until `expires`.
pub fn issue(secret: &Secret, actor: &Actor, expires: At) -> String {
    let mut bytes = Vec::with_capacity(PAYLOAD + MAC);
    bytes.extend_from_slice(actor.id.0.as_bytes());
    bytes.push(actor.role as u8);
    bytes.extend_from_slice(&expires.ms().to_be_bytes());
    let mac = secret.mac(PURPOSE, &bytes);
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whose the token is; `None` when it is forged, damaged or has expired.
pub fn verify(secret: &Secret, token: &str, now: At) -> Option<Actor> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == PAYLOAD + MAC)?;
    let (payload, mac) = bytes.split_at(PAYLOAD);
    if !secret.is_mac(PURPOSE, payload, mac) {
        return None;
    }
    let expires = At::from_ms(i64::from_be_bytes(payload[17..].try_into().ok()?));
    let id = AccountId(uuid::Uuid::from_slice(&payload[..16]).ok()?);
    let role = [Role::Shopper, Role::Support, Role::Manager, Role::Admin]
        .into_iter()
        .find(|role| *role as u8 == payload[16])?;
    (now < expires).then_some(Actor { id, role })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verifies_what_it_issued_until_it_expires() {
        let secret = Secret::new([7; 32]);
        let actor = Actor { id: AccountId::new(), role: Role::Manager };
        let token = issue(&secret, &actor, At::utc(1000));
        assert_eq!(verify(&secret, &token, At::utc(999)), Some(actor));
        assert_eq!(verify(&secret, &token, At::utc(1000)), None);
        assert_eq!(verify(&Secret::new([8; 32]), &token, At::utc(0)), None);
    }

    #[test]
    fn no_bit_can_be_changed() {
        let secret = Secret::new([7; 32]);
        let token = issue(&secret, &Actor { id: AccountId::new(), role: Role::Shopper }, At::utc(1000));
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&secret, &URL_SAFE_NO_PAD.encode(forged), At::utc(0)), None);
        }
        assert_eq!(verify(&secret, "", At::utc(0)), None);
        assert_eq!(verify(&secret, "not base64 at all!", At::utc(0)), None);
    }
}
