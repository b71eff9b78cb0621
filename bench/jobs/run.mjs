// The same no-op jobs on pg-boss and BullMQ: enqueued by PRODUCERS at once, one by one and in batches, and worked at
// the same time in this process. Prints a line of JSON for each. Settings as in crates/queue/examples/bench.rs.
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import PgBoss from "pg-boss";

const size = {
  jobs: setting("JOBS", 30_000),
  producers: setting("PRODUCERS", 16),
  concurrency: setting("CONCURRENCY", 100),
  batch: setting("BATCH", 1000),
};

function setting(name, preset) {
  const value = Number(process.env[name] ?? preset);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is not a whole number over 0`);
  return value;
}

function required(name) {
  if (!process.env[name]) throw new Error(`set ${name}`);
  return process.env[name];
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a producer's share of the jobs, one by one (`single`) or in batches (`many`). */
async function produce(way, first, { one, many }) {
  const mine = [];
  for (let n = first; n < size.jobs; n += size.producers) mine.push({ n });
  if (way === "single") for (const data of mine) await one(data);
  else for (let at = 0; at < mine.length; at += size.batch) await many(mine.slice(at, at + size.batch));
}

/** Measures until `done()` answers that all jobs are stored as completed. */
async function measure(queue, way, durable, producer, done) {
  const begin = performance.now();
  await Promise.all(Array.from({ length: size.producers }, (_, first) => produce(way, first, producer)));
  const enqueued = performance.now() - begin;
  while (!(await done())) await pause(5);
  const total = performance.now() - begin;
  const per_second = (ms) => Math.round((size.jobs * 1000) / ms);
  const { jobs, concurrency } = size;
  const figures = { enqueued_per_s: per_second(enqueued), jobs_per_s: per_second(total) };
  console.log(JSON.stringify({ queue, enqueue: way, jobs, durable, concurrency, ...figures }));
}

/**
 * Its own `work()` polls every half second at best, which would measure the pause. So four loops fetch and complete
 * batches as fast as they can, with what `work()` itself is made of.
 */
async function pgBoss(way) {
  const boss = new PgBoss({ connectionString: required("DATABASE_URL"), max: size.producers + 4, supervise: false });
  boss.on("error", (error) => { throw error; });
  await boss.start();
  const name = `noop-${way}`;
  await boss.createQueue(name);
  let completed = 0;
  let stop = false;
  const consume = async () => {
    while (!stop) {
      const jobs = await boss.fetch(name, { batchSize: size.concurrency });
      if (jobs.length === 0) {
        await pause(5);
        continue;
      }
      const { affected } = await boss.complete(name, jobs.map((job) => job.id));
      completed += affected;
    }
  };
  const consumers = Array.from({ length: 4 }, consume);
  const producer = {
    one: (data) => boss.send(name, data),
    many: (all) => boss.insert(all.map((data) => ({ name, data }))),
  };
  await measure("pg-boss", way, true, producer, () => completed >= size.jobs);
  stop = true;
  await Promise.all(consumers);
  await boss.stop({ graceful: false, wait: true });
}

async function bullmq(way) {
  const connect = () => new Redis(required("REDIS_URL"), { maxRetriesPerRequest: null });
  const [sending, working] = [connect(), connect()];
  const name = `noop-${way}`;
  const queue = new Queue(name, { connection: sending });
  const worker = new Worker(name, async () => {}, { connection: working, concurrency: size.concurrency });
  worker.on("error", (error) => { throw error; });
  await worker.waitUntilReady();
  const producer = {
    one: (data) => queue.add("noop", data),
    many: (all) => queue.addBulk(all.map((data) => ({ name: "noop", data }))),
  };
  await measure("bullmq", way, false, producer, async () => (await queue.getCompletedCount()) >= size.jobs);
  await worker.close();
  await queue.close();
  sending.disconnect();
  working.disconnect();
}

for (const run of [pgBoss, bullmq]) for (const way of ["single", "many"]) await run(way);
process.exit(0);
