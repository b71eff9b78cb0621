use std::fmt;
use std::io::ErrorKind;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use std::time::Duration;

use sqlx::PgConnection;

use crate::Fault;

/// A place on the way of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Point {
    /// Presses are about to be counted and marked in Redis.
    BeforeCount,
    /// Redis has counted and marked them; its answer has not come.
    AfterCount,
    /// A press without a mark is about to be noted in Postgres.
    BeforeUnmarked,
    /// A press may go on to Postgres.
    Admitted,
    /// A batch is about to lock the drop's units.
    BeforeLock,
    /// It has them locked.
    AfterLock,
    /// It has taken the presses that wait.
    Taken,
    /// It knows what there is to sell.
    AfterSale,
    /// It knows who presses.
    AfterLookUp,
    /// It has written what is held.
    AfterHold,
    /// It has written the orders.
    AfterOrders,
    /// It is about to commit.
    BeforeCommit,
    /// It has committed, and does not hear so.
    AfterCommit,
    /// It is done, and has answered nobody.
    BatchDone,
    /// After a batch that failed: a press is about to be tried alone.
    Alone,
    /// After the sell-out: a key is about to be looked up.
    BeforeRepeat,
    /// The key was looked up.
    AfterRepeat,
    /// A press is about to be answered.
    BeforeAnswer,
}

impl Point {
    /// All of them, on the way of an order.
    pub const ALL: [Self; 18] = [
        Self::BeforeCount,
        Self::AfterCount,
        Self::BeforeUnmarked,
        Self::Admitted,
        Self::BeforeLock,
        Self::AfterLock,
        Self::Taken,
        Self::AfterSale,
        Self::AfterLookUp,
        Self::AfterHold,
        Self::AfterOrders,
        Self::BeforeCommit,
        Self::AfterCommit,
        Self::BatchDone,
        Self::Alone,
        Self::BeforeRepeat,
        Self::AfterRepeat,
        Self::BeforeAnswer,
    ];
}

/// What happens at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// An error that says nothing.
    Fail,
    /// The connection ends: Postgres's own where the point has one.
    Disconnect,
    /// Nothing, for so long.
    Delay(Duration),
    /// The task ends half-way.
    Panic,
}

/// How the engine is made wrong, to see whether anybody notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// Nobody asks how many one may have.
    NoLimit,
    /// Buyers hear of their orders while the commit is under way.
    AnswersBeforeCommit,
    /// Nobody who tries is marked.
    NoMarks,
    /// Orders are written without their events.
    NoEvents,
    /// Orders are written without holding their units.
    NoHolds,
}

type Plan = Arc<dyn Fn(Point) -> Option<Action> + Send + Sync>;

/// What a test has planned for one handle of the shop.
#[derive(Default)]
pub struct Failpoints {
    plan: RwLock<Option<Plan>>,
    mutation: RwLock<Option<Mutation>>,
}

impl Failpoints {
    /// From here on `plan` is asked at every point what happens.
    pub fn arm(&self, plan: impl Fn(Point) -> Option<Action> + Send + Sync + 'static) {
        *self.plan.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(plan));
    }

    /// From here on nothing happens.
    pub fn disarm(&self) {
        *self.plan.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Makes the engine wrong.
    pub fn mutate(&self, mutation: Mutation) {
        *self.mutation.write().unwrap_or_else(PoisonError::into_inner) = Some(mutation);
    }

    pub(crate) fn is(&self, mutation: Mutation) -> bool {
        *self.mutation.read().unwrap_or_else(PoisonError::into_inner) == Some(mutation)
    }

    pub(crate) async fn reach(&self, point: Point, conn: Option<&mut PgConnection>) -> Result<(), Fault> {
        let plan = self.plan.read().unwrap_or_else(PoisonError::into_inner).clone();
        match plan.and_then(|plan| plan(point)) {
            None => Ok(()),
            Some(Action::Fail) => Err(Fault::new(format!("the failpoint {point:?}"))),
            Some(Action::Disconnect) => Err(disconnect(conn).await),
            Some(Action::Delay(span)) => {
                tokio::time::sleep(span).await;
                Ok(())
            }
            // Without the hook that would print it.
            Some(Action::Panic) => std::panic::resume_unwind(Box::new(format!("the failpoint {point:?}"))),
        }
    }
}

async fn disconnect(conn: Option<&mut PgConnection>) -> Fault {
    if let Some(conn) = conn
        && let Err(error) = sqlx::query("select pg_terminate_backend(pg_backend_pid())").execute(conn).await
    {
        return error.into();
    }
    sqlx::Error::Io(ErrorKind::ConnectionReset.into()).into()
}

impl fmt::Debug for Failpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failpoints").field("mutation", &self.mutation).finish_non_exhaustive()
    }
}

/// So far is this machine's clock ahead, by the test's word; milliseconds.
pub(crate) fn clock_off_ms() -> i64 {
    static OFF: LazyLock<i64> = LazyLock::new(|| {
        let set = std::env::var("FAIRDROP_FAILPOINT_CLOCK_OFF_MS").ok();
        set.and_then(|ms| ms.parse().ok()).unwrap_or(0)
    });
    *OFF
}

/// Whether this process goes by its machine's clock instead of the database's: the mutation of a whole process.
pub(crate) fn own_clock() -> bool {
    std::env::var_os("FAIRDROP_FAILPOINT_OWN_CLOCK").is_some()
}

/// Where the clock stands still, by the test's word; milliseconds since 1970.
pub(crate) fn clock_at_ms() -> Option<i64> {
    std::env::var("FAIRDROP_FAILPOINT_CLOCK_AT_MS").ok()?.parse().ok()
}
