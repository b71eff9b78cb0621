//! What makes a form right.

use super::AddressForm;
use super::countries;
use crate::{FieldError, Problem};

/// An email address that mail can be sent to, in its owner's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Required);
        }
        if text.len() > 254 {
            return Err(Problem::TooLong(254));
        }
        let (_, domain) = text.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
        // A header injection would need characters that the parser refuses; a dot-less domain it would let through.
        let fit = domain.contains('.') && text.is_ascii() && text.parse::<lettre::Address>().is_ok();
        if fit { Ok(Self(text.to_owned())) } else { Err(Problem::NotAnEmail) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Least characters of a password (NIST SP 800-63B asks for eight, advises more).
const PASSWORD_MIN: u32 = 10;
/// Most: hashing a book would be a way to keep the shop busy.
const PASSWORD_MAX: u32 = 128;
/// Those of at least ten characters that lists of stolen passwords begin with.
const COMMON: &str = "1234567890 0123456789 0987654321 12345678910 123456789a 123456789q 1q2w3e4r5t q1w2e3r4t5 1qaz2wsx3edc qwertyuiop \
    qwerty12345 qwerty123456 asdfghjkl1 password12 password123 password1234 password12345 passw0rd123 p@ssword123 iloveyou12 \
    iloveyou123 sunshine123 princess123 football123 baseball123 letmein123 welcome123 welcome1234 admin12345 administrator \
    changeme123 correcthorsebatterystaple abcdefghij abcd123456 abc1234567 a123456789 q123456789 superman123 basketball \
    charlie123 michael123 jennifer123 dragon1234 monkey1234 trustno1trustno1 starwars123 pokemon123 minecraft123 unknown123";

/// Whether `password` is worth hashing, for the account of `email`.
pub(super) fn password(password: &str, email: &str) -> Result<(), Problem> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    let lower = password.to_lowercase();
    let first = lower.chars().next();
    match length {
        0 => Err(Problem::Required),
        n if n < PASSWORD_MIN => Err(Problem::TooShort(PASSWORD_MIN)),
        n if n > PASSWORD_MAX => Err(Problem::TooLong(PASSWORD_MAX)),
        _ if lower == email.to_lowercase() || lower.chars().all(|c| Some(c) == first) => Err(Problem::TooCommon),
        _ if COMMON.split_whitespace().any(|common| common == lower) => Err(Problem::TooCommon),
        _ => Ok(()),
    }
}

/// Gathers what is wrong with a form.
#[derive(Default)]
pub(super) struct Wrong(Vec<FieldError>);

impl Wrong {
    /// What a rule made of a field, or nothing, noting what is wrong with it.
    pub fn check<T>(&mut self, field: &str, checked: Result<T, Problem>) -> Option<T> {
        checked.map_err(|problem| self.0.push(FieldError::new(field, problem))).ok()
    }

    /// What was gathered.
    pub fn into_fields(self) -> Vec<FieldError> {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One line of text: trimmed, without control characters, at most `max` characters.
pub(super) fn line(value: &str, max: u32, required: bool) -> Result<String, Problem> {
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    let value = value.trim();
    match u32::try_from(value.chars().count()).unwrap_or(u32::MAX) {
        0 if required => Err(Problem::Required),
        n if n > max => Err(Problem::TooLong(max)),
        _ => Ok(value.to_owned()),
    }
}

/// The name of a person.
pub(super) fn person(value: &str) -> Result<String, Problem> {
    line(value, 120, true)
}

/// The form with its lines cleaned, or what is wrong with it.
pub(super) fn address(form: &AddressForm) -> Result<AddressForm, Vec<FieldError>> {
    let mut wrong = Wrong::default();
    let mut take =
        |field, value: &str, max, required| wrong.check(field, line(value, max, required)).unwrap_or_default();
    let mut clean = AddressForm {
        name: take("name", &form.name, 120, true),
        line1: take("line1", &form.line1, 200, true),
        line2: take("line2", &form.line2, 200, false),
        city: take("city", &form.city, 120, true),
        region: take("region", &form.region, 120, false),
        postal_code: take("postal_code", &form.postal_code, 20, false),
        country: String::new(),
        phone: take("phone", &form.phone, 40, false),
    };
    clean.country = wrong.check("country", country(&form.country)).unwrap_or_default();
    if wrong.is_empty() { Ok(clean) } else { Err(wrong.into_fields()) }
}

fn country(code: &str) -> Result<String, Problem> {
    let code = code.trim().to_ascii_uppercase();
    match (code.is_empty(), countries::name(&code)) {
        (true, _) => Err(Problem::Required),
        (false, None) => Err(Problem::NotAChoice),
        (false, Some(_)) => Ok(code),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_of_mail() {
        assert_eq!(Email::parse(" Ada@Example.com ").unwrap().as_str(), "Ada@Example.com");
        for bad in [
            "ada",
            "ada@localhost",
            "a@b@c.com",
            "ada@ex ample.com",
            "a\r\nBcc: x@y.com",
            "ädä@example.com",
            "@example.com",
        ] {
            assert_eq!(Email::parse(bad), Err(Problem::NotAnEmail), "{bad}");
        }
        assert_eq!(Email::parse(""), Err(Problem::Required));
        assert_eq!(Email::parse(&format!("{}@example.com", "a".repeat(250))), Err(Problem::TooLong(254)));
    }

    #[test]
    fn passwords() {
        assert_eq!(password("correct horse battery", "a@b.com"), Ok(()));
        assert_eq!(password("short", "a@b.com"), Err(Problem::TooShort(10)));
        assert_eq!(password("Password123", "a@b.com"), Err(Problem::TooCommon));
        assert_eq!(password("aaaaaaaaaaaaa", "a@b.com"), Err(Problem::TooCommon));
        assert_eq!(password("Someone@example.com", "someone@example.com"), Err(Problem::TooCommon));
        assert_eq!(password(&"x y".repeat(50), ""), Err(Problem::TooLong(128)));
    }

    #[test]
    fn an_address_needs_who_where_and_a_real_country() {
        let form = AddressForm {
            name: " Ada\u{7} ".into(),
            line1: "1".into(),
            city: "Delft".into(),
            country: "nl".into(),
            ..AddressForm::default()
        };
        let clean = address(&form).unwrap();
        assert_eq!((clean.name.as_str(), clean.country.as_str()), ("Ada", "NL"));
        let fields: Vec<_> = address(&AddressForm { country: "XX".into(), ..AddressForm::default() })
            .unwrap_err()
            .into_iter()
            .map(|f| f.field)
            .collect();
        assert_eq!(fields, ["name", "line1", "city", "country"]);
    }

    proptest! {
        #[test]
        fn lines_have_no_control_characters_and_fit(text in any::<String>()) {
            if let Ok(line) = line(&text, 120, false) {
                prop_assert!(line.chars().count() <= 120 && !line.chars().any(char::is_control));
            }
        }

        #[test]
        fn no_address_of_mail_breaks_a_header(text in ".{0,40}@.{0,20}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(!email.as_str().contains(['\r', '\n', '<', '>', ',', ' ']));
            }
        }
    }
}
