import assert from "node:assert/strict";
import {
  type ContainerInspect,
  createContainer,
  createNetwork,
  inspectContainer,
  removeContainer,
  removeNetwork,
  startContainer,
} from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { type Call, nameOf, refusal } from "../harness/faults/call.ts";
import { FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { realEngine } from "../harness/faults/realEngine.ts";
import { freePort } from "../harness/freePort.ts";
import type { Made, ProviderClient, RpcFailure } from "../harness/providerClient.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { alphaV6, useWorld, world } from "./properties/world.ts";
import { containerUrn, idle, useFurtherProviders, useProvider } from "./useProvider.ts";

const { alpha, beta } = world;
const socketPath = engine.address.kind === "unix" ? engine.address.path : "/var/run/docker.sock";

describe("provider: a container that is moved between networks", () => {
  const kept = { name: unique("kept"), ...uniqueSubnet() };
  const holder = unique("holder");
  let made: Made;
  let faulty: FaultyEngine;
  // Before the provider ends and the world goes.
  after(async () => {
    await provider.client.delete(made.urn, made.id, made.state);
    await removeContainer(engine, holder, { volumes: true });
    await removeNetwork(engine, kept.name);
    await faulty.dispose();
  });
  const provider = useProvider();
  const further = useFurtherProviders();
  useWorld();

  before(async () => {
    faulty = await FaultyEngine.start(realEngine(socketPath));
    await createNetwork(engine, {
      Name: kept.name,
      Labels: testLabels,
      IPAM: {
        Config: [
          { Subnet: kept.subnet, Gateway: kept.gateway, AuxiliaryAddresses: { printer: kept.address(5) } },
        ],
      },
    });
    const id = await createContainer(engine, {
      name: holder,
      Image: String(idle["image"]),
      Entrypoint: ["busybox", "sleep", "1000"],
      Labels: { ...testLabels },
      HostConfig: {},
      NetworkingConfig: {
        EndpointsConfig: { [alpha.name]: { IPAMConfig: { IPv4Address: alpha.address(7) } } },
      },
    });
    await startContainer(engine, id);
    made = await provider.client.make(containerUrn(), {
      ...idle,
      networksAdvanced: [{ name: alpha.name, aliases: ["shop"], ipv4Address: alpha.address(5) }],
    });
  });

  const unfit: readonly (readonly [title: string, endpoint: Properties, says: string])[] = [
    [
      "outside the subnet",
      { name: alpha.name, ipv4Address: "192.0.2.5" },
      `192.0.2.5 is not in its subnet ${alpha.subnet}. Give an address of that subnet.`,
    ],
    [
      "that another container has",
      { name: alpha.name, ipv4Address: alpha.address(7) },
      `${alpha.address(7)} is taken by ${holder}. Choose another address; \`docker network inspect\` shows those in use.`,
    ],
    [
      "that is the gateway's",
      { name: alpha.name, ipv6Address: alphaV6.gateway.toUpperCase() },
      `${alphaV6.gateway.toUpperCase()} is the address of its gateway. Choose another address; \`docker network inspect\` shows those in use.`,
    ],
    [
      "that nobody can have",
      { name: alpha.name, ipv4Address: alpha.address(15) },
      `${alpha.address(15)} is the first or the last address of its subnet, which nobody can have. Give one in between.`,
    ],
    [
      "that is kept for somebody",
      { name: kept.name, ipv4Address: kept.address(5) },
      `${kept.address(5)} is kept for printer (auxAddress). Choose another address; \`docker network inspect\` shows those in use.`,
    ],
    [
      "of a family that the network does not have",
      { name: beta.name, ipv6Address: "fd00::5" },
      "it has no IPv6 subnet, and fd00::5 none to be in. Give the network an IPv6 subnet (ipamConfigs), or leave that address out.",
    ],
  ];

  for (const [title, endpoint, says] of unfit) {
    it(`to a fixed address ${title} is refused before anything is taken off`, async () => {
      const before = await networksOf(made.id);
      const name = String(made.inputs["name"]);
      await failsWith(
        change(provider.client, { networksAdvanced: [endpoint] }),
        `Could not connect container ${name} to network ${String(endpoint["name"])}: ${says}`,
      );
      assert.deepEqual(await networksOf(made.id), before, "the very same endpoints");
    });
  }

  for (const [title, networksAdvanced] of [
    ["in its place on the same network", [{ name: alpha.name, aliases: ["other"] }]],
    ["from one network to another", [{ name: beta.name }]],
    ["to two others", [{ name: beta.name, aliases: ["x"] }, { name: kept.name }]],
  ] as const) {
    it(`${title} is back where it was when the engine refuses, and says so`, async () => {
      const client = await further({ config: { host: faulty.host } });
      const before = await asked(made.id);
      const last = networksAdvanced.at(-1)?.name ?? "";
      await faulty.plan(joins(last), {
        kind: "refused",
        reply: () => refusal(403, "Address already in use"),
      });
      await failsWith(
        change(client, { networksAdvanced }),
        `Could not connect container ${String(made.inputs["name"])} to network ${last}: its fixed address is taken on that network` +
          `${title === "from one network to another" ? "" : "; it is on its networks as before"}. ` +
          "Choose another address; `docker network inspect` shows those in use.",
      );
      faulty.clear();
      assert.deepEqual(await asked(made.id), before);
      assert.equal((await inspectContainer(engine, made.id))?.State.Running, true);
    });
  }

  it("and goes on publishing its ports, also when a move was refused", async () => {
    const external = await freePort();
    const urn = containerUrn();
    const { client } = provider;
    const inputs = { ...idle, ports: [{ internal: 80, external, ip: "127.0.0.1" }] };
    const published = await client.make(urn, { ...inputs, networksAdvanced: [{ name: alpha.name }] });
    const { inputs: news } = await client.check(urn, published.inputs, {
      ...inputs,
      networksAdvanced: [{ name: beta.name }],
    });
    const bindings = [{ HostIp: "127.0.0.1", HostPort: String(external) }];
    const careless = await further({ config: { host: faulty.host } });
    await faulty.plan(joins(beta.name), { kind: "refused", reply: () => refusal(403, "no") });
    await assert.rejects(careless.update(urn, published.id, published.inputs, published.state, news));
    faulty.clear();
    const refused = await inspectContainer(engine, published.id);
    assert.deepEqual(Object.keys(refused?.NetworkSettings.Networks ?? {}), [alpha.name]);
    assert.deepEqual(refused?.NetworkSettings.Ports?.["80/tcp"], bindings);
    await client.update(urn, published.id, published.inputs, published.state, news);
    const moved = await inspectContainer(engine, published.id);
    assert.deepEqual(Object.keys(moved?.NetworkSettings.Networks ?? {}), [beta.name]);
    assert.deepEqual(moved?.NetworkSettings.Ports?.["80/tcp"], bindings);
    await client.delete(urn, published.id, published.state);
  });

  it("and finds its fixed address taken when it starts, is told so in the words of every engine", async () => {
    const { client } = provider;
    const given = {
      ...idle,
      start: false,
      networksAdvanced: [{ name: alpha.name, ipv4Address: alpha.address(9) }],
    };
    const [first, second] = [
      await client.make(containerUrn(), given),
      await client.make(containerUrn(), given),
    ];
    const start = ({ urn, id, inputs, state }: Made): Promise<unknown> =>
      client.update(urn, id, inputs, state, { ...inputs, start: true });
    await start(first);
    await failsWith(
      start(second),
      `Could not start container ${String(second.inputs["name"])}: its fixed address is taken on that network. ` +
        "Choose another address; `docker network inspect` shows those in use.",
    );
    for (const { urn, id, state } of [first, second]) await client.delete(urn, id, state);
  });

  async function change(client: ProviderClient, given: Properties): Promise<unknown> {
    const { inputs, failures } = await client.check(made.urn, made.inputs, { ...made.inputs, ...given });
    assert.deepEqual(failures, []);
    return await client.update(made.urn, made.id, made.inputs, made.state, inputs);
  }

  async function asked(id: string): Promise<unknown> {
    const networks = Object.entries(await networksOf(id));
    return networks.map(([name, { Aliases, IPAMConfig, GwPriority }]) => ({
      name,
      Aliases,
      IPAMConfig,
      GwPriority,
    }));
  }
});

/** The call by which a network is joined. */
function joins(network: string): (call: Call) => boolean {
  return call => nameOf(call) === `POST /networks/${network}/connect`;
}

async function networksOf(id: string): Promise<NonNullable<ContainerInspect["NetworkSettings"]["Networks"]>> {
  return (await inspectContainer(engine, id))?.NetworkSettings.Networks ?? {};
}

async function failsWith(work: Promise<unknown>, says: string): Promise<void> {
  await assert.rejects(work, (error: RpcFailure) => {
    assert.equal(error.details, says);
    return true;
  });
}
