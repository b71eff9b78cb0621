//! All SQL of lines. Reads of the drop are joins; only `drops` writes it.

use std::collections::HashMap;

use draw::{Hash, ServerSeed};
use sqlx::{PgConnection, PgExecutor, query, query_scalar};
use uuid::Uuid;

use super::Pace;
use super::join::{Line, Seat};
use crate::{AccountId, At, DropId, LobbyId};

/// Whether an announced drop has a line; none of a draft, or without such a drop.
pub(super) async fn has_line(db: impl PgExecutor<'_>, drop: DropId) -> sqlx::Result<Option<bool>> {
    query_scalar!(
        r#"select exists (select from lines where drop_id = d.id) as "has!" from drops d where d.id = $1 and d.state <> 'draft'"#,
        drop.0
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn plan(conn: &mut PgConnection, drop: DropId, per_minute: Option<i32>) -> sqlx::Result<()> {
    let Some(per_minute) = per_minute else {
        query!("delete from lines where drop_id = $1", drop.0).execute(conn).await?;
        return Ok(());
    };
    query!(
        "insert into lines (drop_id, per_minute) values ($1, $2)
         on conflict (drop_id) do update set per_minute = excluded.per_minute",
        drop.0,
        per_minute
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn announce(
    conn: &mut PgConnection,
    drop: DropId,
    commitment: &Hash,
    sealed: &[u8],
) -> sqlx::Result<()> {
    let commitment = commitment.as_bytes().as_slice();
    query!("update lines set commitment = $2, sealed_seed = $3 where drop_id = $1", drop.0, commitment, sealed)
        .execute(conn)
        .await?;
    Ok(())
}

/// The line, locked: who joins, who opens and who sets the pace follow one another. The drop is read after the wait.
pub(super) async fn lock(conn: &mut PgConnection, drop: DropId) -> sqlx::Result<Option<Line>> {
    query!("select from lines where drop_id = $1 for no key update", drop.0).fetch_optional(&mut *conn).await?;
    find(conn, drop).await
}

pub(super) async fn find(db: impl PgExecutor<'_>, drop: DropId) -> sqlx::Result<Option<Line>> {
    let row = query!(
        r#"select d.state in ('scheduled', 'open', 'paused') as "running!", d.opens_at as "opens_at: At",
                  d.closes_at as "closes_at: At", l.people, l.per_minute, l.admitted, l.counted_at as "counted_at: At"
           from lines l join drops d on d.id = l.drop_id where l.drop_id = $1"#,
        drop.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| Line {
        drop,
        running: r.running,
        opens_at: r.opens_at,
        closes_at: r.closes_at,
        people: r.people,
        per_minute: r.per_minute,
        pace: r.counted_at.map(|since| Pace { admitted: r.admitted, since, per_minute: r.per_minute }),
    }))
}

/// The seats that these accounts have in the line.
pub(super) async fn seats(
    conn: &mut PgConnection,
    drop: DropId,
    accounts: &[AccountId],
) -> sqlx::Result<HashMap<AccountId, Seat>> {
    let accounts: Vec<_> = accounts.iter().map(|id| id.0).collect();
    let rows = query!(
        r#"select p.account_id as "account: AccountId", p.id as "id: LobbyId", p.joined_at as "joined_at: At", p.came,
                  case when l.seed is not null then coalesce(
                    (select o.places[(p.came - 1) % 256 + 1] from line_parts o
                     where o.drop_id = $1 and o.part = (p.came - 1) / 256), p.came) end as place
           from lines l cross join unnest($2::uuid[]) as asked(id) cross join lateral (
             select * from line_places p where p.drop_id = $1 and p.account_id = asked.id offset 0) p
           where l.drop_id = $1"#,
        drop.0,
        &accounts
    )
    .fetch_all(conn)
    .await?;
    let seat = |id, joined_at, came, place| Seat { id, joined_at, came, place };
    Ok(rows.into_iter().map(|r| (r.account, seat(r.id, r.joined_at, r.came, r.place))).collect())
}

pub(super) async fn seat(conn: &mut PgConnection, drop: DropId, new: &[(AccountId, Seat)]) -> sqlx::Result<()> {
    query!(
        "insert into line_places (id, drop_id, account_id, joined_at, came)
         select id, $1, account_id, joined_at, came
         from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bigint[]) as s(id, account_id, joined_at, came)",
        drop.0,
        &new.iter().map(|(_, seat)| seat.id.0).collect::<Vec<_>>(),
        &new.iter().map(|(account, _)| account.0).collect::<Vec<_>>(),
        &new.iter().map(|(_, seat)| seat.joined_at).collect::<Vec<_>>() as &[At],
        &new.iter().map(|(_, seat)| seat.came).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down how many are in the line and how fast it admits.
pub(super) async fn keep(conn: &mut PgConnection, line: &Line) -> sqlx::Result<()> {
    query!(
        "update lines set people = $2, per_minute = $3, admitted = coalesce($4, admitted), counted_at = coalesce($5, counted_at)
         where drop_id = $1",
        line.drop.0,
        line.people,
        line.per_minute,
        line.pace.map(|pace| pace.admitted),
        line.pace.map(|pace| pace.since) as Option<At>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A line that has not opened.
pub(super) struct Sealed {
    pub seed: Vec<u8>,
    pub per_minute: i32,
}

pub(super) async fn lock_sealed(conn: &mut PgConnection, drop: DropId) -> sqlx::Result<Option<Sealed>> {
    sqlx::query_as!(
        Sealed,
        r#"select sealed_seed as "seed!", per_minute from lines
           where drop_id = $1 and sealed_seed is not null and opened_at is null for no key update"#,
        drop.0
    )
    .fetch_optional(conn)
    .await
}

/// Who was there before the opening time.
pub(super) async fn lobby(conn: &mut PgConnection, drop: DropId) -> sqlx::Result<Vec<LobbyId>> {
    query_scalar!(
        r#"select p.id as "id: LobbyId" from line_places p join drops d on d.id = p.drop_id
           where p.drop_id = $1 and p.joined_at < d.opens_at"#,
        drop.0
    )
    .fetch_all(conn)
    .await
}

/// All who are there when the line opens, in the order of coming.
pub(super) struct Arrivals {
    pub ids: Vec<Uuid>,
    /// Whether each came before the opening time.
    pub in_lobby: Vec<bool>,
}

/// In two values: a row for each would be most of the work of an opening.
pub(super) async fn arrivals(conn: &mut PgConnection, drop: DropId) -> sqlx::Result<Arrivals> {
    sqlx::query_as!(
        Arrivals,
        r#"select coalesce(array_agg(p.id order by p.came), '{}') as "ids!",
                  coalesce(array_agg(p.joined_at < d.opens_at order by p.came), '{}') as "in_lobby!"
           from line_places p join drops d on d.id = p.drop_id where p.drop_id = $1"#,
        drop.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn open(
    conn: &mut PgConnection,
    drop: DropId,
    seed: &ServerSeed,
    pace: Pace,
    at: At,
) -> sqlx::Result<()> {
    query!(
        "update lines set seed = $2, sealed_seed = null, admitted = $3, counted_at = $4, opened_at = $5 where drop_id = $1",
        drop.0,
        seed.as_bytes().as_slice(),
        pace.admitted,
        pace.since as At,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives the places out, to those who are there in the order of coming: before the line has its seed.
pub(super) async fn place(conn: &mut PgConnection, drop: DropId, places: &[i32]) -> sqlx::Result<()> {
    query!(
        "insert into line_parts (drop_id, part, places)
         select $1, part, ($2::int[])[part * 256 + 1 : part * 256 + 256]
         from generate_series(0, (cardinality($2::int[]) - 1) / 256) as part where cardinality($2::int[]) > 0",
        drop.0,
        places
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Commitment, and seed once it is published.
pub(super) async fn promise(conn: &mut PgConnection, drop: DropId) -> sqlx::Result<Option<(Hash, Option<ServerSeed>)>> {
    let row = query!("select commitment, seed from lines where drop_id = $1", drop.0).fetch_optional(conn).await?;
    let bytes = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    Ok(row.and_then(|r| Some((Hash::from(bytes(r.commitment)?), bytes(r.seed).map(ServerSeed::new)))))
}
