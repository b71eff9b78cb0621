use sqlx::PgConnection;

use crate::{AccountId, At, DrawId, EntryId};

/// What a letter says of a draw.
pub struct Told {
    pub draw_id: DrawId,
    pub title: String,
    pub seal: Option<Vec<u8>>,
    pub sealed_at: Option<At>,
    pub sealed_signature: Option<Vec<u8>>,
    /// The key that signs, in hex.
    pub receipt_key: String,
    pub reason: Option<String>,
}

/// What letters say of this draw.
pub async fn told(conn: &mut PgConnection, draw: DrawId) -> sqlx::Result<Option<Told>> {
    sqlx::query_as!(
        Told,
        r#"select d.id as "draw_id: DrawId", r.name as title, d.seal, d.sealed_at as "sealed_at: At", d.sealed_signature,
                  d.rules::jsonb ->> 'receipt_key' as "receipt_key!", d.reason
           from draws d join drops p on p.id = d.drop_id join products r on r.id = p.product_id where d.id = $1"#,
        draw.0
    )
    .fetch_optional(conn)
    .await
}

/// Somebody who is written to, and how their entry came out.
pub struct Entrant {
    pub entry_id: EntryId,
    pub account_id: AccountId,
    pub email: String,
    pub name: String,
    pub pool: String,
    pub units: i32,
    pub rank: i64,
    pub ticket: Option<Vec<u8>>,
    /// Ranked entries in the pool.
    pub entries: i64,
}

/// The entrant of one entry; none once erased.
pub async fn entrant(conn: &mut PgConnection, id: EntryId) -> sqlx::Result<Option<(Told, Entrant)>> {
    let to = sqlx::query_as!(
        Entrant,
        r#"select e.id as "entry_id: EntryId", a.id as "account_id: AccountId", a.email as "email!: String", a.name, e.pool, dp.units,
                  coalesce(s.rank, 0) as "rank!", (select t.ticket from ranked(e.draw_id, e.pool, s.rank) t) as ticket,
                  (select coalesce(max(s.entries), 0) from standing_entries s where s.draw_id = e.draw_id and s.pool = e.pool) as "entries!"
           from entries e join accounts a on a.id = e.account_id join draw_pools dp on dp.draw_id = e.draw_id and dp.pool = e.pool
           cross join lateral (select entry_rank(e.draw_id, e.id) as rank) s
           where e.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(to) = to else { return Ok(None) };
    let draw = sqlx::query_scalar!(r#"select draw_id as "id: DrawId" from entries where id = $1"#, id.0)
        .fetch_one(&mut *conn)
        .await?;
    Ok(told(conn, draw).await?.map(|draw| (draw, to)))
}

/// Ranked entries behind the units, by id, after an id.
pub async fn not_winning(
    conn: &mut PgConnection,
    draw: DrawId,
    after: Option<EntryId>,
    limit: i64,
) -> sqlx::Result<Vec<Entrant>> {
    sqlx::query_as!(
        Entrant,
        r#"select e.id as "entry_id: EntryId", a.id as "account_id: AccountId", a.email as "email!: String", a.name, e.pool, dp.units,
                  s.rank as "rank!", (select t.ticket from ranked(e.draw_id, e.pool, s.rank) t) as ticket, dp.entries as "entries!"
           from entries e
           cross join lateral (select entry_rank(e.draw_id, e.id) as rank offset 0) s
           join accounts a on a.id = e.account_id
           join (select p.draw_id, p.pool, p.units,
                        (select coalesce(max(s.entries), 0) from standing_entries s where s.draw_id = p.draw_id and s.pool = p.pool) as entries
                 from draw_pools p where p.draw_id = $1) dp on dp.pool = e.pool
           where e.draw_id = $1 and s.rank > dp.units and ($2::uuid is null or e.id > $2)
           order by e.id limit $3"#,
        draw.0, after.map(|id| id.0), limit
    )
    .fetch_all(conn)
    .await
}

/// Standing entries, by id, after an id.
pub async fn all_standing(
    conn: &mut PgConnection,
    draw: DrawId,
    after: Option<EntryId>,
    limit: i64,
) -> sqlx::Result<Vec<Entrant>> {
    sqlx::query_as!(
        Entrant,
        r#"select e.id as "entry_id: EntryId", a.id as "account_id: AccountId", a.email as "email!: String", a.name, e.pool, dp.units,
                  0::bigint as "rank!", null::bytea as ticket, 0::bigint as "entries!"
           from entries e
           join accounts a on a.id = e.account_id
           join draw_pools dp on dp.draw_id = e.draw_id and dp.pool = e.pool
           where e.draw_id = $1 and e.note = '' and ($2::uuid is null or e.id > $2)
           order by e.id limit $3"#,
        draw.0, after.map(|id| id.0), limit
    )
    .fetch_all(conn)
    .await
}
