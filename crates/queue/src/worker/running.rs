//! Which jobs this worker is running right now.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::task::AbortHandle;

/// The running jobs, by a number of the run: the same job may come back to the same worker.
#[derive(Clone, Default)]
pub struct RunningJobs(Arc<Mutex<Runs>>);

#[derive(Default)]
struct Runs {
    latest: u64,
    jobs: HashMap<u64, (i64, Option<AbortHandle>)>,
}

/// Held while the job runs; takes it off the list however the run ends.
pub struct Run {
    list: RunningJobs,
    number: u64,
}

impl RunningJobs {
    /// Puts a job on the list.
    pub fn begin(&self, job: i64) -> Run {
        let mut runs = self.lock();
        runs.latest += 1;
        let number = runs.latest;
        runs.jobs.insert(number, (job, None));
        Run { list: self.clone(), number }
    }

    /// The runs and their jobs.
    pub fn list(&self) -> Vec<(u64, i64)> {
        self.lock().jobs.iter().map(|(&run, &(job, _))| (run, job)).collect()
    }

    /// Ends a run from outside, if it still goes on.
    pub fn abort(&self, run: u64) {
        if let Some((_, Some(handle))) = self.lock().jobs.get(&run) {
            handle.abort();
        }
    }

    /// Lets [`Self::abort`] reach the task of a run.
    pub fn reach(&self, run: u64, handle: AbortHandle) {
        if let Some((_, place)) = self.lock().jobs.get_mut(&run) {
            *place = Some(handle);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// Its number in the list.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.list.lock().jobs.remove(&self.number);
    }
}
