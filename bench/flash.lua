-- For wrk: shoppers who buy, enter or are refused, each request as another shopper and under its own key.
-- Environment: TOKENS (lines account_id,token), START (shopper to begin with), BODY, COUNT=1 (count the statuses).
local tokens, n = {}, tonumber(os.getenv("START") or "0")
for line in io.lines(os.getenv("TOKENS")) do
  tokens[#tokens + 1] = "Bearer " .. line:match(",(.*)$")
end
local body = os.getenv("BODY")
local run = os.getenv("RUN") or tostring(os.time())
local shoppers = #tokens
-- What all requests begin with, made once: a generator that shares the machine must not cost more than it has to.
local head

init = function()
  head = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port ..
    "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\nAuthorization: "
end

request = function()
  n = n + 1
  return head .. tokens[n % shoppers + 1] .. "\r\nIdempotency-Key: " .. run .. "-" .. n .. "\r\n\r\n" .. body
end

local threads = {}
setup = function(thread) threads[#threads + 1] = thread end
statuses = {}
if os.getenv("COUNT") == "1" then
  response = function(status)
    statuses[tostring(status)] = (statuses[tostring(status)] or 0) + 1
  end
end

done = function(summary, latency, _)
  local ms = function(p) return latency:percentile(p) / 1000 end
  local errors = summary.errors
  local seen = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do seen[status] = (seen[status] or 0) + count end
  end
  local parts = {}
  for status, count in pairs(seen) do parts[#parts + 1] = string.format('"%s": %d', status, count) end
  io.write(string.format(
    'JSON {"requests": %d, "seconds": %.2f, "refused": %d, "failed": %d, "p50_ms": %.2f, "p95_ms": %.2f, "p99_ms": %.2f, "max_ms": %.2f, "statuses": {%s}}\n',
    summary.requests, summary.duration / 1e6, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    ms(50), ms(95), ms(99), latency.max / 1000, table.concat(parts, ", ")))
end
