import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PathSample } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { bulkhead, bulkheadProgram } from "../harness/bulkhead.ts";
import { container, network } from "../harness/byHand.ts";
import { testLabels } from "../harness/engine.ts";
import { root } from "../harness/project.ts";
import { type Series, TestPrometheus } from "../harness/prometheus.ts";
import { unique } from "../harness/run.ts";

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

describe("bulkhead stats and watch, of containers that run", function () {
  this.timeout(120_000);
  const stack = unique("meters");
  const labels = { ...testLabels, "bulkhead.stack": stack };
  let folder: string;
  let names: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-meters-"));
    const on = await network("meters");
    names = [];
    for (const workload of ["web", "store"]) {
      const name = await container(workload, {
        on,
        Labels: { ...labels, "bulkhead.workload": workload, "bulkhead.tier": `${workload}s` },
        host: { Memory: 64 * 2 ** 20 },
      });
      names.push(name);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("stats: a line of JSON for each sample, by workload and by tier", async () => {
    const { code, stdout } = await bulkhead(["stats", "--stack", stack, "--every", "0.2", "--count", "2"], {
      cwd: root,
    });
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, 2);
    const { workloads, tiers } = JSON.parse(lines[1] ?? "");
    assert.deepEqual(workloads.map(({ workload }: { workload: string }) => workload).sort(), [
      "store",
      "web",
    ]);
    assert.deepEqual(tiers.map(({ tier }: { tier: string }) => tier).sort(), ["stores", "webs"]);
    for (const { containers, memory } of workloads) {
      assert.equal(containers, 1);
      assert.ok(memory > 2 ** 20 && memory < 64 * 2 ** 20, `${memory} bytes`);
    }
  });

  it("stats: 1 once a workload uses more than it is to", async () => {
    const args = ["stats", "--stack", stack, "--every", "0.2", "--count", "1"];
    assert.equal((await bulkhead([...args, "--max-memory", "1"], { cwd: root })).code, 1);
    assert.equal((await bulkhead([...args, "--max-memory", "64"], { cwd: root })).code, 0);
  });

  it("stats --metrics: Prometheus scrapes it, and answers every query of the dashboard", async () => {
    const [command = "", ...args] = [
      ...bulkheadProgram,
      ...["stats", "--stack", stack, "--every", "0.5", "--metrics", "0"],
    ];
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    let prometheus: TestPrometheus | undefined;
    try {
      const host = new URL(await servedAt(child)).host;
      prometheus = await TestPrometheus.start(await settingsFor(host));
      const found = await firstAnswer(prometheus, "bulkhead_container_memory_bytes");
      assert.deepEqual(
        found.map(({ metric }) => [metric["container"], metric["workload"], metric["tier"]]).sort(),
        [
          [names[1], "store", "stores"],
          [names[0], "web", "webs"],
        ],
      );
      for (const { value } of found) assert.ok(Number(value[1]) > 2 ** 20, `${value[1]} bytes`);
      const { panels } = JSON.parse(
        await readFile(join(root, "docs/grafana/workloads.json"), "utf8"),
      ) as Dashboard;
      assert.ok(panels.length > 0);
      for (const { title, targets } of panels) {
        for (const { expr } of targets) {
          const series = await firstAnswer(prometheus, expr.replaceAll("$tier", ".*"));
          assert.equal(series.length, 2, `${title}: ${JSON.stringify(series)}`);
        }
      }
    } finally {
      child.kill("SIGTERM");
      await prometheus?.dispose();
    }
  });

  it("watch: latency, loss and throughput between two, as lines and as a plot; 1 past a threshold", async () => {
    const [from = "", to = ""] = names;
    const plot = join(folder, "path.svg");
    const { code, stdout, stderr } = await bulkhead(
      ["watch", from, to, "--every", "0.1", "--count", "2", "--svg", plot],
      { cwd: root },
    );
    assert.equal(code, 0, stderr);
    const samples = stdout
      .trimEnd()
      .split("\n")
      .map(line => JSON.parse(line) as PathSample);
    assert.equal(samples.length, 2);
    for (const { sent, received, p50 = 0, p99 = 0, throughput = 0 } of samples) {
      assert.ok(sent > 0 && received > 0 && received <= sent);
      assert.ok(p50 > 0 && p99 >= p50, `p50 ${p50} ms, p99 ${p99} ms`);
      assert.ok(throughput > 1_000_000, `${throughput} bytes a second`);
    }
    assert.match(await readFile(plot, "utf8"), /^<svg [\s\S]*<\/svg>\n$/);
    const strict = await bulkhead(
      ["watch", from, to, "--count", "1", "--no-throughput", "--max-p99", "0.0001"],
      {
        cwd: root,
      },
    );
    assert.equal(strict.code, 1);
  });
});

/** Where a command says that it serves its metrics. */
async function servedAt(child: ChildProcess): Promise<string> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const url = await until(async () => /^Metrics at (\S+)$/m.exec(said)?.[1], 30_000);
  assert.ok(url !== undefined, said);
  return url;
}

/** The settings that docs/metrics.md shows, for another place, and in a hurry. */
async function settingsFor(host: string): Promise<string> {
  const page = await readFile(join(root, "docs/metrics.md"), "utf8");
  const [, settings = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  assert.match(settings, /127\.0\.0\.1:9464/);
  return settings.replace("127.0.0.1:9464", host).replace("scrape_interval: 5s", "scrape_interval: 1s");
}

async function firstAnswer(prometheus: TestPrometheus, query: string): Promise<Series[]> {
  const found = await until(async () => {
    const series = await prometheus.query(query);
    return series.length === 0 ? undefined : series;
  }, 30_000);
  assert.ok(found !== undefined, `Nothing is found by ${query}`);
  return found;
}
