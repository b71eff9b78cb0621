//! Which products a list has: ids and how many there are in all.

use sqlx::PgConnection;

use crate::catalogue::{ListFilter, StaffFilter};
use crate::{CollectionId, ProductId};

/// Products on the page, and how many match in all (0 when the page is beyond the last).
type Found = (Vec<ProductId>, i64);

fn offset(page: i64, limit: i64) -> i64 {
    (page.clamp(1, 10_000) - 1) * limit
}

pub(crate) async fn in_collection(
    conn: &mut PgConnection,
    id: CollectionId,
    filter: &ListFilter,
    limit: i64,
) -> sqlx::Result<Found> {
    let rows = sqlx::query!(
        r#"select p.id as "id: ProductId", count(*) over () as "total!"
           from collection_products cp join products p on p.id = cp.product_id
           cross join lateral (
             select min(v.price_minor) as least,
               coalesce(bool_or(($2 = '' or v.name = $2) and (not $3 or s.on_hand > 0)), $2 = '' and not $3) as fits
             from variants v left join stock s on s.variant_id = v.id where v.product_id = p.id) sizes
           where cp.collection_id = $1 and p.state = 'active' and sizes.fits
           order by case $4 when 'price' then sizes.least end, case $4 when '-price' then sizes.least end desc nulls last,
             case $4 when 'newest' then p.created_at end desc nulls last, cp.position, p.name, p.id
           limit $5 offset $6"#,
        id.0,
        filter.size,
        filter.in_stock,
        filter.sort.as_str(),
        limit,
        offset(filter.page, limit)
    )
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows.into_iter().map(|row| row.id).collect(), total))
}

/// The sizes that products of the collection have, as they are arranged there.
pub(crate) async fn sizes_in(conn: &mut PgConnection, id: CollectionId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select v.name from collection_products cp join products p on p.id = cp.product_id join variants v on v.product_id = p.id
         where cp.collection_id = $1 and p.state = 'active' group by v.name order by min(v.position), v.name limit 40",
        id.0
    )
    .fetch_all(conn)
    .await
}

pub(crate) async fn newest(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<ProductId>> {
    sqlx::query_scalar!(
        r#"select id as "id: ProductId" from products where state = 'active' order by created_at desc, id limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await
}

/// `squashed` is the query's letters and digits run together: empty, it matches nothing by likeness.
/// Wants a transaction: the threshold of likeness is set for it alone.
pub(crate) async fn search(
    conn: &mut PgConnection,
    query: &str,
    squashed: &str,
    page: i64,
    limit: i64,
) -> sqlx::Result<Found> {
    // Half of the letters' triples: forgives one slip in a short word. The default of 0.6 does not.
    sqlx::query!("select set_config('pg_trgm.word_similarity_threshold', '0.5', true)").fetch_one(&mut *conn).await?;
    // By word, by letters run together, by likeness to these or to words: each has its index.
    let rows = sqlx::query!(
        r#"select p.id as "id: ProductId", count(*) over () as "total!"
           from products p
           where p.state = 'active' and (p.search @@ websearch_to_tsquery('english', $1)
             or ($2 <> '' and (p.squashed like '%' || $2 || '%' or $2 <% p.squashed or lower($1) <% lower(p.name || ' ' || p.maker))))
           order by ts_rank(p.search, websearch_to_tsquery('english', $1)) + case when $2 = '' then 0
               else (p.squashed like '%' || $2 || '%')::int + word_similarity(lower($1), lower(p.name || ' ' || p.maker)) end desc,
             p.created_at desc, p.id
           limit $3 offset $4"#,
        query,
        squashed,
        limit,
        offset(page, limit)
    )
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows.into_iter().map(|row| row.id).collect(), total))
}

pub(crate) async fn staff_list(conn: &mut PgConnection, filter: &StaffFilter, limit: i64) -> sqlx::Result<Found> {
    let rows = sqlx::query!(
        r#"select p.id as "id: ProductId", count(*) over () as "total!" from products p
           where ($1::text is null or p.state = $1) and ($2 = '' or strpos(lower(p.name || ' ' || p.maker), lower($2)) > 0
             or exists (select from variants v where v.product_id = p.id and strpos(lower(v.sku), lower($2)) > 0))
           order by p.created_at desc, p.id limit $3 offset $4"#,
        filter.state.map(crate::catalogue::ProductState::as_str),
        filter.q,
        limit,
        offset(filter.page, limit)
    )
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows.into_iter().map(|row| row.id).collect(), total))
}
