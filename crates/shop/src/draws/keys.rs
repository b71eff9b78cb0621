use draw::Signer;
use sqlx::PgConnection;

use super::store;
use crate::{At, Fault, Shop};

/// Purpose of the key under which signing keys are sealed.
const SEAL: &str = "signing-key";

/// The key that signs from now on; made at its first use. A step: it locks out others that would make one.
pub async fn current(shop: &Shop, conn: &mut PgConnection, now: At) -> Result<Signer, Fault> {
    store::lock_keys(conn).await?;
    if let Some(sealed) = store::current_key(conn).await? {
        return signer(shop, &sealed);
    }
    let secret: [u8; 32] = rand::random();
    let signer = Signer::from_bytes(&secret);
    store::insert_key(conn, signer.public_key().as_bytes(), &shop.config.secret.seal(SEAL, &secret)?, now).await?;
    Ok(signer)
}

/// The key with this public half, retired or not: what a draw's rules name signs its seal.
pub async fn of(shop: &Shop, conn: &mut PgConnection, public: &[u8; 32]) -> Result<Signer, Fault> {
    let sealed =
        store::key(conn, public).await?.ok_or_else(|| Fault::new("the rules name a signing key that is gone"))?;
    signer(shop, &sealed)
}

fn signer(shop: &Shop, sealed: &[u8]) -> Result<Signer, Fault> {
    let secret: [u8; 32] =
        shop.config.secret.open(SEAL, sealed)?.try_into().map_err(|_| Fault::new("a signing key is not 32 bytes"))?;
    Ok(Signer::from_bytes(&secret))
}
