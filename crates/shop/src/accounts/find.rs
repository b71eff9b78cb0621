use sqlx::{PgConnection, PgExecutor};

use super::{Account, store};
use crate::{AccountId, Fault};

/// The account, if there is one.
pub async fn find(db: impl PgExecutor<'_>, id: AccountId) -> Result<Option<Account>, Fault> {
    Ok(store::find(db, id).await?)
}

/// The accounts among these ids that exist, in no particular order: for a batch of letters.
pub async fn find_many(conn: &mut PgConnection, ids: &[AccountId]) -> Result<Vec<Account>, Fault> {
    Ok(store::find_many(conn, ids).await?)
}

/// The account with this address, if there is one.
pub async fn find_by_email(db: impl PgExecutor<'_>, email: &str) -> Result<Option<Account>, Fault> {
    Ok(store::by_email(db, email).await?)
}
