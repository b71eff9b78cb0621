//! Who gets as far as Postgres. Presses are counted against their accounts' limit, many in one round trip to Redis; once
//! nothing is left they are answered from memory.
//!
//! Nobody may be told "sold out" whose earlier press was an order and whose answer got lost. So whoever goes on to
//! Postgres is marked in Redis first, and the marked are looked up by their key. Marks may be missing: Redis may have
//! lost them (then the drop's first mark, made when it opened, is gone too), or may have been away (then the batch says
//! so in the drop's row). Then everybody is looked up, which is slower and as right. A mark that may be older than the
//! first one could be lost without a trace, so it is made again before the order.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::Script;
use redis::aio::ConnectionManager;
use tokio::runtime::Handle;

use super::store;
use crate::batch::{Batches, Unanswered};
use crate::limits::{COUNT, Limit};
use crate::{AccountId, Bar, DropId, Error, Fault, Refusal, Shop, VariantId};

/// Presses on a button that buys or enters.
const BUYING: Limit = Limit { name: "buy", requests: 10, seconds: 60 };

/// What becomes of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It goes on to Postgres.
    Through {
        /// Its mark may be older than the drop's first: see [`mark_again`].
        early: bool,
    },
    /// Nothing is left, and the account has never tried before.
    SoldOut,
    /// Nothing is left, but the account may have an order under this key.
    SoldOutUnlessRepeated,
}

/// How long what was read of the units left is used without reading again.
const FRESH: Duration = Duration::from_millis(250);
/// No drop stays open for as long; without marks everybody is looked up.
const MARKS_SECONDS: u32 = 30 * 86_400;

/// What a press wants of Redis: to be counted, and besides
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// nothing.
    Count,
    /// to be marked.
    Mark,
    /// to hear whether its account may have tried before.
    Ask,
}

/// A press that is being counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Press {
    account: AccountId,
    step: Step,
}

/// The seconds to wait, 0, or -1 for an account that may have tried before; `None` when Redis is away.
type Counted = Option<i64>;

/// Presses that wait to be counted, by drop.
pub(crate) type Presses = Batches<DropId, Press, Counted>;

/// So many go into one question, and so many may wait for it.
pub(crate) fn presses() -> Arc<Presses> {
    Batches::new(500, 20_000)
}

// One question for many presses: most of its price is the asking.
// KEYS: prefix of the windows, marks of the drop. ARGV: window, limit, then account and step of each press.
static ADMIT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(&format!(
        "{COUNT}
local subjects, steps, marked, asked, of = {{}}, {{}}, {{}}, {{''}}, {{}}
for i = 3, #ARGV, 2 do
  subjects[#subjects + 1], steps[#steps + 1] = ARGV[i], ARGV[i + 1]
end
local waits = count(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), subjects)
for i, wait in ipairs(waits) do
  if wait == 0 and steps[i] == 'mark' then
    marked[#marked + 1] = subjects[i]
  elseif wait == 0 and steps[i] == 'ask' then
    asked[#asked + 1] = subjects[i]
    of[#asked] = i
  end
end
if #marked > 0 and redis.call('SADD', KEYS[2], unpack(marked)) > 0 and redis.call('TTL', KEYS[2]) < 0 then
  redis.call('EXPIRE', KEYS[2], {MARKS_SECONDS})
end
if #asked > 1 then
  local known = redis.call('SMISMEMBER', KEYS[2], unpack(asked))
  for n = 2, #asked do
    if known[n] == 1 or known[1] == 0 then waits[of[n]] = -1 end
  end
end
return waits"
    ))
});

fn marks(drop: DropId) -> String {
    format!("fairdrop:marked:{drop}")
}

/// Counts a press that buys and says what becomes of it.
///
/// # Errors
/// [`Bar::TooOften`] for more than ten presses a minute; [`Bar::Busy`]; a fault when Redis and Postgres are both away.
pub async fn admit<R: Refusal>(
    shop: &Shop,
    account: AccountId,
    drop: DropId,
    variant: VariantId,
) -> Result<Admission, Error<R>> {
    // Nothing is known of a drop until one batch has found it open.
    let early = shop.hints.find(drop).is_none();
    let left = shop.hints.left(shop, drop, variant).await;
    let step = if left == Left::Some { Step::Mark } else { Step::Ask };
    let counted = count(shop, drop, Press { account, step }).await?;
    if left == Left::Some && counted.is_none() {
        failpoint!(shop, BeforeUnmarked);
        // Before the order that it is about: it may be true too often, never too late.
        store::note_unmarked(&shop.db, drop).await?;
    }
    Ok(match (left, counted) {
        (Left::Some, _) => Admission::Through { early },
        (Left::None, Some(0)) => Admission::SoldOut,
        _ => Admission::SoldOutUnlessRepeated,
    })
}

/// Counts a press that enters a draw.
///
/// # Errors
/// As [`admit`].
pub async fn count_press(shop: &Shop, account: AccountId, drop: DropId) -> Result<(), Bar> {
    count(shop, drop, Press { account, step: Step::Count }).await?;
    Ok(())
}

/// Counts a press that is refused before its drop is asked for units, and says whether its account may have an order of
/// an earlier press all the same.
///
/// # Errors
/// As [`admit`].
pub async fn may_have_tried(shop: &Shop, account: AccountId, drop: DropId, variant: VariantId) -> Result<bool, Bar> {
    // For what is known to be fresh: whether all who tried are marked.
    shop.hints.left(shop, drop, variant).await;
    let counted = count(shop, drop, Press { account, step: Step::Ask }).await?;
    let all_marked = shop.hints.find(drop).is_some_and(|hint| !hint.unmarked && !hint.free.is_empty());
    Ok(counted != Some(0) || !all_marked)
}

async fn count(shop: &Shop, drop: DropId, press: Press) -> Result<Counted, Bar> {
    let Some(redis) = shop.redis.clone() else { return Ok(None) };
    let handle = shop.clone();
    let run = move |(), presses: Vec<Press>| {
        let (shop, redis) = (handle.clone(), redis.clone());
        async move {
            match ask(&shop, redis, drop, &presses).await {
                Ok(counted) => counted.into_iter().map(Some).collect(),
                Err(error) => {
                    tracing::warn!(%error, "presses were neither counted nor marked: Redis is away");
                    vec![None; presses.len()]
                }
            }
        }
    };
    match shop.counting.ask(&Handle::current(), drop, press, async || (), run).await {
        Ok(Some(seconds @ 1..)) => Err(Bar::TooOften(u32::try_from(seconds).unwrap_or(u32::MAX))),
        Ok(counted) => Ok(counted),
        Err(Unanswered::Full) => Err(Bar::Busy(1)),
        Err(Unanswered::Lost) => Ok(None),
    }
}

async fn ask(shop: &Shop, mut redis: ConnectionManager, drop: DropId, presses: &[Press]) -> Result<Vec<i64>, Fault> {
    failpoint!(shop, BeforeCount);
    let mut script = ADMIT.key(BUYING.prefix());
    script.key(marks(drop)).arg(BUYING.seconds).arg(BUYING.requests);
    for press in presses {
        script.arg(press.account.0.as_bytes()).arg(match press.step {
            Step::Mark if mutated!(shop, NoMarks) => "count",
            Step::Count => "count",
            Step::Mark => "mark",
            Step::Ask => "ask",
        });
    }
    let counted = script.invoke_async(&mut redis).await?;
    failpoint!(shop, AfterCount);
    Ok(counted)
}

/// Marks accounts whose presses came before this process knew that the drop is open. For a batch that knows, before it
/// sells them anything: what gets lost from here on takes the drop's first mark along.
pub(crate) async fn mark_again(shop: &Shop, drop: DropId, accounts: &[AccountId]) -> Result<(), Fault> {
    let Some(redis) = shop.redis.clone().filter(|_| !accounts.is_empty() && !mutated!(shop, NoMarks)) else {
        return Ok(());
    };
    let accounts: Vec<_> = accounts.iter().map(|account| account.0.as_bytes().to_vec()).collect();
    if let Err(error) = mark(redis, drop, &accounts).await {
        tracing::warn!(%error, drop_id = %drop, "presses could not be marked again: Redis is away");
        store::note_unmarked(&shop.db, drop).await?;
    }
    Ok(())
}

async fn mark(mut redis: ConnectionManager, drop: DropId, members: &[Vec<u8>]) -> redis::RedisResult<()> {
    let mut marking = redis::pipe();
    marking.sadd(marks(drop), members).ignore().expire(marks(drop), i64::from(MARKS_SECONDS)).ignore();
    marking.query_async(&mut redis).await
}

/// Makes the drop's first mark, by which lost ones are noticed. For whoever opens the drop, before the commit: marks that
/// are made when it is open are younger.
pub(super) async fn expect_marks(shop: &Shop, drop: DropId) {
    let Some(redis) = shop.redis.clone() else { return };
    if let Err(error) = mark(redis, drop, &[Vec::new()]).await {
        tracing::warn!(%error, drop_id = %drop, "Redis is away: buyers of this drop are looked up once it is sold out");
    }
}

/// Forgets who tried to buy in a drop that is no more. Marks that stay are for nobody, and go with time.
pub(crate) async fn forget_marks(shop: &Shop, drop: DropId) {
    let Some(mut redis) = shop.redis.clone() else { return };
    let forgotten: redis::RedisResult<()> = redis::cmd("DEL").arg(marks(drop)).query_async(&mut redis).await;
    if let Err(error) = forgotten {
        tracing::warn!(%error, drop_id = %drop, "Redis is away: the marks of a drop that is no more stay for a month");
    }
}

/// What is left of a variant, as far as this process knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// Something, or nobody knows: Postgres decides.
    Some,
    /// Nothing, and everybody who tried is marked.
    None,
    /// Nothing, but somebody tried while Redis was away.
    NoneUnmarked,
}

/// What this process knows of the units left. It may be late; it refuses, and never sells.
#[derive(Debug, Default)]
pub(crate) struct Hints(Mutex<HashMap<DropId, Arc<Hint>>>);

#[derive(Debug)]
struct Hint {
    read_at: Instant,
    free: HashMap<VariantId, i32>,
    unmarked: bool,
}

impl Hint {
    fn left(&self, variant: VariantId) -> Left {
        match self.free.get(&variant) {
            Some(0) if self.unmarked => Left::NoneUnmarked,
            Some(0) => Left::None,
            _ => Left::Some,
        }
    }
}

impl Hints {
    async fn left(&self, shop: &Shop, drop: DropId, variant: VariantId) -> Left {
        let Some(hint) = self.find(drop) else { return Left::Some };
        if hint.read_at.elapsed() > FRESH || shop.live.changed_since(drop, hint.read_at) {
            // One reads; the others go by what is known, for they do not find this hint old any more.
            let read_at = Instant::now();
            self.keep(drop, Hint { read_at, free: hint.free.clone(), unmarked: hint.unmarked });
            match store::hint(&shop.db, drop).await {
                // As of the question: what changes meanwhile makes it old.
                Ok((free, unmarked)) => self.keep(drop, Hint { read_at, free, unmarked }),
                Err(error) => {
                    tracing::warn!(%error, drop_id = %drop, "the units left could not be read");
                    self.forget(drop);
                }
            }
        }
        self.find(drop).map_or(Left::Some, |hint| hint.left(variant))
    }

    /// What a batch left, read under the lock of the units.
    pub(crate) fn sold(&self, drop: DropId, free: HashMap<VariantId, i32>, unmarked: bool) {
        self.keep(drop, Hint { read_at: Instant::now(), free, unmarked });
    }

    fn find(&self, drop: DropId) -> Option<Arc<Hint>> {
        self.lock().get(&drop).cloned()
    }

    fn keep(&self, drop: DropId, hint: Hint) {
        self.lock().insert(drop, Arc::new(hint));
    }

    fn forget(&self, drop: DropId) {
        self.lock().remove(&drop);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DropId, Arc<Hint>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
