//! Settings: from environment variables, and from one file for those who prefer one.
//!
//! The file is `fairdrop.toml` in the working directory, or what `FAIRDROP_CONFIG` names. Its keys are
//! the variables' names in lower case without the prefix: `FAIRDROP_PORT` is `port`. The environment wins.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use draw::beacon::MIN_MARGIN_SECONDS;
use draw::{QUICKNET, TEST_CHAIN};
use shop::Currency;
use shop::config::{BeaconConfig, Config, Environment, MailConfig};
use shop::draws::QUICKNET_RELAYS;
use shop::secret::Secret;
use url::Url;

/// Everything that can be set. See `docs/operations.md` for a table.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the domain needs to know.
    pub shop: Config,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// `postgres://…`
    pub database_url: String,
    /// `redis://…`
    pub redis_url: String,
    /// Postgres connections of this process, at most.
    pub database_connections: u32,
    /// Jobs that one worker runs at once.
    pub worker_concurrency: usize,
    /// Where the built stylesheet, script and WebAssembly lie.
    pub site_dir: PathBuf,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// Logs as JSON, one object a line; else for people.
    pub log_json: bool,
}

/// A setting is missing or wrong. Names the variable.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Needed and not there.
    #[error("{0} is not set. Set it in the environment, or `{file_key}` in fairdrop.toml.", file_key = file_key(.0))]
    Missing(&'static str),
    /// There, but not of the right form.
    #[error("{key} is wrong: {why}")]
    Wrong {
        /// The variable.
        key: &'static str,
        /// What is expected.
        why: String,
    },
    /// The file cannot be read.
    #[error("the settings file {path} cannot be read: {why}")]
    File {
        /// Which file.
        path: String,
        /// Why not.
        why: String,
    },
}

fn file_key(key: &str) -> String {
    key.strip_prefix("FAIRDROP_").unwrap_or(key).to_lowercase()
}

fn wrong(key: &'static str, why: impl ToString) -> SettingsError {
    SettingsError::Wrong { key, why: why.to_string() }
}

/// Larger batches gain little and make the first wait for the last.
const ORDERS_PER_COMMIT: NonZeroUsize = NonZeroUsize::new(400).expect("400 is not 0");

/// The environment over the file.
struct Source {
    file: HashMap<String, String>,
}

impl Source {
    fn read() -> Result<Self, SettingsError> {
        let named = std::env::var("FAIRDROP_CONFIG").ok();
        let path = named.clone().unwrap_or_else(|| "fairdrop.toml".into());
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => String::new(),
            Err(e) => return Err(SettingsError::File { path, why: e.to_string() }),
        };
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| SettingsError::File { path, why: e.to_string() })?;
        let file = table
            .into_iter()
            .map(|(key, value)| match value {
                toml::Value::String(text) => (key, text),
                other => (key, other.to_string()),
            })
            .collect();
        Ok(Self { file })
    }

    fn get(&self, key: &'static str) -> Option<String> {
        let value = std::env::var(key).ok().or_else(|| self.file.get(&file_key(key)).cloned());
        value.filter(|v| !v.trim().is_empty())
    }

    fn need(&self, key: &'static str) -> Result<String, SettingsError> {
        self.get(key).ok_or(SettingsError::Missing(key))
    }

    fn parse<T: FromStr>(&self, key: &'static str, default: T, expected: &str) -> Result<T, SettingsError> {
        match self.get(key) {
            None => Ok(default),
            Some(text) => text.trim().parse().map_err(|_| wrong(key, format!("{expected} expected, found {text:?}"))),
        }
    }
}

impl Settings {
    /// Reads and checks all settings.
    pub fn load() -> Result<Self, SettingsError> {
        let source = Source::read()?;
        let environment = match source.get("FAIRDROP_ENV").as_deref() {
            None | Some("development") => Environment::Development,
            Some("production") => Environment::Production,
            Some(other) => {
                return Err(wrong("FAIRDROP_ENV", format!("development or production expected, found {other:?}")));
            }
        };
        let port: u16 = source.parse("FAIRDROP_PORT", 3000, "a port number")?;
        let address: IpAddr = source.parse("FAIRDROP_ADDR", IpAddr::from([127, 0, 0, 1]), "an IP address")?;
        let data_dir = PathBuf::from(source.get("FAIRDROP_DATA_DIR").unwrap_or_else(|| ".data".into()));
        let mail = match source.get("FAIRDROP_SMTP_URL") {
            Some(url) => MailConfig::Smtp(url),
            None => MailConfig::Directory(data_dir.join("mail")),
        };
        let zone = source.get("FAIRDROP_ZONE").unwrap_or_else(|| "Europe/Berlin".into());
        shop::time::set_zone(&zone)
            .map_err(|_| wrong("FAIRDROP_ZONE", "an IANA zone such as Europe/Berlin expected"))?;
        let shop_name = source.get("FAIRDROP_NAME").unwrap_or_else(|| "Small Runs".into());
        Ok(Self {
            listen: SocketAddr::new(address, port),
            database_url: source.need("DATABASE_URL")?,
            redis_url: source.need("REDIS_URL")?,
            database_connections: database_connections(&source)?,
            worker_concurrency: source.parse("FAIRDROP_WORKER_CONCURRENCY", 5, "a number")?,
            site_dir: PathBuf::from(source.get("FAIRDROP_SITE_DIR").unwrap_or_else(|| "target/site".into())),
            trusted_proxies: trusted_proxies(&source)?,
            log_json: source.parse("FAIRDROP_LOG_JSON", environment == Environment::Production, "true or false")?,
            shop: Config {
                environment,
                base_url: base_url(&source, port)?,
                currency: source.parse("FAIRDROP_CURRENCY", Currency::Eur, "EUR, GBP, USD or JPY")?,
                secret: secret(&source)?,
                orders_per_commit: source
                    .parse("FAIRDROP_ORDERS_PER_COMMIT", ORDERS_PER_COMMIT, "a number from 1")?
                    .get(),
                beacon: beacon(&source, environment)?,
                timestamp_url: timestamp_url(&source)?,
                media_dir: data_dir.join("media"),
                mail,
                mail_from: source.get("FAIRDROP_MAIL_FROM").unwrap_or_else(|| format!("{shop_name} <hello@localhost>")),
                shop_name,
            },
        })
    }
}

fn secret(source: &Source) -> Result<Secret, SettingsError> {
    let text = source.need("FAIRDROP_SECRET")?;
    let bytes = hex::decode(text.trim()).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
    bytes
        .map(Secret::new)
        .ok_or_else(|| wrong("FAIRDROP_SECRET", "64 hex digits expected (make one with `openssl rand -hex 32`)"))
}

/// Real draws take quicknet; a desk may have no internet, so it takes the test chain, which production refuses.
fn beacon(source: &Source, environment: Environment) -> Result<Option<BeaconConfig>, SettingsError> {
    let production = environment == Environment::Production;
    let name = source.get("FAIRDROP_BEACON").unwrap_or_else(|| if production { "quicknet" } else { "test" }.into());
    let (chain, margin, least) = match name.as_str() {
        "none" => return Ok(None),
        "quicknet" => (&QUICKNET, 600, MIN_MARGIN_SECONDS),
        "test" if production => {
            return Err(wrong(
                "FAIRDROP_BEACON",
                "anybody can tell the test chain's rounds beforehand, so production takes quicknet or none",
            ));
        }
        "test" => (&TEST_CHAIN, 15, 1),
        other => return Err(wrong("FAIRDROP_BEACON", format!("quicknet, test or none expected, found {other:?}"))),
    };
    let margin_seconds = source.parse("FAIRDROP_BEACON_MARGIN_SECONDS", margin, "a number of seconds")?;
    if margin_seconds < least {
        return Err(wrong(
            "FAIRDROP_BEACON_MARGIN_SECONDS",
            format!("{least} at least expected, found {margin_seconds}"),
        ));
    }
    let mut relays = addresses(source, "FAIRDROP_BEACON_RELAYS")?;
    if relays.is_empty() && chain.is_real() {
        relays = QUICKNET_RELAYS.map(str::to_owned).to_vec();
    }
    Ok(Some(BeaconConfig { chain, relays, margin_seconds }))
}

/// A stamp is signed, so nobody on the way can forge one, and many services answer over plain http.
fn timestamp_url(source: &Source) -> Result<Option<Url>, SettingsError> {
    const KEY: &str = "FAIRDROP_TIMESTAMP_URL";
    let Some(text) = source.get(KEY) else { return Ok(None) };
    match Url::parse(text.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(url)),
        _ => Err(wrong(KEY, format!("an address such as http://timestamp.digicert.com expected, found {text:?}"))),
    }
}

fn addresses(source: &Source, key: &'static str) -> Result<Vec<String>, SettingsError> {
    let text = source.get(key).unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match Url::parse(part) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(part.trim_end_matches('/').to_owned()),
            _ => Err(wrong(key, format!("addresses separated by commas expected, found {part:?}"))),
        })
        .collect()
}

fn base_url(source: &Source, port: u16) -> Result<String, SettingsError> {
    let text = source.get("FAIRDROP_BASE_URL").unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.path() == "/" => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => {
            Err(wrong("FAIRDROP_BASE_URL", format!("an address such as https://shop.example expected, found {text:?}")))
        }
    }
}

/// A quarter of them is for batches, so one is too few.
fn database_connections(source: &Source) -> Result<u32, SettingsError> {
    let key = "FAIRDROP_DATABASE_CONNECTIONS";
    let connections = source.parse(key, 20, "a number from 2")?;
    if connections < 2 { Err(wrong(key, "a number from 2 expected")) } else { Ok(connections) }
}

fn trusted_proxies(source: &Source) -> Result<Vec<IpAddr>, SettingsError> {
    let text = source.get("FAIRDROP_TRUSTED_PROXIES").unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.parse().map_err(|_| wrong("FAIRDROP_TRUSTED_PROXIES", format!("{part:?} is not an IP address")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beacon_of(file: &[(&str, &str)], environment: Environment) -> Result<Option<BeaconConfig>, String> {
        let file = file.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        beacon(&Source { file }, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn production_draws_with_quicknet_and_refuses_the_test_chain() {
        let real = beacon_of(&[], Environment::Production).unwrap().unwrap();
        assert_eq!((real.chain, real.margin_seconds, real.relays.len()), (&QUICKNET, 600, 4));
        let refused = beacon_of(&[("beacon", "test")], Environment::Production).unwrap_err();
        assert!(refused.starts_with("FAIRDROP_BEACON is wrong:"), "{refused}");
        assert!(beacon_of(&[("beacon", "none")], Environment::Production).unwrap().is_none());
    }

    #[test]
    fn a_desk_draws_with_the_test_chain() {
        let test = beacon_of(&[], Environment::Development).unwrap().unwrap();
        assert_eq!((test.chain, test.relays.len()), (&TEST_CHAIN, 0));
    }

    #[test]
    fn a_real_round_is_a_minute_away_at_least() {
        let short = [("beacon", "quicknet"), ("beacon_margin_seconds", "59")];
        assert!(beacon_of(&short, Environment::Development).unwrap_err().starts_with("FAIRDROP_BEACON_MARGIN_SECONDS"));
        assert!(beacon_of(&[("beacon_relays", "api.drand.sh")], Environment::Production).is_err());
        let own = [("beacon_relays", "https://one.example/, http://127.0.0.1:8080")];
        let own = beacon_of(&own, Environment::Production).unwrap().unwrap();
        assert_eq!(own.relays, ["https://one.example", "http://127.0.0.1:8080"]);
    }

    #[test]
    fn stamps_are_asked_for_at_an_address_of_the_web() {
        let of = |address: &str| {
            let file = HashMap::from([("timestamp_url".to_owned(), address.to_owned())]);
            timestamp_url(&Source { file }).map_err(|error| error.to_string())
        };
        assert_eq!(of("").unwrap(), None);
        for good in ["https://tsa.example/tsr", "http://tsa.example/", "http://127.0.0.1:318/"] {
            assert_eq!(of(good).unwrap().unwrap().as_str(), good);
        }
        for bad in ["tsa.example", "ftp://tsa.example/"] {
            let refused = of(bad).unwrap_err();
            assert!(refused.starts_with("FAIRDROP_TIMESTAMP_URL is wrong:"), "{refused}");
        }
    }
}
