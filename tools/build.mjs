// Compiles what is published into dist/, and puts the files beside it that are no TypeScript.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const assets = [
  "provider/bin/*",
  "languages/bin/*",
  "languages/{schema.json,PulumiPlugin.yaml,package.json,index.cjs}",
  "cli/bin/*.cjs",
  "templates/*/{*,.*,*/*,.*/**/*}",
  "policies/pack/bulkhead-policies",
  "policies/pack/{PulumiPolicy.yaml,package.json,index.cjs}",
  "observe/helper/program/*",
  "observe/page/page.{html,css}",
  // Not called as the compiled page.ts is, which it would lie in the place of.
  "observe/page/view.js",
  "images/*/*",
  // Those of the benches stay here.
  "tools/toolchain/go/{pulumi,language-nodejs}/go.*",
];

rmSync(dist, { recursive: true, force: true });
const tsc = join(root, "node_modules/typescript-7/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
for (const file of globSync(assets, { cwd: root }))
  cpSync(join(root, file), join(dist, file), { recursive: true });

// The helper is a program for the engine's machine, whatever this one is: one for each kind comes with the package.
const { ensureHelper, helperPlatforms } = await import(
  pathToFileURL(join(dist, "tools/toolchain/helper.js")).href
);
for (const platform of helperPlatforms) {
  const program = await ensureHelper(platform);
  cpSync(program, join(dist, "observe/helper/bin", platform.replace("/", "-")), { recursive: true });
}

// npm would take it for a rule on what to publish; `bulkhead init` gives it its name back.
for (const file of globSync("templates/*/.gitignore", { cwd: dist }))
  renameSync(join(dist, file), join(dist, dirname(file), "gitignore"));
