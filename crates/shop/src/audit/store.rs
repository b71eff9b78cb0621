use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::chain::Link;
use super::{AuditEntry, AuditFilter, words};
use crate::{AccountId, At};

/// Any number that no other lock of the shop uses.
const LOCK: i64 = 0x_fa1d_a0d1;
/// Entries that are verified at a time, so that memory stays bounded.
const BATCH: i64 = 1000;

/// The end of the chain.
pub(super) struct Last {
    pub seq: i64,
    pub hash: Vec<u8>,
}

pub(super) async fn lock(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(conn).await?;
    Ok(())
}

pub(super) async fn last(conn: &mut PgConnection) -> sqlx::Result<Last> {
    let last = sqlx::query_as!(Last, "select seq, hash from audit_entries order by seq desc limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(last.unwrap_or(Last { seq: 0, hash: Vec::new() }))
}

pub(super) async fn spelling(conn: &mut PgConnection, details: Value) -> sqlx::Result<String> {
    sqlx::query_scalar!(r#"select $1::jsonb::text as "spelling!""#, details).fetch_one(conn).await
}

pub(super) async fn append(conn: &mut PgConnection, link: &Link, hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_entries (seq, at, account_id, action, subject_id, details, hash)
         values ($1, $2, $3, $4, $5, $6::text::jsonb, $7)",
        link.seq,
        link.at as At,
        link.account,
        link.action,
        link.subject,
        link.details,
        hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn page(db: &PgPool, filter: &AuditFilter, limit: i64) -> sqlx::Result<Vec<AuditEntry>> {
    let rows = sqlx::query!(
        r#"select e.seq, e.at as "at: At", e.account_id as "account: AccountId", a.name as "who?", e.action,
             e.subject_id as subject, e.details, encode(e.hash, 'hex') as "hash!"
           from audit_entries e left join accounts a on a.id = e.account_id
           where ($1::bigint is null or e.seq < $1) and ($2 = '' or e.action = $2)
             and ($3::uuid is null or e.account_id = $3) and ($4::uuid is null or e.subject_id = $4)
           order by e.seq desc limit $5"#,
        filter.before,
        filter.action,
        filter.account.map(|id| id.0),
        filter.subject,
        limit
    )
    .fetch_all(db)
    .await?;
    let entry = rows.into_iter().map(|r| {
        let facts = words::facts(&r.details);
        AuditEntry {
            seq: r.seq,
            at: r.at,
            account: r.account,
            who: r.who,
            action: r.action,
            subject: r.subject,
            facts,
            hash: r.hash,
        }
    });
    Ok(entry.collect())
}

/// Steps from one action to the next by the index instead of reading the log.
pub(super) async fn actions(db: &PgPool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"with recursive seen as (
             (select action from audit_entries order by action limit 1)
             union all
             select (select action from audit_entries where action > seen.action order by action limit 1) from seen
             where seen.action is not null)
           select action as "action!" from seen where action is not null order by action"#
    )
    .fetch_all(db)
    .await
}

pub(super) async fn people(db: &PgPool, besides: Option<AccountId>) -> sqlx::Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id!: AccountId", name as "name!" from accounts where role <> 'shopper'
           union select id, name from accounts where id = $1
           order by 2, 1"#,
        besides.map(|id| id.0)
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.name)).collect())
}

pub(super) async fn links_after(db: &PgPool, seq: i64) -> sqlx::Result<Vec<(Link, Vec<u8>)>> {
    let rows = sqlx::query!(
        r#"select seq, at as "at: At", account_id, action, subject_id, details::text as "details!", hash
           from audit_entries where seq > $1 order by seq limit $2"#,
        seq,
        BATCH
    )
    .fetch_all(db)
    .await?;
    let link = rows.into_iter().map(|r| {
        let link = Link {
            seq: r.seq,
            at: r.at,
            account: r.account_id,
            action: r.action,
            subject: r.subject_id,
            details: r.details,
        };
        (link, r.hash)
    });
    Ok(link.collect())
}
