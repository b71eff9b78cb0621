// Checks a draw beside the page: fetches what is published, or takes files, and feeds it to the verifier in pieces.
// Answers {step, done, of} as it goes on, and at the end {report, entries, milliseconds} or {error}.
import init, { Check, checkEntry } from "./draw.js";

// The ranking is computed here in any case; the published copy of a long one would double what is loaded.
const RANKING_UP_TO = 50_000;
// A draw on it is shown as what it is: the answer says that it proves nothing.
const TEST_CHAIN = "fairdrop-test";
const ready = init();

onmessage = async ({ data }) => {
  try {
    await ready;
    const begun = performance.now();
    const answer = await { draw: ofDraw, files: ofFiles, entry: ofEntry }[data.kind](data);
    postMessage({ ...answer, milliseconds: performance.now() - begun });
  } catch (error) {
    postMessage({ error: error.message });
  }
};

async function ofDraw({ base }) {
  postMessage({ step: "record" });
  const bytes = await load(base + "record.json");
  const record = known(bytes);
  const lists = { register: "/draws/register.csv" };
  if (record.seal) lists.entries = base + "entries.csv";
  if (record.seed) lists.allocations = base + "allocations.csv";
  if (record.seed && record.entries_count <= RANKING_UP_TO) lists.ranking = base + "ranking.csv";
  return check(bytes, record, TEST_CHAIN, async (name) => lists[name] && (await answered(lists[name])).body);
}

async function ofFiles({ files, testChain }) {
  postMessage({ step: "record" });
  const bytes = new Uint8Array(await files.record.arrayBuffer());
  return check(bytes, known(bytes), testChain && TEST_CHAIN, async (name) => files[name]?.stream());
}

async function check(bytes, record, testChain, open) {
  const check = new Check(bytes);
  const proofless = testChain ? check.allow(testChain) : false;
  let entries = 0;
  for (const name of ["entries", "ranking", "allocations", "register"]) {
    const body = await open(name);
    if (!body) continue;
    // What was read before is sorted now.
    if (entries > 0) postMessage({ step: "sorting" });
    check.start(name);
    let told = 0;
    const of = name === "entries" || name === "ranking" ? record.entries_count : undefined;
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      check.push(value);
      if (performance.now() - told < 100) continue;
      told = performance.now();
      postMessage({ step: name, done: check.rows(), of });
    }
    if (name === "entries") entries = check.rows();
  }
  postMessage({ step: "deciding" });
  return { report: JSON.parse(check.report()), entries, proofless };
}

/** One entry by its id or its receipt. */
async function ofEntry({ base, entry, receipt }) {
  postMessage({ step: "record" });
  const kept = receipt && new TextEncoder().encode(receipt);
  if (receipt) {
    const claims = known(kept);
    entry ??= claims.entry_id;
    if (!base && /^[0-9a-f-]{36}$/.test(claims.draw_id)) base = `/draws/${claims.draw_id}/`;
    if (!entry || !base) throw new Error("This is not a receipt: it names no entry and no draw.");
  }
  const record = await load(base + "record.json");
  postMessage({ step: "proof" });
  const proof = known(record).seal ? await load(`${base}entries/${encodeURIComponent(entry)}/proof.json`) : undefined;
  const report = checkEntry(record, entry, proof, kept, TEST_CHAIN);
  if (!report) throw new Error("This is not the id of an entry.");
  return { report: JSON.parse(report) };
}

/** What a file says of itself: decides what to fetch, never what holds. */
function known(bytes) {
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

async function load(url) {
  return new Uint8Array(await (await answered(url)).arrayBuffer());
}

async function answered(url) {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${new URL(answer.url).pathname} could not be had: the shop answered ${answer.status}.`);
  return answer;
}
