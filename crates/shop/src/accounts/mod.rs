//! One person, one account: who they are, how they sign in, where parcels go.

mod actor;
#[cfg(feature = "server")]
mod store;

use serde::{Deserialize, Serialize};

use crate::{AccountId, At};

pub use actor::{Actor, Permission, Role};

/// One person's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which.
    pub id: AccountId,
    /// Where mail goes, in the owner's spelling.
    pub email: String,
    /// How to address the person.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The owner has shown that the address is theirs.
    pub verified: bool,
    /// May not sign in.
    pub blocked: bool,
    /// Since when.
    pub created_at: At,
}

impl Account {
    /// The owner as the one who asks.
    pub const fn actor(&self) -> Actor {
        Actor { id: self.id, role: self.role }
    }
}

#[cfg(feature = "server")]
mod find {
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
}

#[cfg(feature = "server")]
pub use find::{find, find_many};
