// What a press on "Check this draw yourself" loads: starts the worker, shows how far it is, and tells what it found.
// The page's own script hands over forms with `data-check`; each has an empty element with `data-result`.

const STEPS = {
  record: "Fetching the record",
  proof: "Fetching the proof of the entry",
  entries: "Hashing and ranking the entries",
  sorting: "Putting the tickets in order",
  ranking: "Comparing the published ranking",
  allocations: "Following every unit down the ranking",
  register: "Reading the register of all draws",
  deciding: "Making the checks",
};
const WORDS = { passed: "holds", failed: "fails", not_checked: "not checked" };
const TONES = { passed: "good", failed: "bad", not_checked: "plain" };
// Which checks stand behind the stations on a draw's page, from the promise to the last payment.
const STATIONS = [
  ["rules_hash", "commitment"], ["entries", "entries_root"], ["seal", "sealed_signature"], ["beacon", "beacon_signature"],
  ["seed", "winners"], ["allocations"], ["allocations"],
];
const under = new WeakMap();

/** Answers a press: `form` says what to check. */
export async function check(form) {
  under.get(form)?.terminate();
  const into = form.querySelector("[data-result]");
  const request = await asked(form);
  if (request.error) return into.replaceChildren(notice("warn", request.error));

  const says = element("p", { role: "status" });
  const bar = element("progress", { "aria-label": "How far the check is" });
  into.replaceChildren(element("div", { class: "stack", "data-gap": "2" }, says, bar));
  const worker = new Worker(new URL("check_worker.js", import.meta.url), { type: "module" });
  under.set(form, worker);
  const end = (...nodes) => {
    worker.terminate();
    into.replaceChildren(...nodes);
    nodes[0].focus();
  };
  worker.onerror = () => end(notice("warn", "The verifier could not be started", "Your browser refused it or the line broke. Reload the page, or check with the files below."));
  worker.onmessage = ({ data }) => {
    if (data.error) return end(notice("warn", "It could not be checked", `${data.error} Nothing is known to be wrong; try again.`));
    if (data.report) {
      if (request.kind === "draw") stations(data.report.checks);
      return end(...told(request, data));
    }
    const step = STEPS[data.step];
    if (says.dataset.step !== data.step) says.textContent = `${step}…`;
    says.dataset.step = data.step;
    if (data.of) {
      Object.assign(bar, { max: data.of, value: Math.min(data.done, data.of) });
      bar.setAttribute("aria-valuetext", `${number(data.done)} of ${number(data.of)}`);
    } else bar.removeAttribute("value");
  };
  worker.postMessage(request);
}

/** What the form asks for. */
async function asked(form) {
  const { check: kind, base } = form.dataset;
  if (kind === "draw") return { kind, base };
  const file = (name) => form.elements[name]?.files?.[0];
  if (kind === "files") {
    const files = Object.fromEntries(["record", "entries", "ranking", "allocations", "register"].map((name) => [name, file(name)]));
    return files.record ? { kind, files, testChain: form.elements.test_chain?.checked } : { error: "Choose the record first: record.json." };
  }
  const text = (file("receipt") ? await file("receipt").text() : form.elements.entry?.value ?? form.dataset.entry).trim();
  if (text.startsWith("{")) return { kind, base, receipt: text };
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) && base) return { kind, base, entry: text };
  return { error: base ? "Put in the id of an entry, or a receipt." : "Put in a receipt: its whole text, from { to }." };
}

/** The plain answer, then every check. */
function told(request, { report, entries, milliseconds, proofless }) {
  const count = (result) => report.checks.filter((check) => check.result === result).length;
  const [holds, fails, open] = ["passed", "failed", "not_checked"].map(count);
  const what = request.kind === "entry" ? "entry" : "draw";
  const failed = report.checks.filter((check) => check.result === "failed").map((check) => check.title);
  const title = fails > 0 ? `Refused: this ${what} does not hold` : holds === 0 ? "Nothing could be checked" : proofless ? "It holds, but a draw on a test chain proves nothing" : `Nothing is wrong with this ${what}`;
  const sums = `${plural(holds, "check holds", "checks hold")}, ${plural(fails, "fails", "fail")}, ${plural(open, "was not made", "were not made")}.`;
  const work = entries ? `${number(entries)} entries were hashed and ranked on this device in ${(milliseconds / 1000).toFixed(1)} s.` : "";
  const head = notice(fails > 0 ? "bad" : holds === 0 || proofless ? "warn" : "good", title, ...(fails > 0 ? [`What fails: ${failed.join("; ")}.`] : []), `${sums} ${work}`, ...report.notes);
  const rows = report.checks.map((check) => element("li", { "data-check": check.name },
    element("p", { class: "row" }, element("span", { class: "badge", "data-tone": TONES[check.result] }, WORDS[check.result]), element("span", {}, `${check.number}. ${sentence(check.title)}`)),
    ...values(check)));
  const after = element("p", { class: "small muted" }, "We served the program that made this check. Whoever does not want to believe us runs one from elsewhere on the same files.");
  return [head, element("ol", { class: "list checks" }, ...rows), after];
}

function values(check) {
  const line = (label, value) => element("p", { class: "small" }, element("span", { class: "muted" }, `${label}: `), element("span", { class: "hash" }, value));
  if (check.result === "failed") return [line("Expected", check.expected), line("Found", check.found)];
  if (check.result === "not_checked") return [element("p", { class: "small muted" }, `Why: ${check.why}.`)];
  return check.value ? [line("Expected and found", check.value)] : [];
}

/** A tick on every station whose checks hold, a word on one that fails. */
function stations(checks) {
  const result = (name) => checks.find((check) => check.name === name)?.result;
  document.querySelectorAll(".stations > .station").forEach((station, i) => {
    const results = (STATIONS[i] ?? []).map(result);
    if (results.includes("failed")) station.dataset.check = "fails";
    else if (results.includes("passed")) station.dataset.check = "holds";
    else delete station.dataset.check;
  });
}

function notice(tone, title, ...texts) {
  const body = element("div", { class: "notice-body" }, element("p", { class: "notice-title" }, title));
  if (texts.length > 0) body.append(element("div", { class: "notice-text" }, ...texts.map((text) => element("p", {}, text))));
  return element("div", { class: "notice", "data-tone": tone, role: "group", "aria-label": title, tabindex: "-1" }, body);
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

const number = (value) => value.toLocaleString("en");
const plural = (count, one, many) => `${count === 0 ? "none" : number(count)} ${count === 1 ? one : many}`;
const sentence = (text) => text[0].toUpperCase() + text.slice(1);
