-- For wrk: prints requests a second and percentiles as one line of JSON.
done = function(summary, latency, requests)
  local ms = function(p) return latency:percentile(p) / 1000 end
  local errors = summary.errors
  io.write(string.format(
    'JSON {"requests_per_second": %.0f, "p50_ms": %.2f, "p95_ms": %.2f, "p99_ms": %.2f, "max_ms": %.2f, "not_2xx_or_failed": %d}\n',
    summary.requests / (summary.duration / 1e6), ms(50), ms(95), ms(99), latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
