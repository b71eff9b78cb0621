//! The signature of a time stamp (RFC 5652, RFC 5816): RSA with PKCS #1 padding, or ECDSA on P-256 or P-384.

use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::cert::x509::ext::pkix::{ExtendedKeyUsage, SubjectKeyIdentifier};
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::oid::db::{rfc5911, rfc5912};
use der::{Any, Encode, Sequence};
use ring::digest::{self, digest};
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use super::question::Useless;
use crate::At;

/// `id-ct-TSTInfo`, what a time stamp is.
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// What was signed, and the certificate of whoever did it. It comes with the signature: that it is anybody's in particular is
/// not said.
pub fn content(token: &ContentInfo) -> Result<(Vec<u8>, Certificate), Useless> {
    if token.content_type != rfc5911::ID_SIGNED_DATA {
        return Err(Useless::UnknownSignature);
    }
    let data: SignedData = token.content.decode_as()?;
    let [signer] = data.signer_infos.0.as_slice() else { return Err(Useless::UnknownSignature) };
    let content = data.encap_content_info.econtent.as_ref().ok_or(Useless::Forged)?;
    let content = content.decode_as::<OctetString>()?.into_bytes();
    let hash = digest_of(&signer.digest_alg.oid)?;
    // What the attributes say is what the signature covers: the kind of content, its digest, and the certificate.
    let kind: ObjectIdentifier = attribute(signer, &rfc5911::ID_CONTENT_TYPE)?.decode_as()?;
    let told: OctetString = attribute(signer, &rfc5911::ID_MESSAGE_DIGEST)?.decode_as()?;
    if data.encap_content_info.econtent_type != TIME_STAMP
        || kind != TIME_STAMP
        || told.as_bytes() != digest(hash, &content).as_ref()
    {
        return Err(Useless::Forged);
    }
    let certificate = certificate(&data, signer)?;
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let algorithm = algorithm(signer, key.algorithm.parameters.as_ref())?;
    let key = UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes());
    let attributes = signer.signed_attrs.to_der()?;
    key.verify(&attributes, signer.signature.as_bytes()).map_err(|_| Useless::Forged)?;
    Ok((content, certificate))
}

/// Refuses a certificate that is not for time stamps alone, or was not good at that time (RFC 3161, section 2.3).
pub fn must_stamp(certificate: &Certificate, at: At) -> Result<(), Useless> {
    let certificate = &certificate.tbs_certificate;
    let purposes = certificate.get::<ExtendedKeyUsage>()?;
    let stamps = purposes.is_some_and(|(critical, purposes)| critical && purposes.0 == [rfc5912::ID_KP_TIME_STAMPING]);
    let good = certificate.validity.not_before.to_unix_duration()..=certificate.validity.not_after.to_unix_duration();
    let at = std::time::Duration::from_millis(u64::try_from(at.ms()).unwrap_or(0));
    if stamps && good.contains(&at) { Ok(()) } else { Err(Useless::Certificate) }
}

/// The one value of a signed attribute.
fn attribute<'a>(signer: &'a SignerInfo, oid: &ObjectIdentifier) -> Result<&'a Any, Useless> {
    let attributes = signer.signed_attrs.as_ref().ok_or(Useless::Forged)?;
    let mut values = attributes.iter().filter(|one| one.oid == *oid).flat_map(|one| one.values.iter());
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Useless::Forged),
    }
}

/// The certificate that the signer names, if it is the one that the signature covers by its hash.
fn certificate(data: &SignedData, signer: &SignerInfo) -> Result<Certificate, Useless> {
    let (covered, usual) = match attribute(signer, &rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2) {
        Ok(value) => (value, &digest::SHA256),
        Err(_) => (attribute(signer, &rfc5911::ID_AA_SIGNING_CERTIFICATE)?, &digest::SHA1_FOR_LEGACY_USE_ONLY),
    };
    let covered: SigningCertificate = covered.decode_as()?;
    let first = covered.certificates.first().ok_or(Useless::Forged)?;
    let hash = match &first.algorithm {
        Some(named) => digest_of(&named.oid)?,
        None => usual,
    };
    for choice in data.certificates.iter().flat_map(|set| set.0.iter()) {
        let CertificateChoices::Certificate(certificate) = choice else { continue };
        if is_named(certificate, &signer.sid)? && digest(hash, &certificate.to_der()?).as_ref() == first.hash.as_bytes()
        {
            return Ok(certificate.clone());
        }
    }
    Err(Useless::Forged)
}

fn is_named(certificate: &Certificate, signer: &SignerIdentifier) -> Result<bool, Useless> {
    let certificate = &certificate.tbs_certificate;
    Ok(match signer {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            certificate.issuer == named.issuer && certificate.serial_number == named.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => {
            certificate.get::<SubjectKeyIdentifier>()?.is_some_and(|(_, own)| own == *named)
        }
    })
}

fn digest_of(oid: &ObjectIdentifier) -> Result<&'static digest::Algorithm, Useless> {
    match *oid {
        rfc5912::ID_SHA_256 => Ok(&digest::SHA256),
        rfc5912::ID_SHA_384 => Ok(&digest::SHA384),
        rfc5912::ID_SHA_512 => Ok(&digest::SHA512),
        _ => Err(Useless::UnknownSignature),
    }
}

/// How it is signed. A key of another kind than the signature's algorithm is refused when it is read.
fn algorithm(signer: &SignerInfo, key: Option<&Any>) -> Result<&'static dyn VerificationAlgorithm, Useless> {
    // Some name the kind of the key alone, and the digest beside it.
    let named = match (signer.signature_algorithm.oid, signer.digest_alg.oid) {
        (rfc5912::RSA_ENCRYPTION, rfc5912::ID_SHA_256) => rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
        (rfc5912::RSA_ENCRYPTION, rfc5912::ID_SHA_384) => rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
        (rfc5912::RSA_ENCRYPTION, rfc5912::ID_SHA_512) => rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
        (named, _) => named,
    };
    let curve = key.and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok());
    Ok(match (named, curve) {
        (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, _) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (rfc5912::SHA_384_WITH_RSA_ENCRYPTION, _) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (rfc5912::SHA_512_WITH_RSA_ENCRYPTION, _) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (rfc5912::ECDSA_WITH_SHA_256, Some(rfc5912::SECP_256_R_1)) => &signature::ECDSA_P256_SHA256_ASN1,
        (rfc5912::ECDSA_WITH_SHA_384, Some(rfc5912::SECP_256_R_1)) => &signature::ECDSA_P256_SHA384_ASN1,
        (rfc5912::ECDSA_WITH_SHA_256, Some(rfc5912::SECP_384_R_1)) => &signature::ECDSA_P384_SHA256_ASN1,
        (rfc5912::ECDSA_WITH_SHA_384, Some(rfc5912::SECP_384_R_1)) => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return Err(Useless::UnknownSignature),
    })
}

/// `SigningCertificateV2`, and the first version, which is the same without the algorithm.
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateId>,
    policies: Option<Any>,
}

/// `ESSCertIDv2`.
#[derive(Sequence)]
struct CertificateId {
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    issuer: Option<Any>,
}
