import assert from "node:assert/strict";
import { inspectContainer, inspectImage, inspectNetwork } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { until } from "../../tools/toolchain/index.ts";
import { engine } from "../harness/engine.ts";
import type { Made } from "../harness/providerClient.ts";
import { unique } from "../harness/run.ts";
import { shell } from "./failing.ts";
import { useWorld, world } from "./properties/world.ts";
import { containerUrn, idle, useProvider } from "./useProvider.ts";

const { alpha } = world;

describe("provider: getNetwork", () => {
  const provider = useProvider();
  useWorld();

  it("shows a network by its name or id, and who is on it", async () => {
    const made = await provider.client.make(containerUrn(), {
      ...idle,
      networksAdvanced: [{ name: alpha.name, ipv4Address: alpha.address(7) }],
    });
    const seen = await inspectNetwork(engine, alpha.name);
    const member = seen?.Containers?.[made.id];
    for (const name of [alpha.name, String(seen?.Id)]) {
      assert.deepEqual(await provider.client.invoke("docker:index/getNetwork:getNetwork", { name }), {
        id: seen?.Id,
        name: alpha.name,
        driver: "bridge",
        internal: false,
        scope: "local",
        options: {},
        ipamConfigs: (seen?.IPAM.Config ?? []).map(pool => ({
          subnet: pool.Subnet,
          gateway: pool.Gateway,
          ipRange: "",
          auxAddress: {},
        })),
        containers: [
          {
            containerId: made.id,
            name: made.inputs["name"],
            endpointId: member?.EndpointID,
            macAddress: member?.MacAddress,
            ipv4Address: `${alpha.address(7)}/28`,
            ipv6Address: member?.IPv6Address,
          },
        ],
      });
    }
    assert.match(String(member?.MacAddress), /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    await provider.client.delete(made.urn, made.id, made.state);
  });

  it("says so where there is none", async () => {
    await fails(
      "docker:index/getNetwork:getNetwork",
      { name: "no-such-network" },
      "There is no network no-such-network on the engine. Create it first, or correct its name; `docker network ls` lists those there are.",
    );
  });

  const fails = rejects(() => provider.client);
});

describe("provider: getRemoteImage", () => {
  const provider = useProvider();

  it("gives an image's id by name and by id", async () => {
    const image = await inspectImage(engine, demoImage("app"));
    for (const name of [demoImage("app"), String(image?.Id)]) {
      const found = await provider.client.invoke("docker:index/getRemoteImage:getRemoteImage", { name });
      // Where images are kept in containerd each has one, also one that was never in a registry.
      assert.deepEqual(found, { id: image?.Id, name, repoDigest: image?.RepoDigests?.[0] ?? "" });
    }
  });

  it("pulls none, and says that there is none", async () => {
    await rejects(() => provider.client)(
      "docker:index/getRemoteImage:getRemoteImage",
      { name: "localhost:1/none:1" },
      "The image localhost:1/none:1 is not on the engine. Pull it first (a RemoteImage resource does), or correct its name.",
    );
  });
});

describe("provider: getLogs", () => {
  const provider = useProvider();
  let plain: Made;
  let terminal: Made;
  const script = "echo one; echo two >&2; echo; echo four; exec busybox sleep 1000";

  before(async () => {
    plain = await provider.client.make(containerUrn(), { ...idle, ...shell(script) });
    terminal = await provider.client.make(containerUrn(), { ...idle, ...shell(script), tty: true });
    for (const made of [plain, terminal]) await written(made, 4);
  });

  async function lines(of: Made, given: Properties = {}): Promise<unknown> {
    const name = of.inputs["name"];
    const found = await provider.client.invoke("docker:index/getLogs:getLogs", { name, ...given });
    assert.equal(found["id"], name);
    return found["logsListStrings"];
  }

  /** Waits until a container has written as many lines. */
  async function written(of: Made, count: number): Promise<void> {
    const enough = await until(
      async () => ((await lines(of)) as string[]).length >= count || undefined,
      10_000,
    );
    assert.equal(enough, true);
  }

  it("gives every line, of both streams, as it was written", async () => {
    const all = (await lines(plain)) as string[];
    // Two streams: the engine does not promise their order.
    assert.deepEqual(all.toSorted(), ["", "four", "one", "two"]);
    assert.deepEqual(await lines(terminal), ["one", "two", "", "four"]);
  });

  it("gives one stream, the last lines, those with their time, or none", async () => {
    assert.deepEqual(await lines(plain, { showStderr: false }), ["one", "", "four"]);
    assert.deepEqual(await lines(plain, { showStdout: false }), ["two"]);
    assert.deepEqual(await lines(terminal, { tail: "1" }), ["four"]);
    assert.deepEqual(await lines(terminal, { tail: "3" }), ["two", "", "four"]);
    assert.deepEqual(await lines(terminal, { tail: "all" }), ["one", "two", "", "four"]);
    const [timed = ""] = (await lines(plain, { showStderr: false, timestamps: true })) as string[];
    assert.match(timed, /^\d{4}-\d\d-\d\dT[\d:.]+Z one$/);
    assert.deepEqual(await lines(plain, { logsListStringEnabled: false }), []);
  });

  it("gives what was written in a time, told as a date, in seconds, or as how long ago", async () => {
    const started = Date.parse((await inspectContainer(engine, plain.id))?.State.StartedAt ?? "");
    const before = new Date(started - 60_000).toISOString();
    for (const [given, count] of [
      [{ since: before }, 4],
      [{ until: before }, 0],
      [{ since: String(started / 1000 - 60) }, 4],
      [{ since: "1h30m" }, 4],
      [{ until: "1h" }, 0],
      [{ since: "2020-01-01", until: "2020-01-02" }, 0],
    ] as const) {
      assert.equal(((await lines(plain, given)) as string[]).length, count, JSON.stringify(given));
    }
  });

  it("shows the engine's headers where they are asked for", async () => {
    const [first = ""] = (await lines(plain, { discardHeaders: false, showStderr: false })) as string[];
    assert.equal(first, "\u0001\0\0\0\0\0\0\u0004one");
  });

  it("with follow waits for the end and has all of it", async () => {
    const job = await provider.client.make(containerUrn(), {
      ...idle,
      ...shell("echo begun; busybox sleep 0.5; echo done"),
      mustRun: false,
    });
    assert.deepEqual(await lines(job, { follow: true }), ["begun", "done"]);
  });

  it("gives the attributes that the log driver keeps", async () => {
    const labelled = await provider.client.make(containerUrn(), {
      ...idle,
      ...shell("echo hello; exec busybox sleep 1000"),
      labels: [{ label: "team", value: "shop" }],
      logDriver: "json-file",
      logOpts: { labels: "team" },
    });
    await written(labelled, 1);
    assert.deepEqual(await lines(labelled, { details: true }), ["team=shop hello"]);
  });

  it("says at once everything that is wrong, and that there is no such container", async () => {
    const fails = rejects(() => provider.client);
    await fails(
      "docker:index/getLogs:getLogs",
      { since: "yesterday", tail: "-1", lines: 3 },
      [
        "lines: there is no such property",
        "name: it is required; give a value",
        'since: "yesterday" is no time; write 2026-01-31T12:00:00Z, seconds since 1970, or 10m for ten minutes ago',
        'tail: "-1" is no number of lines; write 100, or all',
      ].join("\n"),
    );
    const name = unique("none");
    await fails(
      "docker:index/getLogs:getLogs",
      { name },
      `There is no container ${name} on the engine. Create it first, or correct its name; \`docker ps --all\` lists those there are.`,
    );
  });
});

describe("provider: a function it does not have", () => {
  const provider = useProvider();

  it("is refused by name, with the way to the plugin that has it", async () => {
    await rejects(() => provider.client)(
      "docker:index/getPlugin:getPlugin",
      { alias: "x" },
      ": Bulkhead's provider does not have docker:index/getPlugin:getPlugin (it knows no engine plugins; `docker plugin inspect` shows them); " +
        "remove plugins.providers from Pulumi.yaml to use the official docker plugin; it takes this stack's state as it is",
    );
  });

  it("and that the package does not have either, too", async () => {
    await rejects(() => provider.client)(
      "docker:index/getNothing:getNothing",
      {},
      ": the package docker has no function docker:index/getNothing:getNothing; see the @pulumi/docker documentation for those there are",
    );
  });
});

/** Asserts what is said of a call that fails. */
function rejects(client: () => { invoke(token: string, given: Properties): Promise<Properties> }) {
  return (token: string, given: Properties, says: string): Promise<void> =>
    assert.rejects(client().invoke(token, given), (error: Error) => {
      assert.equal(error.message, says);
      return true;
    });
}
