// Writes FILE.br beside every text-like file below the folder, so that the server compresses nothing twice.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const root = process.argv[2];
for (const name of readdirSync(root, { recursive: true })) {
  const path = join(root, name);
  if (!/\.(css|js|mjs|svg|txt|wasm|webmanifest)$/.test(name) || !statSync(path).isFile()) continue;
  // A build's folder is named for its content.
  if (name.startsWith("pkg/") && existsSync(`${path}.br`)) continue;
  const body = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  writeFileSync(`${path}.br`, brotliCompressSync(body, { params }));
}
