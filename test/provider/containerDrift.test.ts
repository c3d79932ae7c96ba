import assert from "node:assert/strict";
import {
  type ContainerInspect,
  connectNetwork,
  disconnectNetwork,
  inspectContainer,
  removeContainer,
  renameContainer,
  restartContainer,
  stopContainer,
  updateContainer,
} from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine } from "../harness/engine.ts";
import { inside } from "../harness/inside.ts";
import type { Made, RpcFailure } from "../harness/providerClient.ts";
import { unique } from "../harness/run.ts";
import { useWorld, world } from "./properties/world.ts";
import { assertShows, type Part } from "./shows.ts";
import { containerUrn, idle, useProvider } from "./useProvider.ts";

const MiB = 1024 * 1024;
const { alpha, beta } = world;
const foreignName = unique("renamed");

/** Something done to a living container behind the provider's back. */
interface Meddling {
  readonly title: string;
  readonly meddle: (id: string) => Promise<void>;
  /** The inputs that a refresh then gives. */
  readonly found: Properties;
  /** What the mended container shows; by default what it showed before. */
  readonly mended?: Part;
}

const meddlings: readonly Meddling[] = [
  {
    title: "was connected to another network",
    meddle: id => connectNetwork(engine, beta.name, id, { Aliases: ["stranger"] }),
    found: {
      networksAdvanced: [
        { name: alpha.name, aliases: ["shop", "till"] },
        { name: beta.name, aliases: ["stranger"] },
      ],
    },
  },
  {
    title: "was disconnected",
    meddle: id => disconnectNetwork(engine, alpha.name, id),
    found: { networksAdvanced: [] },
  },
  {
    title: "has other aliases",
    meddle: id => reconnect(id, { Aliases: ["shop", "another"] }),
    found: { networksAdvanced: [{ name: alpha.name, aliases: ["shop", "another"] }] },
  },
  {
    title: "has a fixed address",
    meddle: id => reconnect(id, { Aliases: ["shop", "till"], IPAMConfig: { IPv4Address: alpha.address(9) } }),
    found: {
      networksAdvanced: [{ name: alpha.name, aliases: ["shop", "till"], ipv4Address: alpha.address(9) }],
    },
  },
  {
    title: "has other memory limits",
    meddle: id =>
      updateContainer(engine, id, { Memory: 96 * MiB, MemorySwap: 100 * MiB, MemoryReservation: 48 * MiB }),
    found: { memory: 96, memorySwap: 100, memoryReservation: 48 },
  },
  {
    title: "has other processor limits",
    meddle: id => updateContainer(engine, id, { NanoCpus: 0.75e9, CpuShares: 128, CpusetCpus: "0" }),
    found: { cpus: "0.75", cpuShares: 128, cpuSet: "0" },
  },
  {
    title: "has another restart policy",
    meddle: id => updateContainer(engine, id, { RestartPolicy: { Name: "always" } }),
    found: { restart: "always", maxRetryCount: 0 },
  },
  {
    title: "has another name",
    meddle: id => renameContainer(engine, id, foreignName),
    found: { name: foreignName },
  },
  {
    title: "was paused",
    meddle: async id => await engine.call("pause a container", docker => docker.getContainer(id).pause()),
    found: { mustRun: false },
  },
  {
    title: "was stopped",
    meddle: id => stopContainer(engine, id, 0),
    found: { mustRun: false },
  },
];

describe("provider: drift of a container", () => {
  const provider = useProvider();
  useWorld();
  let made: Made;
  let asMade: ContainerInspect;

  before(async () => {
    made = await provider.client.make(containerUrn(), {
      ...idle,
      networksAdvanced: [{ name: alpha.name, aliases: ["shop", "till"] }],
      memory: 64,
      memorySwap: 80,
      memoryReservation: 32,
      cpus: "0.5",
      cpuShares: 512,
      cpuSet: "0-1",
      restart: "on-failure",
      maxRetryCount: 3,
    });
    asMade = await seen(made.id);
  });

  // One test's failure is not to be the next one's.
  afterEach(async () => {
    if ((await inspectContainer(engine, made.id)) !== undefined) {
      await provider.client.update(made.urn, made.id, made.inputs, made.state, made.inputs);
    }
  });

  for (const { title, meddle, found } of meddlings) {
    it(`that ${title} is seen by a refresh, and mended in place`, async () => {
      const { client } = provider;
      const { urn, id, inputs, state } = made;
      await meddle(id);
      const read = await client.read(urn, id, inputs, state);
      const { networksAdvanced, ...others } = found;
      for (const [name, value] of Object.entries(others)) assert.deepEqual(read?.inputs[name], value, name);
      if (networksAdvanced !== undefined) sameEndpoints(read?.inputs["networksAdvanced"], networksAdvanced);
      assert.ok(read !== undefined);

      const diff = await client.diff(urn, id, read.inputs, read.state, inputs);
      assert.deepEqual(diff.diffs.toSorted(), Object.keys(found).sort());
      assert.deepEqual(diff.replaces, []);
      const mended = await client.update(urn, id, read.inputs, read.state, inputs);
      assertSame(await seen(id), asMade);
      const again = await client.read(urn, id, inputs, mended);
      assert.deepEqual(again?.inputs, inputs);
    });
  }

  it("that was removed is gone for a refresh, and an update says so", async () => {
    const { client } = provider;
    const { urn, id, inputs, state } = made;
    await removeContainer(engine, id, { volumes: true });
    assert.equal(await client.read(urn, id, inputs, state), undefined);
    await assert.rejects(
      client.update(urn, id, inputs, state, { ...inputs, memory: 70 }),
      (error: RpcFailure) => {
        assert.match(error.details, /does not exist any more\. `pulumi refresh` takes note of that/);
        assert.equal(error.partial, false);
        return true;
      },
    );
    await client.delete(urn, id, state);
  });
});

describe("provider: drift of a container with nothing said of networks", () => {
  const provider = useProvider();
  useWorld();

  it("on the network of its mode, by name or by id, is none", async () => {
    const { client } = provider;
    const inspected = await engine.read("inspect the network", docker =>
      docker.getNetwork(alpha.name).inspect(),
    );
    for (const networkMode of [alpha.name, String(inspected.Id), "host", "none"]) {
      const made = await client.make(containerUrn(), { ...idle, networkMode });
      const read = await client.read(made.urn, made.id, made.inputs, made.state);
      assert.deepEqual(read?.inputs, made.inputs);
      await client.delete(made.urn, made.id, made.state);
    }
  });

  it("on the network of its mode with a name that was given by hand is seen and mended", async () => {
    const { client } = provider;
    const { urn, id, inputs, state } = await client.make(containerUrn(), {
      ...idle,
      networkMode: alpha.name,
    });
    await reconnect(id, { Aliases: ["stranger"] });
    const read = await client.read(urn, id, inputs, state);
    assert.deepEqual(read?.inputs["networksAdvanced"], [{ name: alpha.name, aliases: ["stranger"] }]);
    await client.update(urn, id, read.inputs, read.state, inputs);
    assert.deepEqual((await client.read(urn, id, inputs, state))?.inputs, inputs);
    await client.delete(urn, id, state);
  });

  it("without any network is mended from one that was added by hand, and from one that was in its inputs", async () => {
    const { client } = provider;
    const made = await client.make(containerUrn(), { ...idle, networkMode: "none" });
    const { urn, id, inputs } = made;
    const on = { ...inputs, networksAdvanced: [{ name: beta.name }] };
    let state = await client.update(urn, id, inputs, made.state, on);
    assert.deepEqual(networksOf(await seen(id)), [beta.name]);
    state = await client.update(urn, id, on, state, inputs);
    assert.deepEqual(networksOf(await seen(id)), ["none"]);

    await disconnectNetwork(engine, "none", id);
    await connectNetwork(engine, alpha.name, id, {});
    const read = await client.read(urn, id, inputs, state);
    assert.deepEqual(read?.inputs["networksAdvanced"], [{ name: alpha.name }]);
    await client.update(urn, id, read.inputs, read.state, inputs);
    assert.deepEqual(networksOf(await seen(id)), ["none"]);
    await client.delete(urn, id, state);
  });

  it("that shares the network of one that was restarted is seen, and mended by its own restart", async () => {
    const { client } = provider;
    const other = await client.make(containerUrn(), { ...idle, networksAdvanced: [{ name: alpha.name }] });
    const made = await client.make(containerUrn(), { ...idle, networkMode: `container:${other.id}` });
    const { urn, id, inputs, state } = made;
    assert.deepEqual((await client.read(urn, id, inputs, state))?.inputs, inputs);
    await restartContainer(engine, other.id);
    const read = await client.read(urn, id, inputs, state);
    assert.equal(read?.inputs["mustRun"], false);
    const before = (await seen(id)).State.StartedAt;
    const mended = await client.update(urn, id, read.inputs, read.state, inputs);
    assert.notEqual((await seen(id)).State.StartedAt, before);
    assert.deepEqual((await client.read(urn, id, inputs, mended))?.inputs, inputs);
    const { output: addresses } = await inside(id, "busybox", "ip", "address");
    const address = (await seen(other.id)).NetworkSettings.Networks?.[alpha.name]?.IPAddress ?? "none";
    assert.ok(addresses.includes(address), addresses);
    await client.delete(urn, id, state);
    await client.delete(other.urn, other.id, other.state);
  });

  it("in two that are to swap names: the error says the two steps, and both stay as they are", async () => {
    const { client } = provider;
    const [one, other] = [await client.make(containerUrn(), idle), await client.make(containerUrn(), idle)];
    const [first, second] = [String(one.inputs["name"]), String(other.inputs["name"])];
    await assert.rejects(
      client.update(one.urn, one.id, one.inputs, one.state, { ...one.inputs, name: second }),
      (error: RpcFailure) => {
        assert.match(
          error.details,
          /is taken by another container \([0-9a-f]{12}\)\. Give another name, or remove that container if nobody needs it; two that are to swap their names do so in two runs, in the first of which one of them gets a third name\.$/,
        );
        return true;
      },
    );
    const names = await Promise.all([one, other].map(async ({ id }) => (await seen(id)).Name));
    assert.deepEqual(names, [`/${first}`, `/${second}`]);
    for (const { urn, id, state } of [one, other]) await client.delete(urn, id, state);
  });

  it("in its limits is seen, and taking them off again is a replacement", async () => {
    const { client } = provider;
    const { urn, id, inputs, state } = await client.make(containerUrn(), idle);
    await updateContainer(engine, id, { Memory: 64 * MiB, MemorySwap: 128 * MiB, NanoCpus: 1e9 });
    const read = await client.read(urn, id, inputs, state);
    assert.ok(read !== undefined);
    assert.deepEqual([read.inputs["memory"], read.inputs["cpus"]], [64, "1"]);
    const diff = await client.diff(urn, id, read.inputs, read.state, inputs);
    assert.deepEqual(diff.replaces.toSorted(), ["cpus", "memory"]);
    await client.delete(urn, id, state);
  });

  it("is not looked for where a container need not run", async () => {
    const { client } = provider;
    const { urn, id, inputs, state } = await client.make(containerUrn(), { ...idle, mustRun: false });
    await stopContainer(engine, id, 0);
    const read = await client.read(urn, id, inputs, state);
    assert.deepEqual(read?.inputs, inputs);
    assert.equal(read.state["exitCode"], 137);
    await client.delete(urn, id, state);
  });
});

async function reconnect(id: string, endpoint: Parameters<typeof connectNetwork>[3]): Promise<void> {
  await disconnectNetwork(engine, alpha.name, id);
  await connectNetwork(engine, alpha.name, id, endpoint);
}

/** Everything that can change on a living container is as it was. */
function assertSame(actual: ContainerInspect, expected: ContainerInspect): void {
  const { HostConfig } = expected;
  assertShows(actual, {
    Id: expected.Id,
    Name: expected.Name,
    State: { Running: true },
    HostConfig: {
      Memory: HostConfig.Memory,
      MemorySwap: HostConfig.MemorySwap,
      MemoryReservation: HostConfig.MemoryReservation,
      NanoCpus: HostConfig.NanoCpus,
      CpuShares: HostConfig.CpuShares,
      CpusetCpus: HostConfig.CpusetCpus,
      RestartPolicy: HostConfig.RestartPolicy,
    },
  });
  assert.deepEqual(networksOf(actual), networksOf(expected));
  const endpoint = actual.NetworkSettings.Networks?.[alpha.name];
  // An engine of some lines shows its short id beside them.
  const aliases = new Set(endpoint?.Aliases).difference(new Set([expected.Id.slice(0, 12)]));
  assert.deepEqual([...aliases].sort(), ["shop", "till"]);
  assert.equal(endpoint?.IPAMConfig?.IPv4Address ?? "", "");
}

/** Aliases and networks have no order. */
function sameEndpoints(actual: unknown, expected: unknown): void {
  const sorted = (value: unknown): unknown =>
    (value as { name: string; aliases?: string[]; __defaults?: unknown }[])
      .map(({ aliases, __defaults, ...one }) => ({ ...one, aliases: [...(aliases ?? [])].sort() }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  assert.deepEqual(sorted(actual), sorted(expected));
}

function networksOf({ NetworkSettings }: ContainerInspect): string[] {
  return Object.keys(NetworkSettings.Networks ?? {}).sort();
}

async function seen(id: string): Promise<ContainerInspect> {
  const found = await inspectContainer(engine, id);
  assert.ok(found !== undefined);
  return found;
}
