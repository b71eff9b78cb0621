//! How a value travels between server and browser: as postcard, and as base64 where it stands in a text. The readers of
//! postcard are a fraction of JSON's.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value, written into a page or an event.
#[derive(Clone, Debug)]
pub struct Packed<T>(pub T);

/// The text is not a packed value of this type: another version of the shop wrote it.
#[derive(Debug, thiserror::Error)]
#[error("not a packed value of this type")]
pub struct Unreadable;

impl<T: Serialize> fmt::Display for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = postcard::to_allocvec(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&BASE64.encode(bytes))
    }
}

impl<T: DeserializeOwned> FromStr for Packed<T> {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let bytes = BASE64.decode(text).map_err(|_| Unreadable)?;
        postcard::from_bytes(&bytes).map(Self).map_err(|_| Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::Packed;

    #[test]
    fn comes_out_as_it_went_in() {
        let text = Packed(("kiln".to_owned(), Some(7_i64))).to_string();
        assert_eq!(text.parse::<Packed<(String, Option<i64>)>>().unwrap().0, ("kiln".to_owned(), Some(7)));
        assert!("%".parse::<Packed<bool>>().is_err());
    }
}
