import assert from "node:assert/strict";
import { readLogs } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine } from "../harness/engine.ts";
import type { Outcome } from "../harness/project.ts";

/** Backups as a team would write them, every two seconds, and one that fails; each says when it begins and ends. */
const program = `
import { Config } from "@pulumi/pulumi";
import { Database, Job } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const config = new Config();
const image = demoImage("postgres");
const store = new Database("store", { image, password: "of this test" });
const count = 'echo "begin $(date +%s)"; PGPASSWORD="$(cat "$DB_PASS_FILE")" psql -h "$DB_HOST" -U "$DB_USER" -d "$DB_NAME" -tAc "select 40 + 2"; sleep 3; echo end';
new Job("count", {
  image,
  link: [store],
  schedule: "@every 2s",
  entrypoint: ["sh", "-c"],
  command: [config.get("count") ?? count],
});
new Job("clock", { image, schedule: "* * * * *", command: ["sh", "-c", "echo by the clock; exit 5"] });
`;

describe("a job that comes back", () => {
  let stack: Deployed;

  before(async function () {
    this.timeout(240_000);
    stack = await Deployed.of({ program });
  });
  after(async function () {
    this.timeout(180_000);
    await stack?.dispose();
  });

  const logOf = async (job: string): Promise<string[]> =>
    (await readLogs(engine, (await stack.container(job)).Id))
      .split("\n")
      .filter(line => line !== "" && !line.startsWith("bulkhead: "));
  const status = (...args: readonly string[]): Promise<Outcome> =>
    stack.project.bulkhead("status", "--stack", stack.project.stack, ...args);

  /** Waits for what is asked for to come about, which the engine has no event for. */
  async function comes(holds: () => Promise<boolean>, seconds: number): Promise<void> {
    const came = await until(async () => (await holds()) || undefined, seconds * 1000);
    assert.ok(came, `not within ${seconds} s`);
  }

  it("runs again and again in one hardened container without the engine's socket, one at a time", async function () {
    this.timeout(120_000);
    await comes(async () => (await logOf("count")).filter(line => line === "end").length >= 3, 90);
    const lines = await logOf("count");
    const kinds = lines.map(line => line.split(" ")[0]);
    // A run takes longer than the time between two: they follow one another, and none begins within another.
    assert.deepEqual(
      kinds,
      kinds.map((_, index) => ["begin", "42", "end"][index % 3]),
      lines.join("\n"),
    );
    const found = await stack.containers("count");
    assert.equal(found.length, 1);
    const [container] = found;
    assert.deepEqual(
      [
        container?.State.Running,
        container?.RestartCount,
        container?.HostConfig.ReadonlyRootfs,
        container?.HostConfig.CapDrop,
        container?.Mounts.some(({ Source }) => Source?.includes("docker.sock")),
      ],
      [true, 0, true, ["ALL"], false],
    );
  });

  it("has its last result and its log told by status, whatever its container does", async function () {
    this.timeout(120_000);
    await comes(async () => (await logOf("clock")).includes("by the clock"), 90);
    // What it ended with is written down after what it logged.
    await comes(async () => (await status("clock")).stdout.includes("exit code"), 30);
    const shown = await status();
    assert.match(
      shown.stdout,
      /^count \(@every 2s\) last ran \d+ s ago, for (?:[3-9]|\d\d) s, and ended with exit code 0.*:\n {2}begin \d+\n {2}42\n {2}end$/m,
    );
    assert.match(
      shown.stdout,
      /^clock \(\* \* \* \* \*\) last ran \d+ (?:s|min) ago, for \d s, and ended with exit code 5:\n {2}by the clock$/m,
    );
    // A run that failed is something that is not well.
    assert.equal(shown.code, 1);
    assert.equal((await status("count")).code, 0);
    const { containers } = JSON.parse((await status("clock", "--format", "json")).stdout) as {
      containers: { state: string; well: boolean; runs: { last: { exitCode: number; log: string[] } } }[];
    };
    const [clock] = containers;
    assert.deepEqual([clock?.state, clock?.well, clock?.runs.last.exitCode], ["waiting", false, 5]);
    assert.deepEqual(clock?.runs.last.log, ["by the clock"]);
  });

  it("is there once while it is replaced, and is as declared afterwards", async function () {
    this.timeout(240_000);
    const before = await stack.container("count");
    await stack.project.succeed(["config", "set", "count", "echo another"]);
    await stack.project.up();
    const after = await stack.containers("count");
    assert.deepEqual([after.length, after[0]?.Id === before.Id], [1, false]);
    await comes(async () => (await logOf("count")).includes("another"), 30);
    await stack.project.up("--expect-no-changes", "--refresh");
  });
});
