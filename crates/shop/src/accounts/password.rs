//! Passwords under argon2id, with the costs that OWASP advises (19 MiB, 2 passes, 1 lane: the crate's defaults).

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

use crate::Fault;

/// As many at once as there are cores: more would not be faster, and a crowd would hold 19 MiB each.
fn gate() -> &'static Semaphore {
    static GATE: OnceLock<Semaphore> = OnceLock::new();
    GATE.get_or_init(|| Semaphore::new(std::thread::available_parallelism().map_or(2, Into::into)))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let _turn = gate().acquire().await?;
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// The hash in PHC form.
pub(super) async fn hash(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    off_thread(move || hash_now(&password)).await?
}

fn hash_now(password: &str) -> Result<String, Fault> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|e| Fault::new(e.to_string()))?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|e| Fault::new(e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one under `hash`. Without a hash it takes as long and says no, so that nobody can time
/// which addresses have accounts.
pub(super) async fn verify(password: &str, hash: Option<String>) -> Result<bool, Fault> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let password = password.to_owned();
    off_thread(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => match NOBODY.get() {
                Some(hash) => hash.clone(),
                None => NOBODY.get_or_init(|| hash_now("nobody").unwrap_or_default()).clone(),
            },
        };
        let parsed = PasswordHash::new(&hash).map_err(|e| Fault::new(e.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn verifies_what_it_hashed_and_nothing_else() {
        let stored = hash("correct horse battery").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse battery", Some(stored.clone())).await.unwrap());
        assert!(!verify("correct horse batterz", Some(stored)).await.unwrap());
        assert!(!verify("nobody", None).await.unwrap());
    }
}
