//! The list of jobs and schedules that a worker knows.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use serde_json::Value;

use crate::{Attempt, Job, NewJob, Outcome};

/// The kinds of jobs that a worker runs, and what it enqueues by the clock. `C` is their [`Job::Context`].
///
/// A worker claims registered kinds alone, so an older release leaves the new kinds of a newer one to it.
pub struct Registry<C> {
    handlers: HashMap<&'static str, Handler<C>>,
    schedules: Vec<Schedule>,
}

/// One kind of job, its type erased.
pub(crate) struct Handler<C> {
    pub run: fn(Value, Arc<C>, Attempt) -> Running,
    pub timeout: Duration,
    pub backoff: fn(i16) -> Duration,
}

pub(crate) type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Something enqueued by the clock.
pub(crate) struct Schedule {
    pub name: &'static str,
    pub every: Duration,
    pub job: Box<dyn Fn() -> NewJob + Send + Sync>,
}

impl<C: Send + Sync + 'static> Registry<C> {
    /// An empty list.
    pub fn new() -> Self {
        Self { handlers: HashMap::new(), schedules: Vec::new() }
    }

    /// Adds a kind of job.
    ///
    /// # Panics
    /// If the kind is registered already: two jobs of one name would run each other's rows.
    #[must_use]
    pub fn register<J: Job<Context = C>>(mut self) -> Self {
        let handler = Handler { run: run::<J>, timeout: J::TIMEOUT, backoff: J::backoff };
        let earlier = self.handlers.insert(J::KIND, handler);
        assert!(earlier.is_none(), "two jobs are called {:?}", J::KIND);
        self
    }

    /// Enqueues a job, of a kind that is registered too, at every whole multiple of `every` since 1970 (UTC): hourly
    /// means on the hour. However many workers there are, each tick enqueues once; after a pause in which no worker
    /// ran, the latest tick is made up for, and not the ones before it.
    ///
    /// Unless the job has a unique key of its own, the schedule is one: while a tick's job is live, later ticks add
    /// none.
    ///
    /// # Panics
    /// If the name is taken or `every` is less than a tenth of a second.
    #[must_use]
    pub fn schedule<J: Job<Context = C>>(
        mut self,
        name: &'static str,
        every: Duration,
        job: impl Fn() -> J + Send + Sync + 'static,
    ) -> Self {
        assert!(every >= Duration::from_millis(100), "schedule {name:?} ticks too fast");
        assert!(self.schedules.iter().all(|known| known.name != name), "two schedules are called {name:?}");
        let job = Box::new(move || {
            let job = job();
            let new = NewJob::of(&job);
            if job.unique_key().is_some() { new } else { new.unique_key(format!("schedule:{name}")) }
        });
        self.schedules.push(Schedule { name, every, job });
        self
    }

    pub(crate) fn handler(&self, kind: &str) -> Option<&Handler<C>> {
        self.handlers.get(kind)
    }

    /// The registered kinds, by name.
    pub fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self.handlers.keys().map(|&kind| kind.to_owned()).collect();
        kinds.sort();
        kinds
    }

    pub(crate) fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }
}

impl<C: Send + Sync + 'static> Default for Registry<C> {
    fn default() -> Self {
        Self::new()
    }
}

fn run<J: Job>(args: Value, ctx: Arc<J::Context>, attempt: Attempt) -> Running {
    Box::pin(async move {
        match serde_json::from_value::<J>(args) {
            Ok(job) => job.run(&ctx, attempt).await,
            Err(error) => Outcome::retry(format!("cannot read the job's arguments: {error}")),
        }
    })
}
