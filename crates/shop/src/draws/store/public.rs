use sqlx::PgPool;
use uuid::Uuid;

use crate::draws::DrawState;
use crate::{At, DrawId};

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
    pub percent: Option<i16>,
    pub previous_draw: Option<DrawId>,
}

/// The record's row.
pub async fn record(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<RecordRow>> {
    sqlx::query_as!(
        RecordRow,
        r#"select state as "state: DrawState", rules, rules_hash, commitment, entries_count, entries_root, seal,
                  sealed_at as "sealed_at: At", sealed_signature, server_seed, seed, beacon_signature, reason,
                  previous_draw as "previous_draw: DrawId",
                  (select g.percent from draw_progress g where g.draw_id = d.id and g.state = d.state) as percent
           from draws d where id = $1"#,
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

/// A pool of a draw.
pub struct Pool {
    pub name: String,
    pub units: i32,
}

/// The pools of a draw in the order of the ranking.
pub async fn pools(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<Pool>> {
    sqlx::query_as!(
        Pool,
        r#"select pool as name, units from draw_pools where draw_id = $1 order by pool collate "C""#,
        draw.0
    )
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
