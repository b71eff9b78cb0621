//! All SQL of entries. Reads of draws and offers are joins; only `draws` writes those.

mod marks;
mod trail;

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor, PgPool};

use super::read::Search;
use super::{Crowd, Offer, OfferState, OwnEntry, PoolLive, Show, StaffEntry, tickets_in_words};
use crate::drops::DropState;
use crate::{AccountId, At, DrawId, DropId, EntryId, Fault, OrderId, ProductId, VariantId};

pub use marks::*;
pub use trail::*;

/// The leaf of an entry as it stands.
pub fn leaf(draw_id: DrawId, id: EntryId, pool: &str, weight: u32, note: &str) -> [u8; 32] {
    let entry = draw::Entry { entry_id: id.0, pool: pool.into(), weight, note: note.into() };
    entry.leaf(draw_id.0).0
}

/// The draw of a drop, for those who want to enter it.
pub struct Doors {
    /// None before it has opened.
    pub draw_id: Option<DrawId>,
    pub open: bool,
    pub pools: HashMap<VariantId, String>,
    /// The most tickets of an entry, as the rules say.
    pub max_weight: i32,
}

/// What there is to enter at `now`; none when the drop is no draw that anybody may see. The share lock keeps the freeze
/// waiting until this transaction ends; Postgres reads `d.state` again once it has the lock.
pub async fn doors(conn: &mut PgConnection, drop: DropId, now: At) -> sqlx::Result<Option<Doors>> {
    let public = sqlx::query_scalar!(
        r#"select exists (select from drops where id = $1 and mode = 'draw' and state <> 'draft') as "public!""#,
        drop.0
    );
    if !public.fetch_one(&mut *conn).await? {
        return Ok(None);
    }
    let draw = sqlx::query!(
        r#"select d.id as "id: DrawId", d.state = 'open' and p.state = 'open' and p.opens_at <= $2 and p.closes_at > $2
                  and d.freezes_at > $2 as "open!", d.max_weight
           from draws d join drops p on p.id = d.drop_id where d.drop_id = $1 for key share of d"#,
        drop.0,
        now as At
    );
    let Some(draw) = draw.fetch_optional(&mut *conn).await? else {
        return Ok(Some(Doors { draw_id: None, open: false, pools: HashMap::new(), max_weight: 1 }));
    };
    let pools = sqlx::query!(
        r#"select variant_id as "variant: VariantId", pool from draw_pools where draw_id = $1"#,
        draw.id.0
    );
    let pools = pools.fetch_all(conn).await?.into_iter().map(|row| (row.variant, row.pool)).collect();
    Ok(Some(Doors { draw_id: Some(draw.id), open: draw.open, pools, max_weight: draw.max_weight }))
}

/// Somebody who wants to enter.
pub struct Entrant {
    pub confirmed: bool,
    pub blocked: bool,
    /// The notes of the entries in this draw, oldest first.
    pub notes: Vec<String>,
}

pub async fn entrants(
    conn: &mut PgConnection,
    draw: Option<DrawId>,
    accounts: &[AccountId],
) -> sqlx::Result<HashMap<AccountId, Entrant>> {
    let accounts: Vec<_> = accounts.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.verified_at is not null as "confirmed!", a.blocked_at is not null as "blocked!",
                  array(select e.note from entries e where e.draw_id = $1 and e.account_id = a.id order by e.attempt) as "notes!"
           from unnest($2::uuid[]) as asked(id) cross join lateral (
             select * from accounts a where a.id = asked.id offset 0) a"#,
        draw.map(|id| id.0),
        &accounts
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|r| (r.id, Entrant { confirmed: r.confirmed, blocked: r.blocked, notes: r.notes }))
        .collect())
}

/// How many draws each of these accounts has lost since it last won one; nothing for those that lost none. Lost is an entry
/// that came out behind the units and was offered none; won is one within the units, or one that was offered a unit later.
pub async fn losses(conn: &mut PgConnection, accounts: &[AccountId]) -> sqlx::Result<HashMap<AccountId, i64>> {
    let accounts: Vec<_> = accounts.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select asked.id as "id!: AccountId", past.losses as "losses!"
           from unnest($1::uuid[]) as asked(id) cross join lateral (
             select count(*) filter (where won_at is null and drawn_at > last_won_at) as losses
             from (
               select drawn_at, won_at, coalesce(max(won_at) over (), '-infinity') as last_won_at
               from (
                 select d.drawn_at, case when s.rank <= dp.units then d.drawn_at else f.offered_at end as won_at
                 from entries e
                 join draws d on d.id = e.draw_id
                 join draw_pools dp on dp.draw_id = e.draw_id and dp.pool = e.pool
                 left join offers f on f.entry_id = e.id
                 cross join lateral (select entry_rank(e.draw_id, e.id) as rank offset 0) s
                 where e.account_id = asked.id and e.weight > 0 and d.drawn_at is not null
               ) entered
             ) entered
             offset 0) past
           where past.losses > 0"#,
        &accounts
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|r| (r.id, r.losses)).collect())
}

/// A row to be.
pub struct NewEntry {
    pub id: EntryId,
    pub draw_id: DrawId,
    pub account_id: AccountId,
    pub variant_id: VariantId,
    pub pool: String,
    pub weight: i32,
    pub leaf: [u8; 32],
    /// 1, or 2 after a withdrawal.
    pub attempt: i16,
    pub key: String,
    pub digest: Vec<u8>,
}

/// Inserts entries, all or none. Unique indexes refuse what another server has entered meanwhile.
pub async fn insert(conn: &mut PgConnection, new: &[NewEntry], now: At) -> sqlx::Result<()> {
    let of = |get: fn(&NewEntry) -> uuid::Uuid| new.iter().map(get).collect::<Vec<_>>();
    sqlx::query!(
        "insert into entries (id, draw_id, account_id, variant_id, pool, weight, leaf, attempt, idempotency_key, request_digest, entered_at)
         select *, $11 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::bytea[], $8::smallint[], $9::text[], $10::bytea[])",
        &of(|e| e.id.0),
        &of(|e| e.draw_id.0),
        &of(|e| e.account_id.0),
        &of(|e| e.variant_id.0),
        &new.iter().map(|e| e.pool.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.weight).collect::<Vec<_>>(),
        &new.iter().map(|e| e.leaf.to_vec()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.attempt).collect::<Vec<_>>(),
        &new.iter().map(|e| e.key.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.digest.clone()).collect::<Vec<_>>(),
        now as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The entries that these keys of these accounts are bound to, with the digests of what was asked.
pub async fn by_keys(
    conn: &mut PgConnection,
    accounts: &[AccountId],
    keys: &[String],
) -> sqlx::Result<HashMap<(AccountId, String), (EntryId, Vec<u8>)>> {
    let rows = sqlx::query!(
        r#"select asked.account_id as "account!: AccountId", asked.key as "key!", e.id as "id: EntryId", e.request_digest
           from unnest($1::uuid[], $2::text[]) as asked(account_id, key) cross join lateral (
             select * from entries e where e.account_id = asked.account_id and e.idempotency_key = asked.key offset 0) e"#,
        &accounts.iter().map(|id| id.0).collect::<Vec<_>>(),
        keys
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|r| ((r.account, r.key), (r.id, r.request_digest))).collect())
}

/// An entry whose draw is kept from freezing while the transaction lasts.
pub struct Locked {
    pub draw_id: DrawId,
    pub drop_id: DropId,
    pub account_id: Option<AccountId>,
    pub pool: String,
    pub note: String,
    /// What it weighed while it stood.
    pub weight_before: Option<i32>,
    pub before_close: bool,
    pub before_freeze: bool,
}

/// Locks the entry and, shared, its draw; says which windows are still open at `now`.
pub async fn lock_draw_of(conn: &mut PgConnection, id: EntryId, now: At) -> sqlx::Result<Option<Locked>> {
    // The draw first: after the wait for a freeze, a new statement reads what the freeze has written.
    sqlx::query!(
        "select d.id from draws d where d.id = (select draw_id from entries where id = $1) for key share of d",
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    sqlx::query_as!(
        Locked,
        r#"select e.draw_id as "draw_id: DrawId", d.drop_id as "drop_id: DropId", e.account_id as "account_id: AccountId", e.pool, e.note, e.weight_before,
                  (d.state = 'open' and p.state = 'open' and p.closes_at > $2 and d.freezes_at > $2) as "before_close!",
                  (d.state = 'open' and p.state in ('open', 'closed') and d.freezes_at > $2) as "before_freeze!"
           from entries e join draws d on d.id = e.draw_id join drops p on p.id = d.drop_id
           where e.id = $1 for update of e"#,
        id.0, now as At
    )
    .fetch_optional(conn)
    .await
}

/// Takes a standing entry out; answers whether it stood.
pub async fn take_out(conn: &mut PgConnection, entry: &Locked, id: EntryId, note: &str, now: At) -> sqlx::Result<bool> {
    let leaf = leaf(entry.draw_id, id, &entry.pool, 0, note);
    let done = sqlx::query!(
        "update entries set weight_before = weight, weight = 0, note = $2, leaf = $3, withdrawn_at = $4 where id = $1 and note = ''",
        id.0,
        note,
        leaf.as_slice(),
        now as At
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets an entry stand again that was taken out, with the weight that it had.
pub async fn put_back(conn: &mut PgConnection, entry: &Locked, id: EntryId) -> sqlx::Result<()> {
    let weight = entry.weight_before.unwrap_or(1);
    let leaf = leaf(entry.draw_id, id, &entry.pool, weight.unsigned_abs(), "");
    sqlx::query!(
        "update entries set weight_before = null, weight = $2, note = '', leaf = $3, withdrawn_at = null where id = $1",
        id.0,
        weight,
        leaf.as_slice()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The drop's frame of a panel.
#[derive(Clone)]
pub struct PanelRow {
    pub draw_id: Option<DrawId>,
    pub state: DropState,
    pub opens_at: At,
    pub closes_at: At,
    pub freezes_at: At,
    pub reason: Option<String>,
    pub payment_window_minutes: i32,
    pub max_weight: i32,
    /// How weights come about, once the rules say so.
    pub weights: Option<String>,
}

/// A draw-mode drop, whatever its state.
pub async fn panel_row(db: impl PgExecutor<'_>, drop: DropId) -> sqlx::Result<Option<PanelRow>> {
    sqlx::query_as!(
        PanelRow,
        r#"select d.id as "draw_id?: DrawId", p.state as "state: DropState", p.opens_at as "opens_at: At",
                  p.closes_at as "closes_at: At", p.closes_at + make_interval(hours => p.review_hours) as "freezes_at!: At",
                  p.reason, p.payment_window_minutes,
                  coalesce(d.max_weight, p.max_weight) as "max_weight!", d.rules::jsonb ->> 'weights' as weights
           from drops p left join draws d on d.drop_id = p.id
           where p.id = $1 and p.mode = 'draw'"#,
        drop.0
    )
    .fetch_optional(db)
    .await
}

/// The pools of a drop with their standing entries: the draw's own once it is open, else what is planned.
pub async fn pools(db: impl PgExecutor<'_>, drop: DropId) -> Result<Vec<PoolLive>, Fault> {
    let rows = sqlx::query!(
        r#"select v.id as "variant_id: VariantId", coalesce(dp.pool, v.name) as "name!", coalesce(dp.units, dv.pledged)::bigint as "units!",
                  coalesce((select s.entries from standing_entries s where s.draw_id = d.id and s.pool = dp.pool), 0) as "entries!",
                  case when d.max_weight > 1 then array(
                    select coalesce(w.entries, 0) from generate_series(2, 10) as heavier(weight)
                    left join standing_weights w on w.draw_id = d.id and w.pool = dp.pool and w.weight = heavier.weight
                    order by heavier.weight) end as heavier
           from drop_variants dv
           join variants v on v.id = dv.variant_id
           left join draws d on d.drop_id = dv.drop_id
           left join draw_pools dp on dp.draw_id = d.id and dp.variant_id = v.id
           where dv.drop_id = $1 and (d.id is null or dp.pool is not null)
           order by coalesce(dp.position, v.position), v.name"#,
        drop.0
    )
    .fetch_all(db)
    .await?;
    let pools = rows.into_iter().map(|r| {
        let crowd = Crowd { units: r.units, entries: r.entries, heavier: r.heavier };
        let (tickets, odds) = (crowd.tickets(), crowd.odds()?);
        Ok(PoolLive { variant_id: r.variant_id, name: r.name, units: r.units, entries: r.entries, tickets, odds })
    });
    pools.collect()
}

/// How many entries have come since then, withdrawn ones included.
pub async fn count_since(db: &PgPool, since: At) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from entries where entered_at >= $1"#, since as At)
        .fetch_one(db)
        .await
}

/// Whether the account's address is confirmed.
pub async fn is_confirmed(db: &PgPool, account: AccountId) -> sqlx::Result<bool> {
    let at =
        sqlx::query_scalar!(r#"select verified_at is not null as "confirmed!" from accounts where id = $1"#, account.0);
    Ok(at.fetch_optional(db).await?.unwrap_or(false))
}

/// Whose entries to read, and of what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub account: Option<AccountId>,
    pub drop: Option<DropId>,
    pub entry: Option<EntryId>,
}

/// An entry with its drop, as a page about one's own entries needs it.
pub struct OwnRow {
    id: EntryId,
    draw_id: DrawId,
    drop_id: DropId,
    pool: String,
    units: i32,
    entries: i64,
    entered_at: At,
    weight: i32,
    note: String,
    attempt: i16,
    leaf: Vec<u8>,
    position: Option<i64>,
    rank: Option<i64>,
    ticket: Option<Vec<u8>>,
    offer_state: Option<OfferState>,
    order_id: Option<OrderId>,
    expires_at: Option<At>,
    slug: String,
    state: DropState,
    opens_at: At,
    closes_at: At,
    freezes_at: At,
    draw_state: String,
    max_weight: i32,
    title: String,
    product_id: ProductId,
    commitment: Vec<u8>,
    price_minor: i64,
    currency: String,
    payment_window_minutes: i32,
}

/// Entries with their drops, newest first, at most `limit`, made before `before`.
pub async fn own(db: &PgPool, wanted: Wanted, before: Option<At>, limit: i64) -> sqlx::Result<Vec<OwnRow>> {
    sqlx::query_as!(
        OwnRow,
        r#"select e.id as "id: EntryId", e.draw_id as "draw_id: DrawId", d.drop_id as "drop_id: DropId", e.pool, dp.units,
                  (select s.entries from standing_entries s where s.draw_id = e.draw_id and s.pool = e.pool) as "entries!",
                  e.entered_at as "entered_at: At", e.weight, e.note, e.attempt, e.leaf, s.position as "position?", s.rank as "rank?",
                  (select t.ticket from ranked(e.draw_id, e.pool, s.rank) t) as ticket,
                  f.state as "offer_state?: OfferState", f.order_id as "order_id?: OrderId", f.expires_at as "expires_at?: At",
                  p.slug, p.state as "state: DropState", p.opens_at as "opens_at: At", p.closes_at as "closes_at: At",
                  d.freezes_at as "freezes_at: At", d.state as draw_state, d.max_weight, r.name as title, r.id as "product_id: ProductId",
                  d.commitment, dv.price_minor, dv.currency, p.payment_window_minutes
           from entries e
           join draws d on d.id = e.draw_id
           join draw_pools dp on dp.draw_id = e.draw_id and dp.pool = e.pool
           join drops p on p.id = d.drop_id
           join products r on r.id = p.product_id
           join drop_variants dv on dv.drop_id = p.id and dv.variant_id = e.variant_id
           left join offers f on f.entry_id = e.id
           cross join lateral (select entry_position(e.draw_id, e.id) as position, entry_rank(e.draw_id, e.id) as rank) s
           where ($1::uuid is null or e.account_id = $1) and ($2::uuid is null or d.drop_id = $2) and ($3::uuid is null or e.id = $3)
             and ($4::timestamptz is null or e.entered_at < $4)
           order by e.entered_at desc, e.attempt desc
           limit $5"#,
        wanted.account.map(|id| id.0), wanted.drop.map(|id| id.0), wanted.entry.map(|id| id.0), before as Option<At>, limit
    )
    .fetch_all(db)
    .await
}

impl OwnRow {
    /// Which entry.
    pub const fn id(&self) -> EntryId {
        self.id
    }

    /// The product that it is for.
    pub const fn product_id(&self) -> ProductId {
        self.product_id
    }

    fn is_open(&self, now: At) -> bool {
        self.draw_state == "open"
            && self.state == DropState::Open
            && self.opens_at <= now
            && now < self.closes_at
            && now < self.freezes_at
    }

    /// The entry alone.
    pub fn entry(&self) -> OwnEntry {
        let offer = match (self.offer_state, self.order_id, self.expires_at) {
            (Some(state), Some(order_id), Some(expires_at)) => Some(Offer { state, order_id, expires_at }),
            _ => None,
        };
        OwnEntry {
            id: self.id,
            pool: self.pool.clone(),
            units: self.units.into(),
            entries: self.entries,
            entered_at: self.entered_at,
            weight: self.weight,
            tickets: (self.weight > 0 && self.max_weight > 1).then(|| tickets_in_words(self.weight, self.max_weight)),
            note: self.note.clone(),
            rank: self.rank,
            ticket: self.ticket.as_deref().map(hex::encode),
            offer,
        }
    }

    /// The entry with its drop.
    pub fn mine(self, picture: Option<crate::catalogue::Picture>) -> super::MyEntry {
        super::MyEntry {
            entry: self.entry(),
            draw_id: self.draw_id,
            drop_slug: self.slug,
            drop_state: self.state,
            title: self.title,
            picture,
            closes_at: self.closes_at,
        }
    }

    /// The drop that it is for.
    pub const fn drop_id(&self) -> DropId {
        self.drop_id
    }

    /// Whether staff may still take it out or put it back.
    fn is_reviewed(&self, now: At) -> bool {
        self.draw_state == "open" && matches!(self.state, DropState::Open | DropState::Closed) && now < self.freezes_at
    }

    /// The receipt; `pools` are those of the drop.
    pub fn receipt(
        self,
        picture: Option<crate::catalogue::Picture>,
        pools: &[PoolLive],
        disqualification: Option<super::Disqualification>,
        now: At,
    ) -> Result<super::Receipt, Fault> {
        let price = crate::Money::from_row(self.price_minor, &self.currency)?;
        let may_withdraw = self.note.is_empty() && self.is_open(now);
        let out = disqualification.as_ref().is_some_and(|d| d.appeal.is_none() && d.answer.is_none());
        Ok(super::Receipt {
            freezes_at: self.freezes_at,
            may_appeal: out && self.is_reviewed(now),
            disqualification,
            drop_id: self.drop_id,
            leaf: hex::encode(&self.leaf),
            commitment: hex::encode(&self.commitment),
            position: self.position,
            odds: pools.iter().find(|p| p.name == self.pool).map(|p| p.odds(self.weight)).unwrap_or_default(),
            price,
            payment_window_minutes: self.payment_window_minutes.into(),
            may_withdraw,
            may_enter_again: may_withdraw && self.attempt == 1,
            now,
            entry: self.mine(picture),
        })
    }
}

/// Whom an entry's mail goes to, and what about.
pub struct Addressee {
    pub entry_id: EntryId,
    pub draw_id: DrawId,
    pub account_id: AccountId,
    pub email: String,
    pub name: String,
    pub title: String,
    pub slug: String,
    pub pool: String,
    /// When it was made.
    pub weight: i32,
    pub max_weight: i32,
    pub entered_at: At,
    pub commitment: Vec<u8>,
    /// The key in the rules, in hex.
    pub receipt_key: String,
    pub closes_at: At,
    pub freezes_at: At,
}

/// The entrants of these entries, but for those who were erased.
pub async fn addressees(conn: &mut PgConnection, ids: &[EntryId]) -> sqlx::Result<Vec<Addressee>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Addressee,
        r#"select e.id as "entry_id: EntryId", e.draw_id as "draw_id: DrawId", a.id as "account_id: AccountId", a.email as "email!: String", a.name,
                  r.name as title, p.slug, e.pool, coalesce(e.weight_before, nullif(e.weight, 0), 1) as "weight!", d.max_weight,
                  e.entered_at as "entered_at: At", d.commitment, d.rules::jsonb ->> 'receipt_key' as "receipt_key!",
                  p.closes_at as "closes_at: At", d.freezes_at as "freezes_at: At"
           from entries e join accounts a on a.id = e.account_id join draws d on d.id = e.draw_id
           join drops p on p.id = d.drop_id join products r on r.id = p.product_id
           where e.id = any($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// A page of entries for staff, newest first; those whose appeals wait, the oldest first.
pub async fn staff_rows(
    db: &PgPool,
    search: &Search,
    only: Option<&[EntryId]>,
    now: At,
    limit: i64,
) -> sqlx::Result<Vec<StaffEntry>> {
    let like = format!("%{}%", search.words.trim().replace(['%', '_', '\\'], ""));
    let only: Option<Vec<_>> = only.map(|ids| ids.iter().map(|id| id.0).collect());
    let rows = sqlx::query!(
        r#"select e.id as "id: EntryId", e.draw_id as "draw_id: DrawId", r.name as title,
                  d.state = 'open' and p.state in ('open', 'closed') and d.freezes_at > $6 as "open!",
                  e.account_id as "account_id: AccountId", coalesce(a.name, '') as "name!", coalesce(a.email::text, '') as "email!",
                  e.pool, e.entered_at as "entered_at: At", e.weight, e.note, entry_rank(e.draw_id, e.id) as rank, f.state as "offer?: OfferState"
           from entries e
           join draws d on d.id = e.draw_id
           join drops p on p.id = d.drop_id
           join products r on r.id = p.product_id
           left join accounts a on a.id = e.account_id
           left join offers f on f.entry_id = e.id
           left join disqualifications x on $8 and x.entry_id = e.id and x.appeal is not null and x.answer is null
           where ($1::uuid is null or e.draw_id = $1) and ($2 = '' or e.pool = $2)
             and ($3 = '%%' or a.email::text ilike $3 or a.name ilike $3 or e.id::text ilike $3)
             and ($7::uuid[] is null or e.id = any($7))
             and (not $8 or (x.id is not null and d.state = 'open' and d.freezes_at > $6))
           order by x.appealed_at, e.entered_at desc, e.id
           limit $4 offset $5"#,
        search.draw.map(|id| id.0),
        search.pool,
        like,
        limit,
        search.offset,
        now as At,
        only.as_deref(),
        search.show == Show::Appeals
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| StaffEntry {
            id: r.id,
            draw_id: r.draw_id,
            title: r.title,
            open: r.open,
            account_id: r.account_id,
            name: r.name,
            email: r.email,
            pool: r.pool,
            entered_at: r.entered_at,
            weight: r.weight,
            note: r.note,
            rank: r.rank,
            offer: r.offer,
            disqualification: None,
            shares: None,
        })
        .collect())
}

/// The draw's drop and product.
pub async fn staff_head(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<(DropId, String)>> {
    let row = sqlx::query!(
        r#"select d.drop_id as "drop_id: DropId", r.name
           from draws d join drops p on p.id = d.drop_id join products r on r.id = p.product_id where d.id = $1"#,
        draw.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| (r.drop_id, r.name)))
}
