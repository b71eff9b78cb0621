//! Links that are sent by mail and work once. The database knows their digests alone.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::store::links as store;
use crate::{AccountId, At, Fault};

/// No second link of a kind within this time: a mailbox is not to be flooded.
const PAUSE: Duration = Duration::from_mins(1);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Shows that the address is the owner's.
    Confirm,
    /// Sets a new password.
    Reset,
    /// Changes the address.
    Email,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Email => "email",
        }
    }

    /// How long a link works.
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Confirm => Duration::from_hours(3 * 24),
            Self::Reset | Self::Email => Duration::from_hours(1),
        }
    }
}

/// What a used link was for.
pub(super) struct Spent {
    pub account_id: AccountId,
    pub new_email: Option<String>,
}

/// A new link's token, which replaces earlier links of the account for the same purpose; `None` within a minute of
/// the one before.
pub(super) async fn issue(
    conn: &mut PgConnection,
    account: AccountId,
    purpose: Purpose,
    new_email: Option<&str>,
    now: At,
) -> Result<Option<String>, Fault> {
    super::store::lock(conn, account).await?;
    let expires = now.plus(purpose.lifetime());
    let recent = At::from_ms(expires.ms() - i64::try_from(PAUSE.as_millis()).unwrap_or(0));
    if store::issued_since(conn, account, purpose, recent).await? {
        return Ok(None);
    }
    store::revoke(conn, account, purpose).await?;
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    store::insert(conn, &digest(&token), account, purpose, new_email, expires).await?;
    Ok(Some(token))
}

/// Uses the link up; `None` when it was used, revoked, is too old, or never was. Of two at once one gets it.
pub(super) async fn spend(
    conn: &mut PgConnection,
    token: &str,
    purpose: Purpose,
    now: At,
) -> Result<Option<Spent>, Fault> {
    Ok(store::spend(conn, &digest(token), purpose, now).await?)
}

/// Whether this link did its work before: pressing it again need not frighten anybody.
pub(super) async fn was_spent(conn: &mut PgConnection, token: &str, purpose: Purpose) -> Result<bool, Fault> {
    Ok(store::was_spent(conn, &digest(token), purpose).await?)
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.trim().as_bytes()).into()
}
