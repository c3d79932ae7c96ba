// Runs a TypeScript file of this project: `node tools/run.mjs FILE [ARGUMENT...]`.
// Plain JavaScript without dependencies, since it is what installs them: whatever Node is on the PATH runs it, and the
// file is then run by the project's own Node (a devDependency), which takes TypeScript as it is.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules/.bin");

/** Could not tell: what every command of this project ends with when something is missing. */
const cannotTell = 2;

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** npm writes its own copy of the lockfile last, so an installation that was cut short is seen as none. */
function installed() {
  return modified(join(root, "node_modules/.package-lock.json")) >= modified(join(root, "package-lock.json"));
}

function install() {
  if (installed()) return 0;
  say(
    "… installing this project's packages (npm ci): they are missing or older than the lockfile; about a minute",
  );
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, "inherit"],
  });
  if (error?.code === "ENOENT") {
    return fail("npm, which installs this project's packages, is not on the PATH. Install Node with npm.");
  }
  if (status === 0 && installed()) return 0;
  return fail("npm ci failed, and says above why. Correct that, then run this again.");
}

/** Two runs at once must not install at once; `flock` is the kernel's lock, and where there is none nobody waits. */
function installLocked() {
  if (installed()) return 0;
  const folder = join(root, ".bulkhead");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const self = fileURLToPath(import.meta.url);
  const locked = spawnSync("flock", [join(folder, "install.lock"), process.execPath, self, "--install"], {
    stdio: "inherit",
  });
  return locked.error ? install() : (locked.status ?? cannotTell);
}

/** The project's own Node; where npm was told to run no install scripts, which bring it, the one that runs this. */
function findNode() {
  const own = join(root, "node_modules/node/bin/node");
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(sentence) {
  say(sentence);
  return cannotTell;
}

function main() {
  const [file, ...rest] = process.argv.slice(2);
  if (file === "--install") return process.exit(install());
  const status = installLocked();
  if (status !== 0) return process.exit(status);
  const node = findNode();
  if (node === undefined) {
    const what = `This project's own Node is not installed, and Node ${process.versions.node} is too old to run it.`;
    return process.exit(
      fail(`${what} Run \`npm rebuild node --ignore-scripts=false\`, or install Node 22.18.`),
    );
  }
  const cache =
    process.env.BULKHEAD_CACHE ||
    join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-bulkhead");
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", join(root, file), ...rest], {
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: [dirname(node), bin, process.env.PATH ?? ""].join(delimiter),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(cache, "node-compile"),
    },
  });
  // The terminal signals both; this one waits for the other to end in its own way.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("close", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

main();
