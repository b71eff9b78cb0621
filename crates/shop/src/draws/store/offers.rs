use sqlx::{PgConnection, PgPool};

use crate::entries::OfferState;
use crate::orders::OrderState;
use crate::{AccountId, At, DrawId, EntryId, OrderId, VariantId};

/// The draw whose offer an order pays.
pub async fn of_order(db: &PgPool, order: OrderId) -> sqlx::Result<Option<DrawId>> {
    sqlx::query_scalar!(r#"select draw_id as "id: DrawId" from offers where order_id = $1"#, order.0)
        .fetch_optional(db)
        .await
}

/// An offer whose order is further than the offer says.
pub struct EndedOffer {
    pub entry_id: EntryId,
    pub was: OfferState,
    pub order: OrderState,
}

/// Offers to note: open ones whose order is paid or ended, paid ones whose order was called off or refunded.
pub async fn ended_offers(conn: &mut PgConnection, draw: DrawId) -> sqlx::Result<Vec<EndedOffer>> {
    sqlx::query_as!(
        EndedOffer,
        r#"select f.entry_id as "entry_id: EntryId", f.state as "was: OfferState", o.state as "order: OrderState"
           from offers f join orders o on o.id = f.order_id
           where f.draw_id = $1 and ((f.state = 'open' and o.state <> 'pending_payment') or (f.state = 'paid' and o.state in ('cancelled', 'refunded')))
           order by f.pool, f.rank"#,
        draw.0
    )
    .fetch_all(conn)
    .await
}

/// Notes what became of an offer.
pub async fn set_offer(conn: &mut PgConnection, entry: EntryId, state: OfferState) -> sqlx::Result<()> {
    sqlx::query!("update offers set state = $2 where entry_id = $1", entry.0, state as OfferState)
        .execute(conn)
        .await
        .map(drop)
}

/// Offers that can be paid now.
pub async fn open_offers(conn: &mut PgConnection, draw: DrawId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from offers where draw_id = $1 and state = 'open'"#, draw.0)
        .fetch_one(conn)
        .await
}

/// Who is offered a unit next.
pub struct NextInRank {
    pub entry_id: EntryId,
    pub account_id: AccountId,
    pub variant_id: VariantId,
    pub pool: String,
    pub rank: i64,
}

/// For every free unit of every pool the next in rank that was not offered one, at most `limit`.
/// An erased person is passed over.
pub async fn next_in_rank(conn: &mut PgConnection, draw: DrawId, limit: i64) -> sqlx::Result<Vec<NextInRank>> {
    sqlx::query_as!(
        NextInRank,
        r#"select e.id as "entry_id: EntryId", e.account_id as "account_id!: AccountId", dp.variant_id as "variant_id: VariantId", e.pool, e.rank as "rank!"
           from draw_pools dp
           join draws d on d.id = dp.draw_id
           join drop_variants dv on dv.drop_id = d.drop_id and dv.variant_id = dp.variant_id
           cross join lateral (
             select coalesce(max(rank), 0) as last, count(*) filter (where state in ('open', 'paid')) as taken
             from offers f where f.draw_id = dp.draw_id and f.pool = dp.pool) f
           cross join lateral (
             select id, account_id, pool, rank from entries
             where draw_id = dp.draw_id and pool = dp.pool and rank > f.last and account_id is not null
             order by rank limit greatest(least(dv.free, dp.units - f.taken), 0)) e
           where dp.draw_id = $1
           order by dp.position, e.rank
           limit $2"#,
        draw.0, limit
    )
    .fetch_all(conn)
    .await
}

/// Stores an offer.
pub async fn insert_offer(
    conn: &mut PgConnection,
    draw: DrawId,
    to: &NextInRank,
    order: OrderId,
    now: At,
    expires_at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into offers (draw_id, pool, rank, entry_id, order_id, offered_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        draw.0, to.pool, to.rank, to.entry_id.0, order.0, now as At, expires_at as At
    )
    .execute(conn)
    .await
    .map(drop)
}
