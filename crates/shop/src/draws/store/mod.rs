//! All SQL of draws: their own rows here; offers, public files and pages beside.

mod allocations;
mod entrants;
mod offers;
mod pages;
mod papers;
mod parts;
mod public;
mod stamps;

use draw::{Hash, Record, RegisterRow, Sealed, Signature};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::DrawState;
use crate::drops::{self, Drop, DropVariant};
use crate::{At, DrawId, DropId, ProductId};

pub use allocations::*;
pub use entrants::*;
pub use offers::*;
pub use pages::*;
pub use papers::*;
pub use parts::*;
pub use public::*;
pub use stamps::*;

/// Key of the advisory lock, kept until the transaction ends.
const REGISTER_LOCK: i64 = 0x6661_6972_7265_6701;

/// Lets one transaction at a time add to the register.
pub async fn lock_register(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", REGISTER_LOCK).execute(conn).await.map(drop)
}

/// The end of the register.
pub struct LastRegistered {
    pub seq: i64,
    pub at_ms: i64,
    pub hash: Vec<u8>,
}

/// The last row of the register.
pub async fn last_registered(conn: &mut PgConnection) -> sqlx::Result<Option<LastRegistered>> {
    sqlx::query_as!(LastRegistered, "select seq, at_ms, hash from register order by seq desc limit 1")
        .fetch_optional(conn)
        .await
}

/// Adds a row to the register.
pub async fn insert_registered(conn: &mut PgConnection, row: &RegisterRow) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into register (seq, at_ms, draw_id, kind, digest, hash) values ($1, $2, $3, $4, $5, $6)",
        number(row.seq),
        number(row.at),
        row.draw_id,
        row.kind.name(),
        row.digest.as_ref(),
        row.hash.as_ref()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Numbers of the protocol stay below 2^53.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The latest draw of the product, if it was cancelled or void: the one that a new draw replaces. A drop that was cancelled
/// a moment ago counts, though the job that ends its draw has not run.
pub async fn stopped_before(conn: &mut PgConnection, product: ProductId) -> sqlx::Result<Option<DrawId>> {
    let last = sqlx::query!(
        r#"select d.id as "id: DrawId", d.state in ('cancelled', 'void') or p.state in ('cancelled', 'void') as "stopped!"
           from draws d join drops p on p.id = d.drop_id where p.product_id = $1 order by d.opened_at desc limit 1"#,
        product.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(last.filter(|d| d.stopped).map(|d| d.id))
}

/// Stores a draw that opens.
pub async fn insert(
    conn: &mut PgConnection,
    id: DrawId,
    drop: &Drop,
    record: &Record,
    server_seed_sealed: &[u8],
    now: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into draws (id, drop_id, rules, rules_hash, commitment, server_seed_sealed, opened_at, freezes_at, beacon_round)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        drop.id.0,
        record.rules.canonical(),
        record.rules_hash.as_ref(),
        record.commitment.as_ref(),
        server_seed_sealed,
        now as At,
        drop.freezes_at() as At,
        record.rules.beacon.map(|named| number(named.round))
    )
    .execute(conn)
    .await
    .map(std::mem::drop)
}

/// Stores its pools, in the order of the variants.
pub async fn insert_pools(conn: &mut PgConnection, id: DrawId, variants: &[DropVariant]) -> sqlx::Result<()> {
    let names: Vec<String> = variants.iter().map(|v| v.name.clone()).collect();
    let ids: Vec<Uuid> = variants.iter().map(|v| v.variant.0).collect();
    let units: Vec<i32> = variants.iter().map(|v| v.free).collect();
    sqlx::query!(
        "insert into draw_pools (draw_id, pool, variant_id, units, position)
         select $1, pool, variant_id, units, (place - 1)::int
         from unnest($2::text[], $3::uuid[], $4::int[]) with ordinality as v(pool, variant_id, units, place)",
        id.0,
        &names,
        &ids,
        &units
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The draw of a drop.
pub async fn of_drop(conn: &mut PgConnection, drop: DropId) -> sqlx::Result<Option<DrawId>> {
    sqlx::query_scalar!(r#"select id as "id: DrawId" from draws where drop_id = $1"#, drop.0).fetch_optional(conn).await
}

/// A draw that nobody else moves while the transaction lasts.
pub struct Locked {
    pub state: DrawState,
    pub rules: String,
    pub commitment: Vec<u8>,
    pub server_seed_sealed: Vec<u8>,
    pub freezes_at: At,
    pub entries_count: Option<i64>,
    pub seal: Option<Vec<u8>>,
    pub seed: Option<Vec<u8>>,
    pub beacon_signature: Option<Vec<u8>>,
}

/// Locks the drop, then the draw; entries under way are waited for.
pub async fn lock(conn: &mut PgConnection, id: DrawId) -> sqlx::Result<Option<(Drop, Locked)>> {
    let drop_id = sqlx::query_scalar!(r#"select drop_id as "id: DropId" from draws where id = $1"#, id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(drop_id) = drop_id else { return Ok(None) };
    let Some(drop) = drops::lock(&mut *conn, drop_id).await? else { return Ok(None) };
    // `for update`, not less: it also waits for the key share of every entry under way.
    let draw = sqlx::query_as!(
        Locked,
        r#"select state as "state: DrawState", rules, commitment, server_seed_sealed, freezes_at as "freezes_at: At", entries_count, seal, seed,
                  beacon_signature
           from draws where id = $1 for update"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(Some((drop, draw)))
}

/// Stores the seal.
pub async fn seal(
    conn: &mut PgConnection,
    id: DrawId,
    sealed: &Sealed,
    signature: &Signature,
    now: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update draws set state = 'sealed', entries_count = $2, entries_root = $3, seal = $4, sealed_at = $5, sealed_signature = $6
         where id = $1",
        id.0, number(sealed.entries_count), sealed.entries_root.as_ref(), sealed.seal.as_ref(), now as At, signature.as_ref()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The rules of a sealed draw that waits for the round which they name; none when it does not.
pub async fn waits_for_round(db: &PgPool, id: DrawId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select rules from draws
         where id = $1 and state = 'sealed' and beacon_round is not null and beacon_signature is null",
        id.0
    )
    .fetch_optional(db)
    .await
}

/// Stores the verified signature of the round.
pub async fn keep_round(conn: &mut PgConnection, id: DrawId, signature: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("update draws set beacon_signature = $2 where id = $1", id.0, signature).execute(conn).await.map(drop)
}

/// Stores the result.
pub async fn reveal(conn: &mut PgConnection, id: DrawId, server_seed: &[u8], seed: &Hash, now: At) -> sqlx::Result<()> {
    sqlx::query!(
        "update draws set state = 'drawn', server_seed = $2, seed = $3, drawn_at = $4 where id = $1",
        id.0,
        server_seed,
        seed.as_ref(),
        now as At
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Stores that every unit is paid or left over.
pub async fn settle(conn: &mut PgConnection, id: DrawId, now: At) -> sqlx::Result<()> {
    sqlx::query!("update draws set state = 'settled', ended_at = $2 where id = $1", id.0, now as At)
        .execute(conn)
        .await
        .map(drop)
}

/// Stores that it was given up in public, with the revealed secret.
pub async fn stop(
    conn: &mut PgConnection,
    id: DrawId,
    state: DrawState,
    server_seed: &[u8],
    reason: &str,
    now: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update draws set state = $5, server_seed = $2, reason = $3, ended_at = $4 where id = $1",
        id.0,
        server_seed,
        reason,
        now as At,
        state as DrawState
    )
    .execute(conn)
    .await
    .map(drop)
}

/// What a draw that stands still waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Freeze,
    Round,
    Rank,
    Offer,
    Cancel,
}

/// Draws whose next step is due at `now`.
pub async fn standing_still(conn: &mut PgConnection, now: At) -> sqlx::Result<Vec<(DrawId, DropId, Next)>> {
    let rows = sqlx::query!(
        r#"select d.id as "id: DrawId", d.drop_id as "drop_id: DropId", p.state = 'cancelled' as "cancelled!", d.state as "state: DrawState",
                  d.beacon_round is not null and d.beacon_signature is null as "waits_for_round!"
           from draws d join drops p on p.id = d.drop_id
           where (d.state = 'open' and d.freezes_at <= $1 and p.state = 'closed') or (d.state = 'sealed' and p.state = 'sealed')
              or (d.state = 'drawn') or (d.state in ('open', 'sealed') and p.state = 'cancelled')"#,
        now as At
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            let next = match r.state {
                _ if r.cancelled => Next::Cancel,
                DrawState::Open => Next::Freeze,
                DrawState::Sealed if r.waits_for_round => Next::Round,
                DrawState::Sealed => Next::Rank,
                _ => Next::Offer,
            };
            (r.id, r.drop_id, next)
        })
        .collect())
}
