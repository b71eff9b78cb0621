//! All SQL of the rehearsals: their rows in the shop, and what stands in a shadow.

use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection, PgExecutor, PgPool, query, query_scalar};

use super::tally::Stored;
use super::{Failure, Rehearsal, RehearsalState, Report};
use crate::drops::{Drop, DropVariant};
use crate::transaction::begin;
use crate::{AccountId, At, DropId, MIGRATIONS, ProductId, RehearsalId};

/// What is to be rehearsed.
pub(super) struct Plan {
    pub drop: DropId,
    pub shoppers: i32,
    pub at_once: i32,
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    id: RehearsalId,
    plan: &Plan,
    by: AccountId,
    at: At,
) -> sqlx::Result<()> {
    query!(
        "insert into rehearsals (id, drop_id, account_id, shoppers, at_once, begun_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        plan.drop.0,
        by.0,
        plan.shoppers,
        plan.at_once,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Asks one under way to stop, once, and ends one that has not started; answers its drop.
pub(super) async fn ask_stop(conn: &mut PgConnection, id: RehearsalId, at: At) -> sqlx::Result<Option<DropId>> {
    query_scalar!(
        r#"update rehearsals set stop_asked = true, ended_at = case when started_at is null then $2::timestamptz end
           where id = $1 and ended_at is null and not stop_asked returning drop_id as "drop_id: DropId""#,
        id.0,
        at as At
    )
    .fetch_optional(conn)
    .await
}

/// Starts one that has neither started nor ended.
pub(super) async fn start(db: &PgPool, id: RehearsalId, at: At) -> sqlx::Result<Option<Plan>> {
    sqlx::query_as!(
        Plan,
        r#"update rehearsals set started_at = $2 where id = $1 and started_at is null and ended_at is null
           returning drop_id as "drop: DropId", shoppers, at_once"#,
        id.0,
        at as At
    )
    .fetch_optional(db)
    .await
}

/// Notes how many have pressed, and answers whether to go on.
pub(super) async fn go_on(db: &PgPool, id: RehearsalId, pressed: i64) -> sqlx::Result<bool> {
    let go_on = query_scalar!(
        r#"update rehearsals set pressed = $2::bigint where id = $1 and ended_at is null returning not stop_asked as "go_on!""#,
        id.0,
        pressed
    );
    Ok(go_on.fetch_optional(db).await?.unwrap_or(false))
}

/// Ends one that has not ended.
pub(super) async fn end(
    db: &PgPool,
    id: RehearsalId,
    ended: Result<Option<&Report>, &Failure>,
    at: At,
) -> sqlx::Result<()> {
    let (report, failure) = (ended.ok().flatten(), ended.err().copied());
    query!(
        "update rehearsals set ended_at = $2, report = $3, failure = $4, pressed = coalesce($5::bigint, pressed)
         where id = $1 and ended_at is null",
        id.0,
        at as At,
        report.map(Json) as Option<Json<&Report>>,
        failure as Option<Failure>,
        report.map(|report| report.shoppers)
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn of_drop(db: &PgPool, drop: DropId, limit: i64) -> sqlx::Result<Vec<Rehearsal>> {
    let rows = query!(
        r#"select r.id as "id: RehearsalId", a.name as by, r.begun_at as "begun_at: At", r.shoppers, r.at_once, r.pressed, r.stop_asked,
                  r.started_at is not null as "started!", r.ended_at is not null as "ended!",
                  r.report as "report: Json<Report>", r.failure as "failure: Failure"
           from rehearsals r join accounts a on a.id = r.account_id
           where r.drop_id = $1 order by r.begun_at desc, r.id desc limit $2"#,
        drop.0,
        limit
    )
    .fetch_all(db)
    .await?;
    let found = rows.into_iter().map(|r| {
        let report = r.report.map(|Json(report)| report);
        let shoppers = i64::from(r.shoppers);
        Rehearsal {
            id: r.id,
            by: r.by,
            begun_at: r.begun_at,
            shoppers,
            at_once: i64::from(r.at_once),
            pressed: i64::from(r.pressed),
            stop_asked: r.stop_asked,
            state: match (r.failure, &report) {
                (Some(failure), _) => RehearsalState::Failed(failure),
                (None, Some(report)) if report.shoppers == shoppers || !r.stop_asked => RehearsalState::Done,
                _ if r.ended => RehearsalState::Stopped,
                _ if r.started => RehearsalState::Running,
                _ => RehearsalState::Waiting,
            },
            report,
        }
    });
    Ok(found.collect())
}

/// The schemas of shadows, but for that of a rehearsal under way.
pub(super) async fn shadows(db: &PgPool) -> sqlx::Result<Vec<String>> {
    query_scalar!(
        r#"select nspname::text as "schema!" from pg_namespace
           where nspname ~ '^rehearsal_[0-9a-f]{32}$'
             and not exists (select from rehearsals r where 'rehearsal_' || replace(r.id::text, '-', '') = nspname
                             and r.started_at is not null and r.ended_at is null)"#
    )
    .fetch_all(db)
    .await
}

/// Fails with code 42501 where the role may not.
pub(super) async fn create_schema(conn: &mut PgConnection, schema: &str) -> sqlx::Result<()> {
    // A name of letters, digits and an underscore, like all below.
    sqlx::query(AssertSqlSafe(format!("create schema {schema}"))).execute(conn).await?;
    Ok(())
}

/// Makes the shop's tables in the schema that the connection looks into first.
pub(super) async fn make_tables(conn: &mut PgConnection) -> sqlx::Result<()> {
    for migration in MIGRATIONS.iter() {
        sqlx::raw_sql(migration.sql.clone()).execute(&mut *conn).await?;
    }
    Ok(())
}

pub(super) async fn drop_schema(db: &PgPool, schema: &str) -> sqlx::Result<()> {
    let mut tx = begin(db).await?;
    // A backup may hold its tables for an hour: then a later attempt does it.
    query!("set local lock_timeout = '10s'").execute(&mut *tx).await?;
    sqlx::query(AssertSqlSafe(format!("drop schema if exists {schema} cascade"))).execute(&mut *tx).await?;
    tx.commit().await
}

/// Lets a connection look into a schema first.
pub(super) async fn look_into(conn: &mut PgConnection, schema: &str) -> sqlx::Result<()> {
    query_scalar!("select set_config('search_path', $1 || ', ' || current_setting('search_path'), false)", schema)
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// A drop to be copied into a shadow.
pub(super) struct Copied<'a> {
    pub id: DropId,
    pub drop: &'a Drop,
    pub units: &'a [DropVariant],
    pub opens_at: At,
    pub closes_at: At,
}

/// Writes into a shadow what the order path reads: the drop, announced, and its sizes. No ledger of stock is there to pledge from.
pub(super) async fn copy(conn: &mut PgConnection, copy: &Copied<'_>) -> sqlx::Result<()> {
    let product = ProductId::new();
    let (slug, drop) = (&copy.drop.slug, copy.drop);
    query!("insert into products (id, slug, name) values ($1, $2, 'Rehearsal')", product.0, slug)
        .execute(&mut *conn)
        .await?;
    query!(
        "insert into drops (id, slug, product_id, mode, state, opens_at, closes_at, limit_per_customer, payment_window_minutes)
         values ($1, $2, $3, 'flash_sale', 'scheduled', $4, $5, $6, $7)",
        copy.id.0,
        slug,
        product.0,
        copy.opens_at as At,
        copy.closes_at as At,
        drop.limit_per_customer,
        drop.payment_window_minutes
    )
    .execute(&mut *conn)
    .await?;
    let units = copy.units;
    query!(
        "with sizes as (
           select * from unnest($3::uuid[], $4::text[], $5::int[], $6::bigint[], $7::text[]) as s(id, name, units, price_minor, currency)),
         named as (
           insert into variants (id, product_id, sku, name, price_minor, currency)
           select id, $2, id::text, name, price_minor, currency from sizes)
         insert into drop_variants (drop_id, variant_id, pledged, price_minor, currency)
         select $1, id, units, price_minor, currency from sizes",
        copy.id.0,
        product.0,
        &units.iter().map(|size| size.variant.0).collect::<Vec<_>>(),
        &units.iter().map(|size| size.name.clone()).collect::<Vec<_>>(),
        &units.iter().map(|size| size.pledged).collect::<Vec<_>>(),
        &units.iter().map(|size| size.price.minor).collect::<Vec<_>>(),
        &units.iter().map(|size| size.price.currency.code().to_owned()).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes the copy in a shadow due: whoever has joined its line is in the lobby.
pub(super) async fn make_due(db: impl PgExecutor<'_>, drop: DropId, at: At) -> sqlx::Result<()> {
    query!("update drops set opens_at = $2 where id = $1", drop.0, at as At).execute(db).await?;
    Ok(())
}

/// The orders of a drop and their units, counted one by one.
pub(super) async fn stored(db: impl PgExecutor<'_>, drop: DropId) -> sqlx::Result<Stored> {
    sqlx::query_as!(
        Stored,
        r#"select count(distinct o.id) as "orders!", coalesce(sum(l.quantity), 0)::bigint as "units!"
           from orders o join order_lines l on l.order_id = o.id where o.drop_id = $1"#,
        drop.0
    )
    .fetch_one(db)
    .await
}
