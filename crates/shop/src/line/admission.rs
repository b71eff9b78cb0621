//! Admissions: who may press while a drop has a line. Signed and stateless, so that checking one asks nobody.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::store;
use crate::secret::Secret;
use crate::{AccountId, At, DropId, Fault, Shop};

const PURPOSE: &str = "line-admission";
/// When its bearer joined the line and when it ends, in milliseconds.
const TIMES: usize = 8 + 8;
const MAC: usize = 32;

/// Whether a press gets past the line of its drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// There is no line.
    Free,
    /// With an admission.
    Admitted {
        /// Since when its bearer was in the line.
        joined_at: At,
    },
    /// There is a line, and no valid admission.
    Barred,
}

/// An admission of the account to the drop, until `ends`.
pub(super) fn issue(secret: &Secret, drop: DropId, account: AccountId, joined_at: At, ends: At) -> String {
    let times = [joined_at.ms().to_be_bytes(), ends.ms().to_be_bytes()].concat();
    let mac = secret.mac(PURPOSE, &signed(drop, account, &times));
    URL_SAFE_NO_PAD.encode([times.as_slice(), &mac].concat())
}

/// When the bearer joined; `None` when the token is forged, somebody else's or has ended.
fn verify(secret: &Secret, drop: DropId, account: AccountId, token: &str, now: At) -> Option<At> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == TIMES + MAC)?;
    let (times, mac) = bytes.split_at(TIMES);
    let ms = |bytes: &[u8]| bytes.try_into().ok().map(i64::from_be_bytes);
    let (joined_at, ends) = (ms(&times[..8])?, ms(&times[8..])?);
    let valid = secret.is_mac(PURPOSE, &signed(drop, account, times), mac) && now.ms() < ends;
    valid.then(|| At::from_ms(joined_at))
}

/// What is signed; what the order path knows itself is not in the token.
fn signed(drop: DropId, account: AccountId, times: &[u8]) -> Vec<u8> {
    [drop.0.as_bytes(), account.0.as_bytes(), times].concat()
}

/// Whether the account gets past the drop's line, with this token if it has one.
///
/// # Errors
/// A fault when this process does not know yet whether the drop has a line, and Postgres is away.
pub async fn check(shop: &Shop, account: AccountId, drop: DropId, token: Option<&str>) -> Result<Passage, Fault> {
    if !has_line(shop, drop).await? {
        return Ok(Passage::Free);
    }
    let joined_at = token.and_then(|token| verify(&shop.config.secret, drop, account, token, shop.now()));
    Ok(joined_at.map_or(Passage::Barred, |joined_at| Passage::Admitted { joined_at }))
}

/// Which drops have a line, as far as this process has asked: from the announcement on that never changes.
#[derive(Debug, Default)]
pub(crate) struct Known(RwLock<HashMap<DropId, bool>>);

/// Whether the drop has a line.
pub(super) async fn has_line(shop: &Shop, drop: DropId) -> Result<bool, Fault> {
    let known = shop.lines.0.read().unwrap_or_else(PoisonError::into_inner).get(&drop).copied();
    if let Some(known) = known {
        return Ok(known);
    }
    match store::has_line(&shop.db, drop).await? {
        // A draft's may come and go, and sells nothing.
        None => Ok(false),
        Some(has) => {
            shop.lines.0.write().unwrap_or_else(PoisonError::into_inner).insert(drop, has);
            Ok(has)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admits_whom_it_was_made_for_until_it_ends() {
        let secret = Secret::new([7; 32]);
        let (drop, account) = (DropId::new(), AccountId::new());
        let token = issue(&secret, drop, account, At::utc(500), At::utc(1000));
        assert_eq!(verify(&secret, drop, account, &token, At::utc(999)), Some(At::utc(500)));
        assert_eq!(verify(&secret, drop, account, &token, At::utc(1000)), None);
        assert_eq!(verify(&secret, drop, AccountId::new(), &token, At::utc(0)), None);
        assert_eq!(verify(&secret, DropId::new(), account, &token, At::utc(0)), None);
        assert_eq!(verify(&Secret::new([8; 32]), drop, account, &token, At::utc(0)), None);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&secret, drop, account, &URL_SAFE_NO_PAD.encode(forged), At::utc(0)), None);
        }
        assert_eq!(verify(&secret, drop, account, "no token", At::utc(0)), None);
    }
}
