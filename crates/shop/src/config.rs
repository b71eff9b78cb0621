//! What the domain needs to know of its surroundings. The server reads it from the environment.

use std::path::PathBuf;

use draw::Chain;
use url::Url;

use crate::Currency;
use crate::secret::Secret;

/// Where this process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's desk: demo data, `/dev/mail`, the sandbox gateway.
    Development,
    /// For real: no seed of test shoppers, no sandbox.
    Production,
}

/// Settings of the shop.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it runs.
    pub environment: Environment,
    /// Name of the shop, in titles and mails.
    pub shop_name: String,
    /// Where visitors reach it, without a trailing slash; for links in mails.
    pub base_url: String,
    /// The shop's currency.
    pub currency: Currency,
    /// All keys are derived from it.
    pub secret: Secret,
    /// Where pictures are kept on disk.
    pub media_dir: PathBuf,
    /// How mails leave.
    pub mail: MailConfig,
    /// Flash-sale orders in one commit, at most; at least 1.
    pub orders_per_commit: usize,
    /// Where draws get their public random number from; without one they are repeatable but not operator-proof.
    pub beacon: Option<BeaconConfig>,
    /// A service that stamps seals with the time (RFC 3161), if there is one.
    pub timestamp_url: Option<Url>,
    /// `From` of all mails: `Small Runs <hello@example.com>`.
    pub mail_from: String,
}

/// The beacon of the draws that open from now on.
#[derive(Clone, Debug)]
pub struct BeaconConfig {
    /// The network.
    pub chain: &'static Chain,
    /// Base addresses of relays, in the order in which they are asked: `https://api.drand.sh`.
    pub relays: Vec<String>,
    /// Seconds from the freeze of the list to the round, at least: the time that there is to seal it.
    pub margin_seconds: u64,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub enum MailConfig {
    /// An SMTP server, as `smtp://user:password@host:587` or `smtps://…:465`.
    Smtp(String),
    /// Files in this directory, listed at `/dev/mail` outside production.
    Directory(PathBuf),
}
