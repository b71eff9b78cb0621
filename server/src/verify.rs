//! `fairdrop verify RECORD ENTRIES`.

use std::path::Path;
use std::process::ExitCode;

use shop::Fault;

/// Checks a published record against its entries and says in plain words what was found.
pub fn files(record: &Path, entries: &Path) -> Result<ExitCode, Fault> {
    let read = |path: &Path| std::fs::read(path).map_err(|e| Fault::new(format!("{} cannot be read: {e}", path.display())));
    let report = draw::verify(&read(record)?, Some(&read(entries)?));
    print!("{report}");
    Ok(if report.accepted() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
