//! What search engines read of a product: <https://schema.org/Product> as JSON-LD.

use std::fmt::Write;

use shop::catalogue::{Availability, ProductPage};

/// The JSON-LD of a product's page, safe inside `<script>`. Written by hand: twenty lines instead of
/// a JSON crate in what the browser downloads.
pub(super) fn json_ld(page: &ProductPage) -> String {
    let product = &page.product;
    let url = format!("{}/products/{}", page.base_url, product.slug);
    let images: Vec<_> = page.pictures.iter().map(|p| text(&format!("{}{}", page.base_url, p.src))).collect();
    let offers: Vec<_> = page
        .variants
        .iter()
        .map(|variant| {
            let availability = match variant.availability() {
                Availability::SoldOut => "SoldOut",
                Availability::InStock | Availability::Reserved => "LimitedAvailability",
            };
            format!(
                r#"{{"@type":"Offer","url":{},"sku":{},"name":{},"price":{},"priceCurrency":{},"availability":"https://schema.org/{availability}"}}"#,
                text(&url),
                text(&variant.sku),
                text(&variant.name),
                text(&variant.price.amount()),
                text(variant.price.currency.code()),
            )
        })
        .collect();
    format!(
        r#"{{"@context":"https://schema.org","@type":"Product","name":{},"url":{},"description":{},"brand":{{"@type":"Brand","name":{}}},"material":{},"image":[{}],"offers":[{}]}}"#,
        text(&product.name),
        text(&url),
        text(&product.description),
        text(&product.maker),
        text(&product.material),
        images.join(","),
        offers.join(",")
    )
}

/// A JSON string. `<`, `>` and `&` are escaped too, so that no text can end the script element.
fn text(value: &str) -> String {
    let mut json = String::with_capacity(value.len() + 2);
    json.push('"');
    for c in value.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '<' | '>' | '&' | '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn no_text_leaves_its_string_or_its_script() {
        assert_eq!(text("a \"b\" \\ \n"), r#""a \"b\" \\ \u000a""#);
        assert_eq!(text("</script><b>&"), r#""\u003c/script\u003e\u003cb\u003e\u0026""#);
    }
}
