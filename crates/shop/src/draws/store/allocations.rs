use draw::Allocation;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::number;
use crate::draws::AllocationLine;
use crate::entries::OfferState;
use crate::{AccountId, At, DrawId, EntryId, VariantId};

/// Whom a row of the log is about.
pub struct Place<'a> {
    pub pool: &'a str,
    pub rank: i64,
    pub entry_id: Uuid,
}

/// A pool of a drawn draw.
pub struct DrawnPool {
    pub name: String,
    pub variant_id: VariantId,
    /// How many have a rank.
    pub ranked: i64,
}

/// The pools of a drawn draw, in the order of the variants.
pub async fn drawn_pools(conn: &mut PgConnection, draw: DrawId) -> sqlx::Result<Vec<DrawnPool>> {
    sqlx::query_as!(
        DrawnPool,
        r#"select dp.pool as name, dp.variant_id as "variant_id: VariantId",
                  ranked_count(dp.draw_id, dp.pool) as "ranked!"
           from draw_pools dp where dp.draw_id = $1 order by dp.position"#,
        draw.0
    )
    .fetch_all(conn)
    .await
}

/// A stored row of the log.
pub struct Allocated {
    pub seq: i64,
    pub at_ms: i64,
    pub kind: String,
    pub pool: String,
    pub rank: i64,
    pub entry_id: Uuid,
    pub hash: Vec<u8>,
}

/// The log after a number.
pub async fn allocations(
    db: impl PgExecutor<'_>,
    draw: DrawId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Allocated>> {
    sqlx::query_as!(
        Allocated,
        "select seq, at_ms, kind, pool, rank, entry_id, hash from allocations where draw_id = $1 and seq > $2 order by seq limit $3",
        draw.0,
        after,
        limit
    )
    .fetch_all(db)
    .await
}

/// Rows of the log before a number, the newest first.
pub async fn allocation_lines(
    db: &PgPool,
    draw: DrawId,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<AllocationLine>> {
    let rows = sqlx::query!(
        r#"select seq, at_ms, kind, pool, rank, entry_id as "entry_id: EntryId", hash from allocations
           where draw_id = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3"#,
        draw.0,
        before,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| AllocationLine {
            seq: r.seq,
            at: At::from_ms(r.at_ms),
            kind: r.kind,
            pool: r.pool,
            rank: r.rank,
            entry_id: (r.rank > 0).then_some(r.entry_id),
            hash: hex::encode(r.hash),
        })
        .collect())
}

/// Adds a row to the log; the database checks it once more.
pub async fn insert_allocation(
    conn: &mut PgConnection,
    draw: DrawId,
    row: &Allocation,
    event: Option<i64>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into allocations (draw_id, seq, at_ms, kind, pool, rank, entry_id, hash, order_event)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        draw.0,
        number(row.seq),
        number(row.at),
        row.kind.name(),
        row.pool,
        i64::from(row.rank),
        row.entry_id,
        row.hash.as_ref(),
        event
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Something that happened to the order of an offer and is not in the log yet.
pub struct Deed {
    /// Its place in the orders' timelines.
    pub event: i64,
    pub kind: String,
    pub at: At,
    pub entry_id: EntryId,
    pub pool: String,
    pub rank: i64,
    pub was: OfferState,
}

/// What is to be written into the log, in the order in which it happened. While an offer is open nothing happened after its
/// deadline: a payment that was begun before it counts as made by then, and a lapse is swept up a little later. An order's
/// own events stay in their order whatever the clocks say.
///
/// A refund counts when all of the money went back and the goods stay with the customer; an order that is cancelled gives
/// the unit back, before its money is.
pub async fn deeds(conn: &mut PgConnection, draw: DrawId, limit: i64) -> sqlx::Result<Vec<Deed>> {
    sqlx::query_as!(
        Deed,
        r#"select e.id as event, e.kind,
                  max(case when o.paid_at is null or e.kind in ('payment_declined', 'paid', 'expired') then least(e.at, f.expires_at) else e.at end)
                    over (partition by f.order_id order by e.id) as "at!: At",
                  f.entry_id as "entry_id: EntryId", f.pool, f.rank, f.state as "was: OfferState"
           from offers f join orders o on o.id = f.order_id join order_events e on e.order_id = f.order_id
           where f.draw_id = $1
             and (f.state = 'open' and e.kind in ('payment_declined', 'paid', 'expired', 'cancelled')
               or f.state = 'paid' and e.kind = 'cancelled'
               or f.state in ('open', 'paid') and e.kind = 'refunded' and o.state = 'refunded'
                 and e.id = (select max(l.id) from order_events l where l.order_id = f.order_id and l.kind = 'refunded'))
             and not exists (select from allocations a where a.order_event = e.id)
           order by 3, 1 limit $2"#,
        draw.0,
        limit
    )
    .fetch_all(conn)
    .await
}

/// An offer that can be paid until then, unless a payment of it is under way.
pub struct OpenOffer {
    pub entry_id: EntryId,
    pub expires_at: At,
}

/// The offers that are open by the log.
pub async fn open_offers(conn: &mut PgConnection, draw: DrawId) -> sqlx::Result<Vec<OpenOffer>> {
    sqlx::query_as!(
        OpenOffer,
        r#"select entry_id as "entry_id: EntryId", expires_at as "expires_at: At" from offers where draw_id = $1 and state = 'open'"#,
        draw.0
    )
    .fetch_all(conn)
    .await
}

/// Who has a rank.
pub struct AtRank {
    pub entry_id: EntryId,
    /// None once the person was erased.
    pub account_id: Option<AccountId>,
}

/// Who has this rank of a pool.
pub async fn at_rank(conn: &mut PgConnection, draw: DrawId, pool: &str, rank: i64) -> sqlx::Result<AtRank> {
    sqlx::query_as!(
        AtRank,
        r#"select e.id as "entry_id: EntryId", e.account_id as "account_id: AccountId"
           from ranked($1, $2, $3) r join entries e on e.id = r.entry_id"#,
        draw.0,
        pool,
        rank
    )
    .fetch_one(conn)
    .await
}
