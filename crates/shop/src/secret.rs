//! Keeping and deriving secrets from the shop's one secret key.

use aes_gcm::{
    Aes256Gcm, Key, Nonce,
    aead::{Aead, KeyInit},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::Fault;

/// 32 bytes from `FAIRDROP_SECRET`; every other key is derived from it by purpose.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// From raw bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA-256 of `message` under the key derived for `purpose`.
    pub fn mac(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        hmac(&hmac(&self.0, purpose.as_bytes()), message)
    }

    /// The first half of a [`Secret::mac`]: stored to tell what is the same, which says nothing of what it is.
    pub fn mark(&self, purpose: &str, message: &[u8]) -> [u8; 16] {
        let mut mark = [0; 16];
        mark.copy_from_slice(&self.mac(purpose, message)[..16]);
        mark
    }

    /// Whether this is the message's [`Secret::mac`], without telling by its time where the first difference is.
    pub fn is_mac(&self, purpose: &str, message: &[u8], mac: &[u8]) -> bool {
        let right = self.mac(purpose, message);
        right.len() == mac.len() && right.iter().zip(mac).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    }

    /// Encrypts (AES-256-GCM) under the key derived for `purpose`: `nonce || ciphertext`.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; 12] = rand::random();
        let sealed =
            self.cipher(purpose).encrypt(Nonce::from_slice(&nonce), plain).map_err(|_| Fault::new("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`Secret::seal`] made for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let (nonce, text) = sealed.split_at_checked(12).ok_or_else(|| Fault::new("sealed value too short"))?;
        self.cipher(purpose)
            .decrypt(Nonce::from_slice(nonce), text)
            .map_err(|_| Fault::new("sealed under another FAIRDROP_SECRET, or damaged"))
    }

    fn cipher(&self, purpose: &str) -> Aes256Gcm {
        Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&hmac(&self.0, purpose.as_bytes())))
    }
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_what_it_sealed_for_that_purpose_only() {
        let secret = Secret::new([7; 32]);
        let sealed = secret.seal("seed", b"hello").unwrap();
        assert_eq!(secret.open("seed", &sealed).unwrap(), b"hello");
        assert!(secret.open("other", &sealed).is_err());
        assert!(Secret::new([8; 32]).open("seed", &sealed).is_err());
        assert!(secret.open("seed", &sealed[..8]).is_err());
    }
}
