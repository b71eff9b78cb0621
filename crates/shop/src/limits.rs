//! Rate limits: sliding windows in Redis that all server processes share.

use redis::Script;

use crate::{Bar, Shop};

/// How often something may be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Names the window, apart from others of the same subject.
    pub name: &'static str,
    /// So many requests,
    pub requests: u32,
    /// in so many seconds.
    pub seconds: u32,
}

// Two counters a subject: this window's and the last one's, which counts by the part of it that the
// sliding window still covers. Redis's own clock decides, so that all processes agree. Answers the
// seconds to wait, 0 when there is room; a refused request is not counted.
const SLIDE: &str = "
local window, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = redis.call('TIME')
local at = tonumber(now[1]) + tonumber(now[2]) / 1e6
local slot = math.floor(at / window)
local gone = at / window - slot
local last = tonumber(redis.call('GET', KEYS[1] .. (slot - 1)) or 0)
local this = tonumber(redis.call('GET', KEYS[1] .. slot) or 0)
if last * (1 - gone) + this + 1 > limit then
  return math.max(1, math.ceil((1 - gone) * window))
end
redis.call('INCR', KEYS[1] .. slot)
redis.call('EXPIRE', KEYS[1] .. slot, window * 2)
return 0
";

/// Counts a request of `subject`; refuses the one too many. Without Redis everything passes: what a
/// limit protects has its own constraints in the database.
pub async fn take(shop: &Shop, limit: &Limit, subject: &str) -> Result<(), Bar> {
    let Some(mut redis) = shop.redis.clone() else { return Ok(()) };
    let key = format!("limit:{}:{{{subject}}}:", limit.name);
    let wait = Script::new(SLIDE).key(key).arg(limit.seconds).arg(limit.requests).invoke_async::<u32>(&mut redis).await;
    match wait {
        Ok(0) => Ok(()),
        Ok(seconds) => Err(Bar::TooOften(seconds)),
        Err(error) => {
            tracing::warn!(%error, limit = limit.name, "rate limit not counted: Redis is away");
            Ok(())
        }
    }
}
