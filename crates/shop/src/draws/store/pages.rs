use sqlx::{PgExecutor, PgPool};

use crate::draws::{DrawCard, DrawState, RegisterLine, WinnerLine};
use crate::drops::DropState;
use crate::entries::OfferState;
use crate::{At, DrawId, DropId, EntryId, ProductId, VariantId};

/// A draw in a list, without its picture.
pub struct CardRow {
    pub id: DrawId,
    pub drop_id: DropId,
    pub product_id: ProductId,
    pub drop_slug: String,
    pub drop_state: DropState,
    pub title: String,
    pub state: DrawState,
    pub opened_at: At,
    pub freezes_at: At,
    pub drawn_at: Option<At>,
    pub ended_at: Option<At>,
    pub entries: i64,
    pub units: i64,
    pub payment_window_minutes: i32,
}

impl CardRow {
    /// The card.
    pub fn card(self, picture: Option<crate::catalogue::Picture>) -> DrawCard {
        DrawCard {
            id: self.id,
            drop_slug: self.drop_slug,
            title: self.title,
            picture,
            state: self.state,
            opened_at: self.opened_at,
            freezes_at: self.freezes_at,
            drawn_at: self.drawn_at,
            entries: self.entries,
            units: self.units,
        }
    }
}

/// Which draws are listed.
pub enum Which {
    /// One alone.
    One(DrawId),
    /// Those that opened before; without an instant, all.
    Before(Option<At>),
    /// Those whose ranking is public.
    Drawn,
}

/// Draws, the latest opened first.
pub async fn cards(db: &PgPool, which: Which, limit: i64) -> sqlx::Result<Vec<CardRow>> {
    let (draw, before, drawn) = match which {
        Which::One(id) => (Some(id.0), None, false),
        Which::Before(at) => (None, at, false),
        Which::Drawn => (None, None, true),
    };
    sqlx::query_as!(
        CardRow,
        r#"select d.id as "id: DrawId", d.drop_id as "drop_id: DropId", p.product_id as "product_id: ProductId", p.slug as drop_slug,
                  p.state as "drop_state: DropState", r.name as title, d.state as "state: DrawState", d.opened_at as "opened_at: At",
                  d.freezes_at as "freezes_at: At", d.drawn_at as "drawn_at: At", d.ended_at as "ended_at: At", p.payment_window_minutes,
                  (select coalesce(sum(s.entries), 0)::bigint from standing_entries s where s.draw_id = d.id) as "entries!",
                  (select coalesce(sum(dp.units), 0)::bigint from draw_pools dp where dp.draw_id = d.id) as "units!"
           from draws d join drops p on p.id = d.drop_id join products r on r.id = p.product_id
           where ($1::uuid is null or d.id = $1) and ($2::timestamptz is null or d.opened_at < $2)
             and (not $3 or d.state in ('drawn', 'settled'))
           order by d.opened_at desc limit $4"#,
        draw, before as Option<At>, drawn, limit
    )
    .fetch_all(db)
    .await
}

/// How far the draw of a drop has come.
pub struct LiveRow {
    pub id: DrawId,
    pub state: DrawState,
    pub offered: i64,
    pub paid: i64,
    pub percent: Option<i16>,
}

/// How far the draw of a drop has come; none before it opens.
pub async fn live(db: impl PgExecutor<'_>, drop: DropId) -> sqlx::Result<Option<LiveRow>> {
    sqlx::query_as!(
        LiveRow,
        r#"select d.id as "id: DrawId", d.state as "state: DrawState", count(f.*) as "offered!",
                  count(f.*) filter (where f.state = 'paid') as "paid!",
                  (select g.percent from draw_progress g where g.draw_id = d.id and g.state = d.state) as percent
           from draws d left join offers f on f.draw_id = d.id where d.drop_id = $1 group by d.id"#,
        drop.0
    )
    .fetch_optional(db)
    .await
}

/// What came of a pool, without its tickets.
pub struct PoolRow {
    pub name: String,
    pub variant_id: VariantId,
    pub units: i64,
    pub entries: i64,
    /// Those with 2 to 10 tickets, where there may be such.
    pub heavier: Option<Vec<i64>>,
    pub open: i64,
    pub paid: i64,
    pub written_off: i64,
    pub free: i64,
    pub lapsed: i64,
    pub cutoff: Option<Vec<u8>>,
}

/// The pools of a draw, in the order of the variants.
pub async fn pool_results(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<PoolRow>> {
    sqlx::query_as!(
        PoolRow,
        r#"select dp.pool as name, dp.variant_id as "variant_id: VariantId", dp.units::bigint as "units!",
                  coalesce((select s.entries from standing_entries s where s.draw_id = dp.draw_id and s.pool = dp.pool), 0) as "entries!",
                  case when d.max_weight > 1 then array(
                    select coalesce(w.entries, 0) from generate_series(2, 10) as heavier(weight)
                    left join standing_weights w on w.draw_id = d.id and w.pool = dp.pool and w.weight = heavier.weight
                    order by heavier.weight) end as heavier,
                  coalesce(b.open, 0)::bigint as "open!", coalesce(b.paid, 0)::bigint as "paid!",
                  coalesce(b.written_off, 0)::bigint as "written_off!", coalesce(b.free, dp.units)::bigint as "free!",
                  (select count(*) from offers f
                   where f.draw_id = dp.draw_id and f.pool = dp.pool and f.state not in ('open', 'paid')) as "lapsed!",
                  (select t.ticket from ranked(dp.draw_id, dp.pool, least(dp.units, ranked_count(dp.draw_id, dp.pool))) t) as cutoff
           from draw_pools dp join draws d on d.id = dp.draw_id left join allocation_balances b on b.draw_id = dp.draw_id and b.pool = dp.pool
           where dp.draw_id = $1
           order by dp.position"#,
        draw.0
    )
    .fetch_all(db)
    .await
}

/// The first bytes of every `step`th ticket of a pool and of its first `keep`.
pub async fn tickets(db: &PgPool, draw: DrawId, pool: &str, step: i64, keep: i64) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar!(
        r#"select substring(t.ticket from 1 for 2) as "ticket!"
           from (select generate_series(1, ranked_count($1, $2), $3) union select generate_series(1, $4::bigint)) r(rank)
           cross join lateral ranked($1, $2, r.rank) t order by r.rank"#,
        draw.0, pool, step, keep
    )
    .fetch_all(db)
    .await
}

/// The winners with their offers, by pool, then rank.
pub async fn winner_lines(db: &PgPool, draw: DrawId, limit: i64) -> sqlx::Result<Vec<WinnerLine>> {
    let rows = sqlx::query!(
        r#"select dp.pool, w.rank as "rank!", t.entry_id as "id!: EntryId", t.ticket as "ticket!", f.state as "offer?: OfferState"
           from draw_pools dp
           cross join lateral (
             (select generate_series(1, least(dp.units, $2::bigint)) as rank
              union select f.rank from offers f where f.draw_id = dp.draw_id and f.pool = dp.pool) order by rank limit $2) w
           cross join lateral ranked(dp.draw_id, dp.pool, w.rank) t
           left join offers f on f.draw_id = dp.draw_id and f.pool = dp.pool and f.rank = w.rank
           where dp.draw_id = $1
           order by dp.position, w.rank limit $2"#,
        draw.0, limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| WinnerLine {
            pool: r.pool,
            rank: r.rank,
            entry_id: r.id,
            ticket: hex::encode(r.ticket),
            offer: r.offer,
        })
        .collect())
}

/// Rows of the register before a number, the newest first; of one draw when it is given.
pub async fn register_lines(
    db: &PgPool,
    draw: Option<DrawId>,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<RegisterLine>> {
    let rows = sqlx::query!(
        r#"select g.seq, g.at_ms, g.draw_id as "draw_id: DrawId", r.name, g.kind, g.digest, g.hash
           from register g join draws d on d.id = g.draw_id join drops p on p.id = d.drop_id join products r on r.id = p.product_id
           where ($1::uuid is null or g.draw_id = $1) and ($2::bigint is null or g.seq < $2) order by g.seq desc limit $3"#,
        draw.map(|id| id.0), before, limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| RegisterLine {
            seq: r.seq,
            at: At::from_ms(r.at_ms),
            draw_id: r.draw_id,
            title: r.name,
            kind: r.kind,
            digest: hex::encode(r.digest),
            hash: hex::encode(r.hash),
        })
        .collect())
}

/// The draw of each of these drops.
pub async fn of_drops(db: &PgPool, drops: &[DropId]) -> sqlx::Result<Vec<(DropId, DrawId)>> {
    let ids: Vec<uuid::Uuid> = drops.iter().map(|drop| drop.0).collect();
    let rows = sqlx::query!(
        r#"select drop_id as "drop_id: DropId", id as "id: DrawId" from draws where drop_id = any($1)"#,
        &ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.drop_id, row.id)).collect())
}
