//! The command line of `fairdrop`. In the library, because what a binary awaits is compiled with the binary: that would
//! wait for all else to be compiled, and take a minute of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use shop::Fault;
use shop::drops::DropMode;
use tokio::runtime;

use crate::config::Settings;
use crate::{admin, boot, seed, serve, telemetry, verify, verify_receipt};

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
    /// Repeat a draw from its published files, and say whether it holds.
    Verify(verify::Files),
    /// Check a receipt of an entry, and say whether it holds.
    VerifyReceipt(verify_receipt::Files),
    /// Retire the key that signs receipts and seals, and make another. What was signed stays good.
    RotateKey,
    /// Make the demo shop; or, for load tests, a crowd with `--shoppers`, an open drop with `--flash-sale` or `--draw`.
    /// Not in production.
    Seed {
        /// Make so many shoppers instead of the demo shop.
        #[arg(long)]
        shoppers: Option<u32>,
        /// Write `account_id,access_token` lines here.
        #[arg(long, requires = "shoppers")]
        tokens: Option<PathBuf>,
        /// Open a flash sale of so many units and print `drop_id,variant_id`.
        #[arg(long, conflicts_with = "shoppers")]
        flash_sale: Option<u32>,
        /// Units of the flash sale that one customer may have.
        #[arg(long, default_value_t = 10)]
        limit: u32,
        /// Open a draw of so many units and print `drop_id,variant_id`.
        #[arg(long, conflicts_with_all = ["shoppers", "flash_sale"])]
        draw: Option<u32>,
    },
    /// Manage staff.
    #[command(subcommand)]
    Admin(admin::Command),
}

/// Tasks between two looks at the sockets. A page takes most of a millisecond: with tokio's 61, answers of Postgres that
/// others wait for would lie there for as long as twenty pages take.
const EVENT_INTERVAL: u32 = 16;

/// Does what the command line says.
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    let runtime = runtime::Builder::new_multi_thread().enable_all().event_interval(EVENT_INTERVAL).build();
    let done = runtime.map_err(Fault::from).and_then(|runtime| {
        let done = runtime.block_on(run(command));
        // A job that was given back may still compute, a picture say: another attempt does it, and nobody waits for this one.
        runtime.shutdown_background();
        done
    });
    match done {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("fairdrop: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Fault> {
    match command {
        Command::Serve { with_worker } => serve::run(start()?, with_worker).await?,
        Command::Work => serve::work(start()?).await?,
        Command::Admin(command) => admin::run(&start()?, command).await?,
        Command::RotateKey => {
            let shop = boot::shop(&start()?).await?;
            boot::migrate(&shop.db).await?;
            println!("{}", shop::signing::rotate(&shop).await?);
        }
        Command::Migrate => boot::migrate(&boot::shop(&start()?).await?.db).await?,
        Command::Seed { shoppers: Some(count), tokens, .. } => {
            seed::shoppers(&start()?, count, tokens.as_deref()).await?;
        }
        Command::Seed { flash_sale: Some(units), limit, .. } => {
            seed::load_drop(&start()?, DropMode::FlashSale, units, limit).await?;
        }
        Command::Seed { draw: Some(units), .. } => seed::load_drop(&start()?, DropMode::Draw, units, 1).await?,
        Command::Seed { .. } => seed::demo(&start()?).await?,
        // Anybody may check a draw: no settings, no log, no shop.
        Command::Verify(files) => return verify::run(&files),
        Command::VerifyReceipt(files) => return verify_receipt::run(&files),
    }
    Ok(ExitCode::SUCCESS)
}

/// The settings, with the log started by them.
fn start() -> Result<Settings, Fault> {
    let settings = Settings::load()?;
    telemetry::start(settings.log_json);
    Ok(settings)
}
