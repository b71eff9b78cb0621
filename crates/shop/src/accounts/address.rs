use serde::{Deserialize, Serialize};

use super::countries;
use crate::AddressId;

/// Where a parcel goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Which of the account's.
    pub id: AddressId,
    /// Who receives it.
    pub name: String,
    /// Street and number.
    pub line1: String,
    /// Floor, company; may be empty.
    pub line2: String,
    /// Town.
    pub city: String,
    /// State or province; may be empty.
    pub region: String,
    /// Empty where there are none.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// For the carrier; may be empty.
    pub phone: String,
    /// The one that is offered first.
    pub is_default: bool,
}

impl Address {
    /// The address as it is written on a parcel, without empty lines.
    pub fn lines(&self) -> Vec<String> {
        let city = [&self.postal_code, &self.city].map(String::as_str).join(" ");
        let city = if self.region.is_empty() { city } else { format!("{city}, {}", self.region) };
        let country = countries::name(&self.country).unwrap_or(&self.country).to_owned();
        let lines = [self.name.clone(), self.line1.clone(), self.line2.clone(), city.trim().to_owned(), country];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }

    /// The address as the form shows it.
    pub fn form(&self) -> AddressForm {
        AddressForm {
            name: self.name.clone(),
            line1: self.line1.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            postal_code: self.postal_code.clone(),
            country: self.country.clone(),
            phone: self.phone.clone(),
        }
    }
}

/// An address as somebody fills it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the same as of an address")]
pub struct AddressForm {
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
}

crate::refusal! {
    /// Why an address was not kept.
    AddressRefusal {
        /// The book is full.
        TooMany => "too-many-addresses", 409, "You have 20 addresses already. Please remove one first.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_without_empty_lines() {
        let form = AddressForm {
            name: "Ada".into(),
            line1: "Kiln Lane 4".into(),
            city: "Delft".into(),
            country: "NL".into(),
            ..AddressForm::default()
        };
        let AddressForm { name, line1, line2, city, region, postal_code, country, phone } = form;
        let address = Address {
            id: AddressId(uuid::Uuid::nil()),
            name,
            line1,
            line2,
            city,
            region,
            postal_code,
            country,
            phone,
            is_default: true,
        };
        assert_eq!(address.lines(), ["Ada", "Kiln Lane 4", "Delft", "Netherlands"]);
    }
}
