import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { Database, Job, type JobArgs, Segment, Workload } from "../../components/index.ts";
import type { Value } from "../../provider/protocol/values.ts";
import { judge, reach } from "../../topology/index.ts";
import { at, type Recording, record, refused } from "../harness/recorder.ts";

/** A migration between a database and what needs it. */
function migrated(args: Partial<JobArgs> = {}): Promise<Recording<unknown>> {
  return record(() => {
    const segments = [new Segment("data")];
    const db = new Database("db", { image: "postgres:16", password: secret("canary"), segments });
    const job = new Job("migrate", {
      image: "acme/shop:1",
      command: ["migrate"],
      segments,
      link: [db],
      ...args,
    });
    new Workload("shop", { image: "acme/shop:1", listenVariable: "LISTEN", after: [job] });
  });
}

describe("registration: Job", () => {
  it("is a container whose end is waited for, with its log, and which is not started again", async () => {
    const { inputs, options } = (await migrated()).one("Container", "migrate1");
    const { attach, logs, restart, command, logOpts, mustRun, wait } = inputs;
    assert.deepEqual(
      { attach, logs, restart, command, logOpts, mustRun, wait },
      {
        attach: true,
        logs: true,
        restart: "no",
        command: ["migrate"],
        logOpts: { "max-size": "1m", "max-file": "1" },
        mustRun: undefined,
        wait: undefined,
      },
    );
    assert.deepEqual(options.additionalSecretOutputs, ["envs", "uploads", "containerLogs"]);
  });

  it("waits for what it links to, and is waited for by what comes after it", async () => {
    const recording = await migrated();
    assert.ok(recording.one("Container", "migrate1").options.dependsOn.includes("Container db1"));
    assert.ok(recording.one("Container", "shop1").options.dependsOn.includes("Container migrate1"));
  });

  it("calls and is not called: it has no name on its segments", async () => {
    const recording = await migrated();
    assert.deepEqual(recording.one("Container", "migrate1").inputs["networksAdvanced"], [
      { name: "data-5e1f2a3", aliases: [] },
    ]);
    const { topology } = recording;
    assert.equal(topology.workloads.find(({ id }) => id === "migrate")?.kind, "job");
    assert.deepEqual(judge(reach(topology)).missing, []);
  });

  it("runs again when a trigger changes, whose values stand nowhere", async () => {
    const label = async (triggers: JobArgs["triggers"]) => {
      const recording = await migrated({ triggers });
      const labels = recording.one("Container", "migrate1").inputs["labels"] as {
        label: string;
        value: string;
      }[];
      return labels.find(one => one.label === "bulkhead.trigger")?.value;
    };
    assert.equal(await label([]), undefined);
    const [one, same, other] = [await label(["a", "b"]), await label(["a", "b"]), await label(["ab"])];
    assert.match(one ?? "", /^[0-9a-f]{16}$/);
    assert.equal(one, same);
    assert.notEqual(one, other);
  });

  it("comes back by its schedule: its container stays, with a scheduler that starts what it is given", async () => {
    const { inputs, options } = (
      await migrated({ schedule: "30 3 * * *", entrypoint: ["sh", "-c"], command: ["pg_dump"] })
    ).one("Container", "migrate1");
    const { attach, logs, restart, entrypoints, command, uploads, labels } = inputs;
    assert.deepEqual(
      { attach, logs, restart, entrypoints, command },
      {
        attach: undefined,
        logs: undefined,
        restart: "unless-stopped",
        entrypoints: ["sh", "/etc/bulkhead/schedule.sh"],
        command: ["sh", "-c", "pg_dump"],
      },
    );
    assert.equal(at(uploads as Value, 0, "file"), "/etc/bulkhead/schedule.sh");
    assert.deepEqual(
      (labels as { label: string; value: string }[]).find(({ label }) => label === "bulkhead.schedule"),
      { label: "bulkhead.schedule", value: "30 3 * * *" },
    );
    // Two would be at it at once.
    assert.equal(options.deleteBeforeReplace, true);
    assert.deepEqual(options.additionalSecretOutputs, ["envs", "uploads"]);
  });

  it("is refused with a schedule that is none, or without what is to run by it", async () => {
    const wrong = async (schedule: string, more: Partial<JobArgs> = { command: ["x"] }) =>
      (await refused(() => new Job("tidy", { image: "acme/tidy:1", schedule, ...more }))).map(
        ({ path, reason }) => `${path}: ${reason}`,
      );
    assert.deepEqual(await wrong("61 * * * *"), [
      'schedule: "61" is no minute; give 0 to 59, *, a list, a range or a step',
    ]);
    assert.deepEqual(await wrong("daily"), [
      'schedule: give five fields (minute hour day month weekday), such as "30 3 * * *", "@daily" or "@every 10m"',
    ]);
    assert.deepEqual(await wrong("0 0 30 2 *"), ["schedule: there is no day 30 in month 2; give another"]);
    assert.deepEqual(await wrong("@every 25h"), [
      "schedule: give a time from 1 s to 24 h, such as @every 10m",
    ]);
    assert.deepEqual(await wrong("@daily", {}), [
      "command: what is to run by the schedule is not known: the image's own command is not seen; give it",
    ]);
  });

  it("is refused for everything that is wrong with it, at once", async () => {
    const args = { image: "", replicas: 2, triggers: [1], egress: "yes" } as unknown as JobArgs;
    const problems = await refused(() => new Job("migrate", args));
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["image", "egress", "triggers[0]", ""],
    );
  });
});
