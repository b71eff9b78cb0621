//! What makes a product, a collection, a row of variants right. Pure.

use serde::{Deserialize, Serialize};

use super::{CollectionForm, ProductForm, VariantRow};
use crate::{Currency, FieldError, Money, Problem};

crate::refusal! {
    /// Why a product was not created, changed, published or archived.
    ProductRefusal {
        /// It has nothing to sell.
        NoVariants => "no-variants", 409, "Add at least one size with a price before you publish.";
    }
}

crate::refusal! {
    /// Why the variants of a product were not saved.
    VariantsRefusal {
        /// A variant to be removed has stock, a drop or an order behind it.
        InUse => "variant-in-use", 409, "A size that has had stock or was in a drop cannot be removed, because its history would go with it. Nothing was changed; correct its stock to 0 instead.";
    }
}

crate::refusal! {
    /// Why a picture was not added or changed.
    PictureRefusal {
        /// The product has as many as it may have.
        TooMany => "too-many-pictures", 409, "A product can have 12 pictures. Delete one before you add another.";
    }
}

crate::refusal! {
    /// Why a collection was not created or changed.
    CollectionRefusal {}
}

/// Which way something moves in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Move {
    /// Towards the start.
    Earlier,
    /// Towards the end.
    Later,
}

impl Move {
    /// The place next to `at` among `count`; the same one at the end of the row.
    pub fn from(self, at: usize, count: usize) -> usize {
        match self {
            Self::Earlier => at.saturating_sub(1),
            Self::Later => (at + 1).min(count.saturating_sub(1)),
        }
    }
}

/// A checked [`ProductForm`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProduct {
    /// Not empty.
    pub name: String,
    /// Lower-case words joined by hyphens.
    pub slug: String,
    /// Trimmed.
    pub maker: String,
    /// Trimmed.
    pub material: String,
    /// Trimmed, with `\n` alone.
    pub description: String,
    /// Positive.
    pub edition_size: Option<i32>,
}

/// A checked row of variants, in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedVariant {
    /// The size.
    pub name: String,
    /// The shop's number for it.
    pub sku: String,
    /// Not negative.
    pub price: Money,
}

/// A checked [`CollectionForm`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCollection {
    /// Not empty.
    pub name: String,
    /// Lower-case words joined by hyphens.
    pub slug: String,
    /// Trimmed.
    pub description: String,
    /// Its place.
    pub position: i32,
}

/// Checks what staff say of a product.
pub fn product(form: &ProductForm) -> Result<CheckedProduct, Vec<FieldError>> {
    let mut wrong = Wrong::default();
    let name = wrong.text("name", &form.name, 160, true);
    let slug = wrong.slug(&form.slug, &name);
    let checked = CheckedProduct {
        slug,
        maker: wrong.text("maker", &form.maker, 120, false),
        material: wrong.text("material", &form.material, 200, false),
        description: wrong.text("description", &form.description.replace("\r\n", "\n"), 5000, false),
        edition_size: wrong.number("edition_size", &form.edition_size, 1, 1_000_000),
        name,
    };
    wrong.or(checked)
}

/// Checks what staff say of a collection.
pub fn collection(form: &CollectionForm) -> Result<CheckedCollection, Vec<FieldError>> {
    let mut wrong = Wrong::default();
    let name = wrong.text("name", &form.name, 120, true);
    let slug = wrong.slug(&form.slug, &name);
    let description = wrong.text("description", &form.description.replace("\r\n", "\n"), 1000, false);
    let position = wrong.number("position", &form.position, -9999, 9999).unwrap_or(0);
    wrong.or(CheckedCollection { name, slug, description, position })
}

/// Checks the rows of variants; answers those to keep, each with its place among the rows. Fields
/// are named `rows.{place}.name` and so on.
pub fn variants(rows: &[VariantRow], currency: Currency) -> Result<Vec<(usize, CheckedVariant)>, Vec<FieldError>> {
    let mut wrong = Wrong::default();
    let mut kept: Vec<(usize, CheckedVariant)> = Vec::new();
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| is_row(row)) {
        let field = |name| format!("rows.{place}.{name}");
        let checked = CheckedVariant {
            name: wrong.variant_name(&field("name"), &row.name),
            sku: wrong.text(&field("sku"), &row.sku, 64, true),
            price: wrong.price(&field("price"), &row.price, currency),
        };
        if kept.iter().any(|(_, other)| other.name == checked.name && !checked.name.is_empty()) {
            wrong.add(&field("name"), Problem::Taken);
        }
        if kept.iter().any(|(_, other)| other.sku == checked.sku && !checked.sku.is_empty()) {
            wrong.add(&field("sku"), Problem::Taken);
        }
        kept.push((place, checked));
    }
    wrong.or(kept)
}

fn is_row(row: &VariantRow) -> bool {
    row.remove.is_empty()
        && !(row.id.is_empty() && [&row.name, &row.sku, &row.price].iter().all(|text| text.trim().is_empty()))
}

/// Lower-case words of ASCII letters and digits joined by hyphens; accents are dropped where
/// European names have them.
pub fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for plain in name.chars().flat_map(char::to_lowercase).map(unaccented) {
        match plain {
            "" if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            letters => slug.push_str(letters),
        }
    }
    slug.truncate(80);
    slug.trim_matches('-').to_owned()
}

fn unaccented(c: char) -> &'static str {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    match c {
        'ä' | 'æ' => "ae",
        'à'..='å' | 'ā' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì'..='ï' | 'ī' => "i",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='õ' | 'ø' | 'ō' => "o",
        'ö' | 'œ' => "oe",
        'ù'..='û' | 'ū' | 'ů' => "u",
        'ü' => "ue",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'ž' | 'ź' | 'ż' => "z",
        'ł' => "l",
        _ => PLAIN.find(c).map_or("", |at| &PLAIN[at..=at]),
    }
}

/// Checks what is said of a picture for those who do not see it.
pub fn alt(text: &str) -> Result<String, Vec<FieldError>> {
    let mut wrong = Wrong::default();
    let alt = wrong.text("alt", text, 300, true);
    wrong.or(alt)
}

/// Letters and digits of a text run together, as in `products.squashed`.
pub fn squashed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Gathers what is wrong with a form.
#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn add(&mut self, field: &str, problem: Problem) {
        self.0.push(FieldError::new(field, problem));
    }

    fn text(&mut self, field: &str, value: &str, max: u32, required: bool) -> String {
        let value = value.trim();
        if value.is_empty() && required {
            self.add(field, Problem::Required);
        }
        if value.chars().count() > max as usize {
            self.add(field, Problem::TooLong(max));
        }
        if value.contains('\0') {
            self.add(field, Problem::BadCharacters);
        }
        value.to_owned()
    }

    fn slug(&mut self, value: &str, name: &str) -> String {
        let slug = if value.trim().is_empty() { slug_of(name) } else { value.trim().to_owned() };
        let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if slug.len() > 80 {
            self.add("slug", Problem::TooLong(80));
        } else if !slug.split('-').all(word) && (!name.is_empty() || !value.trim().is_empty()) {
            self.add("slug", Problem::NotASlug);
        }
        slug
    }

    fn number(&mut self, field: &str, value: &str, min: i32, max: i32) -> Option<i32> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let number = value.parse().ok().filter(|n| (min..=max).contains(n));
        if number.is_none() {
            self.add(field, Problem::NotBetween(min.into(), max.into()));
        }
        number
    }

    /// A variant's name is also the pool's name in a draw, hence its characters.
    fn variant_name(&mut self, field: &str, value: &str) -> String {
        let name = self.text(field, value, 64, true);
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b" ._/-".contains(&b)) {
            self.add(field, Problem::BadCharacters);
        }
        name
    }

    fn price(&mut self, field: &str, value: &str, currency: Currency) -> Money {
        if value.trim().is_empty() {
            self.add(field, Problem::Required);
        }
        Money::parse(value, currency).ok().filter(|money| money.minor <= 100_000_000).unwrap_or_else(|| {
            if !value.trim().is_empty() {
                self.add(field, Problem::NotMoney);
            }
            Money::new(0, currency)
        })
    }

    fn or<T>(self, checked: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(checked) } else { Err(self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, sku: &str, price: &str) -> VariantRow {
        VariantRow { name: name.into(), sku: sku.into(), price: price.into(), ..VariantRow::default() }
    }

    #[test]
    fn slugs_are_made_from_names() {
        assert_eq!(slug_of("Kiln Runner"), "kiln-runner");
        assert_eq!(slug_of("  Çay & Größe — No. 4! "), "cay-groesse-no-4");
        assert_eq!(slug_of("東京"), "");
        assert_eq!(squashed("Air Max '97"), "airmax97");
    }

    #[test]
    fn a_product_needs_a_name_and_an_address() {
        let fields = |form: &ProductForm| product(form).unwrap_err().into_iter().map(|f| f.field).collect::<Vec<_>>();
        assert_eq!(fields(&ProductForm::default()), ["name"]);
        assert_eq!(fields(&ProductForm { name: "東京".into(), ..ProductForm::default() }), ["slug"]);
        let form = ProductForm {
            name: "Bowl".into(),
            slug: "Not A Slug".into(),
            edition_size: "0".into(),
            ..ProductForm::default()
        };
        assert_eq!(fields(&form), ["slug", "edition_size"]);
        let good =
            product(&ProductForm { name: " Moon Jar ".into(), edition_size: "24".into(), ..ProductForm::default() })
                .unwrap();
        assert_eq!((good.slug.as_str(), good.edition_size), ("moon-jar", Some(24)));
    }

    #[test]
    fn empty_rows_are_no_rows_and_wrong_ones_say_which() {
        let kept = variants(&[row("EU 42", "KR-42", "140"), row("", "", " ")], Currency::Eur).unwrap();
        assert_eq!(kept.len(), 1);
        let wrong =
            variants(&[row("EU 42", "A", "140"), row("EU 42", "A", "1.234"), row("Größe", "", "1")], Currency::Eur)
                .unwrap_err();
        let named: Vec<_> = wrong.iter().map(|f| (f.field.as_str(), f.problem)).collect();
        assert_eq!(
            named,
            [
                ("rows.1.price", Problem::NotMoney),
                ("rows.1.name", Problem::Taken),
                ("rows.1.sku", Problem::Taken),
                ("rows.2.name", Problem::BadCharacters),
                ("rows.2.sku", Problem::Required),
            ]
        );
    }
}
