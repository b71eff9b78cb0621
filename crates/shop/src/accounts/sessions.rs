//! Sessions: kept in Postgres, copied to Redis for reading, so that losing Redis signs nobody out.
//!
//! A session is known by the value of its cookie; both stores know the value's SHA-256 alone. A copy lives for a
//! minute: a session that ended while Redis was out of reach lives at most that much longer.

use std::time::Duration;

use redis::AsyncCommands;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::store::sessions as store;
use crate::{AccountId, At, Fault, Shop};

/// Where in a session's data the id of the account stands that is signed in.
pub const ACCOUNT: &str = "account";

/// How long a copy may be read, in seconds.
const COPY_SECONDS: u64 = 60;
/// How long to wait for Redis before Postgres is asked.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is known of a visitor's browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// A JSON object; under [`ACCOUNT`] the account, once signed in.
    pub data: Value,
    /// When it ends.
    pub expires_at: At,
}

impl Session {
    /// The account that is signed in.
    pub fn account(&self) -> Option<AccountId> {
        self.data.get(ACCOUNT)?.as_str()?.parse().ok()
    }
}

/// The session of this cookie, unless it ended.
pub async fn load(shop: &Shop, cookie: &str) -> Result<Option<Session>, Fault> {
    let id = digest(cookie);
    if let Some(copy) = read_copy(shop, &id).await.filter(|copy| copy.expires_at > shop.now()) {
        return Ok(Some(copy));
    }
    let session = store::find(&shop.db, &id, shop.now()).await?;
    if let Some(session) = &session {
        write_copy(shop, &id, session).await;
    }
    Ok(session)
}

/// Keeps a new session; false when the cookie's value is in use.
pub async fn create(shop: &Shop, cookie: &str, session: &Session) -> Result<bool, Fault> {
    let id = digest(cookie);
    let created = store::insert(&shop.db, &id, session.account(), &session.data, session.expires_at).await?;
    if created {
        write_copy(shop, &id, session).await;
    }
    Ok(created)
}

/// Keeps changes. A session that ended meanwhile stays ended: false.
pub async fn save(shop: &Shop, cookie: &str, session: &Session) -> Result<bool, Fault> {
    let id = digest(cookie);
    let saved = store::update(&shop.db, &id, session.account(), &session.data, session.expires_at).await?;
    if saved {
        write_copy(shop, &id, session).await;
    } else {
        drop_copies(shop, &[id.to_vec()]).await;
    }
    Ok(saved)
}

/// Ends the session of this cookie.
pub async fn delete(shop: &Shop, cookie: &str) -> Result<(), Fault> {
    let id = digest(cookie);
    store::delete(&shop.db, &id).await?;
    drop_copies(shop, &[id.to_vec()]).await;
    Ok(())
}

/// Ends all sessions of an account but the one with the cookie value `keep`. A step; forget their copies after the commit.
pub async fn end_all(conn: &mut PgConnection, account: AccountId, keep: Option<&str>) -> Result<Ended, Fault> {
    let keep = keep.map(digest);
    Ok(Ended(store::delete_of(conn, account, keep.as_ref().map(<[u8; 32]>::as_slice)).await?))
}

/// Sessions that ended, whose copies are still about.
#[must_use = "forget the copies after the commit"]
pub struct Ended(Vec<Vec<u8>>);

impl Ended {
    /// Removes the copies. Best effort: they end by themselves within a minute.
    pub async fn forget(self, shop: &Shop) {
        drop_copies(shop, &self.0).await;
    }
}

fn digest(cookie: &str) -> [u8; 32] {
    Sha256::digest(cookie.as_bytes()).into()
}

fn key(id: &[u8]) -> String {
    format!("fairdrop:session:{}", hex::encode(id))
}

async fn read_copy(shop: &Shop, id: &[u8]) -> Option<Session> {
    let mut redis = shop.redis.clone()?;
    let copy: Option<Vec<u8>> = tokio::time::timeout(PATIENCE, redis.get(key(id))).await.ok()?.ok()?;
    serde_json::from_slice(&copy?).ok()
}

async fn write_copy(shop: &Shop, id: &[u8], session: &Session) {
    let Some(mut redis) = shop.redis.clone() else { return };
    let Ok(copy) = serde_json::to_vec(session) else { return };
    let written = redis.set_ex::<_, _, ()>(key(id), copy, COPY_SECONDS);
    if !matches!(tokio::time::timeout(PATIENCE, written).await, Ok(Ok(()))) {
        tracing::debug!("no copy of a session was kept: Redis is away");
    }
}

async fn drop_copies(shop: &Shop, ids: &[Vec<u8>]) {
    let Some(mut redis) = shop.redis.clone().filter(|_| !ids.is_empty()) else { return };
    let keys: Vec<String> = ids.iter().map(|id| key(id)).collect();
    if !matches!(tokio::time::timeout(PATIENCE, redis.del::<_, i64>(keys)).await, Ok(Ok(_))) {
        tracing::warn!("copies of ended sessions could not be removed from Redis; they end within {COPY_SECONDS} s");
    }
}
