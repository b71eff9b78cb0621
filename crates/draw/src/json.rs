//! JSON as the protocol wants it: strict when read, canonical when written.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::text::{MAX_NUMBER, is_rules_text};

/// Why a JSON text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON, a key twice in one object, or a number that is not an integer between -2^53 and 2^53.
    #[error("{0}")]
    Malformed(String),
    /// The outermost value is not an object.
    #[error("expected a JSON object")]
    NotAnObject,
    /// A key is absent; what is not known is null, never absent.
    #[error("the key {0} is missing")]
    Missing(&'static str),
    /// A value has the wrong type or spelling.
    #[error("{0}")]
    Wrong(String),
    /// A number that has no canonical form here.
    #[error("{0} is not an integer below 2^53")]
    Number(String),
}

/// Parses JSON, refusing duplicate keys, fractions, exponents, numbers of 2^53 and more, and nesting over 128.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let Strict(value) = serde_json::from_slice(bytes).map_err(|e| JsonError::Malformed(e.to_string()))?;
    Ok(value)
}

/// Writes a value with keys sorted by bytes and no white space: the same as RFC 8785 when keys are ASCII.
/// Fails on numbers that are not integers below 2^53.
pub fn canonical(value: &Value) -> Result<String, JsonError> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

/// Is every key and string printable ASCII without `"` and `\`? The first that is not comes back as the error.
pub(crate) fn check_texts(value: &Value) -> Result<(), String> {
    match value {
        Value::String(text) if !is_rules_text(text) => Err(text.clone()),
        Value::Array(items) => items.iter().try_for_each(check_texts),
        Value::Object(map) => map
            .iter()
            .try_for_each(|(key, value)| if is_rules_text(key) { check_texts(value) } else { Err(key.clone()) }),
        _ => Ok(()),
    }
}

/// Parses an object of type `T`, all of whose `keys` must be there.
pub(crate) fn parse_object<T: DeserializeOwned>(bytes: &[u8], keys: &[&'static str]) -> Result<T, JsonError> {
    from_object(parse(bytes)?, keys)
}

/// Turns an object into a `T`; all of `keys` must be there.
pub(crate) fn from_object<T: DeserializeOwned>(value: Value, keys: &[&'static str]) -> Result<T, JsonError> {
    let map = value.as_object().ok_or(JsonError::NotAnObject)?;
    if let Some(key) = keys.iter().find(|key| !map.contains_key(**key)) {
        return Err(JsonError::Missing(key));
    }
    serde_json::from_value(value).map_err(|e| JsonError::Wrong(e.to_string()))
}

fn write(value: &Value, out: &mut String) -> Result<(), JsonError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => {
            let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            if magnitude.is_none_or(|n| n > MAX_NUMBER) {
                return Err(JsonError::Number(number.to_string()));
            }
            out.push_str(&number.to_string());
        }
        // serde_json escapes as RFC 8785 does: short forms where there are some, \u00xx for other controls.
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => write_object(map, out)?,
    }
    Ok(())
}

fn write_object(map: &Map<String, Value>, out: &mut String) -> Result<(), JsonError> {
    // Sorted here, because another crate may turn on serde_json's `preserve_order`.
    let mut pairs: Vec<_> = map.iter().collect();
    pairs.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (i, (key, value)) in pairs.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Ok(())
}

fn write_text(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, an integer below 2^53, a string, a list or an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        if number > MAX_NUMBER {
            return Err(E::custom(format!("{number} is not below 2^53")));
        }
        Ok(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        if number.unsigned_abs() > MAX_NUMBER {
            return Err(E::custom(format!("{number} is not above -2^53")));
        }
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Err(E::custom(format!("{number} is not an integer")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = pairs.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {key} appears twice")));
            }
            let Strict(value) = pairs.next_value()?;
            map.insert(key, value);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form_sorts_by_bytes_and_drops_white_space() {
        let value = parse(br#" { "b" : [ 1 , -2, true, null ], "a" : { "Z": "x", "A b": "\u00e9\n" } } "#).unwrap();
        assert_eq!(canonical(&value).unwrap(), "{\"a\":{\"A b\":\"é\\n\",\"Z\":\"x\"},\"b\":[1,-2,true,null]}");
    }

    #[test]
    fn what_has_two_readings_is_refused() {
        for wrong in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":1,"\u0061":2}"#,
            "1.0",
            "1e3",
            "-0",
            "01",
            "9007199254740992",
            "-9007199254740992",
            "{}x",
            "",
            "\u{feff}{}",
            "[1,]",
            "\"\\ud800\"",
        ] {
            assert!(parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(parse(b"9007199254740991").is_ok());
        assert!(parse("[".repeat(100_000).as_bytes()).is_err());
        assert!(canonical(&serde_json::json!(1.5)).is_err());
    }
}
