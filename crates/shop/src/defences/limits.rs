//! Limits: orders of a drop that may stand at once for one range of network addresses, one card, one delivery address.

use std::net::IpAddr;

use super::defence::{Defence, Paying, Refused, Subject};
use crate::accounts::Address;

/// Orders from one range of network addresses.
#[derive(Debug)]
pub(super) struct PerRange(pub i32);

impl Defence for PerRange {
    fn order_counts(&self, from: IpAddr) -> Option<Subject> {
        Some(Subject { of: range(from), most: self.0, refused: Refused::TooManyFromRange })
    }
}

/// Orders paid with one card.
#[derive(Debug)]
pub(super) struct PerCard(pub i32);

impl Defence for PerCard {
    fn payment_counts(&self, paying: &Paying<'_>) -> Option<Subject> {
        Some(Subject { of: paying.card.to_vec(), most: self.0, refused: Refused::TooManyOnCard })
    }
}

/// Orders that go to one address.
#[derive(Debug)]
pub(super) struct PerAddress(pub i32);

impl Defence for PerAddress {
    fn payment_counts(&self, paying: &Paying<'_>) -> Option<Subject> {
        Some(Subject { of: place(paying.ship_to).into_bytes(), most: self.0, refused: Refused::TooManyToAddress })
    }
}

/// What one subscriber usually has: a /24 of IPv4, a /64 of IPv6. An IPv4 address in IPv6's clothes is IPv4.
fn range(ip: IpAddr) -> Vec<u8> {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.octets()[..3].to_vec(),
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    }
}

/// The door that a parcel goes to: country, postal code (or town, where there is none) and first line, by their letters
/// and digits alone. Names, floors and the town's spelling are free to vary.
pub(crate) fn place(address: &Address) -> String {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let code = plain(&address.postal_code);
    let code = if code.is_empty() { plain(&address.city) } else { code };
    [plain(&address.country), code, plain(&address.line1)].join("|")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::AddressId;

    fn address(line1: &str, code: &str, city: &str) -> Address {
        let [name, line2, region, phone] = [(); 4].map(|()| String::new());
        let (line1, postal_code, city, country) = (line1.into(), code.into(), city.into(), "NL".into());
        Address {
            id: AddressId::new(),
            name,
            line1,
            line2,
            city,
            region,
            postal_code,
            country,
            phone,
            is_default: false,
        }
    }

    #[test]
    fn ranges_are_what_one_subscriber_has() {
        let of = |ip: &str| range(ip.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.9"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn one_door_is_one_address() {
        let home = place(&address("Kiln Lane 4", "2611 AB", "Delft"));
        assert_eq!(home, place(&address("KILN LANE, 4", "2611ab", "delft (ZH)")));
        assert_eq!(
            home,
            place(&Address { name: "Ada".into(), line2: "3rd floor".into(), ..address("Kiln Lane 4", "2611AB", "") })
        );
        assert_ne!(home, place(&address("Kiln Lane 5", "2611 AB", "Delft")));
        assert_ne!(home, place(&address("Kiln Lane 4", "2612 AB", "Delft")));
        assert_ne!(place(&address("Kiln Lane 4", "", "Delft")), place(&address("Kiln Lane 4", "", "Leiden")));
    }

    proptest! {
        #[test]
        fn spaces_dots_and_capitals_change_no_address(line in "[a-z]{1,8}", code in "[0-9]{4}", gap in "[ .,-]{0,3}") {
            let spelled = address(&format!("{gap}{}{gap}", line.to_uppercase()), &format!("{gap}{code}"), "");
            prop_assert_eq!(place(&spelled), place(&address(&line, &code, "")));
        }
    }
}
