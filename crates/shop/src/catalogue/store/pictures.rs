use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::catalogue::Picture;
use crate::{Fault, ImageId, ProductId};

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
        Self { id: row.id, alt: row.alt, width: row.width, height: row.height, colour: row.colour, src, base, webp, avif }
    }
}

pub(crate) async fn first_pictures(conn: &mut PgConnection, products: &[ProductId]) -> Result<HashMap<ProductId, Picture>, Fault> {
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
