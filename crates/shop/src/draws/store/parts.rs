//! The sealed list and the ranking, in parts of [`draw::PART`] (migration 0030).

use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use crate::draws::DrawState;
use crate::{DrawId, EntryId};

/// An entry as it is sealed.
pub struct ToSeal {
    pub id: Uuid,
    pub pool: String,
    pub weight: i32,
    pub note: String,
    pub leaf: Vec<u8>,
}

/// Entries after an id, in the order of their ids. Postgres orders uuids by their bytes, as the protocol does.
pub async fn entries_to_seal(
    conn: &mut PgConnection,
    draw: DrawId,
    after: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<ToSeal>> {
    sqlx::query_as!(
        ToSeal,
        "select id, pool, weight, note, leaf from entries where draw_id = $1 and id > $2 order by id limit $3",
        draw.0,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// How many entries stand.
pub async fn standing(conn: &mut PgConnection, draw: DrawId) -> sqlx::Result<i64> {
    let sql = sqlx::query_scalar!(
        r#"select coalesce(sum(entries), 0)::bigint as "entries!" from standing_entries where draw_id = $1"#,
        draw.0
    );
    sql.fetch_one(conn).await
}

/// A part of the sealed list to be.
pub struct NewPart {
    pub entries: Vec<Uuid>,
    pub head: [u8; 32],
    pub lines: String,
}

/// Stores a part of the sealed list.
pub async fn insert_sealed_part(conn: &mut PgConnection, draw: DrawId, part: i32, new: &NewPart) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sealed_parts (draw_id, part, first_entry, entries, head, lines) values ($1, $2, $3, $4, $5, $6)",
        draw.0,
        part,
        new.entries[0],
        &new.entries,
        new.head.as_slice(),
        new.lines
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Lines of `entries.csv`, from a part on.
pub async fn sealed_lines(db: impl PgExecutor<'_>, draw: DrawId, from: i32, limit: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select lines from sealed_parts where draw_id = $1 and part >= $2 order by part limit $3",
        draw.0,
        from,
        limit
    )
    .fetch_all(db)
    .await
}

/// The part of the sealed list that an entry is in, if it is in any.
pub struct PartOf {
    pub part: i32,
    pub place: Option<i32>,
    pub lines: String,
}

/// The part of the sealed list that an entry is in; none before the seal.
pub async fn part_of(db: &PgPool, draw: DrawId, entry: EntryId) -> sqlx::Result<Option<PartOf>> {
    sqlx::query_as!(
        PartOf,
        "select part, array_position(entries, $2) - 1 as place, lines from sealed_parts
         where draw_id = $1 and first_entry <= $2 order by first_entry desc limit 1",
        draw.0,
        entry.0
    )
    .fetch_optional(db)
    .await
}

/// The tree heads of all parts.
pub async fn heads(db: &PgPool, draw: DrawId) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar!("select head from sealed_parts where draw_id = $1 order by part", draw.0).fetch_all(db).await
}

/// Stores a part of the ranking of a pool: ids and tickets, one after the other.
pub async fn insert_ranking_part(
    conn: &mut PgConnection,
    draw: DrawId,
    pool: &str,
    part: i32,
    entries: &[u8],
    tickets: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into ranking_parts (draw_id, pool, part, entries, tickets) values ($1, $2, $3, $4, $5)",
        draw.0,
        pool,
        part,
        entries,
        tickets
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Stores the ranks of a part of the sealed list, in the order of its entries.
pub async fn set_ranks(conn: &mut PgConnection, draw: DrawId, part: i32, ranks: &[Option<i32>]) -> sqlx::Result<()> {
    sqlx::query!(
        "update sealed_parts set ranks = $3 where draw_id = $1 and part = $2",
        draw.0,
        part,
        ranks as &[Option<i32>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A stored part of a ranking.
pub struct RankingPart {
    pub part: i32,
    pub entries: Vec<u8>,
    pub tickets: Vec<u8>,
}

/// The ranking of a pool, from a part on.
pub async fn ranking(db: &PgPool, draw: DrawId, pool: &str, from: i32, limit: i64) -> sqlx::Result<Vec<RankingPart>> {
    sqlx::query_as!(
        RankingPart,
        "select part, entries, tickets from ranking_parts where draw_id = $1 and pool = $2 and part >= $3 order by part limit $4",
        draw.0,
        pool,
        from,
        limit
    )
    .fetch_all(db)
    .await
}

/// Notes how far a draw is, in percent, while its state is `state`.
pub async fn note_progress(conn: &mut PgConnection, draw: DrawId, state: DrawState, percent: i16) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into draw_progress (draw_id, state, percent) values ($1, $2, $3)
         on conflict (draw_id) do update set state = excluded.state, percent = excluded.percent",
        draw.0,
        state as DrawState,
        percent
    )
    .execute(conn)
    .await
    .map(drop)
}
