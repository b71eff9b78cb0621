use sqlx::{PgConnection, PgExecutor};

use crate::accounts::{Address, AddressForm};
use crate::{AccountId, AddressId, At};

pub(in crate::accounts) async fn list(db: impl PgExecutor<'_>, account: AccountId) -> sqlx::Result<Vec<Address>> {
    sqlx::query_as!(
        Address,
        r#"select id as "id: AddressId", name, line1, line2, city, region, postal_code, country, phone, is_default
           from addresses where account_id = $1 order by is_default desc, created_at desc, id"#,
        account.0
    )
    .fetch_all(db)
    .await
}

pub(in crate::accounts) async fn find(
    db: impl PgExecutor<'_>,
    account: AccountId,
    id: AddressId,
) -> sqlx::Result<Option<Address>> {
    sqlx::query_as!(
        Address,
        r#"select id as "id: AddressId", name, line1, line2, city, region, postal_code, country, phone, is_default
           from addresses where account_id = $1 and id = $2"#,
        account.0,
        id.0
    )
    .fetch_optional(db)
    .await
}

pub(in crate::accounts) async fn insert(
    conn: &mut PgConnection,
    account: AccountId,
    id: AddressId,
    form: &AddressForm,
    is_default: bool,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into addresses (id, account_id, name, line1, line2, city, region, postal_code, country, phone, is_default, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id.0,
        account.0,
        form.name,
        form.line1,
        form.line2,
        form.city,
        form.region,
        form.postal_code,
        form.country,
        form.phone,
        is_default,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False when the account has no such address.
pub(in crate::accounts) async fn update(
    conn: &mut PgConnection,
    account: AccountId,
    id: AddressId,
    form: &AddressForm,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update addresses set name = $3, line1 = $4, line2 = $5, city = $6, region = $7, postal_code = $8, country = $9, phone = $10
         where account_id = $1 and id = $2",
        account.0,
        id.0,
        form.name,
        form.line1,
        form.line2,
        form.city,
        form.region,
        form.postal_code,
        form.country,
        form.phone
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether it was the default; `None` when the account has no such address.
pub(in crate::accounts) async fn delete(
    conn: &mut PgConnection,
    account: AccountId,
    id: AddressId,
) -> sqlx::Result<Option<bool>> {
    sqlx::query_scalar!("delete from addresses where account_id = $1 and id = $2 returning is_default", account.0, id.0)
        .fetch_optional(conn)
        .await
}

pub(in crate::accounts) async fn clear_default(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!("update addresses set is_default = false where account_id = $1 and is_default", account.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// False when the account has no such address.
pub(in crate::accounts) async fn set_default(
    conn: &mut PgConnection,
    account: AccountId,
    id: AddressId,
) -> sqlx::Result<bool> {
    let done =
        sqlx::query!("update addresses set is_default = true where account_id = $1 and id = $2", account.0, id.0)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}
