use draw::{PublicKey, Signer};
use sqlx::{PgConnection, PgExecutor};

use super::store;
use crate::{At, Fault, Shop};

/// Purpose of the key under which signing keys are sealed.
const SEAL: &str = "signing-key";

/// The key that signs from now on; made at its first use. A step: it locks out others that would make or rotate one.
pub async fn current(shop: &Shop, conn: &mut PgConnection, now: At) -> Result<Signer, Fault> {
    store::lock(conn).await?;
    match store::current(conn).await? {
        Some(sealed) => signer(shop, &sealed),
        None => make(shop, conn, now).await,
    }
}

/// A new key. The lock must be held, and no other key may be current.
pub(super) async fn make(shop: &Shop, conn: &mut PgConnection, now: At) -> Result<Signer, Fault> {
    let secret: [u8; 32] = rand::random();
    let signer = Signer::from_bytes(&secret);
    store::insert(conn, signer.public_key().as_bytes(), &shop.config.secret.seal(SEAL, &secret)?, now).await?;
    Ok(signer)
}

/// The key with this public half, retired or not: what a draw's rules name signs its receipts and its seal.
pub async fn of(shop: &Shop, conn: &mut PgConnection, public: &[u8; 32]) -> Result<Signer, Fault> {
    let sealed =
        store::find(conn, public).await?.ok_or_else(|| Fault::new("the rules name a signing key that is gone"))?;
    signer(shop, &sealed)
}

/// All public halves, the newest first.
pub async fn public_keys(db: impl PgExecutor<'_>) -> Result<Vec<PublicKey>, Fault> {
    let keys = store::public_keys(db).await?;
    keys.iter().map(|key| PublicKey::try_from(key.as_slice()).map_err(|_| not_a_key())).collect()
}

fn signer(shop: &Shop, sealed: &[u8]) -> Result<Signer, Fault> {
    let secret: [u8; 32] = shop.config.secret.open(SEAL, sealed)?.try_into().map_err(|_| not_a_key())?;
    Ok(Signer::from_bytes(&secret))
}

fn not_a_key() -> Fault {
    Fault::new("a signing key is not 32 bytes")
}
