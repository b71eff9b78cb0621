//! All SQL of the feature.

pub(super) mod addresses;
pub(super) mod customers;
pub(super) mod failures;
pub(super) mod links;
pub(super) mod sessions;

use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::{Account, Actor, Role};
use crate::{AccountId, At};

/// What signing in needs of an account.
pub(super) struct Credentials {
    pub id: AccountId,
    pub password_hash: String,
}

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

pub(super) async fn by_email(db: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Option<Account>> {
    sqlx::query_as!(
        Account,
        r#"select id as "id: AccountId", email::text as "email!", name, role as "role: Role", verified_at is not null as "verified!",
             blocked_at is not null as "blocked!", created_at as "created_at: At"
           from accounts where email = $1::text::citext"#,
        email
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn credentials(db: &PgPool, email: &str) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        r#"select id as "id: AccountId", password_hash from accounts where email = $1::text::citext"#,
        email
    )
    .fetch_optional(db)
    .await
}

/// Serialises what is done to one account until the commit.
pub(super) async fn lock(conn: &mut PgConnection, id: AccountId) -> sqlx::Result<()> {
    sqlx::query_scalar!("select id from accounts where id = $1 for no key update", id.0).fetch_optional(conn).await?;
    Ok(())
}

/// A new account; false when the address has one.
pub(super) async fn insert(conn: &mut PgConnection, account: &Account, password_hash: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into accounts (id, email, name, password_hash, role, verified_at, created_at)
         values ($1, $2::text::citext, $3, $4, $5, case when $6 then $7::timestamptz end, $7)
         on conflict (email) do nothing",
        account.id.0,
        account.email,
        account.name,
        password_hash,
        account.role as Role,
        account.verified,
        account.created_at as At
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Many confirmed shoppers with one password.
pub(super) async fn insert_many(
    conn: &mut PgConnection,
    ids: &[Uuid],
    emails: &[String],
    names: &[String],
    password_hash: &str,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into accounts (id, email, name, password_hash, verified_at, created_at)
         select id, email::citext, name, $4, $5, $5 from unnest($1::uuid[], $2::text[], $3::text[]) as new(id, email, name)",
        ids,
        emails,
        names,
        password_hash,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What of an account decides whether a gate lets it through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Likeness {
    since: At,
    confirmed: bool,
}

/// Of so many of the shop's shoppers, at random.
pub(crate) async fn likenesses(db: &PgPool, count: i64) -> sqlx::Result<Vec<Likeness>> {
    sqlx::query_as!(
        Likeness,
        r#"select created_at as "since: At", verified_at is not null as "confirmed!"
           from accounts where role = 'shopper' and blocked_at is null order by random() limit $1"#,
        count
    )
    .fetch_all(db)
    .await
}

/// Makes a crowd's accounts like these, in turn, and older by so many milliseconds. Where there is nobody to be like they
/// stay as they are.
pub(crate) async fn liken(
    conn: &mut PgConnection,
    crowd: &[Actor],
    like: &[Likeness],
    older_ms: i64,
) -> sqlx::Result<()> {
    let pairs: Vec<_> = crowd.iter().zip(like.iter().cycle()).collect();
    sqlx::query!(
        "update accounts a set created_at = l.since, verified_at = case when l.confirmed then l.since end
         from unnest($1::uuid[], $2::timestamptz[], $3::boolean[]) as l(id, since, confirmed) where a.id = l.id",
        &pairs.iter().map(|(actor, _)| actor.id.0).collect::<Vec<_>>(),
        &pairs.iter().map(|(_, like)| like.since.plus_ms(-older_ms)).collect::<Vec<_>>() as &[At],
        &pairs.iter().map(|(_, like)| like.confirmed).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What somebody who registers again before confirming fills in counts.
pub(super) async fn register_again(
    conn: &mut PgConnection,
    id: AccountId,
    name: &str,
    password_hash: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set name = $2, password_hash = $3 where id = $1 and verified_at is null",
        id.0,
        name,
        password_hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn verify(conn: &mut PgConnection, id: AccountId, at: At) -> sqlx::Result<()> {
    sqlx::query!("update accounts set verified_at = coalesce(verified_at, $2) where id = $1", id.0, at as At)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn set_password(conn: &mut PgConnection, id: AccountId, password_hash: &str) -> sqlx::Result<()> {
    sqlx::query!("update accounts set password_hash = $2 where id = $1", id.0, password_hash).execute(conn).await?;
    Ok(())
}

pub(super) async fn set_name(db: &PgPool, id: AccountId, name: &str) -> sqlx::Result<()> {
    sqlx::query!("update accounts set name = $2 where id = $1", id.0, name).execute(db).await?;
    Ok(())
}

/// Fails on `accounts_email_key` when another account has the address.
pub(super) async fn set_email(conn: &mut PgConnection, id: AccountId, email: &str, at: At) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set email = $2::text::citext, verified_at = coalesce(verified_at, $3) where id = $1",
        id.0,
        email,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}
