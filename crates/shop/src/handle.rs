use std::ops::Deref;
use std::sync::Arc;

use redis::aio::ConnectionManager;
use sqlx::{PgPool, Postgres, Transaction};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::batch::{Batches, Coalesced};
use crate::catalogue::{CollectionCard, ProductPage};
use crate::clock::Clock;
use crate::config::Config;
use crate::defences::{Guard, Guards, Refusals};
use crate::draws::{DrawPage, Stage};
use crate::drops::{self, Agenda, DropCard, DropPage};
use crate::entries::{self, Pools, Wish};
use crate::failpoints::Failpoints;
use crate::front::Home;
use crate::line::{self, Standing, Wait};
use crate::live::Live;
use crate::notifications::Mailer;
use crate::orders::{self, Answer, Press};
use crate::payments::{PaymentGateway, sandbox::Sandbox};
use crate::storage::{DiskStorage, Storage};
use crate::transaction;
use crate::{At, DropId, Error, ProductId};

/// The shop: what every command takes. Cheap to clone.
#[derive(Clone)]
pub struct Shop {
    /// Postgres: what must not be lost.
    pub db: PgPool,
    /// Redis: what may be. `None` when it was away at start; callers treat errors like absence.
    pub redis: Option<ConnectionManager>,
    parts: Arc<Parts>,
}

/// Where batches are committed. Everybody waits for them, and each goes from one question to Postgres to the next: among
/// the requests that are being answered it would wait for its turn after every one.
#[derive(Clone, Debug)]
pub struct BatchSide {
    /// Threads of its own.
    pub runtime: Handle,
    /// Connections that are driven there.
    pub db: PgPool,
}

/// What a [`Shop`] holds.
pub struct Parts {
    /// Where batches are committed, if not beside all else.
    batch_side: Option<BatchSide>,
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
    /// What is left of the drops, as far as this process knows.
    pub(crate) hints: drops::Hints,
    /// What the drops do against bots, as far as this process was asked.
    pub(crate) guards: Guards,
    /// Refused presses that are not written down yet.
    pub(crate) refusals: Refusals,
    /// Presses that wait to be counted, by drop.
    pub(crate) counting: Arc<drops::Presses>,
    /// Presses that wait to become orders, by drop.
    pub(crate) presses: Arc<Batches<DropId, Press, Answer>>,
    /// Which drops have a waiting line.
    pub(crate) lines: line::Known,
    /// People who wait to join a line, by drop.
    pub(crate) waits: Arc<Batches<DropId, Wait, Result<Standing, Error>>>,
    /// Wishes that wait to become entries, by drop.
    pub(crate) wishes: Arc<Batches<DropId, Wish, entries::Answer>>,
    /// What the pages of a crowd read.
    pub(crate) reads: Reads,
    /// Tells open pages what changed.
    pub live: Live,
    /// Hands mails over.
    pub mailer: Mailer,
    /// Where tests break it.
    pub failpoints: Failpoints,
}

/// What everybody sees, read once for all who ask at the same time.
#[derive(Default)]
pub(crate) struct Reads {
    pub home: Coalesced<(), Home>,
    /// By the number of finished drops.
    pub agenda: Coalesced<i64, Agenda>,
    /// By address or id.
    pub drop: Coalesced<String, DropPage>,
    pub drops_of: Coalesced<ProductId, Vec<DropCard>>,
    /// By address.
    pub product: Coalesced<String, ProductPage>,
    pub collections: Coalesced<(), Vec<CollectionCard>>,
    /// By what they opened before.
    pub draws: Coalesced<Option<i64>, DrawPage>,
    pub panel: Coalesced<DropId, (Option<Stage>, Pools)>,
    pub guards: Coalesced<DropId, Option<Arc<Guard>>>,
}

impl Shop {
    /// Puts the parts together, with the sandbox as its payment gateway.
    pub fn new(db: PgPool, redis: Option<ConnectionManager>, clock: Clock, config: Config) -> Self {
        let live = Live::new(redis.clone());
        let storage = Arc::new(DiskStorage::new(config.media_dir.clone()));
        let mailer = Mailer::new(config.mail.clone());
        let gateway = Arc::new(Sandbox::new(db.clone(), clock.clone()));
        let presses = Batches::new(config.orders_per_commit, orders::BOUND);
        let parts = Parts {
            batch_side: None,
            clock,
            config,
            storage,
            encoding: Semaphore::new(1),
            gateway,
            hints: drops::Hints::default(),
            guards: Guards::default(),
            refusals: Refusals::default(),
            counting: drops::presses(),
            presses,
            lines: line::Known::default(),
            waits: Batches::new(line::MOST, line::BOUND),
            wishes: Batches::new(entries::MOST, entries::BOUND),
            reads: Reads::default(),
            live,
            mailer,
            failpoints: Failpoints::default(),
        };
        Self { db, redis, parts: Arc::new(parts) }
    }

    /// The same with a side for batches.
    ///
    /// # Panics
    /// If the handle has been cloned before: its clones would know nothing of it.
    #[must_use]
    pub fn with_batch_side(mut self, side: BatchSide) -> Self {
        self.parts_mut().batch_side = Some(side);
        self
    }

    /// The same with another payment gateway.
    ///
    /// # Panics
    /// If the handle has been cloned before: its clones would pay elsewhere.
    #[must_use]
    pub fn with_gateway(mut self, gateway: Arc<dyn PaymentGateway>) -> Self {
        self.parts_mut().gateway = gateway;
        self
    }

    fn parts_mut(&mut self) -> &mut Parts {
        Arc::get_mut(&mut self.parts).expect("the parts are chosen before the shop is shared")
    }

    /// Where to commit a batch, and the shop as it is there.
    pub(crate) fn for_batches(&self) -> (Handle, Self) {
        match self.batch_side.clone() {
            Some(BatchSide { runtime, db }) => (runtime, Self { db, ..self.clone() }),
            None => (Handle::current(), self.clone()),
        }
    }

    /// Begins a transaction, which is rolled back unless it is committed: also when whoever waits for it goes away.
    ///
    /// # Errors
    /// Those of sqlx: Postgres is away, or too many wait for a connection.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, Postgres>> {
        transaction::begin(&self.db).await
    }

    /// Now, by the shop's clock.
    pub fn now(&self) -> At {
        self.clock.now()
    }
}

impl Deref for Shop {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
