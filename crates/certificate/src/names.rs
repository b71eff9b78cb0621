//! What the certificate calls the shop and what was drawn for.

use crate::Certificate;
use crate::face::Faces;

/// Names as they are printed.
#[derive(Clone, Debug)]
pub struct Names {
    pub shop: String,
    pub title: String,
    /// Whether nothing of them is left out.
    pub whole: bool,
}

impl Names {
    /// Words with letters that no face has are left out; a name of which nothing remains gives way to the address of the
    /// shop, or the id of the draw.
    pub fn new(faces: &Faces, of: &Certificate) -> Self {
        let (shop, shop_whole) = printable(faces, of.shop);
        let (title, title_whole) = printable(faces, of.title);
        let host = of.url.split('/').nth(2).unwrap_or(of.url);
        let draw = of.record.draw_id.to_string();
        Self {
            shop: if shop.is_empty() { host.to_owned() } else { shop },
            title: if title.is_empty() { format!("Draw {}", draw.get(..8).unwrap_or(&draw)) } else { title },
            whole: shop_whole && title_whole,
        }
    }
}

/// The words of a name that can be printed, and whether they are all.
fn printable(faces: &Faces, name: &str) -> (String, bool) {
    let (words, others): (Vec<_>, Vec<_>) = name.split_whitespace().partition(|word| faces.can_write(word));
    (words.join(" "), others.is_empty())
}
