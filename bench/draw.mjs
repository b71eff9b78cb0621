// `make bench-draw`: what draws of up to a million entries take. Writes target/bench/draw.json, and the published files of each
// draw into target/bench/draw/ENTRIES, where other verifiers find them.
//   node bench/draw.mjs FAIRDROP POSTGRES_BIN FILES OUT
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { freePort, listening, machine, peak, processor, rest, say, write } from "./machine.mjs";

const [fairdrop, bin, files, out] = process.argv.slice(2);
const sizes = (process.env.BENCH_ENTRIES ?? "10000 100000 1000000").split(/\s+/).map(Number);
const units = 1000;
const script = "crates/draw/verify.py";

const psql = (...args) => execFileSync(join(bin, "psql"), ["-qtAX", "-v", "ON_ERROR_STOP=1", process.env.DATABASE_URL, ...args], { encoding: "utf8", maxBuffer: 1 << 28 }).trim();
const sql = (query) => psql("-c", query);
const until = async (query) => { while (sql(query) !== "t") await rest(50); };
const seconds = (ms) => +(ms / 1000).toFixed(2);

const started = [];
function start(args, env = {}) {
  const child = spawn(fairdrop, args, { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
  started.push(child);
  return child;
}
async function stop(child) {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

const used = () => processor("fairdrop", "postgres");

// Runs a program; its seconds by the clock, and its peak memory by the kernel's word.
function measured(command, args) {
  const ran = spawnSync("python3", ["-c", `
import resource, subprocess, sys, time
began = time.time()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, time.time() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)`, command, ...args], { encoding: "utf8" });
  const [code, took, processor, mib] = ran.stdout.trim().split(" ").map(Number);
  return { accepted: code === 0, seconds: +took.toFixed(2), processor_seconds: +processor.toFixed(2), peak_mib: Math.round(mib) };
}

// An open draw whose window is about to pass, with so many entries of nobody: their leaves are true.
async function open(entries) {
  const [drop] = execFileSync(fairdrop, ["seed", "--draw", String(units)], { encoding: "utf8" }).trim().split("\n").at(-1).split(",");
  sql(`update drops set closes_at = date_trunc('second', now()) + interval '10 seconds' where id = '${drop}'`);
  const worker = start(["work"]);
  await until(`select exists (select from draws where drop_id = '${drop}')`);
  await stop(worker);
  const draw = sql(`select id from draws where drop_id = '${drop}'`);
  sql(`insert into entries (id, draw_id, variant_id, pool, leaf, idempotency_key, request_digest)
    select e.id, p.draw_id, p.variant_id, p.pool, sha256('\\x00'::bytea || 'fairdrop/v1/entry'::bytea || uuid_send(p.draw_id) || uuid_send(e.id)
      || int4send(octet_length(p.pool)) || convert_to(p.pool, 'UTF8') || int4send(1) || int4send(0)), e.id::text, ''
    from draw_pools p cross join lateral (select gen_random_uuid() as id from generate_series(1, ${entries})) e where p.draw_id = '${draw}'`);
  sql("vacuum analyze entries");
  sql("checkpoint");
  await until(`select closes_at < now() from drops where id = '${drop}'`);
  return { drop, draw };
}

// From the first moment of the freeze to the last of the ranking, as the jobs' rows tell.
async function drawn({ draw }) {
  const before = used();
  const worker = start(["work"]);
  await until(`select exists (select from jobs where kind = 'draws.rank' and args ->> 'draw_id' = '${draw}' and state = 'completed')`);
  const after = used();
  const memory = peak(worker.pid);
  await until(`select exists (select from jobs where kind = 'draws.make_certificate' and args ->> 'draw_id' = '${draw}' and state = 'completed')`);
  await stop(worker);
  // The offers that follow are not what is measured.
  sql("update jobs set state = 'cancelled', finished_at = now() where state in ('available', 'running', 'retryable')");
  const took = (kind) => Number(sql(`select extract(epoch from finished_at - attempted_at) * 1000 from jobs where kind = '${kind}' and args ->> 'draw_id' = '${draw}' order by id limit 1`));
  const whole = Number(sql(`select extract(epoch from max(finished_at) - min(attempted_at)) * 1000 from jobs where kind in ('draws.freeze', 'draws.rank') and args ->> 'draw_id' = '${draw}'`));
  return {
    freeze_seconds: seconds(took("draws.freeze")), rank_and_store_seconds: seconds(took("draws.rank")), seconds: seconds(whole),
    processor_seconds: { worker: +(after.fairdrop - before.fairdrop).toFixed(2), postgres: +(after.postgres - before.postgres).toFixed(2) },
    peak_mib: memory, certificate_seconds: seconds(took("draws.make_certificate")),
  };
}

// The least that any draw must do: read the ids, shuffle them, store the order.
function floor({ draw }) {
  sql("create table if not exists shuffled (draw_id uuid, rank int, entry_id uuid, primary key (draw_id, rank))");
  const began = Date.now();
  const ids = psql("-c", `copy (select id from entries where draw_id = '${draw}') to stdout`).split("\n");
  for (let i = ids.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [ids[i], ids[j]] = [ids[j], ids[i]];
  }
  const lines = ids.map((id, i) => `${draw}\t${i + 1}\t${id}`).join("\n") + "\n";
  execFileSync(join(bin, "psql"), ["-qX", process.env.DATABASE_URL, "-c", "copy shuffled from stdin"], { input: lines, maxBuffer: 1 << 28 });
  return { seconds: seconds(Date.now() - began) };
}

// The published files, as a browser gets them, and what Chromium makes of them.
async function served({ draw }, folder) {
  const port = await freePort();
  const server = start(["serve"], { FAIRDROP_PORT: String(port) });
  await listening(port);
  mkdirSync(folder, { recursive: true });
  const took = {};
  for (const file of ["record.json", "entries.csv", "ranking.csv"]) {
    const began = Date.now();
    const answer = await fetch(`http://127.0.0.1:${port}/draws/${draw}/${file}`);
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(join(folder, file)));
    took[file] = seconds(Date.now() - began);
  }
  const id = readFileSync(join(folder, "entries.csv"), "utf8").split("\n").at(-2).split(",")[0];
  const began = performance.now();
  for (let i = 0; i < 20; i++) await (await fetch(`http://127.0.0.1:${port}/draws/${draw}/entries/${id}/proof.json`)).text();
  took["proof.json"] = seconds((performance.now() - began) / 20);
  const chromium = JSON.parse(execFileSync("node", ["end2end/verify.mjs", `http://127.0.0.1:${port}/draws/${draw}`], { encoding: "utf8" }));
  await stop(server);
  return { seconds: took, chromium };
}

const report = { machine, units, draws: [] };
try {
  for (const entries of sizes) {
    say(`${entries.toLocaleString("en")} entries`);
    const draw = await open(entries);
    const folder = join(files, String(entries));
    const record = join(folder, "record.json"), list = join(folder, "entries.csv");
    const made = { drawn: await drawn(draw), floor: floor(draw) };
    const { seconds: served_seconds, chromium } = await served(draw, folder);
    const native = measured(fairdrop, ["verify", record, list]), python = measured("python3", [script, record, list]);
    report.draws.push({ entries, draw: draw.draw, files: folder, ...made, served_seconds, verified: { native, chromium, python } });
    for (const [who, { accepted }] of Object.entries({ native, chromium, python })) if (!accepted) throw new Error(`${who} does not accept ${entries} entries`);
  }
} finally {
  for (const child of started) child.kill("SIGKILL");
}
write(out, report);
console.table(Object.fromEntries(report.draws.map((d) => [d.entries, {
  "freeze, s": d.drawn.freeze_seconds, "rank and store, s": d.drawn.rank_and_store_seconds, "both, s": d.drawn.seconds, "peak, MiB": d.drawn.peak_mib,
  "floor, s": d.floor.seconds, "certificate, s": d.drawn.certificate_seconds,
  "native, s": d.verified.native.seconds, "Chromium, s": d.verified.chromium.seconds, "Python, s": d.verified.python.seconds,
}])));
console.log(`Written to ${out}`);
