use sqlx::PgPool;
use uuid::Uuid;

use crate::draws::DrawState;
use crate::{At, DrawId, EntryId};

/// All of a draw that its record tells.
pub struct RecordRow {
    pub state: DrawState,
    pub rules: String,
    pub rules_hash: Vec<u8>,
    pub commitment: Vec<u8>,
    pub entries_count: Option<i64>,
    pub entries_root: Option<Vec<u8>>,
    pub seal: Option<Vec<u8>>,
    pub sealed_at: Option<At>,
    pub sealed_signature: Option<Vec<u8>>,
    pub server_seed: Option<Vec<u8>>,
    pub seed: Option<Vec<u8>>,
    pub beacon_signature: Option<Vec<u8>>,
    pub reason: Option<String>,
    pub previous_draw: Option<DrawId>,
}

/// The record's row.
pub async fn record(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<RecordRow>> {
    sqlx::query_as!(
        RecordRow,
        r#"select state as "state: DrawState", rules, rules_hash, commitment, entries_count, entries_root, seal,
                  sealed_at as "sealed_at: At", sealed_signature, server_seed, seed, beacon_signature, reason,
                  previous_draw as "previous_draw: DrawId"
           from draws where id = $1"#,
        draw.0
    )
    .fetch_optional(db)
    .await
}

/// The draw whose rules name this one as the one that it replaces.
pub async fn repeat_of(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<DrawId>> {
    sqlx::query_scalar!(r#"select id as "id: DrawId" from draws where previous_draw = $1"#, draw.0)
        .fetch_optional(db)
        .await
}

/// A ranked entry.
pub struct RankedRow {
    pub pool: String,
    pub rank: i64,
    pub id: Uuid,
    pub ticket: Vec<u8>,
}

/// The first `units` of each pool, by pool, then rank.
pub async fn winners(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<RankedRow>> {
    sqlx::query_as!(
        RankedRow,
        r#"select e.pool, e.rank as "rank!", e.id, e.ticket as "ticket!"
           from entries e join draw_pools dp on dp.draw_id = e.draw_id and dp.pool = e.pool
           where e.draw_id = $1 and e.rank <= dp.units order by e.pool collate "C", e.rank"#,
        draw.0
    )
    .fetch_all(db)
    .await
}

/// The pools of a draw in the order of the ranking.
pub async fn pool_names(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(r#"select pool from draw_pools where draw_id = $1 order by pool collate "C""#, draw.0)
        .fetch_all(db)
        .await
}

/// The ranking of a pool after a rank.
pub async fn ranking(db: &PgPool, draw: DrawId, pool: &str, after: i64, limit: i64) -> sqlx::Result<Vec<RankedRow>> {
    sqlx::query_as!(
        RankedRow,
        r#"select pool, rank as "rank!", id, ticket as "ticket!" from entries
           where draw_id = $1 and pool = $2 and rank > $3 order by rank limit $4"#,
        draw.0,
        pool,
        after,
        limit
    )
    .fetch_all(db)
    .await
}

/// An entry of the sealed list.
pub struct SealedRow {
    pub id: Uuid,
    pub pool: String,
    pub weight: i32,
    pub note: String,
}

/// The sealed list after an id; ids are its order.
pub async fn sealed_entries(db: &PgPool, draw: DrawId, after: Uuid, limit: i64) -> sqlx::Result<Vec<SealedRow>> {
    sqlx::query_as!(
        SealedRow,
        "select id, pool, weight, note from entries
         where draw_id = $1 and id > $2 order by id limit $3",
        draw.0,
        after,
        limit
    )
    .fetch_all(db)
    .await
}

/// One entry of the sealed list with what proves it.
pub struct ProofRow {
    pub pool: String,
    pub weight: i32,
    pub note: String,
    pub position: i64,
    pub ticket: Option<Vec<u8>>,
}

/// One entry of the sealed list.
pub async fn proof(db: &PgPool, draw: DrawId, entry: EntryId) -> sqlx::Result<Option<ProofRow>> {
    sqlx::query_as!(
        ProofRow,
        r#"select pool, weight, note, position as "position!", ticket from entries
           where draw_id = $1 and id = $2 and position is not null"#,
        draw.0,
        entry.0
    )
    .fetch_optional(db)
    .await
}

/// The leaves of the sealed list in order.
pub async fn leaves(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar!("select leaf from entries where draw_id = $1 and position is not null order by id", draw.0)
        .fetch_all(db)
        .await
}

/// A row of the register.
pub struct Registered {
    pub seq: i64,
    pub at_ms: i64,
    pub draw_id: Uuid,
    pub kind: String,
    pub digest: Vec<u8>,
    pub hash: Vec<u8>,
}

/// The register after a number.
pub async fn register(db: &PgPool, after: i64, limit: i64) -> sqlx::Result<Vec<Registered>> {
    sqlx::query_as!(
        Registered,
        "select seq, at_ms, draw_id, kind, digest, hash from register where seq > $1 order by seq limit $2",
        after,
        limit
    )
    .fetch_all(db)
    .await
}
