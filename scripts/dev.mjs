// Watches the sources; on a change builds, and when that succeeds restarts the server.
import { spawn } from "node:child_process";
import { watch } from "node:fs";

const fairdrop = process.argv[2];
const folders = ["app", "crates", "frontend", "migrations", "public", "server", "style"];
let server, building, again;

const run = (command, args) =>
  new Promise((done) => spawn(command, args, { stdio: "inherit" }).on("exit", (code) => done(code === 0)));

async function build() {
  if (building) return void (again = true);
  building = true;
  do {
    again = false;
    if ((await run("scripts/build", ["dev"])) && !again) await restart();
  } while (again);
  building = false;
}

async function end() {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.on("exit", done));
  server.kill("SIGTERM");
  // Its worker gives jobs half a minute; who changes the code does not. What is cut off is tried again.
  const cut = setTimeout(() => server.kill("SIGKILL"), 2000);
  await gone;
  clearTimeout(cut);
}

async function restart() {
  await end();
  if (!(await run(fairdrop, ["migrate"])) || !(await run(fairdrop, ["seed"]))) return;
  server = spawn(fairdrop, ["serve", "--with-worker"], { stdio: "inherit" });
}

let timer;
for (const folder of folders) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(build, 150);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  // Postgres is there until the server has ended.
  process.on(signal, () => end().then(() => process.exit(0)));
}
build();
