//! All SQL on accounts themselves.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Account, Role};
use crate::{AccountId, At};

pub(super) async fn find(db: impl PgExecutor<'_>, id: AccountId) -> sqlx::Result<Option<Account>> {
    sqlx::query_as!(
        Account,
        r#"select id as "id: AccountId", email::text as "email!", name, role as "role: Role", verified_at is not null as "verified!",
             blocked_at is not null as "blocked!", created_at as "created_at: At"
           from accounts where id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn find_many(conn: &mut PgConnection, ids: &[AccountId]) -> sqlx::Result<Vec<Account>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Account,
        r#"select id as "id: AccountId", email::text as "email!", name, role as "role: Role", verified_at is not null as "verified!",
             blocked_at is not null as "blocked!", created_at as "created_at: At"
           from accounts where id = any($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}
