use sqlx::{PgConnection, PgPool};

use crate::accounts::{Account, Role};
use crate::{AccountId, At};

/// Accounts whose name or address contains `text`, in lower case and escaped for `like`, older than `before`.
pub(in crate::accounts) async fn page(
    db: &PgPool,
    text: &str,
    role: Option<Role>,
    before: Option<AccountId>,
    limit: i64,
) -> sqlx::Result<Vec<Account>> {
    sqlx::query_as!(
        Account,
        r#"select id as "id: AccountId", email::text as "email!", name, role as "role: Role", verified_at is not null as "verified!",
             blocked_at is not null as "blocked!", created_at as "created_at: At"
           from accounts
           where ($1 = '' or (lower(name) || ' ' || lower(email::text)) like '%' || $1 || '%')
             and ($2::role is null or role = $2)
             and ($3::uuid is null or (created_at, id) < (select created_at, id from accounts where id = $3))
           order by created_at desc, id desc limit $4"#,
        text,
        role as Option<Role>,
        before.map(|id| id.0),
        limit
    )
    .fetch_all(db)
    .await
}

/// False when nothing changed: it was so before.
pub(in crate::accounts) async fn set_blocked(
    conn: &mut PgConnection,
    id: AccountId,
    at: Option<At>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update accounts set blocked_at = $2 where id = $1 and (blocked_at is null) = ($2::timestamptz is not null)",
        id.0,
        at as Option<At>
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::accounts) async fn set_role(conn: &mut PgConnection, id: AccountId, role: Role) -> sqlx::Result<()> {
    sqlx::query!("update accounts set role = $2 where id = $1", id.0, role as Role).execute(conn).await?;
    Ok(())
}

/// All admins who may sign in, locked in one order until the commit: two who demote each other take turns.
pub(in crate::accounts) async fn lock_admins(conn: &mut PgConnection) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        r#"select id as "id: AccountId" from accounts where role = 'admin' and blocked_at is null order by id for no key update"#
    )
    .fetch_all(conn)
    .await
}
