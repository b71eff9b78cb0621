// Empties functions of a WebAssembly file that no page of ours reaches, so that the optimiser can drop them and
// what only they need. Leptos keeps their addresses in the tables of its erased views, where a compiler must leave
// them: asynchronous hydration (for lazily loaded routes), hydration from templates, and the making of the table of
// routes (for the server). Were one of them called after all, it would stop with `unreachable`, and ring 4 with it.
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

const UNREACHED = /::(hydrate_async|hydrate_from_template|generate_routes)\b/;
const file = process.argv[2];
const module = binaryen.readBinary(readFileSync(file));
let snipped = 0;
for (let i = 0; i < module.getNumFunctions(); i++) {
  const it = module.getFunctionByIndex(i);
  if (!UNREACHED.test(binaryen.Function.getName(it).replaceAll("\\28", "("))) continue;
  binaryen.Function.setBody(it, module.unreachable());
  snipped++;
}
if (snipped === 0) throw new Error("nothing to snip: does the file have names, and has Leptos renamed its functions?");
writeFileSync(file, module.emitBinary());
