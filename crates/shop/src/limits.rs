//! Rate limits: sliding windows in Redis that all server processes share.

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

impl Limit {
    /// What the names of its windows begin with.
    pub(crate) fn prefix(&self) -> String {
        format!("limit:{}:", self.name)
    }
}

// A hash a window, with a counter for each subject: this window's and the last one's, which counts by the part of it that
// the sliding window still covers. Few commands for many subjects: they are most of the price. Redis's own clock decides, so
// that all processes agree. Answers each subject the seconds to wait, 0 when there is room; a refused request is not counted.
pub(crate) const COUNT: &str = "
local function count(prefix, window, limit, subjects)
  local now = redis.call('TIME')
  local at = now[1] + now[2] / 1e6
  local slot = math.floor(at / window)
  local gone = at / window - slot
  local key = prefix .. slot
  local this = redis.call('HMGET', key, unpack(subjects))
  local last = redis.call('HMGET', prefix .. (slot - 1), unpack(subjects))
  local taken, waits, set = {}, {}, {}
  for i, subject in ipairs(subjects) do
    local requests = (taken[subject] or tonumber(this[i] or 0)) + 1
    if tonumber(last[i] or 0) * (1 - gone) + requests > limit then
      waits[i] = math.max(1, math.ceil((1 - gone) * window))
    else
      waits[i], taken[subject] = 0, requests
    end
  end
  for subject, requests in pairs(taken) do
    set[#set + 1], set[#set + 2] = subject, requests
  end
  if #set > 0 then
    redis.call('HSET', key, unpack(set))
    if redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, window * 3)
      -- Freed in the background: a hash of a million fields that expires would stop Redis for a while.
      redis.call('UNLINK', prefix .. (slot - 2))
    end
  end
  return waits
end
";
