import assert from "node:assert/strict";
import { join } from "node:path";
import { createNetwork, inspectNetwork, removeNetwork } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { run } from "../../tools/toolchain/index.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { root } from "../harness/project.ts";
import { ProviderClient, urnOf } from "../harness/providerClient.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";

/** A pool of two places of its own, the one that is asked for and the one beside it. */
function twoPlaces() {
  const [first, second] = [uniqueSubnet(), uniqueSubnet()].map(({ subnet }) => subnet) as [string, string];
  return [first, second] as const;
}

/** What a component gives a network that may be moved. */
function asked(wish: string, pool: string, more: Record<string, string> = {}) {
  return {
    ...more,
    internal: true,
    ipamConfigs: [{ subnet: wish, gateway: gatewayOf(wish) }],
    labels: [
      { label: "bulkhead.placed", value: `${wish} of ${pool}` },
      { label: "team", value: "shop" },
    ],
  };
}

/** A subnet whose neighbour in the /27 is nobody else's either. */
function firstOfTwo(): string {
  for (;;) {
    const { subnet } = uniqueSubnet();
    const [, last] = /\.(\d+)\/28$/.exec(subnet) ?? [];
    if (Number(last) % 32 !== 0) continue;
    // The next one is the neighbour: it is taken, and left alone.
    uniqueSubnet();
    return subnet;
  }
}

function gatewayOf(subnet: string): string {
  return subnet.replace(/(\d+)\/\d+$/, (_, last: string) => String(Number(last) + 1));
}

/** A network's one subnet and the gateway there. */
function placeOf(inputs: Properties): string {
  const [config, ...others] = inputs["ipamConfigs"] as { subnet: string; gateway: string }[];
  assert.deepEqual(others, []);
  return `${config?.subnet} ${config?.gateway}`;
}

function blockAround(subnet: string): string {
  return subnet.replace(/\.\d+\.\d+\/\d+$/, ".0.0/16");
}

describe("provider: where a network gets its place", () => {
  let provider: ProviderClient;
  before(async () => {
    provider = await ProviderClient.start();
  });
  after(() => provider.stop());

  /** Somebody else's network. */
  async function foreign(subnet: string): Promise<{ name: string; id: string }> {
    const name = unique("foreign");
    const spec = { Name: name, Labels: testLabels, IPAM: { Config: [{ Subnet: subnet }] } };
    return { name, id: await createNetwork(engine, spec) };
  }

  async function subnetOf(id: string): Promise<string | undefined> {
    return (await inspectNetwork(engine, id))?.IPAM.Config?.[0]?.Subnet;
  }

  it("is past what the engine has, the same in a preview and after, and stays when that has gone", async () => {
    const [wish] = twoPlaces();
    const news = asked(wish, blockAround(wish));
    const other = await foreign(wish);
    const urn = urnOf("network", "Network", unique("placed"));
    const preview = await provider.check(urn, {}, news);
    const made = await provider.make(urn, news);
    const place = await subnetOf(made.id);
    assert.notEqual(place, wish);
    const config = `${place} ${gatewayOf(place ?? "")}`;
    assert.deepEqual([placeOf(preview.inputs), placeOf(made.inputs)], [config, config]);
    const labels = made.inputs["labels"] as { label: string }[];
    assert.deepEqual(
      labels.map(({ label }) => label),
      ["team"],
    );
    assert.equal((await inspectNetwork(engine, made.id))?.Labels?.["bulkhead.placed"], undefined);

    await removeNetwork(engine, other.id);
    const again = await provider.check(urn, made.inputs, news);
    assert.deepEqual([again.inputs, again.failures], [made.inputs, []]);
    const { changed } = await provider.diff(urn, made.id, made.inputs, made.state, again.inputs);
    assert.equal(changed, false);
    // Pulumi asks once more, as if there were none, where it replaces.
    const anew = await provider.check(urn, {}, { ...news, internal: false });
    assert.deepEqual(placeOf(anew.inputs), config);
    await provider.delete(urn, made.id, made.state);
  });

  it("is where it is asked for when nothing is there, and where the network is that stands from before", async () => {
    const [wish, elsewhere] = twoPlaces();
    const pool = blockAround(wish);
    const urn = urnOf("network", "Network", unique("placed"));
    const fresh = await provider.check(urn, {}, asked(wish, pool));
    assert.equal(placeOf(fresh.inputs), placeOf(asked(wish, pool)));
    // Made by an older version, or by the official plugin, which leaves the label where it is.
    const { labels, ipamConfigs } = asked(elsewhere, pool);
    const olds = { ...fresh.inputs, labels, ipamConfigs };
    const { inputs } = await provider.check(urn, olds, asked(wish, pool));
    assert.equal(placeOf(inputs), placeOf(olds));
    const { changed } = await provider.diff(urn, "id", olds, olds, inputs);
    assert.equal(changed, false);
  });

  it("is another for each of one run, and the pool's fullness is told with the way out", async () => {
    const wish = firstOfTwo();
    const pool = wish.replace("/28", "/27");
    const check = async () =>
      await provider.check(urnOf("network", "Network", unique("one")), {}, asked(wish, pool));
    const [one, two, three] = [await check(), await check(), await check()];
    assert.deepEqual([one.failures, two.failures], [[], []]);
    assert.notEqual(placeOf(one.inputs), placeOf(two.inputs));
    assert.deepEqual(three.failures, [
      {
        property: "ipamConfigs",
        reason: `the pool ${pool} has no room left for a /28 past what the engine and this host have; give its component another pool, or remove networks that nobody needs`,
      },
    ]);
  });

  it("chosen by hand is not moved: what it overlaps is told before anything is made, unless it stands", async () => {
    const { subnet } = uniqueSubnet();
    const other = await foreign(subnet);
    const urn = urnOf("network", "Network", unique("chosen"));
    const news = { ipamConfigs: [{ subnet, gateway: gatewayOf(subnet) }] };
    assert.deepEqual((await provider.check(urn, {}, news)).failures, [
      {
        property: "ipamConfigs[0].subnet",
        reason: `${subnet} overlaps ${subnet} of the network ${other.name}; choose another subnet, or remove that network if nobody needs it`,
      },
    ]);
    assert.deepEqual((await provider.check(urn, { name: other.name, ...news }, news)).failures, []);
    // What this stack has itself may have gone by then.
    await removeNetwork(engine, other.id);
    const made = await provider.make(urn, news);
    const neighbour = urnOf("network", "Network", unique("chosen"));
    assert.deepEqual((await provider.check(neighbour, {}, news)).failures, []);
    await provider.delete(urn, made.id, made.state);
  });

  it("without an engine is where it is asked for", async () => {
    const { subnet: wish } = uniqueSubnet();
    const deaf = await ProviderClient.start({ config: { host: "unix:///nobody/listens/here.sock" } });
    try {
      const urn = urnOf("network", "Network", unique("placed"));
      const { inputs, failures } = await deaf.check(urn, {}, asked(wish, blockAround(wish)));
      assert.deepEqual([placeOf(inputs), failures], [placeOf(asked(wish, "")), []]);
    } finally {
      await deaf.stop();
    }
  });

  it("is past the host's routes, and a route that came later is told while the network stays", async function () {
    this.timeout(60_000);
    const { subnet: wish } = uniqueSubnet();
    const pool = blockAround(wish);
    const olds = { name: unique("stands"), ...asked(wish, pool) };
    // On a machine of its own, with a cable to where the subnet is; the engine's socket is reached from there, too.
    const cable = [
      "ip link add cable type veth peer name far",
      "ip link set far up",
      "ip link set cable up",
      `ip route add ${wish} dev cable`,
    ];
    const program = `
      const { DockerPlugin } = await import(${JSON.stringify(join(root, "provider/plugin.ts"))});
      const warnings = [];
      const messages = { report() {}, tell() {}, warn: (_, message) => warnings.push(message) };
      const plugin = new DockerPlugin(messages);
      plugin.configure({ host: ${JSON.stringify(engine.where)} }, undefined);
      const naming = { seed: undefined, proposed: undefined, disabled: false };
      const check = async (name, olds, news) => {
        const urn = "urn:pulumi:dev::shop::docker:index/network:Network::" + name;
        const type = "docker:index/network:Network";
        const { inputs, failures } = await plugin.check({ urn, type }, olds, news, naming);
        return { subnet: inputs.ipamConfigs[0].subnet, failures };
      };
      const news = ${JSON.stringify(asked(wish, pool))};
      const fresh = await check("fresh", {}, news);
      const before = [...warnings];
      const stands = await check("stands", ${JSON.stringify(olds)}, news);
      console.log(JSON.stringify({ fresh, before, stands, warnings }));
    `;
    const shell = `${cable.join(" && ")} && exec "$@"`;
    const node = [process.execPath, "--input-type=module", "--eval", program];
    const seen = JSON.parse(await run("unshare", ["--net", "sh", "-ec", shell, "sh", ...node])) as Seen;
    assert.notEqual(seen.fresh.subnet, wish);
    assert.deepEqual([seen.fresh.failures, seen.before], [[], []]);
    assert.deepEqual(seen.stands, { subnet: wish, failures: [] });
    assert.equal(seen.warnings.length, 1);
    assert.match(
      seen.warnings[0] ?? "",
      /^stands-\S+ has 10\.\S+, which this host routes elsewhere too: 10\.\S+ \(cable\)\. .+ Give it another subnet, or its component another pool; that replaces it\.$/,
    );
  });

  it("of one upon another's bridge is past what the engine has as well, where it is to be placed", async () => {
    const wish = firstOfTwo();
    const other = await foreign(wish);
    const { ipamConfigs, labels } = asked(wish, blockAround(wish));
    const upon = { driver: "macvlan", options: { parent: "br-0123456789ab" }, ipamConfigs };
    const urn = urnOf("network", "Network", unique("above"));
    const placed = await provider.check(urn, {}, { ...upon, labels });
    assert.ok(!placeOf(placed.inputs).startsWith(`${wish} `), placeOf(placed.inputs));
    // A lan's addresses are its own: whoever chose them is not told of what else the engine has.
    const chosen = await provider.check(urn, {}, { ...upon, labels: [] });
    assert.deepEqual([placeOf(chosen.inputs), chosen.failures], [placeOf(upon), []]);
    await removeNetwork(engine, other.id);
  });
});

/** What the program on the machine of its own saw. */
interface Seen {
  readonly fresh: { readonly subnet: string; readonly failures: readonly unknown[] };
  readonly stands: { readonly subnet: string; readonly failures: readonly unknown[] };
  readonly before: readonly string[];
  readonly warnings: readonly string[];
}
