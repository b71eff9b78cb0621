// `make bench-flash`: orders, refusals and entries a second, and what they cost. Writes target/bench/flash.json.
//   node bench/flash.mjs FAIRDROP DATA_DIR POSTGRES_BIN OUT
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { freePort, listening, machine, processor, say, write } from "./machine.mjs";

const [fairdrop, dir, bin, out] = process.argv.slice(2);
const tokens = join(dir, "tokens.csv");
const seconds = Number(process.env.BENCH_SECONDS ?? 30);
const connections = 1000;

const sql = (query) => execFileSync(join(bin, "psql"), ["-qtA", process.env.DATABASE_URL, "-c", query], { encoding: "utf8" }).trim();
const seed = (...args) => execFileSync(fairdrop, ["seed", ...args], { encoding: "utf8" }).trim().split("\n").at(-1).split(",");

const started = [];
async function start(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
  started.push(child);
  return child;
}
async function stop(child) {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
async function serve(env = {}) {
  const port = await freePort();
  const child = await start(fairdrop, ["serve"], { FAIRDROP_PORT: String(port), ...env });
  await listening(port);
  return { child, port };
}

const used = () => processor("fairdrop", "postgres", "redis-server");

let shopper = 0;
// One run of wrk; each begins where the last one's shoppers ended, so that nobody presses more than ten times a minute.
function load(port, path, body, { clients = connections, time = seconds, count = false } = {}) {
  const before = used();
  const text = execFileSync("bash", ["-c", `TIMEFORMAT='CPU %U %S'; { time wrk -t1 -c${clients} -d${time}s --timeout 10s -s bench/flash.lua http://127.0.0.1:${port}${path}; } 2>&1`], {
    encoding: "utf8", maxBuffer: 1 << 26,
    env: { ...process.env, TOKENS: tokens, START: String(shopper), BODY: JSON.stringify(body), COUNT: count ? "1" : "0", RUN: `${Date.now()}` },
  });
  const found = JSON.parse(text.match(/^JSON (.*)$/m)[1]);
  const after = used();
  // What was under way when the clients went is done before anybody counts.
  execFileSync("sleep", ["1"]);
  const [, user, system] = text.match(/^CPU ([\d.]+) ([\d.]+)$/m);
  shopper = (shopper + found.requests + clients) % 200000;
  const cost = (what) => Math.round(((after[what] - before[what]) * 1e6) / found.requests);
  return { ...found, per_second: Math.round(found.requests / found.seconds), microseconds_of_processor: { server: cost("fairdrop"), postgres: cost("postgres"), redis: cost("redis-server"), generator: Math.round(((Number(user) + Number(system)) * 1e6) / found.requests) } };
}

const orders = (drop) => Number(sql(`select count(*) from orders where drop_id = '${drop}'`));
const order = (variant) => ({ variant_id: variant, quantity: 1 });
const path = (drop) => `/api/v1/drops/${drop}/orders`;
// The ledger of a drop: pledged = paid + held + free + written off, and an order for each unit held.
const oversold = (drop) => Number(sql(`select coalesce(sum(greatest(held + paid - pledged, 0) + abs(held + paid - (
  select coalesce(sum(l.quantity), 0) from orders o join order_lines l on l.order_id = o.id
  where o.drop_id = v.drop_id and l.variant_id = v.variant_id and o.state in ('pending_payment', 'paid')))), 0)
  from drop_variants v where drop_id = '${drop}'`));

// Clients whose answer had not come when the time was over may have an order besides.
function sold(drop, before, run, clients = connections) {
  const made = orders(drop) - before;
  const accepted = run.requests - run.refused;
  return { accepted, in_database: made, lost: Math.max(0, accepted - made), unexplained: Math.max(0, made - accepted - clients) };
}

const report = { machine };
try {
  say("What a flush to disk takes (pg_test_fsync)");
  const flush = execFileSync(join(bin, "pg_test_fsync"), ["-s", "2", "-f", join(dir, "flush")], { encoding: "utf8" });
  report.fdatasync_ms = Number(flush.match(/fdatasync\s+([\d.]+) ops\/sec\s+([\d.]+) usecs/)[2]) / 1000;

  const [hot, size] = seed("--flash-sale", "1000000", "--limit", "10");
  let server = await serve();
  // As `make run` starts it: whoever presses goes first.
  const worker = await start("nice", [fairdrop, "work"]);

  say("A lone order");
  const lone = load(server.port, path(hot), order(size), { clients: 1, time: 5 });
  report.lone = { p50_ms: lone.p50_ms, above_fdatasync_ms: +(lone.p50_ms - report.fdatasync_ms).toFixed(2), p99_ms: lone.p99_ms };

  say(`Orders: ${connections} connections, ${seconds} s`);
  load(server.port, path(hot), order(size), { time: 5 });
  let before = orders(hot);
  const rush = load(server.port, path(hot), order(size));
  const ledger = sold(hot, before, rush);
  report.orders_per_second = Math.round(ledger.accepted / rush.seconds);
  report.p99_ms = rush.p99_ms;
  report.oversold = oversold(hot);
  report.lost = ledger.lost;
  report.orders = { ...rush, ...ledger };

  say("50 units, 5,000 buyers at once");
  const [rare, last] = seed("--flash-sale", "50", "--limit", "1");
  const crowd = load(server.port, path(rare), order(last), { clients: 5000, time: 3, count: true });
  report.fifty = { sold: orders(rare), statuses: crowd.statuses, failed: crowd.failed, oversold: oversold(rare), p99_ms: crowd.p99_ms };

  say("Refusals after the sell-out");
  const refused = load(server.port, path(rare), order(last), { time: 10 });
  report.refusals = refused;
  report.refusals_per_second = refused.failed === 0 && refused.refused === refused.requests ? refused.per_second : `${refused.per_second}, but not all were refused`;

  say("The naive way: one order a transaction");
  await stop(server.child);
  server = await serve({ FAIRDROP_ORDERS_PER_COMMIT: "1" });
  before = orders(hot);
  const naive = load(server.port, path(hot), order(size), { time: 10 });
  report.naive = { ...naive, ...sold(hot, before, naive) };
  report.times_the_naive_way = +(report.orders_per_second / (report.naive.accepted / naive.seconds)).toFixed(1);
  await stop(server.child);

  say("One server and two behind the same nginx, by turns");
  const [fair, one] = seed("--flash-sale", "1000000", "--limit", "10");
  const behind_nginx = async (many) => {
    const servers = [];
    // As docs/operations.md has it: servers on one machine share its processors.
    const threads = Math.max(1, Math.floor(availableParallelism() / many));
    for (let i = 0; i < many; i++) servers.push(await serve({ TOKIO_WORKER_THREADS: String(threads) }));
    const port = await freePort();
    const conf = join(dir, `nginx-${many}.conf`);
    writeFileSync(conf, `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log;
      events { worker_connections 8192; }
      http { access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
        upstream shop { keepalive 1024; ${servers.map((s) => `server 127.0.0.1:${s.port};`).join(" ")} }
        server { listen 127.0.0.1:${port}; keepalive_requests 1000000; location / { proxy_pass http://shop; proxy_http_version 1.1; proxy_set_header Connection ""; } } }`);
    const nginx = await start("nginx", ["-c", conf]);
    await listening(port);
    load(port, path(fair), order(one), { time: 3 });
    const before = orders(fair);
    const run = load(port, path(fair), order(one), { time: 8 });
    await stop(nginx);
    for (const { child } of servers) await stop(child);
    return { ...run, ...sold(fair, before, run), orders_per_second: Math.round((run.requests - run.refused) / run.seconds), oversold: oversold(fair) };
  };
  // The machine is faster in one minute than in the next: neither way keeps the better ones to itself.
  const turns = { 1: [], 2: [] };
  for (const many of [1, 2, 2, 1, 1, 2]) turns[many].push(await behind_nginx(many));
  report.behind_nginx = {};
  for (const [many, runs] of Object.entries(turns)) {
    const sum = (what) => runs.reduce((all, run) => all + run[what], 0);
    report.behind_nginx[many] = {
      orders_per_second: Math.round(sum("orders_per_second") / runs.length), of_each: runs.map((run) => run.orders_per_second),
      refused: sum("refused"), lost: sum("lost"), unexplained: sum("unexplained"), oversold: runs.at(-1).oversold, runs,
    };
  }
  server = await serve();
  say("Entries");
  const [draw, pool] = seed("--draw", "1000");
  while (sql(`select state from drops where id = '${draw}'`) !== "open") await new Promise((next) => setTimeout(next, 200));
  const entries = load(server.port, `/api/v1/drops/${draw}/entries`, { variant_id: pool }, { time: 10 });
  report.entries_per_second = Math.round((entries.requests - entries.refused) / entries.seconds);
  report.entries = { ...entries, in_database: Number(sql(`select count(*) from entries e join draws d on d.id = e.draw_id where d.drop_id = '${draw}'`)) };
  await stop(server.child);
  await stop(worker);
} finally {
  for (const child of started) child.kill("SIGKILL");
}

write(out, report);
console.log(JSON.stringify(report, null, 2));
console.log(`Written to ${out}`);
