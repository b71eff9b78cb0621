use sqlx::PgPool;

use crate::draws::Stamp;
use crate::{At, DrawId};

/// A seal without a time stamp.
pub struct Unstamped {
    pub rules: String,
    pub seal: Vec<u8>,
    pub sealed_at: At,
}

/// The seal of a draw, unless there is none or it has its time stamp.
pub async fn unstamped(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<Unstamped>> {
    sqlx::query_as!(
        Unstamped,
        r#"select rules, seal as "seal!", sealed_at as "sealed_at!: At" from draws d
           where id = $1 and seal is not null and not exists (select from seal_stamps where draw_id = d.id)"#,
        draw.0
    )
    .fetch_optional(db)
    .await
}

/// Keeps a time stamp, with the answer that it came in. Two workers may have asked: the first stays.
pub async fn keep_stamp(db: &PgPool, draw: DrawId, reply: &[u8], stamp: &Stamp) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into seal_stamps (draw_id, reply, stamped_at, service) values ($1, $2, $3, $4) on conflict (draw_id) do nothing",
        draw.0,
        reply,
        stamp.at as At,
        stamp.service
    )
    .execute(db)
    .await
    .map(drop)
}

/// What pages say of the time stamp of a seal.
pub async fn stamp(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<Stamp>> {
    sqlx::query_as!(Stamp, r#"select service, stamped_at as "at: At" from seal_stamps where draw_id = $1"#, draw.0)
        .fetch_optional(db)
        .await
}

/// The answer with the time stamp of a seal, as it came.
pub async fn stamp_reply(db: &PgPool, draw: DrawId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select reply from seal_stamps where draw_id = $1", draw.0).fetch_optional(db).await
}
