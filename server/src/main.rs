//! The `fairdrop` binary.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::config::Settings;
use server::{admin, boot, seed, serve, telemetry, verify};
use shop::Fault;

/// A shop for limited releases: flash sales and fair draws.
#[derive(Parser)]
#[command(name = "fairdrop", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop.
    Serve {
        /// Run the jobs in the same process.
        #[arg(long)]
        with_worker: bool,
    },
    /// Run the background jobs.
    Work,
    /// Bring the database up to date.
    Migrate,
    /// Fill an empty shop with the demo, or make shoppers for load tests. Refused in production.
    Seed(seed::Options),
    /// Manage staff.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Check a published draw: its record and its entries.
    Verify {
        /// record.json
        record: PathBuf,
        /// entries.csv
        entries: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("fairdrop: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Fault> {
    // A record can be checked anywhere, without a shop around it.
    if let Command::Verify { record, entries } = &command {
        return verify::files(record, entries);
    }
    let settings = Settings::load()?;
    telemetry::start(settings.log_json);
    match command {
        Command::Serve { with_worker } => serve::run(settings, with_worker).await?,
        Command::Work => serve::work(settings).await?,
        Command::Migrate => boot::migrate(&boot::shop(&settings).await?.db).await?,
        Command::Seed(options) => seed::run(&settings, options).await?,
        Command::Admin(command) => admin::run(&settings, command).await?,
        Command::Verify { .. } => unreachable!("handled above"),
    }
    Ok(ExitCode::SUCCESS)
}
