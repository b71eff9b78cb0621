// Empties functions of a WebAssembly file that no page of ours reaches, so that the optimiser can drop all that only
// they need. Leptos keeps their addresses in the tables of its erased views and routes, where a compiler must leave
// them: asynchronous hydration (for lazily loaded routes), and the making of the table of routes (for the server).
// Only these entries and their futures: what lies below may have been merged with like functions that are needed.
// Were one of them called after all, it would stop with `unreachable`, and ring 4 with it.
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

const UNREACHED = /::(into_any::hydrate_async(::\{\{closure\}\})?|into_any_nested_route::generate_routes)::h[0-9a-f]+$/;
const file = process.argv[2];
const module = binaryen.readBinary(readFileSync(file));
let snipped = 0;
for (let i = 0; i < module.getNumFunctions(); i++) {
  const it = module.getFunctionByIndex(i);
  if (!UNREACHED.test(binaryen.Function.getName(it))) continue;
  binaryen.Function.setBody(it, module.unreachable());
  snipped++;
}
if (snipped === 0) throw new Error("nothing to snip: does the file have names, and has Leptos renamed its functions?");
writeFileSync(file, module.emitBinary());
