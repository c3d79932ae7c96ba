// Compiles what is published into dist/, and puts the files beside it that are no TypeScript.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const assets = [
  "provider/bin/*",
  "policies/pack/bulkhead-policies",
  "policies/pack/{PulumiPolicy.yaml,package.json,index.cjs}",
  "observe/prober/*.py",
  "images/*/*",
  "tools/toolchain/go/*/go.*",
];

rmSync(dist, { recursive: true, force: true });
const tsc = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
for (const file of globSync(assets, { cwd: root }))
  cpSync(join(root, file), join(dist, file), { recursive: true });
