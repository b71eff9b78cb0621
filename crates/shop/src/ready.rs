//! Whether what the shop stands on is there, for `/readyz`.

use redis::AsyncCommands;

use crate::{Fault, Shop};

/// Postgres answers.
pub async fn postgres(shop: &Shop) -> Result<(), Fault> {
    sqlx::query("select 1").execute(&shop.db).await?;
    Ok(())
}

/// The migration of that version, and so all before it, has been applied.
pub async fn migrated(shop: &Shop, newest: i64) -> Result<bool, Fault> {
    let sql = "select coalesce(max(version), 0) >= $1 from _sqlx_migrations where success";
    Ok(sqlx::query_scalar(sql).bind(newest).fetch_one(&shop.db).await?)
}

/// Redis answers.
pub async fn redis(shop: &Shop) -> bool {
    let Some(mut redis) = shop.redis.clone() else { return false };
    redis.ping::<String>().await.is_ok()
}
