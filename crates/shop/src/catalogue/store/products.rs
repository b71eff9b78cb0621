use sqlx::PgConnection;
use uuid::Uuid;

use crate::catalogue::rules::{CheckedProduct, CheckedVariant};
use crate::catalogue::{Product, ProductCard, ProductState, Variant};
use crate::{At, Fault, Money, ProductId, VariantId};

/// Cards without their pictures, in the order asked for.
pub(crate) async fn cards(conn: &mut PgConnection, products: &[ProductId]) -> Result<Vec<ProductCard>, Fault> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select p.id as "id: ProductId", p.slug, p.name, p.maker, p.state,
             min(v.price_minor) as least, max(v.price_minor) as greatest, min(v.currency) as currency,
             coalesce(sum(s.on_hand), 0) as "on_hand!", coalesce(sum(s.available), 0) as "available!"
           from unnest($1::uuid[]) with ordinality as asked (id, place)
           join products p on p.id = asked.id
           left join variants v on v.product_id = p.id
           left join stock s on s.variant_id = v.id
           group by asked.place, p.id
           order by asked.place"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let price = row.least.zip(row.currency).map(|(minor, code)| Money::from_row(minor, &code)).transpose()?;
            Ok(ProductCard {
                id: row.id,
                slug: row.slug,
                name: row.name,
                maker: row.maker,
                state: state(&row.state)?,
                price,
                from: row.greatest > row.least,
                on_hand: row.on_hand,
                available: row.available,
                picture: None,
            })
        })
        .collect()
}

pub(crate) async fn product(conn: &mut PgConnection, id: ProductId) -> Result<Option<Product>, Fault> {
    let row = sqlx::query!(
        r#"select id as "id: ProductId", slug, name, maker, material, description, edition_size, state from products where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Product {
            id: row.id,
            slug: row.slug,
            name: row.name,
            maker: row.maker,
            material: row.material,
            description: row.description,
            edition_size: row.edition_size,
            state: state(&row.state)?,
        })
    })
    .transpose()
}

pub(crate) async fn variants(conn: &mut PgConnection, product: ProductId) -> Result<Vec<Variant>, Fault> {
    let rows = sqlx::query!(
        r#"select v.id as "id: VariantId", v.sku, v.name, v.price_minor, v.currency,
             coalesce(s.on_hand, 0)::bigint as "on_hand!", coalesce(s.available, 0)::bigint as "available!"
           from variants v left join stock s on s.variant_id = v.id
           where v.product_id = $1 order by v.position, v.name"#,
        product.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let price = Money::from_row(row.price_minor, &row.currency)?;
            Ok(Variant {
                id: row.id,
                sku: row.sku,
                name: row.name,
                price,
                on_hand: row.on_hand,
                available: row.available,
            })
        })
        .collect()
}

fn state(text: &str) -> Result<ProductState, Fault> {
    ProductState::parse(text).ok_or_else(|| Fault::new(format!("a product is {text}")))
}

pub(crate) async fn product_called(conn: &mut PgConnection, slug: &str) -> sqlx::Result<Option<ProductId>> {
    sqlx::query_scalar!(r#"select id as "id: ProductId" from products where slug = $1"#, slug)
        .fetch_optional(conn)
        .await
}

pub(crate) async fn updated_at(conn: &mut PgConnection, id: ProductId) -> sqlx::Result<At> {
    sqlx::query_scalar!(r#"select updated_at as "at: At" from products where id = $1"#, id.0).fetch_one(conn).await
}

/// Changes of one product's variants and pictures go one after the other.
pub(crate) async fn lock_product(conn: &mut PgConnection, id: ProductId) -> sqlx::Result<Option<()>> {
    let row =
        sqlx::query!("select id from products where id = $1 for no key update", id.0).fetch_optional(conn).await?;
    Ok(row.map(|_| ()))
}

pub(crate) async fn insert_product(
    conn: &mut PgConnection,
    id: ProductId,
    product: &CheckedProduct,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into products (id, slug, name, maker, material, description, edition_size, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        id.0,
        product.slug,
        product.name,
        product.maker,
        product.material,
        product.description,
        product.edition_size,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether it is there.
pub(crate) async fn update_product(
    conn: &mut PgConnection,
    id: ProductId,
    product: &CheckedProduct,
    at: At,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "update products set slug = $2, name = $3, maker = $4, material = $5, description = $6, edition_size = $7, updated_at = $8
         where id = $1",
        id.0,
        product.slug,
        product.name,
        product.maker,
        product.material,
        product.description,
        product.edition_size,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

pub(crate) async fn set_state(conn: &mut PgConnection, id: ProductId, state: ProductState, at: At) -> sqlx::Result<()> {
    sqlx::query!("update products set state = $2, updated_at = $3 where id = $1", id.0, state.as_str(), at as At)
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn insert_variant(
    conn: &mut PgConnection,
    id: VariantId,
    product: ProductId,
    place: i32,
    variant: &CheckedVariant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into variants (id, product_id, sku, name, position, price_minor, currency) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        product.0,
        variant.sku,
        variant.name,
        place,
        variant.price.minor,
        variant.price.currency.code()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// `RowNotFound` when the variant is not one of this product.
pub(crate) async fn update_variant(
    conn: &mut PgConnection,
    id: VariantId,
    product: ProductId,
    place: i32,
    variant: &CheckedVariant,
) -> sqlx::Result<()> {
    let written = sqlx::query!(
        "update variants set sku = $3, name = $4, position = $5, price_minor = $6, currency = $7 where id = $1 and product_id = $2",
        id.0,
        product.0,
        variant.sku,
        variant.name,
        place,
        variant.price.minor,
        variant.price.currency.code()
    )
    .execute(conn)
    .await?;
    if written.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Whether it went: a variant with history stays.
pub(crate) async fn delete_variant(conn: &mut PgConnection, id: VariantId, product: ProductId) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "delete from variants v where v.id = $1 and v.product_id = $2
           and not exists (select from stock_movements m where m.variant_id = v.id)",
        id.0,
        product.0
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}
