import assert from "node:assert/strict";
import { choose, type Replica, titleOf } from "../../../cli/daily/choose.ts";
import { linesOf, runsIn } from "../../../cli/daily/runs.ts";
import { ago, runLines, statusRows, statusTable } from "../../../cli/daily/status.ts";
import { isOf } from "../../../observe/index.ts";
import { emptyTopology, plainWorkload, type Topology } from "../../../topology/index.ts";

/** A container as far as it is looked at. */
function replica(workload: string, number: number, state: object, more: object = {}): Replica {
  const container = {
    Id: `${workload}${number}`,
    Name: `/${workload}${number}-abc`,
    RestartCount: 0,
    State: { Running: true, Status: "running", StartedAt: "2026-11-29T10:00:00Z", ExitCode: 0, ...state },
    HostConfig: {},
    NetworkSettings: { Ports: {} },
    ...more,
  };
  return { workload, tier: workload.replace("shop-", ""), replica: number, container: container as never };
}

const shop = [replica("shop-app", 1, {}), replica("shop-app", 2, {}), replica("shop-web", 1, {})];
const names = (chosen: readonly Replica[]): string[] => chosen.map(one => titleOf(one, chosen));

describe("a stack's containers, by its names", () => {
  it("are those of a workload, of a tier, one replica, or all", () => {
    assert.deepEqual(names(choose(shop, [], { label: "s" })), ["shop-app/1", "shop-app/2", "shop-web"]);
    assert.deepEqual(names(choose(shop, ["shop-app"], { label: "s" })), ["shop-app/1", "shop-app/2"]);
    assert.deepEqual(names(choose(shop, ["web"], { label: "s" })), ["shop-web"]);
    assert.deepEqual(names(choose(shop, ["app/2", "shop-web"], { label: "s" })), ["shop-app", "shop-web"]);
  });

  it("are refused by a name that means none, with those there are", () => {
    assert.throws(
      () => choose(shop, ["app", "wbe"], { label: "shop/dev" }),
      /^CliFailure: Stack shop\/dev has no workload or tier wbe\. It has shop-app, app, shop-web and web; one of several replicas is NAME\/NUMBER\.$/,
    );
    assert.throws(() => choose([], [], { label: "shop/dev" }), /Nothing of stack shop\/dev is on the engine/);
  });
});

describe("what is of a stack", () => {
  const labels = (stack: string, provider?: string) => ({
    "bulkhead.stack": stack,
    ...(provider === undefined ? {} : { "bulkhead.provider": provider }),
  });

  it("has its name, and was made by a provider of its state: another checkout's stack has the name, too", () => {
    const mark = { label: "shop/dev", providers: ["mine"] };
    assert.equal(isOf(mark, labels("shop/dev", "mine")), true);
    assert.equal(isOf(mark, labels("shop/dev", "theirs")), false);
    assert.equal(isOf(mark, labels("shop/prod", "mine")), false);
    assert.equal(isOf(mark, null), false);
  });

  it("has its name alone where no state or no provider is known", () => {
    assert.equal(isOf({ label: "shop/dev" }, labels("shop/dev", "theirs")), true);
    assert.equal(isOf({ label: "shop/dev", providers: ["mine"] }, labels("shop/dev")), true);
  });
});

describe("the runs of a job that comes back", () => {
  const now = new Date(1_000_060 * 1000);
  const rowOf = (runs: object) =>
    statusRows(
      [replica("tidy", 1, {})],
      undefined,
      new Map([["tidy1", { schedule: "@hourly", ...runs }]]),
    )[0];

  it("are read of what its scheduler wrote", () => {
    assert.deepEqual(runsIn("now \nlast \n"), {});
    assert.deepEqual(runsIn("now 7\nlast 1 3 9\n"), {
      now: { began: 7 },
      last: { began: 1, ended: 3, exitCode: 9 },
    });
    const log = "bulkhead: run 1\na\nb\nbulkhead: run 1 ended with exit code 0\nbulkhead: run 7\nc\n";
    assert.deepEqual([linesOf(log, 1), linesOf(log, 7)], [["a", "b"], ["c"]]);
  });

  it("make it well or not, and are told with what they logged", () => {
    const last = { began: 1_000_000, ended: 1_000_010, exitCode: 0, log: ["done"] };
    const [fresh, well, ill] = [
      rowOf({}),
      rowOf({ last }),
      rowOf({ last: { ...last, exitCode: 2 }, now: { began: 1_000_055, log: [] } }),
    ];
    assert(fresh !== undefined && well !== undefined && ill !== undefined);
    assert.deepEqual(
      [fresh, well, ill].map(row => [row.state, row.well]),
      [
        ["waiting", true],
        ["waiting", true],
        ["at work", false],
      ],
    );
    assert.deepEqual(runLines(fresh, now), ["", "tidy (@hourly) has not run yet"]);
    assert.deepEqual(runLines(well, now), [
      "",
      "tidy (@hourly) last ran 50 s ago, for 10 s, and ended with exit code 0:",
      "  done",
    ]);
    assert.match(runLines(ill, now)[1] ?? "", /ended with exit code 2; it has been at it for 5 s:$/);
  });
});

describe("the status of a stack", () => {
  const declared: Topology = {
    ...emptyTopology("shop"),
    workloads: [
      { ...plainWorkload("shop-app"), replicas: 3 },
      { ...plainWorkload("shop-web"), replicas: 1 },
      { ...plainWorkload("shop-db"), replicas: { unknown: "not known yet" } },
    ],
  };

  it("has what runs and what should", () => {
    const rows = statusRows(shop, declared);
    assert.deepEqual(
      rows.map(({ workload, replica, state, well }) => [workload, replica, state, well]),
      [
        ["shop-app", 1, "running", true],
        ["shop-app", 2, "running", true],
        ["shop-app", 3, "missing", false],
        ["shop-web", 1, "running", true],
      ],
    );
  });

  const always = { HostConfig: { RestartPolicy: { Name: "unless-stopped" } } };
  const states: readonly (readonly [string, Replica, string, boolean])[] = [
    ["healthy", replica("a", 1, { Health: { Status: "healthy" } }), "healthy", true],
    ["still starting", replica("a", 1, { Health: { Status: "starting" } }), "starting", false],
    ["unhealthy", replica("a", 1, { Health: { Status: "unhealthy" } }), "unhealthy", false],
    ["restarting", replica("a", 1, { Running: false, Status: "restarting" }), "restarting", false],
    ["a job that is done", replica("a", 1, { Running: false, Status: "exited" }), "done", true],
    [
      "a job that failed",
      replica("a", 1, { Running: false, Status: "exited", ExitCode: 3 }),
      "failed",
      false,
    ],
    [
      "stopped that should run",
      replica("a", 1, { Running: false, Status: "exited" }, always),
      "failed",
      false,
    ],
    ["made and never started", replica("a", 1, { Running: false, Status: "created" }), "created", false],
  ];
  for (const [what, one, state, well] of states) {
    it(`knows one that is ${what}`, () => {
      const [row] = statusRows([one], undefined);
      assert.deepEqual([row?.state, row?.well], [state, well]);
    });
  }

  it("is drawn with names, times, and where ports came out", () => {
    const published = {
      NetworkSettings: { Ports: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "80" }] } },
    };
    const failed = replica("job", 1, {
      Running: false,
      Status: "exited",
      ExitCode: 3,
      FinishedAt: "2026-11-29T09:00:00Z",
    });
    const text = statusTable(
      statusRows([failed, replica("web", 1, {}, published)], undefined),
      new Date("2026-11-29T10:05:00Z"),
    );
    assert.equal(
      text,
      `WORKLOAD  STATE       SINCE   RESTARTS  PUBLISHED           CONTAINER
job       failed (3)  65 min  0         -                   job1-abc
web       running     5 min   0         127.0.0.1:80->8080  web1-abc`,
    );
  });

  it("steers no terminal by labels, nor by what is logged", () => {
    const escape = String.fromCharCode(27);
    const rows = statusRows([replica(`${escape}[2J`, 1, {})], undefined);
    assert.ok(!statusTable(rows, new Date()).includes(escape));
    const last = { began: 0, ended: 1, exitCode: 0, log: [`${escape}]0;owned`] };
    const lines = rows.flatMap(row => runLines({ ...row, runs: { schedule: "@hourly", last } }, new Date()));
    assert.equal(lines.length, 3);
    assert.ok(!lines.join("").includes(escape));
  });

  it("tells times in the unit that fits", () => {
    const now = new Date("2026-11-29T10:00:00Z");
    const since = (seconds: number): string =>
      ago(new Date(now.getTime() - seconds * 1000).toISOString(), now);
    assert.deepEqual([5, 119, 300, 7200, 200_000].map(since), ["5 s", "119 s", "5 min", "2 h", "2 d"]);
  });
});
