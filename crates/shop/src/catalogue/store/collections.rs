use sqlx::PgConnection;
use uuid::Uuid;

use super::first_pictures;
use crate::catalogue::CollectionCard;
use crate::catalogue::rules::CheckedCollection;
use crate::{At, CollectionId, Fault, ProductId};

struct Row {
    id: CollectionId,
    slug: String,
    name: String,
    description: String,
    position: i32,
    products: i64,
    first: Option<ProductId>,
}

/// All collections by place and name; with the products in the shop alone, or all.
pub(crate) async fn collections(conn: &mut PgConnection, active_only: bool) -> Result<Vec<CollectionCard>, Fault> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.id as "id: CollectionId", c.slug, c.name, c.description, c.position, m.products as "products!",
             m.first as "first: ProductId"
           from collections c
           cross join lateral (
             select count(*) as products,
               (array_agg(p.id order by cp.position, p.name) filter (where exists (select from images i where i.product_id = p.id)))[1] as first
             from collection_products cp join products p on p.id = cp.product_id
             where cp.collection_id = c.id and (not $1 or p.state = 'active')) m
           order by c.position, c.name"#,
        active_only
    )
    .fetch_all(&mut *conn)
    .await?;
    let firsts: Vec<_> = rows.iter().filter_map(|row| row.first).collect();
    let pictures = first_pictures(conn, &firsts).await?;
    Ok(rows
        .into_iter()
        .map(|row| CollectionCard {
            picture: row.first.and_then(|id| pictures.get(&id).cloned()),
            id: row.id,
            slug: row.slug,
            name: row.name,
            description: row.description,
            position: row.position,
            products: row.products,
        })
        .collect())
}

pub(crate) async fn collection_called(conn: &mut PgConnection, slug: &str) -> sqlx::Result<Option<CollectionId>> {
    sqlx::query_scalar!(r#"select id as "id: CollectionId" from collections where slug = $1"#, slug)
        .fetch_optional(conn)
        .await
}

/// Without its picture.
pub(crate) async fn collection(conn: &mut PgConnection, id: CollectionId) -> sqlx::Result<Option<CollectionCard>> {
    let row = sqlx::query!(
        r#"select id as "id: CollectionId", slug, name, description, position,
             (select count(*) from collection_products where collection_id = $1) as "products!"
           from collections where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| CollectionCard {
        id: row.id,
        slug: row.slug,
        name: row.name,
        description: row.description,
        position: row.position,
        products: row.products,
        picture: None,
    }))
}

pub(crate) async fn insert_collection(
    conn: &mut PgConnection,
    id: CollectionId,
    collection: &CheckedCollection,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into collections (id, slug, name, description, position, created_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        collection.slug,
        collection.name,
        collection.description,
        collection.position,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether it is there.
pub(crate) async fn update_collection(
    conn: &mut PgConnection,
    id: CollectionId,
    collection: &CheckedCollection,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "update collections set slug = $2, name = $3, description = $4, position = $5 where id = $1",
        id.0,
        collection.slug,
        collection.name,
        collection.description,
        collection.position
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Answers its name, if it was there.
pub(crate) async fn delete_collection(conn: &mut PgConnection, id: CollectionId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("delete from collections where id = $1 returning name", id.0).fetch_optional(conn).await
}

pub(crate) async fn members(conn: &mut PgConnection, id: CollectionId) -> sqlx::Result<Vec<ProductId>> {
    sqlx::query_scalar!(
        r#"select p.id as "id: ProductId" from collection_products cp join products p on p.id = cp.product_id
           where cp.collection_id = $1 order by cp.position, p.name, p.id"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Changes of one collection's order go one after the other.
pub(crate) async fn lock_collection(conn: &mut PgConnection, id: CollectionId) -> sqlx::Result<Option<()>> {
    let row =
        sqlx::query!("select id from collections where id = $1 for no key update", id.0).fetch_optional(conn).await?;
    Ok(row.map(|_| ()))
}

pub(crate) async fn arrange(conn: &mut PgConnection, id: CollectionId, order: &[ProductId]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update collection_products cp set position = asked.place from unnest($2::uuid[]) with ordinality as asked (id, place)
         where cp.collection_id = $1 and cp.product_id = asked.id",
        id.0,
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes the product a member of exactly these; a new one stands at the end. Unknown ones are left out.
pub(crate) async fn join_collections(
    conn: &mut PgConnection,
    product: ProductId,
    collections: &[CollectionId],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = collections.iter().map(|id| id.0).collect();
    sqlx::query!("delete from collection_products where product_id = $1 and collection_id <> all($2)", product.0, &ids)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into collection_products (collection_id, product_id, position)
         select c.id, $1, (select coalesce(max(position) + 1, 0) from collection_products where collection_id = c.id)
         from collections c where c.id = any($2) on conflict do nothing",
        product.0,
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// All collections by place and name, and whether the product is in it.
pub(crate) async fn memberships(
    conn: &mut PgConnection,
    product: ProductId,
) -> sqlx::Result<Vec<(CollectionId, String, bool)>> {
    let rows = sqlx::query!(
        r#"select c.id as "id: CollectionId", c.name,
             exists (select from collection_products cp where cp.collection_id = c.id and cp.product_id = $1) as "member!"
           from collections c order by c.position, c.name"#,
        product.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name, row.member)).collect())
}

/// Address and name of the first collection that the product is in.
pub(crate) async fn a_collection_of(
    conn: &mut PgConnection,
    product: ProductId,
) -> sqlx::Result<Option<(String, String)>> {
    let row = sqlx::query!(
        "select c.slug, c.name from collections c join collection_products cp on cp.collection_id = c.id
         where cp.product_id = $1 order by c.position, c.name limit 1",
        product.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.slug, row.name)))
}
