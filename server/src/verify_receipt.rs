//! `fairdrop verify-receipt`: checks an entrant's receipt, with what the shop publishes as files or addresses. Needs no shop
//! and no database.

use std::process::ExitCode;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use draw::{PublicKey, ReceiptEvidence};
use serde::Deserialize;
use shop::Fault;

use crate::verify::Source;

/// What to check. Each may be a file or an http address.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The receipt, as it was mailed or downloaded
    receipt: Source,
    /// The draw's record.json
    #[arg(long, value_name = "FILE")]
    record: Option<Source>,
    /// The draw's entries.csv, from the seal on
    #[arg(long, value_name = "FILE")]
    entries: Option<Source>,
    /// The shop's /.well-known/fairdrop-keys.json
    #[arg(long, value_name = "FILE")]
    keys: Option<Source>,
}

/// Prints what holds and what does not; fails when one check does.
pub fn run(files: &Files) -> Result<ExitCode, Fault> {
    let receipt = files.receipt.bytes()?;
    let record = files.record.as_ref().map(Source::bytes).transpose()?;
    let entries = files.entries.as_ref().map(Source::bytes).transpose()?;
    let keys = files.keys.as_ref().map(|file| keys(&file.bytes()?)).transpose()?;
    let report = draw::check_receipt(&ReceiptEvidence {
        receipt: &receipt,
        record: record.as_deref(),
        entries: entries.as_deref(),
        keys: keys.as_deref(),
    });
    print!("{report}");
    Ok(if report.accepted { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A JWK set (RFC 7517) of Ed25519 keys (RFC 8037).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    x: String,
}

fn keys(bytes: &[u8]) -> Result<Vec<PublicKey>, Fault> {
    let set: KeySet = serde_json::from_slice(bytes)?;
    set.keys.iter().map(|key| Ok(PublicKey::try_from(URL_SAFE_NO_PAD.decode(&key.x)?.as_slice())?)).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use draw::{Entry, Hex, Receipt, Signer};

    use super::*;

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        files: Files,
    }

    #[test]
    fn a_receipt_holds_until_a_byte_of_it_changes() {
        let folder = std::env::temp_dir().join(format!("fairdrop-receipt-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let signer = Signer::from_bytes(&[7; 32]);
        let entry = Entry { entry_id: uuid::Uuid::from_u128(1), pool: "EU 42".into(), weight: 1, note: "".into() };
        let receipt = Receipt::issue(&signer, uuid::Uuid::from_u128(2), Hex([3; 32]), &entry, 1_782_700_000_000);
        let text = receipt.to_json().unwrap();
        let set = |key: &PublicKey| format!(r#"{{"keys":[{{"x":"{}"}}]}}"#, URL_SAFE_NO_PAD.encode(key));
        std::fs::write(path("receipt.json"), &text).unwrap();
        std::fs::write(path("changed.json"), text.replace("EU 42", "EU 43")).unwrap();
        std::fs::write(path("keys.json"), set(&receipt.key)).unwrap();
        std::fs::write(path("others.json"), set(&Hex([1; 32]))).unwrap();
        let verdict = |args: &[&str]| run(&Cli::parse_from([&["verify-receipt"], args].concat()).files).unwrap();
        assert_eq!(verdict(&[&path("receipt.json")]), ExitCode::SUCCESS);
        assert_eq!(verdict(&[&path("receipt.json"), "--keys", &path("keys.json")]), ExitCode::SUCCESS);
        assert_eq!(verdict(&[&path("receipt.json"), "--keys", &path("others.json")]), ExitCode::FAILURE);
        assert_eq!(verdict(&[&path("changed.json")]), ExitCode::FAILURE);
        assert_eq!(verdict(&[&path("receipt.json"), "--record", &path("receipt.json")]), ExitCode::FAILURE);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
