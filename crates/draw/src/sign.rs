//! Ed25519, behind the feature `sign`.

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::{
    hex::{Hash, Hex, PublicKey, Signature},
    receipt::sealed_message,
};

/// A draw's private key. Wiped from memory when dropped; `Debug` shows the public half.
pub struct Signer(SigningKey);

impl Signer {
    /// From the 32 secret bytes of an Ed25519 key (RFC 8032).
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The key for the rules' `receipt_key`.
    pub fn public_key(&self) -> PublicKey {
        Hex(self.0.verifying_key().to_bytes())
    }

    /// Signs any message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Hex(self.0.sign(message).to_bytes())
    }

    /// Signs a seal made at `sealed_at`, milliseconds since 1970.
    pub fn sign_seal(&self, seal: &Hash, sealed_at: u64) -> Signature {
        self.sign(&sealed_message(seal, sealed_at))
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.public_key())
    }
}

/// Does the signature hold? Strict: weak keys and signatures with two spellings are refused.
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
    VerifyingKey::from_bytes(key.as_bytes()).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}
