#!/usr/bin/env bash
# node 24.21.0: `import "node:http"` in an ES module loads all of undici, which nobody asked for.
#
# Node looks at each export of a module of its own that an ES module imports, and http has WebSocket, MessageEvent and
# CloseEvent behind getters which load undici. `require("node:http")`, and process.getBuiltinModule from an ES module, load
# it when one of these is used. Whoever imports `{ Agent }` pays some 50 ms and 14 MB for it, in every process.
#
# Seen on 2026-11-29, on linux-x64: imported true, required false, builtin false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund node@24.21.0

cat > loaded.mjs <<'JS'
const [way] = process.argv.slice(2);
const before = process.cpuUsage();
if (way === "imported") await import("node:http");
if (way === "required") (await import("node:module")).createRequire(import.meta.url)("node:http");
if (way === "builtin") process.getBuiltinModule("node:http");
const { user, system } = process.cpuUsage(before);
console.error(`${way}: ${(user + system) / 1000} ms of processor time`);
console.log(`${way} ${process.moduleLoadList.includes("NativeModule internal/deps/undici/undici")}`);
JS

found=$(for way in imported required builtin; do node_modules/node/bin/node loaded.mjs "$way"; done | paste -sd, | sed 's/,/, /g')
echo "$found"
if [ "$found" != "imported true, required false, builtin false" ]; then
  echo "This has changed: an import of http loads no more than a require, or both load undici." >&2
  exit 1
fi
