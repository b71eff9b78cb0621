//! `fairdrop verify`: repeats a draw from its published files alone. Needs no shop, no database, no network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use draw::{Chain, Evidence, Hash, TEST_CHAIN};
use shop::Fault;

/// The files to check.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The draw's record.json
    record: PathBuf,
    /// The draw's entries.csv, from the seal on
    entries: Option<PathBuf>,
    /// The draw's ranking.csv, once drawn
    #[arg(long, value_name = "FILE")]
    ranking: Option<PathBuf>,
    /// The draw's allocations.csv
    #[arg(long, value_name = "FILE")]
    allocations: Option<PathBuf>,
    /// The shop's register.csv
    #[arg(long, value_name = "FILE")]
    register: Option<PathBuf>,
    /// The seal as you kept it from before the draw, in hex
    #[arg(long, value_name = "HEX")]
    seal: Option<Hash>,
    /// Allow the test chain of this name besides quicknet; its draws prove nothing
    #[arg(long, value_name = "NAME")]
    test_chain: Option<String>,
}

/// Prints what holds and what does not; fails when one check does.
pub fn run(files: &Files) -> Result<ExitCode, Fault> {
    let record = read(&files.record)?;
    let [entries, ranking, allocations, register] =
        [&files.entries, &files.ranking, &files.allocations, &files.register]
            .map(|file| file.as_deref().map(read).transpose());
    let (entries, ranking, allocations, register) = (entries?, ranking?, allocations?, register?);
    let test_chains: &[Chain] = match files.test_chain.as_deref() {
        None => &[],
        Some(name) if name == TEST_CHAIN.name => std::slice::from_ref(&TEST_CHAIN),
        Some(name) => return Err(Fault::new(format!("no test chain {name}; there is {}", TEST_CHAIN.name))),
    };
    let report = draw::verify(&Evidence {
        record: &record,
        entries: entries.as_deref(),
        ranking: ranking.as_deref(),
        allocations: allocations.as_deref(),
        register: register.as_deref(),
        kept_seal: files.seal,
        test_chains,
    });
    print!("{report}");
    Ok(if report.accepted { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(file).map_err(|error| Fault::new(format!("cannot read {}: {error}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        files: Files,
    }

    fn verdict(record: &str) -> ExitCode {
        let file = std::env::temp_dir().join(format!("fairdrop-verify-{}", uuid::Uuid::now_v7()));
        fs::write(&file, record).unwrap();
        let code = run(&Cli::parse_from(["verify", &file.to_string_lossy()]).files).unwrap();
        fs::remove_file(&file).unwrap();
        code
    }

    #[test]
    fn what_is_no_record_is_refused_and_a_missing_file_is_named() {
        assert_eq!(verdict("{}"), ExitCode::FAILURE);
        let missing = Cli::parse_from(["verify", "/nowhere/record.json"]).files;
        assert!(run(&missing).unwrap_err().to_string().contains("/nowhere/record.json"));
    }
}
