use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::defences::DefenceForm;

/// What staff type into the form of a drop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropForm {
    /// Id of the product.
    pub product: String,
    /// `flash_sale` or `draw`.
    pub mode: String,
    /// Name in the address of the page; empty for one made of product and date.
    #[serde(default)]
    pub slug: String,
    /// In the shop's zone, `2026-11-20T18:00`.
    pub opens_at: String,
    /// In the shop's zone, `2026-11-20T18:00`.
    pub closes_at: String,
    /// Units that one account may hold or own; ignored in a draw, where it is 1.
    #[serde(default)]
    pub limit_per_customer: String,
    /// Minutes to pay what is held, or a winner's offer.
    pub payment_window_minutes: String,
    /// Hours from the close of a draw to its freeze, in which entries are reviewed and appeals answered; empty for none.
    /// Ignored in a flash sale.
    #[serde(default)]
    pub review_hours: String,
    /// Places a minute that the waiting line admits; empty for no line. Ignored in a draw.
    #[serde(default)]
    pub line_per_minute: String,
    /// Whether those who lost draws before get more tickets; ignored in a flash sale.
    #[serde(default)]
    pub bonus: bool,
    /// Units to pledge by id of the variant; empty or 0 for none. In a form the id stands behind `v-`:
    /// a key in brackets that begins with a digit is read as a place in a list.
    #[serde(default)]
    pub units: HashMap<String, String>,
    /// What it does against bots; ignored in a draw.
    #[serde(default)]
    pub bots: DefenceForm,
}

crate::refusal! {
    /// Why a drop was not changed.
    EditRefusal {
        /// Only drafts can be edited.
        NotADraft => "not-a-draft", 409, "This drop is announced, so its terms are fixed. Cancel it in public and make another.";
        /// Another drop has the address.
        SlugTaken => "slug-taken", 409, "Another drop has this address. Please choose another.";
    }
}

#[cfg(feature = "server")]
mod server {
    use draw::MAX_WEIGHT;

    use super::{DropForm, EditRefusal};
    use crate::defences::{self, Settings};
    use crate::drops::DropMode;
    use crate::line::MOST_PER_MINUTE;
    use crate::{At, Error, FieldError, Problem, ProductId, VariantId};

    /// A form that has been read.
    pub(in crate::drops) struct Terms {
        pub product: ProductId,
        pub mode: DropMode,
        pub slug: String,
        pub opens_at: At,
        pub closes_at: At,
        pub limit_per_customer: i32,
        pub payment_window_minutes: i32,
        pub review_hours: i32,
        pub line_per_minute: Option<i32>,
        pub max_weight: i32,
        pub units: Vec<(VariantId, i32)>,
        pub defences: Settings,
    }

    /// Longest review of a draw: a week.
    const MOST_REVIEW: i64 = 168;
    /// Most units of one variant in one drop.
    const MOST_UNITS: i64 = 1_000_000;

    pub(in crate::drops) fn read(form: &DropForm) -> Result<Terms, Error<EditRefusal>> {
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, problem| wrong.push(FieldError::new(field, problem));

        let product = form.product.parse().ok();
        if product.is_none() {
            refuse("product", Problem::NotAChoice);
        }
        let mode = [DropMode::FlashSale, DropMode::Draw].into_iter().find(|m| m.name() == form.mode);
        if mode.is_none() {
            refuse("mode", Problem::NotAChoice);
        }
        let slug = form.slug.trim().to_lowercase();
        if !slug.is_empty() && !is_slug(&slug) {
            refuse("slug", Problem::NotASlug);
        }
        let (opens_at, closes_at) = (At::from_input(&form.opens_at), At::from_input(&form.closes_at));
        if opens_at.is_none() {
            refuse("opens_at", Problem::NotATime);
        }
        match (opens_at, closes_at) {
            (_, None) => refuse("closes_at", Problem::NotATime),
            (Some(opens), Some(closes)) if closes <= opens => refuse("closes_at", Problem::NotAfterStart),
            _ => {}
        }
        let limit = if mode == Some(DropMode::Draw) { Some(1) } else { within(&form.limit_per_customer, 1, 100) };
        if limit.is_none() {
            refuse("limit_per_customer", Problem::NotBetween(1, 100));
        }
        let window = within(&form.payment_window_minutes, 1, 10_080);
        if window.is_none() {
            refuse("payment_window_minutes", Problem::NotBetween(1, 10_080));
        }
        let reviewed = mode == Some(DropMode::Draw) && !form.review_hours.trim().is_empty();
        let review = if reviewed { within(&form.review_hours, 0, MOST_REVIEW) } else { Some(0) };
        if review.is_none() {
            refuse("review_hours", Problem::NotBetween(0, MOST_REVIEW));
        }
        let lined = mode != Some(DropMode::Draw) && !form.line_per_minute.trim().is_empty();
        let line = lined.then(|| within(&form.line_per_minute, 1, MOST_PER_MINUTE.into()));
        if line == Some(None) {
            refuse("line_per_minute", Problem::NotBetween(1, MOST_PER_MINUTE.into()));
        }
        let mut units = Vec::new();
        for (variant, count) in form.units.iter().filter(|(_, count)| !count.trim().is_empty()) {
            match (variant.trim_start_matches("v-").parse().ok(), within(count, 0, MOST_UNITS)) {
                (Some(_), Some(0)) => {}
                (Some(variant), Some(count)) => units.push((variant, count)),
                _ => refuse("units", Problem::NotBetween(0, MOST_UNITS)),
            }
        }
        if units.is_empty() {
            refuse("units", Problem::Required);
        }
        units.sort_by_key(|(variant, _)| *variant);
        let defences = match mode {
            Some(DropMode::Draw) => Settings::default(),
            _ => defences::read(&form.bots, &mut refuse),
        };
        if defences.proof_bits.is_some() && !lined {
            refuse("proof_bits", Problem::NeedsLine);
        }

        match (product, mode, opens_at, closes_at, limit, window) {
            (Some(product), Some(mode), Some(opens_at), Some(closes_at), Some(limit), Some(window))
                if wrong.is_empty() =>
            {
                Ok(Terms {
                    product,
                    mode,
                    slug,
                    opens_at,
                    closes_at,
                    limit_per_customer: limit,
                    payment_window_minutes: window,
                    review_hours: review.unwrap_or(0),
                    line_per_minute: line.flatten(),
                    max_weight: if form.bonus && mode == DropMode::Draw { MAX_WEIGHT.cast_signed() } else { 1 },
                    units,
                    defences,
                })
            }
            _ => Err(Error::Refused(EditRefusal::Invalid(wrong))),
        }
    }

    fn within(text: &str, min: i64, max: i64) -> Option<i32> {
        let number: i64 = text.trim().parse().ok()?;
        (min..=max).contains(&number).then(|| i32::try_from(number).ok())?
    }

    fn is_slug(text: &str) -> bool {
        text.len() <= 120
            && text
                .split('-')
                .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::Refusal;
        use crate::defences::DefenceForm;

        fn form() -> DropForm {
            DropForm {
                product: ProductId::new().to_string(),
                mode: "flash_sale".into(),
                slug: "kiln-runner".into(),
                opens_at: "2026-11-20T18:00".into(),
                closes_at: "2026-11-20T20:00".into(),
                limit_per_customer: "2".into(),
                payment_window_minutes: "10".into(),
                line_per_minute: String::new(),
                units: [(VariantId::new().to_string(), " 12 ".to_owned())].into(),
                ..DropForm::default()
            }
        }

        fn wrong(form: &DropForm) -> Vec<String> {
            match read(form) {
                Err(Error::Refused(refusal)) => refusal.fields().iter().map(|f| f.field.clone()).collect(),
                _ => Vec::new(),
            }
        }

        #[test]
        fn reads_what_is_right() {
            let terms = read(&form()).unwrap();
            assert_eq!((terms.limit_per_customer, terms.units[0].1), (2, 12));
            let draw = DropForm { mode: "draw".into(), limit_per_customer: String::new(), ..form() };
            assert_eq!(read(&draw).unwrap().limit_per_customer, 1);
            let most = |form| read(&form).unwrap().max_weight;
            assert_eq!(most(DropForm { bonus: true, ..draw.clone() }), 10);
            assert_eq!([most(draw), most(DropForm { bonus: true, ..form() })], [1, 1]);
            let lined = DropForm { line_per_minute: "600".into(), ..form() };
            assert_eq!(read(&lined).unwrap().line_per_minute, Some(600));
            let draw = DropForm { mode: "draw".into(), ..lined };
            assert_eq!(read(&draw).unwrap().line_per_minute, None);
            let reviewed = DropForm { review_hours: "24".into(), ..form() };
            assert_eq!(read(&reviewed).unwrap().review_hours, 0);
            assert_eq!(read(&DropForm { mode: "draw".into(), ..reviewed }).unwrap().review_hours, 24);
            let bots = DefenceForm { proof_bits: "18".into(), ..DefenceForm::default() };
            assert_eq!(wrong(&DropForm { bots: bots.clone(), ..form() }), ["proof_bits"]);
            let guarded = DropForm { bots, line_per_minute: "600".into(), ..form() };
            assert_eq!(read(&guarded).unwrap().defences.proof_bits, Some(18));
            assert!(!read(&DropForm { mode: "draw".into(), ..guarded }).unwrap().defences.any());
        }

        #[test]
        fn names_every_field_that_is_wrong() {
            assert_eq!(
                wrong(&DropForm::default()),
                ["product", "mode", "opens_at", "closes_at", "limit_per_customer", "payment_window_minutes", "units"]
            );
            assert_eq!(wrong(&DropForm { line_per_minute: "0".into(), ..form() }), ["line_per_minute"]);
            assert_eq!(wrong(&DropForm { slug: "Kiln Runner".into(), ..form() }), ["slug"]);
            let endless = DropForm { mode: "draw".into(), review_hours: "169".into(), ..form() };
            assert_eq!(wrong(&endless), ["review_hours"]);
            let bots = DefenceForm { per_card: "-1".into(), ..DefenceForm::default() };
            assert_eq!(wrong(&DropForm { bots, ..form() }), ["per_card"]);
            assert_eq!(wrong(&DropForm { closes_at: "2026-11-20T18:00".into(), ..form() }), ["closes_at"]);
            assert_eq!(
                wrong(&DropForm { units: [(VariantId::new().to_string(), "-1".to_owned())].into(), ..form() })[0],
                "units"
            );
        }
    }
}

#[cfg(feature = "server")]
pub(super) use server::{Terms, read};
