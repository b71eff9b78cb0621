//! Doing in one commit what many ask for at once. What arrives while a batch is under way makes up the next one; no
//! delay is added, so that a lone request is a batch of one and waits for nobody.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::{AssertSqlSafe, PgPool, raw_sql};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::transaction::{self, Begun};
use crate::{Bar, DropId, Error, Fault, Refusal, Shop};

/// Begins the transaction of a batch. Its statements look up hundreds of keys, by index whatever the planner thinks: their
/// plans are made while a new shop's tables are empty, where reading all of a table seems cheapest, and kept as they grow.
/// For the same reason they ask with `cross join lateral (.. offset 0)`, which no planner turns into another join. Planning
/// anew for each batch would take a lone order longer than all else.
pub(crate) async fn begin(db: &PgPool) -> sqlx::Result<Begun> {
    begin_and(db, "").await
}

/// As [`begin`], having locked all units of a drop, in one question with the settings.
pub(crate) async fn begin_with_units(db: &PgPool, drop: DropId) -> sqlx::Result<Begun> {
    // An id is hexadecimal digits and hyphens.
    begin_and(db, &format!("select from drop_variants where drop_id = '{drop}' order by variant_id for no key update"))
        .await
}

async fn begin_and(db: &PgPool, lock: &str) -> sqlx::Result<Begun> {
    let mut tx = transaction::begin(db).await?;
    let settings = "set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan";
    raw_sql(AssertSqlSafe(format!("{settings}; {lock}"))).execute(&mut *tx).await?;
    Ok(tx)
}

/// Queues of work `W`, one for each key `K`; the work of a key is done in its order of arrival, and each piece gets
/// its own answer `A`.
pub struct Batches<K, W, A> {
    /// A queue is there while somebody works on it.
    queues: Mutex<HashMap<K, VecDeque<Waiting<W, A>>>>,
    /// Pieces in a batch, at most.
    most: usize,
    /// Pieces that may wait, at most.
    bound: usize,
    /// Rest between two batches of a key.
    pause: Duration,
}

struct Waiting<W, A> {
    work: W,
    answer: oneshot::Sender<A>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// Too much waits already; the work was not taken.
    Full,
    /// The batch was given up half-way: whether the work was done, only the database knows.
    Lost,
}

impl<K, W, A> Batches<K, W, A>
where
    K: Clone + Eq + Hash + Send + 'static,
    W: Send + 'static,
    A: Send + 'static,
{
    /// Queues with batches of up to `most`, in which up to `bound` may wait.
    pub fn new(most: usize, bound: usize) -> Arc<Self> {
        Self::with_pause(most, bound, Duration::ZERO)
    }

    fn with_pause(most: usize, bound: usize, pause: Duration) -> Arc<Self> {
        Arc::new(Self { queues: Mutex::default(), most, bound, pause })
    }

    /// Has the work done by `run` on `runtime`, together with what else waits under the key, and answers when it is. `run`
    /// answers each piece of a batch, in order. `open` makes ready for a batch; what arrives until it has is still taken
    /// in.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn ask<O, FO, R, F>(
        self: &Arc<Self>,
        runtime: &Handle,
        key: K,
        work: W,
        open: O,
        run: R,
    ) -> Result<A, Unanswered>
    where
        O: Fn() -> FO + Send + 'static,
        FO: Future<Output: Send> + Send + 'static,
        R: Fn(FO::Output, Vec<W>) -> F + Send + 'static,
        F: Future<Output = Vec<A>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        if self.put(key.clone(), Waiting { work, answer })? {
            // A task of its own: whoever asked first may go away while others wait.
            runtime.spawn(Arc::clone(self).lead(key, open, run));
        }
        answered.await.map_err(|_| Unanswered::Lost)
    }

    /// Answers whether nobody works on the queue yet.
    fn put(&self, key: K, waiting: Waiting<W, A>) -> Result<bool, Unanswered> {
        match self.lock().entry(key) {
            Entry::Occupied(queue) if queue.get().len() >= self.bound => Err(Unanswered::Full),
            Entry::Occupied(mut queue) => {
                queue.get_mut().push_back(waiting);
                Ok(false)
            }
            Entry::Vacant(queue) => {
                queue.insert(VecDeque::from([waiting]));
                Ok(true)
            }
        }
    }

    async fn lead<O, FO, R, F>(self: Arc<Self>, key: K, open: O, run: R)
    where
        O: Fn() -> FO + Send + 'static,
        FO: Future<Output: Send> + Send,
        R: Fn(FO::Output, Vec<W>) -> F + Send + 'static,
        F: Future<Output = Vec<A>> + Send,
    {
        let mut broken = GivenUp { batches: &self, key: key.clone(), armed: true };
        while self.has_work(&key) {
            let opened = open().await;
            let (work, answers): (Vec<W>, Vec<_>) = self.next(&key).into_iter().map(|w| (w.work, w.answer)).unzip();
            for (answer, to) in run(opened, work).await.into_iter().zip(answers) {
                // Whoever asked may be gone; the work is done all the same.
                let _ = to.send(answer);
            }
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
        }
        broken.armed = false;
    }

    /// Whether something waits; when nothing does, the queue ends.
    fn has_work(&self, key: &K) -> bool {
        let mut queues = self.lock();
        let waits = queues.get(key).is_some_and(|queue| !queue.is_empty());
        if !waits {
            queues.remove(key);
        }
        waits
    }

    /// The next batch.
    fn next(&self, key: &K) -> Vec<Waiting<W, A>> {
        let mut queues = self.lock();
        let Some(queue) = queues.get_mut(key) else { return Vec::new() };
        queue.drain(..queue.len().min(self.most)).collect()
    }
}

impl<K, W, T, R> Batches<K, W, Result<T, Error<R>>>
where
    K: Clone + Eq + Hash + Send + 'static,
    W: Clone + Send + Sync + 'static,
    T: Send + 'static,
    R: Refusal,
{
    /// As [`Batches::ask`], for work that `run` does in the transaction that `open` began. What the database refuses as
    /// a whole (another server was quicker with one piece, say) is done piece by piece, so that no piece suffers for
    /// another.
    ///
    /// # Errors
    /// What `run` answers the piece; [`Bar::Busy`].
    pub async fn commit<FO, F>(
        self: &Arc<Self>,
        shop: &Shop,
        key: K,
        work: W,
        open: fn(Shop, K) -> FO,
        run: fn(Shop, K, Begun, Arc<[W]>) -> F,
    ) -> Result<T, Error<R>>
    where
        K: Sync,
        FO: Future<Output = Result<Begun, Fault>> + Send + 'static,
        F: Future<Output = Result<Vec<Result<T, Error<R>>>, Fault>> + Send + 'static,
    {
        let (runtime, shop) = shop.for_batches();
        let steps = Steps { shop, key: key.clone(), open, run };
        let begin = {
            let steps = steps.clone();
            move || steps.open()
        };
        let together = move |begun, work: Vec<W>| steps.clone().all_or_each(begun, work.into());
        answered(self.ask(&runtime, key, work, begin, together).await)
    }
}

fn answered<T, R: Refusal>(answer: Result<Result<T, Error<R>>, Unanswered>) -> Result<T, Error<R>> {
    match answer {
        Ok(answer) => answer,
        Err(Unanswered::Full) => Err(Bar::Busy(1).into()),
        Err(Unanswered::Lost) => Err(Fault::new("a batch was given up").into()),
    }
}

/// Reads of `T` by key `K`. What is asked for while a key is being read makes up its next read: the database is asked
/// once for a crowd, and everybody gets what was read after they asked. Nothing is kept, so nothing is ever old.
pub struct Coalesced<K, T>(Arc<Batches<K, (), Read<T>>>);

/// A crowd waits so much longer for its next read, which then serves the more of it. Whoever comes alone waits for nobody.
const REST: Duration = Duration::from_millis(1);

/// What was read, for all who asked.
type Read<T> = Result<Arc<T>, Error>;

impl<K, T> Default for Coalesced<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Send + Sync + 'static,
{
    fn default() -> Self {
        Self(Batches::with_pause(usize::MAX, usize::MAX, REST))
    }
}

impl<K, T> Coalesced<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// Has the key read by `find` from `source`, together with whoever else asks for it.
    ///
    /// # Errors
    /// What `find` answers.
    pub async fn read<S, F>(&self, source: &S, key: K, find: fn(S, K) -> F) -> Result<T, Error>
    where
        S: Clone + Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (source, asked_for) = (source.clone(), key.clone());
        let read = move |(), asked: Vec<()>| {
            let found = find(source.clone(), asked_for.clone());
            async move { vec![found.await.map(Arc::new); asked.len()] }
        };
        answered(self.0.ask(&Handle::current(), key, (), async || (), read).await).map(Arc::unwrap_or_clone)
    }
}

/// How a batch is committed.
#[derive(Clone)]
struct Steps<K, O, F> {
    shop: Shop,
    key: K,
    open: O,
    run: F,
}

impl<K: Clone, O, R> Steps<K, O, R> {
    fn open<F>(&self) -> F
    where
        O: Fn(Shop, K) -> F,
    {
        (self.open)(self.shop.clone(), self.key.clone())
    }

    async fn all_or_each<W, T, E, FO, F>(self, begun: Result<Begun, Fault>, work: Arc<[W]>) -> Vec<Result<T, Error<E>>>
    where
        W: Clone,
        E: Refusal,
        O: Fn(Shop, K) -> FO,
        FO: Future<Output = Result<Begun, Fault>>,
        R: Fn(Shop, K, Begun, Arc<[W]>) -> F,
        F: Future<Output = Result<Vec<Result<T, Error<E>>>, Fault>>,
    {
        let run = async |begun: Result<Begun, Fault>, work: Arc<[W]>| {
            let mut begun = begun?;
            failpoint!(self.shop, Taken, begun);
            let answers = (self.run)(self.shop.clone(), self.key.clone(), begun, work).await?;
            failpoint!(self.shop, BatchDone);
            Ok::<_, Fault>(answers)
        };
        match run(begun, Arc::clone(&work)).await {
            Ok(answers) => return answers,
            Err(fault) if fault.is_unavailable() => {
                return work.iter().map(|_| Err(Error::Fault(fault.clone()))).collect();
            }
            Err(fault) => {
                tracing::warn!(error = %fault, pieces = work.len(), "a batch failed; each piece is tried alone");
            }
        }
        let mut answers = Vec::with_capacity(work.len());
        for piece in work.iter() {
            let alone = async {
                failpoint!(self.shop, Alone);
                run(self.open().await, Arc::from([piece.clone()])).await
            };
            answers.extend(alone.await.unwrap_or_else(|fault| vec![Err(Error::Fault(fault))]));
        }
        answers
    }
}

impl<K, W, A> Batches<K, W, A> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, VecDeque<Waiting<W, A>>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the queue when its worker panics, so that those who wait are told and the next one begins anew.
struct GivenUp<'a, K: Eq + Hash, W, A> {
    batches: &'a Batches<K, W, A>,
    key: K,
    armed: bool,
}

impl<K: Eq + Hash, W, A> Drop for GivenUp<'_, K, W, A> {
    fn drop(&mut self) {
        if self.armed {
            self.batches.lock().remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;

    type Doubling = Arc<Batches<u8, usize, usize>>;

    async fn double(batches: &Doubling, work: usize) -> Result<usize, Unanswered> {
        let double = |(), batch: Vec<usize>| async move { batch.into_iter().map(|n| n * 2).collect() };
        batches.ask(&Handle::current(), 0, work, async || (), double).await
    }

    #[tokio::test]
    async fn everyone_gets_their_own_answer() {
        let batches: Doubling = Batches::new(7, 1000);
        let answers = join_all((0..100).map(|n| double(&batches, n))).await;
        assert_eq!(answers, (0..100).map(|n| Ok(n * 2)).collect::<Vec<_>>());
        assert!(batches.lock().is_empty(), "no queue stays behind");
    }

    #[tokio::test]
    async fn what_arrives_meanwhile_is_done_together_and_in_order() {
        let batches: Arc<Batches<u8, usize, Vec<usize>>> = Batches::new(4, 1000);
        let here = Handle::current();
        let ask = async |n: usize| {
            // The others come while the first is under way.
            tokio::time::sleep(Duration::from_millis(if n == 0 { 0 } else { 10 })).await;
            let run = |(), batch: Vec<usize>| async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                vec![batch.clone(); batch.len()]
            };
            batches.ask(&here, 0, n, async || (), run).await
        };
        let seen = join_all((0..7).map(ask)).await;
        let seen: Vec<_> = seen.into_iter().map(Result::unwrap_or_default).collect();
        assert_eq!(seen[0], [0], "the first waits for nobody");
        assert_eq!(seen[1], [1, 2, 3, 4], "a batch has a size");
        assert_eq!(seen[5], [5, 6]);
    }

    /// A value, and how often it was read.
    type Source = Arc<(AtomicUsize, AtomicUsize)>;

    async fn slowly(source: Source, _: u8) -> Result<usize, Error> {
        let found = source.0.load(Ordering::SeqCst);
        source.1.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(found)
    }

    #[tokio::test]
    async fn a_crowd_is_one_read_and_nobody_gets_what_was_read_before_they_asked() {
        let (coalesced, source) = (Coalesced::default(), Source::default());
        let ask = async || coalesced.read(&source, 7, slowly).await.ok();
        let crowd = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            source.0.store(1, Ordering::SeqCst);
            join_all((0..50).map(|_| ask())).await
        };
        let (first, crowd) = futures::join!(ask(), crowd);
        assert_eq!(first, Some(0));
        assert_eq!(crowd, [Some(1); 50]);
        assert_eq!(source.1.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_full_queue_takes_no_more_and_a_panic_loses_only_what_waited() {
        let batches: Doubling = Batches::new(1, 2);
        let (runs, here) = (Arc::new(AtomicUsize::new(0)), Handle::current());
        let ask = |n| {
            let runs = Arc::clone(&runs);
            batches.ask(
                &here,
                0,
                n,
                async || (),
                move |(), batch| {
                    let first = runs.fetch_add(1, Ordering::SeqCst) == 0;
                    async move {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        assert!(!first, "the first batch breaks");
                        batch
                    }
                },
            )
        };
        let answers = join_all((0..3).map(ask)).await;
        assert_eq!(answers, [Err(Unanswered::Lost), Err(Unanswered::Lost), Err(Unanswered::Full)]);
        assert_eq!(double(&batches, 4).await, Ok(8));
    }
}
