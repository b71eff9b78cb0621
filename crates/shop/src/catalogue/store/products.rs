use sqlx::PgConnection;
use uuid::Uuid;

use crate::catalogue::{Product, ProductCard, ProductState, Variant};
use crate::{Fault, Money, ProductId, VariantId};

/// Cards without their pictures, in the order asked for.
pub(crate) async fn cards(conn: &mut PgConnection, products: &[ProductId]) -> Result<Vec<ProductCard>, Fault> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select p.id as "id: ProductId", p.slug, p.name, p.maker, p.state, sizes.least, sizes.greatest, sizes.currency,
             sizes.on_hand as "on_hand!", sizes.available as "available!"
           from unnest($1::uuid[]) with ordinality as asked (id, place)
           join products p on p.id = asked.id
           cross join lateral (
             select min(v.price_minor) as least, max(v.price_minor) as greatest, min(v.currency) as currency,
               coalesce(sum(s.on_hand), 0) as on_hand, coalesce(sum(s.available), 0) as available
             from variants v left join stock s on s.variant_id = v.id where v.product_id = p.id) sizes
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
            Ok(Variant { id: row.id, sku: row.sku, name: row.name, price, on_hand: row.on_hand, available: row.available })
        })
        .collect()
}

fn state(text: &str) -> Result<ProductState, Fault> {
    ProductState::parse(text).ok_or_else(|| Fault::new(format!("a product is {text}")))
}
