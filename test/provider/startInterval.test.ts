import assert from "node:assert/strict";
import { inspectContainer } from "../../engine/index.ts";
import { formatDuration } from "../../provider/tables/duration.ts";
import { differences, told } from "../harness/differences.ts";
import { engine } from "../harness/engine.ts";
import { containerUrn, idle, useProvider } from "./useProvider.ts";

describe("the health check of a container that starts", () => {
  const provider = useProvider();

  const check = { tests: ["CMD", "busybox", "true"], interval: "2s", startPeriod: "60s" };

  /** How often it is asked at its start, as the engine has it. */
  async function askedEvery(id: string): Promise<string> {
    const found = await inspectContainer(engine, id);
    const interval = found?.Config.Healthcheck?.StartInterval;
    return interval ? formatDuration(interval) : "interval";
  }

  it("is asked soon, where nobody says how soon; whoever waits for it does not wait for the engine's 5 s", async () => {
    const { client } = provider;
    const urn = containerUrn();
    const made = await client.make(urn, { ...idle, healthcheck: check, wait: true, waitTimeout: 30 });
    assert.equal(await askedEvery(made.id), await told(differences.startInterval));

    const found = await client.read(urn, made.id, made.inputs, made.state);
    assert.deepEqual(
      found?.inputs["healthcheck"],
      made.inputs["healthcheck"],
      "a refresh sees no difference",
    );
    const imported = await client.read(urn, made.id, {}, {});
    const written = Object.keys(imported?.inputs["healthcheck"] ?? {}).sort();
    assert.deepEqual(written, Object.keys(check).sort(), "an import does not write it");
    await client.delete(urn, made.id, made.state);
  });

  it("is well before its first interval is over, where it is, for whoever waits for it", async () => {
    const { client } = provider;
    const slow = { ...check, interval: "600s" };
    for (const tests of [check.tests, ["CMD-SHELL", "busybox true"]]) {
      const urn = containerUrn();
      const healthcheck = { ...slow, tests };
      const made = await client.make(urn, { ...idle, healthcheck, wait: true, waitTimeout: 30 });
      await client.delete(urn, made.id, made.state);
    }
  });

  it("is not well before its check passes", async () => {
    const { client } = provider;
    const urn = containerUrn();
    const healthcheck = { ...check, tests: ["CMD", "busybox", "false"], interval: "600s" };
    await assert.rejects(
      client.make(urn, { ...idle, healthcheck, wait: true, waitTimeout: 3 }),
      /did not become healthy within 3 s/,
    );
  });

  it("without a start period is asked as it says", async () => {
    const { client } = provider;
    const urn = containerUrn();
    const { startPeriod: _, ...plain } = check;
    const made = await client.make(urn, { ...idle, healthcheck: plain });
    assert.equal(await askedEvery(made.id), "interval");
    await client.delete(urn, made.id, made.state);
  });
});
