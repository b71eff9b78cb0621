use std::net::IpAddr;

use sqlx::{PgConnection, PgExecutor, PgPool};

use crate::At;
use crate::accounts::throttle::Failures;

/// Serialises attempts from one address of the network and on one account until the commit, always in this order.
pub(in crate::accounts) async fn lock(conn: &mut PgConnection, email: &str, ip: IpAddr) -> sqlx::Result<()> {
    for key in [format!("sign-in/ip/{ip}"), format!("sign-in/email/{}", email.to_lowercase())] {
        sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(&mut *conn).await?;
    }
    Ok(())
}

pub(in crate::accounts) async fn of_account(db: impl PgExecutor<'_>, email: &str, since: At) -> sqlx::Result<Failures> {
    sqlx::query_as!(
        Failures,
        r#"select count(*) as "count!", max(at) as "last: At" from sign_in_failures where email = $1::text::citext and at > $2"#,
        email,
        since as At
    )
    .fetch_one(db)
    .await
}

pub(in crate::accounts) async fn of_ip(conn: &mut PgConnection, ip: IpAddr, since: At) -> sqlx::Result<Failures> {
    sqlx::query_as!(
        Failures,
        r#"select count(*) as "count!", max(at) as "last: At" from sign_in_failures where ip = $1::text::inet and at > $2"#,
        ip.to_string(),
        since as At
    )
    .fetch_one(conn)
    .await
}

pub(in crate::accounts) async fn insert(conn: &mut PgConnection, email: &str, ip: IpAddr, at: At) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sign_in_failures (email, ip, at) values ($1::text::citext, $2::text::inet, $3)",
        email,
        ip.to_string(),
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in crate::accounts) async fn forget(db: impl PgExecutor<'_>, email: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from sign_in_failures where email = $1::text::citext", email).execute(db).await?;
    Ok(())
}

pub(in crate::accounts) async fn sweep(db: &PgPool, before: At) -> sqlx::Result<u64> {
    let swept = sqlx::query!("delete from sign_in_failures where at < $1", before as At).execute(db).await?;
    Ok(swept.rows_affected())
}
