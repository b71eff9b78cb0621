//! Who is asking, and the shop that they ask: read from the request's context on the server.

use std::net::IpAddr;

use http::request::Parts;
use leptos::prelude::{expect_context, use_context};
use shop::accounts::{Actor, sessions};
use shop::{AccountId, Bar, Fault, Refusal, Shop};
use tower_sessions::Session;

use crate::error::PageError;

/// Who the server found behind the session cookie; put into the request's extensions by a layer.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account and its role.
    pub actor: Actor,
    /// How to address the person.
    pub name: String,
}

/// The visitor's address, found by a layer of the server.
#[derive(Clone, Copy, Debug)]
pub struct ClientIp(pub IpAddr);

/// What was typed into a form that was refused without JavaScript; put into the request's extensions by a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The path of the form's server function.
    pub path: String,
    /// Names and values, without secrets.
    pub fields: Vec<(String, String)>,
}

/// What was typed into the form that posts to this path, when it has just been refused.
pub fn typed_before(path: &str) -> Option<Vec<(String, String)>> {
    let typed = use_context::<Parts>()?.extensions.get::<Typed>()?.clone();
    (typed.path == path).then_some(typed.fields)
}

/// The visitor's address, for throttles.
pub fn client_ip() -> IpAddr {
    use_context::<Parts>()
        .and_then(|p| p.extensions.get::<ClientIp>().copied())
        .map_or(IpAddr::from([127, 0, 0, 1]), |ip| ip.0)
}

/// The shop.
pub fn shop() -> Shop {
    expect_context::<Shop>()
}

/// Who is signed in, if anybody.
pub fn visitor() -> Option<SignedIn> {
    use_context::<Parts>()?.extensions.get::<SignedIn>().cloned()
}

/// Who is signed in; refuses when nobody is.
pub fn actor<R: Refusal>() -> Result<Actor, PageError<R>> {
    visitor().map(|v| v.actor).ok_or_else(|| PageError::Barred(Bar::SignIn).answer())
}

/// The session of the visitor's browser, put into the request's extensions by its layer.
fn session() -> Result<Session, Fault> {
    let found = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Session>().cloned());
    found.ok_or_else(|| Fault::new("the request has no session: its layer is missing"))
}

/// Signs the account in, in a session with a new id, so that an id that somebody knew before is worth nothing.
/// The last step of its command: a session is never written before an `Err`, which would lose it.
pub async fn open_session(account: AccountId) -> Result<(), Fault> {
    let session = session()?;
    session.cycle_id().await?;
    Ok(session.insert(sessions::ACCOUNT, account).await?)
}

/// Signs out: the session ends in every store.
pub async fn end_session() -> Result<(), Fault> {
    Ok(session()?.flush().await?)
}

/// The value of the session's cookie, as `shop::accounts::sessions` knows it.
pub fn session_cookie() -> Option<String> {
    Some(session().ok()?.id()?.to_string())
}

/// The id that an address names; not found when it is none.
pub fn named<T: std::str::FromStr, R: Refusal>(id: &str) -> Result<T, PageError<R>> {
    id.parse().map_err(|_| PageError::Barred(Bar::NotFound).answer())
}
