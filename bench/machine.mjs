// What the benchmarks know of the machine: free ports, who listens, how much processor time was spent.
import { randomInt } from "node:crypto";
import { createServer, connect } from "node:net";
import { cpus, totalmem } from "node:os";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export const say = (text) => console.log(`==> ${text}`);
export const rest = (ms) => new Promise((next) => setTimeout(next, ms));
export const machine = { cores: cpus().length, model: cpus()[0].model, memory_gib: Math.round(totalmem() / 2 ** 30) };

// Below the ports that outgoing connections take: a thousand of them come and go meanwhile.
export const freePort = () => new Promise((found) => {
  const port = randomInt(20_000, 32_000);
  const server = createServer().once("error", () => found(freePort()));
  server.listen(port, "127.0.0.1", () => server.close(() => found(port)));
});
const answers = (port) => new Promise((found) => {
  const socket = connect(port, "127.0.0.1", () => { socket.destroy(); found(true); }).on("error", () => found(false));
});
export async function listening(port) {
  for (const since = Date.now(); !(await answers(port)); await rest(50)) {
    if (Date.now() - since > 10_000) throw new Error(`nobody listens on port ${port}`);
  }
}

export const processes = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
// The most memory that a process had, in MiB.
export const peak = (pid) => Math.round(Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1]) / 1024);

// Processor seconds so far of all programs with these names.
export function processor(...names) {
  const spent = Object.fromEntries(names.map((name) => [name, 0]));
  for (const pid of processes()) {
    let stat;
    try { stat = readFileSync(`/proc/${pid}/stat`, "utf8"); } catch { continue; }
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (name in spent) spent[name] += (Number(fields[11]) + Number(fields[12])) / 100;
  }
  return spent;
}

export function write(out, report) {
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, JSON.stringify(report, null, 2) + "\n");
}
