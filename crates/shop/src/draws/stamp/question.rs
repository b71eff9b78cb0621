//! What is asked of a time-stamping service and what it answers (RFC 3161, section 2.4).

use cms::cert::x509::ext::Extensions;
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use cms::content_info::ContentInfo;
use der::asn1::{BitString, Int, ObjectIdentifier, OctetString};
use der::oid::db::rfc5912::ID_SHA_256;
use der::{Any, Decode, Encode, Sequence, Tag, Tagged};
use sha2::{Digest, Sha256};
use time::PrimitiveDateTime;
use time::macros::format_description;

use super::{Window, signed};
use crate::At;

/// Why an answer is of no use.
#[derive(Debug, thiserror::Error)]
pub enum Useless {
    #[error("it answered {0}")]
    Status(u16),
    #[error("it could not be reached: {0}")]
    Away(#[from] ureq::Error),
    #[error("it is no answer of RFC 3161: {0}")]
    Malformed(#[from] der::Error),
    #[error("the service refused, with status {0}: {1}")]
    NotGranted(u8, String),
    #[error("it stamps something else")]
    OtherImprint,
    #[error("it answers another question")]
    OtherNonce,
    #[error("it tells a time that cannot be: {0}")]
    Time(String),
    #[error("it asks for what is not known here")]
    Critical,
    #[error("its signature does not hold")]
    Forged,
    #[error("it is signed in a way that is not known here")]
    UnknownSignature,
    #[error("its certificate is not one for time stamps, or not one of that time")]
    Certificate,
}

/// A question for a time stamp, told from all others by its nonce.
pub struct Question {
    imprint: [u8; 32],
    nonce: u64,
}

impl Question {
    /// About a seal.
    pub fn about(seal: &[u8]) -> Self {
        Self { imprint: Sha256::digest(seal).into(), nonce: rand::random() }
    }

    /// As it is sent. The answer is to have the service's certificate in it.
    pub fn to_der(&self) -> der::Result<Vec<u8>> {
        let algorithm = AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: Some(Any::null()) };
        let imprint = Imprint { algorithm, hashed: OctetString::new(self.imprint)? };
        Query { version: 1, imprint, nonce: self.nonce, certificates: true }.to_der()
    }

    /// Checks an answer: that it was granted, is about this, answers this question, tells a time within the window, and is signed
    /// by its certificate, which is one for time stamps. Who gave out that certificate is not looked at. Answers the time.
    pub fn answered(&self, reply: &[u8], window: &Window) -> Result<At, Useless> {
        let Reply { info, token } = Reply::from_der(reply)?;
        let token = match token {
            // Granted, or granted with modifications that are checked below.
            Some(token) if info.status <= 1 => token,
            _ => return Err(Useless::NotGranted(info.status, info.text.unwrap_or_default().join(" "))),
        };
        let (content, certificate) = signed::content(&token)?;
        let stamped = Stamped::from_der(&content)?;
        let imprint = &stamped.imprint;
        if imprint.algorithm.oid != ID_SHA_256 || imprint.hashed.as_bytes() != self.imprint {
            return Err(Useless::OtherImprint);
        }
        if stamped.nonce != Some(self.nonce) {
            return Err(Useless::OtherNonce);
        }
        if stamped.version != 1 || stamped.extensions.is_some_and(|all| all.iter().any(|one| one.critical)) {
            return Err(Useless::Critical);
        }
        let at = time_of(&stamped.time).filter(|at| (window.from..window.until).contains(at));
        let at = at.ok_or_else(|| Useless::Time(String::from_utf8_lossy(stamped.time.value()).into_owned()))?;
        signed::must_stamp(&certificate, at)?;
        Ok(at)
    }
}

/// `TimeStampReq`.
#[derive(Sequence)]
struct Query {
    version: u8,
    imprint: Imprint,
    nonce: u64,
    certificates: bool,
}

/// `MessageImprint`.
#[derive(Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    hashed: OctetString,
}

/// `TimeStampResp`.
#[derive(Sequence)]
struct Reply {
    info: StatusInfo,
    token: Option<ContentInfo>,
}

/// `PKIStatusInfo`.
#[derive(Sequence)]
struct StatusInfo {
    status: u8,
    text: Option<Vec<String>>,
    failure: Option<BitString>,
}

/// `TSTInfo`.
#[derive(Sequence)]
struct Stamped {
    version: u8,
    policy: ObjectIdentifier,
    imprint: Imprint,
    serial: Int,
    /// A `GeneralizedTime` with fractions of a second, which the type of that name has not.
    time: Any,
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    nonce: Option<u64>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    service: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// `Accuracy`.
#[derive(Sequence)]
struct Accuracy {
    seconds: Option<u32>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

/// The moment of a `GeneralizedTime` in UTC, to the millisecond.
fn time_of(value: &Any) -> Option<At> {
    if value.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(value.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole =
        PrimitiveDateTime::parse(whole, format_description!("[year][month][day][hour][minute][second]")).ok()?;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{fraction:0<3}"))?;
    Some(At::from_ms(whole.assume_utc().unix_timestamp() * 1000 + digits[..3].parse::<i64>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_fractions_of_a_second_or_none() {
        let at = |text: &str| time_of(&Any::new(Tag::GeneralizedTime, text.as_bytes()).unwrap()).map(At::ms);
        assert_eq!(at("20260630070000Z"), Some(1_782_802_800_000));
        assert_eq!(at("20260630070000.5Z"), Some(1_782_802_800_500));
        assert_eq!(at("20260630070000.123456Z"), Some(1_782_802_800_123));
        for bad in ["20260630070000", "20261330070000Z", "20260630070000.5+01Z", "20260630Z", "Z", "é"] {
            assert_eq!(at(bad), None, "{bad}");
        }
    }
}
