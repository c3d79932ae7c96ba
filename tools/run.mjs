// Runs a TypeScript file of this project: `node tools/run.mjs FILE [ARGUMENT...]`.
// Plain JavaScript without dependencies, since it is what installs them: whatever Node is on the PATH runs it, and the
// file is then run by the project's own Node (a devDependency), which takes TypeScript as it is.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules/.bin");

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** npm writes its own copy of the lockfile last, so an installation that was cut short is seen as none. */
function installed() {
  return modified(join(root, "node_modules/.package-lock.json")) >= modified(join(root, "package-lock.json"));
}

function install() {
  if (installed()) return 0;
  process.stderr.write(
    "… installing this project's packages (npm ci): they are missing or older than the lockfile\n",
  );
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, "inherit"],
  });
  if (status !== 0) return status ?? 1;
  if (installed()) return 0;
  process.stderr.write("npm ci has run, but node_modules is not complete.\n");
  return 1;
}

/** Two runs at once must not install at once; `flock` is the kernel's lock, and where there is none nobody waits. */
function installLocked() {
  if (installed()) return 0;
  const folder = join(root, ".bulkhead");
  mkdirSync(folder, { recursive: true });
  const self = fileURLToPath(import.meta.url);
  const locked = spawnSync("flock", [join(folder, "install.lock"), process.execPath, self, "--install"], {
    stdio: "inherit",
  });
  return locked.error ? install() : (locked.status ?? 1);
}

function main() {
  const [file, ...rest] = process.argv.slice(2);
  if (file === "--install") return process.exit(install());
  const status = installLocked();
  if (status !== 0) return process.exit(status);
  const cache =
    process.env.BULKHEAD_CACHE ||
    join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-bulkhead");
  const child = spawn(
    join(bin, "node"),
    ["--disable-warning=ExperimentalWarning", join(root, file), ...rest],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        PATH: [bin, process.env.PATH ?? ""].join(delimiter),
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(cache, "node-compile"),
      },
    },
  );
  // The terminal signals both; this one waits for the other to end in its own way.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("close", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

main();
