//! SQL of what entries may share. Accounts, their addresses, their earlier orders and their cards are read here, never written.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::entries::Shared;
use crate::{DrawId, EntryId};

/// What is known of an entrant when they enter.
pub struct Known {
    pub entry: Uuid,
    pub draw: Uuid,
    pub email: String,
}

/// The entrants of these entries, but for those who were erased.
pub async fn known(conn: &mut PgConnection, entries: &[EntryId]) -> sqlx::Result<Vec<Known>> {
    let ids: Vec<_> = entries.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Known,
        r#"select e.id as entry, e.draw_id as draw, a.email as "email!: String"
           from entries e join accounts a on a.id = e.account_id where e.id = any($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// A door that a parcel of an entrant may go to, or went to.
pub struct Door {
    pub entry: Uuid,
    pub draw: Uuid,
    pub country: String,
    pub postal_code: String,
    pub city: String,
    pub line1: String,
}

/// From the entrants' address books and their earlier orders.
pub async fn doors_of(conn: &mut PgConnection, entries: &[EntryId]) -> sqlx::Result<Vec<Door>> {
    let ids: Vec<_> = entries.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Door,
        r#"select e.id as "entry!", e.draw_id as "draw!", a.country as "country!", a.postal_code as "postal_code!", a.city as "city!", a.line1 as "line1!"
           from entries e join addresses a on a.account_id = e.account_id where e.id = any($1)
           union
           select e.id, e.draw_id, o.ship_to ->> 'country', o.ship_to ->> 'postal_code', o.ship_to ->> 'city', o.ship_to ->> 'line1'
           from entries e join orders o on o.account_id = e.account_id
           where e.id = any($1) and o.ship_to is not null"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// A card that an entrant has used.
pub struct KnownCard {
    pub entry: Uuid,
    pub draw: Uuid,
    pub fingerprint: Vec<u8>,
}

/// The cards that the entrants have used.
pub async fn cards_of(conn: &mut PgConnection, entries: &[EntryId]) -> sqlx::Result<Vec<KnownCard>> {
    let ids: Vec<_> = entries.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        KnownCard,
        "select e.id as entry, e.draw_id as draw, c.fingerprint
         from entries e join account_cards c on c.account_id = e.account_id where e.id = any($1)",
        &ids
    )
    .fetch_all(conn)
    .await
}

/// A mark of an entry.
pub struct NewMark {
    pub entry: Uuid,
    pub draw: Uuid,
    pub kind: Shared,
    pub mark: [u8; 16],
}

/// Keeps marks; those that are known stay.
pub async fn insert_marks(conn: &mut PgConnection, marks: &[NewMark]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into entry_marks (draw_id, kind, mark, entry_id)
         select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::uuid[]) on conflict do nothing",
        &marks.iter().map(|m| m.draw).collect::<Vec<_>>(),
        &marks.iter().map(|m| m.kind.name().to_owned()).collect::<Vec<_>>(),
        &marks.iter().map(|m| m.mark.to_vec()).collect::<Vec<_>>(),
        &marks.iter().map(|m| m.entry).collect::<Vec<_>>()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An entry in a group that shares something.
pub struct Suspect {
    pub entry: EntryId,
    pub kind: Shared,
    pub group: i64,
}

/// Entries of a draw that share something with the standing entry of another account, by what they share. The first `groups`
/// groups of two or more that stand; whoever was taken out of one is shown with it, whoever withdrew is not.
pub async fn suspects(db: impl PgExecutor<'_>, draw: DrawId, groups: i64) -> sqlx::Result<Vec<Suspect>> {
    sqlx::query_as!(
        Suspect,
        r#"with several as (
             select kind, mark from entry_marks where draw_id = $1 group by kind, mark having count(*) > 1
           ), shared as (
             select s.kind, s.mark, row_number() over (order by s.kind, min(e.entered_at), s.mark) as place
             from several s
             join entry_marks m on m.draw_id = $1 and m.kind = s.kind and m.mark = s.mark
             join entries e on e.id = m.entry_id and e.note = ''
             group by s.kind, s.mark having count(distinct e.account_id) > 1
             order by 3 limit $2
           )
           select m.entry_id as "entry: EntryId", m.kind as "kind: Shared", s.place as "group!"
           from shared s
           join entry_marks m on m.draw_id = $1 and m.kind = s.kind and m.mark = s.mark
           join entries e on e.id = m.entry_id and e.note <> 'withdrawn'
           order by s.place, e.entered_at, e.id"#,
        draw.0,
        groups
    )
    .fetch_all(db)
    .await
}
