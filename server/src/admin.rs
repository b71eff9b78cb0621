//! `fairdrop admin`: staff without a dashboard yet.

use std::io::BufRead;

use clap::Subcommand;
use shop::accounts::{self, Registration};
use shop::{Error, Fault, Refusal};

use crate::boot;
use crate::config::Settings;

/// What can be done.
#[derive(Subcommand)]
pub enum Command {
    /// Make an account with all permissions. Reads the password from standard input.
    Create {
        /// Its email address.
        #[arg(long)]
        email: String,
        /// How to address the person.
        #[arg(long)]
        name: String,
    },
}

/// Does it.
pub async fn run(settings: &Settings, command: Command) -> Result<(), Fault> {
    let shop = boot::shop(settings).await?;
    boot::migrate(&shop.db).await?;
    let Command::Create { email, name } = command;
    eprintln!("Password for {email}, then Enter:");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let form = Registration { name, email, password: password.trim_end_matches(['\r', '\n']).to_owned() };
    match accounts::create_admin(&shop, &form).await {
        Ok(_) => println!("{} may sign in at {}/sign-in", form.email, settings.shop.base_url),
        Err(Error::Refused(refusal)) => return Err(Fault::new(said(&refusal))),
        Err(Error::Barred(bar)) => return Err(Fault::new(bar.message())),
        Err(Error::Fault(fault)) => return Err(fault),
    }
    Ok(())
}

/// A refusal with its fields, for a terminal.
fn said(refusal: &impl Refusal) -> String {
    let fields = refusal.fields().iter().map(|f| format!("\n  {}: {}", f.field, f.problem.message()));
    format!("{}{}", refusal.message(), fields.collect::<String>())
}
