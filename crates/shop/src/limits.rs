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
    /// What the keys of its windows begin with.
    pub(crate) fn prefix(&self) -> String {
        format!("limit:{}:", self.name)
    }
}

// Two counters a subject: this window's and the last one's, which counts by the part of it that the sliding window still
// covers. Redis's own clock decides, so that all processes agree. Answers each subject the seconds to wait, 0 when there
// is room; a refused request is not counted.
pub(crate) const COUNT: &str = "
local function count(prefix, window, limit, subjects)
  local now = redis.call('TIME')
  local at = now[1] + now[2] / 1e6
  local slot = math.floor(at / window)
  local gone = at / window - slot
  local keys = {}
  for i, subject in ipairs(subjects) do
    keys[2 * i - 1] = prefix .. subject .. ':' .. (slot - 1)
    keys[2 * i] = prefix .. subject .. ':' .. slot
  end
  local counts, taken, waits = redis.call('MGET', unpack(keys)), {}, {}
  for i, subject in ipairs(subjects) do
    local this = (taken[subject] or tonumber(counts[2 * i] or 0)) + 1
    if tonumber(counts[2 * i - 1] or 0) * (1 - gone) + this > limit then
      waits[i] = math.max(1, math.ceil((1 - gone) * window))
    else
      waits[i], taken[subject] = 0, this
    end
  end
  for subject, this in pairs(taken) do
    redis.call('SET', prefix .. subject .. ':' .. slot, this, 'EX', window * 2)
  end
  return waits
end
";
