//! The time-stamping service, over HTTP (RFC 3161, section 3.4). It is not trusted to answer well, soon, or at all.

use std::time::Duration;

use url::{Host, Url};

use super::Window;
use super::question::{Question, Useless};
use crate::{At, Fault};

/// The service's time to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer; one with its certificates takes some thousand.
const LONGEST: u64 = 64 * 1024;

/// Asks once. The answer as it came and the time that it tells, if it is what was asked for.
pub async fn ask(url: &Url, question: Question, window: Window) -> Result<Option<(Vec<u8>, At)>, Fault> {
    let address = url.clone();
    // Waits for the network, then computes for a moment.
    match tokio::task::spawn_blocking(move || post(&address, &question, &window)).await? {
        Ok(stamp) => Ok(Some(stamp)),
        Err(error) => {
            tracing::warn!(service = url.host_str(), %error, "the answer to a time stamp query is of no use");
            Ok(None)
        }
    }
}

fn post(url: &Url, question: &Question, window: &Window) -> Result<(Vec<u8>, At), Useless> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("fairdrop")
        // A proxy is for the internet.
        .proxy(ureq::Proxy::try_from_env().filter(|_| !is_here(url)));
    let agent = ureq::Agent::new_with_config(config.build());
    let mut answer =
        agent.post(url.as_str()).content_type("application/timestamp-query").send(&question.to_der()?[..])?;
    if answer.status() != 200 {
        return Err(Useless::Status(answer.status().as_u16()));
    }
    let reply = answer.body_mut().with_config().limit(LONGEST).read_to_vec()?;
    let at = question.answered(&reply, window)?;
    Ok((reply, at))
}

/// Whether an address is on this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
