//! The cookie's half of sessions: tower-sessions on the shop's own store, and who is behind a request.
//!
//! There is no matching store on crates.io for tower-sessions 0.15 with sqlx 0.9; `shop::accounts::sessions`
//! keeps sessions in Postgres with copies in Redis.

use app::context::SignedIn;
use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shop::accounts::sessions::{self, ACCOUNT};
use shop::accounts::{self, Actor};
use shop::{AccountId, At, Fault, Shop};
use time::Duration;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, SessionStore};
use tower_sessions::{Expiry, Session, SessionManagerLayer};

use crate::config::Settings;
use crate::problem::Problem;

const COOKIE: &str = "fairdrop_session";
const LIFETIME: Duration = Duration::days(30);

/// Reads and writes the session cookie. `Secure` when the shop is reached over TLS.
pub fn layer(shop: &Shop, settings: &Settings) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store(shop.clone()))
        .with_name(COOKIE)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(settings.shop.base_url.starts_with("https://"))
        .with_expiry(Expiry::OnInactivity(LIFETIME))
}

/// Puts [`SignedIn`] into the request's extensions. Without Postgres the page is refused rather than shown
/// to a visitor who seems to be signed out.
pub async fn signed_in(State(shop): State<Shop>, session: Session, mut request: Request, next: Next) -> Response {
    match find(&shop, &session).await {
        Ok(Some(visitor)) => {
            request.extensions_mut().insert(visitor);
        }
        Ok(None) => {}
        Err(fault) => return unavailable(&request, &fault),
    }
    next.run(request).await
}

async fn find(shop: &Shop, session: &Session) -> Result<Option<SignedIn>, Fault> {
    let Some(id) = session.get::<AccountId>(ACCOUNT).await? else { return Ok(None) };
    let account = accounts::find(&shop.db, id).await?;
    Ok(account.filter(|a| !a.blocked).map(|a| SignedIn { actor: Actor { id: a.id, role: a.role }, name: a.name }))
}

fn unavailable(request: &Request, fault: &Fault) -> Response {
    if crate::outage::wants_html(request.headers()) {
        crate::outage::page(fault)
    } else {
        // The store hands its faults on as words, which do not say whether Postgres is away; nothing else is likely.
        tracing::error!(error = %fault, "request refused: nobody can say who asks");
        Problem::unavailable().into_response()
    }
}

/// tower-sessions' view of the shop's sessions.
#[derive(Clone)]
pub struct Store(Shop);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        while !sessions::create(&self.0, &record.id.to_string(), &kept(record)?).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        sessions::save(&self.0, &record.id.to_string(), &kept(record)?).await.map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let session = sessions::load(&self.0, &id.to_string()).await.map_err(backend)?;
        session.map(|session| record(*id, session)).transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sessions::delete(&self.0, &id.to_string()).await.map_err(backend)
    }
}

fn kept(record: &Record) -> session_store::Result<sessions::Session> {
    let data = serde_json::to_value(&record.data).map_err(|e| session_store::Error::Encode(e.to_string()))?;
    Ok(sessions::Session { data, expires_at: At::from(record.expiry_date) })
}

fn record(id: Id, session: sessions::Session) -> session_store::Result<Record> {
    let data = serde_json::from_value(session.data).map_err(|e| session_store::Error::Decode(e.to_string()))?;
    Ok(Record { id, data, expiry_date: session.expires_at.into() })
}

fn backend(fault: Fault) -> session_store::Error {
    session_store::Error::Backend(fault.to_string())
}
