use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::catalogue::Picture;
use crate::{At, Fault, ImageId, ProductId};

/// A file that was encoded from an original, as in `images.renditions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rendition {
    pub width: i32,
    pub format: String,
    pub key: String,
}

struct Row {
    id: ImageId,
    product_id: ProductId,
    alt: String,
    width: i32,
    height: i32,
    colour: String,
    original: String,
    renditions: Json<Vec<Rendition>>,
}

impl Row {
    fn widths(&self, format: &str) -> Vec<i32> {
        let mut widths: Vec<_> = self.renditions.iter().filter(|r| r.format == format).map(|r| r.width).collect();
        widths.sort_unstable();
        widths
    }
}

impl From<Row> for Picture {
    fn from(row: Row) -> Self {
        let (webp, avif) = (row.widths("webp"), row.widths("avif"));
        let base = format!("/media/pictures/{}", row.id);
        let src = match webp.last() {
            Some(width) => format!("{base}-{width}.webp"),
            None => format!("/media/{}", row.original),
        };
        Self {
            id: row.id,
            alt: row.alt,
            width: row.width,
            height: row.height,
            colour: row.colour,
            src,
            base,
            webp,
            avif,
        }
    }
}

pub(crate) async fn first_pictures(
    conn: &mut PgConnection,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Picture>, Fault> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select distinct on (product_id) id as "id: ImageId", product_id as "product_id: ProductId", alt, width, height, colour,
             original, renditions as "renditions: Json<Vec<Rendition>>"
           from images where product_id = any($1) order by product_id, position, id"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.product_id, row.into())).collect())
}

pub(crate) async fn pictures(conn: &mut PgConnection, product: ProductId) -> Result<Vec<Picture>, Fault> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ImageId", product_id as "product_id: ProductId", alt, width, height, colour, original,
             renditions as "renditions: Json<Vec<Rendition>>"
           from images where product_id = $1 order by position, id"#,
        product.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Picture::from).collect())
}

#[expect(clippy::too_many_arguments, reason = "one per column")]
pub(crate) async fn insert_picture(
    conn: &mut PgConnection,
    id: ImageId,
    product: ProductId,
    alt: &str,
    (width, height): (i32, i32),
    colour: &str,
    original: &str,
    at: At,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into images (id, product_id, position, alt, width, height, colour, original, created_at)
         values ($1, $2, (select coalesce(max(position) + 1, 0) from images where product_id = $2), $3, $4, $5, $6, $7, $8)",
        id.0,
        product.0,
        alt,
        width,
        height,
        colour,
        original,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Answers whose picture it is, if it is there.
pub(crate) async fn describe_picture(
    conn: &mut PgConnection,
    id: ImageId,
    alt: &str,
) -> sqlx::Result<Option<ProductId>> {
    sqlx::query_scalar!(
        r#"update images set alt = $2 where id = $1 returning product_id as "id: ProductId""#,
        id.0,
        alt
    )
    .fetch_optional(conn)
    .await
}

pub(crate) async fn product_of_picture(conn: &mut PgConnection, id: ImageId) -> sqlx::Result<Option<ProductId>> {
    sqlx::query_scalar!(r#"select product_id as "id: ProductId" from images where id = $1"#, id.0)
        .fetch_optional(conn)
        .await
}

pub(crate) async fn picture_order(conn: &mut PgConnection, product: ProductId) -> sqlx::Result<Vec<ImageId>> {
    sqlx::query_scalar!(
        r#"select id as "id: ImageId" from images where product_id = $1 order by position, id"#,
        product.0
    )
    .fetch_all(conn)
    .await
}

pub(crate) async fn order_pictures(conn: &mut PgConnection, order: &[ImageId]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update images set position = asked.place from unnest($1::uuid[]) with ordinality as asked (id, place)
         where images.id = asked.id",
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Answers the keys of its files.
pub(crate) async fn delete_picture(conn: &mut PgConnection, id: ImageId) -> sqlx::Result<Vec<String>> {
    let row = sqlx::query!(
        r#"delete from images where id = $1 returning original, renditions as "renditions: Json<Vec<Rendition>>""#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    let keys =
        row.map(|row| std::iter::once(row.original).chain(row.renditions.0.into_iter().map(|r| r.key)).collect());
    Ok(keys.unwrap_or_default())
}

pub(crate) async fn original_of(conn: &mut PgConnection, id: ImageId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select original from images where id = $1", id.0).fetch_optional(conn).await
}

/// Puts these in the place of what there was in this format; whether the picture is still there.
pub(crate) async fn add_renditions(
    conn: &mut PgConnection,
    id: ImageId,
    format: &str,
    renditions: &[Rendition],
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "update images set renditions = $3 || coalesce(
           (select jsonb_agg(r) from jsonb_array_elements(renditions) r where r ->> 'format' <> $2), '[]')
         where id = $1",
        id.0,
        format,
        Json(renditions) as _
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}
