import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Engine } from "../../engine/index.ts";
import { translate } from "../../engine/translate.ts";
import { engineKeys } from "../../tools/toolchain/enginePrograms.ts";
import { cached, ensureEngine, lives, until } from "../../tools/toolchain/index.ts";
import type { Machine } from "../../tools/toolchain/machine.ts";
import { serving } from "./fakeServer.ts";
import { Workbench } from "./workbench.ts";

/** Root on a Debian where nothing starts services. */
const bare: Machine = { isRoot: true, hasApt: true, hasSystemd: false, systemFolders: [] };

const version = { Version: "99.1", ApiVersion: "1.41", Os: "linux", Arch: "amd64" };

describe("the engine", () => {
  let bench: Workbench;
  let socket: string;
  let engine: Engine;
  beforeEach(async () => {
    bench = await Workbench.create("flock", "sh", "cat");
    socket = join(bench.folder, "docker.sock");
    engine = new Engine({ kind: "unix", path: socket, source: "the usual socket" });
  });
  afterEach(async () => {
    await stopDaemon();
    await bench.dispose();
  });

  /** An engine that answers nothing but its version; it writes down its process, to be stopped by. */
  const dockerd = (): string => `#!${process.execPath}
if (process.argv[2] === "--version") process.exit(0);
const { appendFileSync } = require("node:fs");
appendFileSync(${JSON.stringify(join(bench.folder, "pid"))}, process.pid + "\\n");
require("node:http")
  .createServer((_, response) => response.end(${JSON.stringify(JSON.stringify(version))}))
  .listen(${JSON.stringify(socket)});
`;

  const daemons = async (): Promise<number[]> =>
    (await readFile(join(bench.folder, "pid"), "utf8").catch(() => ""))
      .trim()
      .split("\n")
      .map(Number)
      .filter(Boolean);

  async function stopDaemon(): Promise<void> {
    for (const pid of await daemons()) {
      process.kill(pid);
      assert.ok(await until(async () => (lives(pid) ? undefined : true), 5000));
    }
  }

  const ensured = (machine: Machine = bare) => bench.within(() => ensureEngine(engine, machine));
  const where = (): string => `unix://${socket}`;

  it("that answers is used, and nothing is installed or started", async () => {
    const { result } = await serving(
      socket,
      (_, response) => response.end(JSON.stringify(version)),
      () => ensured(),
    );
    assert.deepEqual(result, {
      engine: "99.1",
      api: "1.41",
      platform: "linux/amd64",
      where: where(),
      origin: "running",
    });
  });

  it("that somebody pointed to is never replaced by another", async () => {
    engine = new Engine({ kind: "unix", path: socket, source: "DOCKER_HOST" });
    await bench.program("dockerd", dockerd());
    assert.equal(
      (await ensured()).error,
      `No Docker engine answers at ${where()}, which DOCKER_HOST names. Start that engine, or unset what points to it to use one on this machine.`,
    );
    assert.deepEqual(await daemons(), []);
  });

  it("that is installed is started, and outlives who started it", async () => {
    await bench.program("dockerd", dockerd());
    const { result } = await ensured();
    assert.equal(result?.origin, "started");
    assert.equal(result?.engine, "99.1");
    assert.equal((await ensured()).result?.origin, "running");
  });

  it("is started once by two who need it at once", async () => {
    await bench.program("dockerd", dockerd());
    const another = new Engine(engine.address);
    const { result } = await bench.within(() =>
      Promise.all([ensureEngine(engine, bare), ensureEngine(another, bare)]),
    );
    assert.deepEqual(result?.map(({ origin }) => origin).sort(), ["running", "started"]);
    assert.equal((await daemons()).length, 1);
  });

  it("that is missing is installed with apt, and started", async () => {
    await bench.program("dockerd.new", dockerd());
    const folder = join(bench.folder, "bin");
    await bench.program(
      "apt-get",
      `echo "$@" >> ${bench.folder}/apt; [ "$1" = update ] || cp ${folder}/dockerd.new ${folder}/dockerd`,
    );
    const { result, error, said } = await ensured();
    assert.equal(error, undefined);
    assert.equal(result?.origin, "installed");
    assert.match(
      said,
      /^No engine was there: Debian's was installed, which is ready sooner than a current one/m,
    );
    assert.equal(
      await readFile(join(bench.folder, "apt"), "utf8"),
      "update -qq\ninstall -y -qq --no-install-recommends docker.io iptables\n",
    );
  });

  it("that was built before is used where none is installed, and apt is not asked", async () => {
    await bench.within(() => cached(engineKeys["29"], async folder => writeDaemon(folder)));
    for (const name of ["iptables", "nft"]) await bench.program(name, "exit 0");
    await bench.program("ldconfig", "echo libdevmapper.so.1.02.1");
    await bench.program("apt-get", `echo "$@" >> ${bench.folder}/apt; exit 1`);
    const { result, error, said } = await ensured();
    assert.equal(error, undefined);
    assert.equal(result?.origin, "started");
    assert.match(
      said,
      /^No engine is installed: the current one is used, which was built before \(\S+\)\.$/m,
    );
    await assert.rejects(readFile(join(bench.folder, "apt")), "nothing was installed");
  });

  async function writeDaemon(folder: string): Promise<void> {
    await writeFile(join(folder, "dockerd"), dockerd(), { mode: 0o755 });
  }

  const hindered: readonly (readonly [string, Machine, string])[] = [
    [
      "without root",
      { ...bare, isRoot: false },
      "No Docker engine answers or is installed, and only root can install it. Run `sudo apt-get install --no-install-recommends docker.io iptables`, then this again.",
    ],
    [
      "without apt",
      { ...bare, hasApt: false },
      "No Docker engine answers or is installed, and there is no apt-get here to install it with. Install Docker as https://docs.docker.com/engine/install/ says, start it, and run this again.",
    ],
  ];
  for (const [what, machine, sentence] of hindered) {
    it(`that is missing ${what}: what to install, and how`, async () => {
      assert.equal((await ensured(machine)).error, sentence);
    });
  }

  for (const [hasSystemd, command] of [
    [true, "systemctl start docker"],
    [false, "service docker start"],
  ] as const) {
    it(`that is installed and does not run, without root: ${command}`, async () => {
      await bench.program("dockerd", dockerd());
      assert.equal(
        (await ensured({ ...bare, isRoot: false, hasSystemd })).error,
        `The Docker engine is installed and not running, and only root can start it. Run \`sudo ${command}\`, then this again.`,
      );
      assert.deepEqual(await daemons(), []);
    });
  }

  it("is started by systemd where that runs", async () => {
    await bench.program("dockerd", dockerd());
    await bench.program(
      "systemctl",
      `[ "$*" = "start docker" ] && ${join(bench.folder, "bin/dockerd")} >/dev/null 2>&1 &`,
    );
    assert.equal((await ensured({ ...bare, hasSystemd: true })).result?.origin, "started");
  });

  it("that ends right after its start is not waited for, and its log is shown", async () => {
    await bench.program("dockerd", `[ "$1" = --version ] || { seq 1 9; echo "no iptables" >&2; exit 1; }`);
    const log = join(bench.cache, "dockerd.log");
    assert.equal(
      (await ensured()).error,
      [
        "The Docker engine ended right after its start. Correct what its log names, then run this again:",
        ...[`${log} ends with:`, "6", "7", "8", "9", "no iptables"].map(line => `    ${line}`),
      ].join("\n"),
    );
  });

  it("that finds another one starting is waited for", async () => {
    await bench.program("dockerd.real", dockerd());
    // What the package's own start does: another daemon is up before this one, and a little later than it answers.
    const another = `${join(bench.folder, "bin/dockerd.real")} >/dev/null 2>&1 &`;
    await bench.program(
      "dockerd",
      `[ "$1" = --version ] || { ${another} echo "pid file found, ensure docker is not running or delete it"; exit 1; }`,
    );
    assert.equal((await ensured()).result?.engine, "99.1");
  });

  it("whose packages apt cannot install: apt's own words", async () => {
    await bench.program(
      "apt-get",
      `[ "$1" = update ] || { echo "E: Unable to locate package docker.io" >&2; exit 100; }`,
    );
    assert.equal(
      (await ensured()).error,
      "apt could not install docker.io, iptables. Correct what it names (`apt-get update` shows whether its sources answer), then run this again:\n    E: Unable to locate package docker.io",
    );
  });

  it("that refuses this user is not started again", async () => {
    await bench.program("dockerd", dockerd());
    const refusing = new Engine(engine.address);
    const refusal = translate(Object.assign(new Error("no"), { code: "EACCES" }), "ask", engine.where);
    refusing.version = () => Promise.reject(refusal);
    assert.equal((await bench.within(() => ensureEngine(refusing, bare))).error, refusal.message);
    assert.deepEqual(await daemons(), []);
  });
});
