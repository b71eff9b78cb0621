use std::ops::Deref;
use std::sync::Arc;

use redis::aio::ConnectionManager;
use sqlx::PgPool;
use tokio::sync::Semaphore;

use crate::At;
use crate::clock::Clock;
use crate::config::Config;
use crate::live::Live;
use crate::notifications::Mailer;
use crate::payments::{PaymentGateway, sandbox::Sandbox};
use crate::storage::{DiskStorage, Storage};

/// The shop: what every command takes. Cheap to clone.
#[derive(Clone)]
pub struct Shop(Arc<Inner>);

/// What a [`Shop`] holds.
pub struct Inner {
    /// Postgres: what must not be lost.
    pub db: PgPool,
    /// Redis: what may be. `None` when it was away at start; callers treat errors like absence.
    pub redis: Option<ConnectionManager>,
    /// Tells the time.
    pub clock: Clock,
    /// Settings.
    pub config: Config,
    /// Keeps pictures.
    pub storage: Arc<dyn Storage>,
    /// Leave to unpack or encode a picture: one at a time, for the sake of memory and of shoppers.
    pub encoding: Semaphore,
    /// Moves money.
    pub gateway: Arc<dyn PaymentGateway>,
    /// Tells open pages what changed.
    pub live: Live,
    /// Hands mails over.
    pub mailer: Mailer,
}

impl Shop {
    /// Puts the parts together, with the sandbox as its payment gateway.
    pub fn new(db: PgPool, redis: Option<ConnectionManager>, clock: Clock, config: Config) -> Self {
        let live = Live::new(redis.clone());
        let storage = Arc::new(DiskStorage::new(config.media_dir.clone()));
        let mailer = Mailer::new(config.mail.clone());
        let gateway = Arc::new(Sandbox::new(db.clone(), clock.clone()));
        Self(Arc::new(Inner { db, redis, clock, config, storage, encoding: Semaphore::new(1), gateway, live, mailer }))
    }

    /// The same with another payment gateway.
    ///
    /// # Panics
    /// If the handle has been cloned before: its clones would pay elsewhere.
    #[must_use]
    pub fn with_gateway(mut self, gateway: Arc<dyn PaymentGateway>) -> Self {
        Arc::get_mut(&mut self.0).expect("the gateway is chosen before the shop is shared").gateway = gateway;
        self
    }

    /// Now, by the shop's clock.
    pub fn now(&self) -> At {
        self.clock.now()
    }
}

impl Deref for Shop {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
