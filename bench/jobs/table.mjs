// Reads lines of JSON, writes them as one report to the file named, and prints a table.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const report = process.argv[2];
const rows = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
mkdirSync(dirname(report), { recursive: true });
writeFileSync(report, `${JSON.stringify({ measured_at: new Date().toISOString(), rows }, null, 2)}\n`);

const columns = [
  ["queue", (row) => row.queue],
  ["enqueued", (row) => (row.enqueue === "single" ? "one by one" : "in batches")],
  ["durable", (row) => (row.durable ? "yes" : "no")],
  ["jobs", (row) => row.jobs.toLocaleString("en")],
  ["enqueued/s", (row) => row.enqueued_per_s.toLocaleString("en")],
  ["enqueued and done/s", (row) => row.jobs_per_s.toLocaleString("en")],
];
const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
const line = (texts) => texts.map((text, at) => (at < 3 ? text.padEnd(widths[at]) : text.padStart(widths[at]))).join("  ");
console.log(line(cells[0]));
console.log(widths.map((width) => "-".repeat(width)).join("  "));
for (const texts of cells.slice(1)) console.log(line(texts));
