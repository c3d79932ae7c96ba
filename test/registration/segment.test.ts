import assert from "node:assert/strict";
import { Segment, type SegmentArgs } from "../../components/index.ts";
import { blockContains, defaultPool, gatewayOf, parseBlock } from "../../components/network/subnets.ts";
import type { Value } from "../../provider/protocol/values.ts";
import { plainNetwork } from "../../topology/index.ts";
import { at, promiseOf, record, refused } from "../harness/recorder.ts";

/** The inputs of the one network a segment is. */
async function networkOf(args?: SegmentArgs) {
  const recording = await record(() => new Segment("backend", args));
  return recording.one("Network", "backend").inputs;
}

const icc = "com.docker.network.bridge.enable_icc";
const inhibit = "com.docker.network.bridge.inhibit_ipv4";
const masquerade = "com.docker.network.bridge.enable_ip_masquerade";

describe("registration: Segment", () => {
  it("is one network below one component", async () => {
    const { resources } = await record(() => new Segment("backend"));
    assert.deepEqual(
      resources.map(({ type, name, parent }) => [type, name, parent]),
      [
        ["bulkhead:index:Segment", "backend", ""],
        ["docker:index/network:Network", "backend", "backend"],
      ],
    );
  });

  it("is internal, without an address of the host, unless another kind is asked for", async () => {
    const { internal, options, driver } = await networkOf();
    assert.deepEqual(
      { internal, options, driver },
      { internal: true, options: { [inhibit]: "true" }, driver: "bridge" },
    );
  });

  const kinds = {
    internal: { internal: true, options: { [inhibit]: "true" } },
    egress: { internal: false, options: { [icc]: "false" } },
    publish: { internal: false, options: { [icc]: "false", [masquerade]: "false" } },
  } as const;
  for (const [kind, expected] of Object.entries(kinds)) {
    it(`of kind ${kind} is a bridge with just the options that make it so`, async () => {
      const { internal, options } = await networkOf({ kind: kind as keyof typeof kinds });
      assert.deepEqual({ internal, options }, expected);
    });
  }

  it("relaxes and tightens by argument", async () => {
    assert.deepEqual((await networkOf({ hostAddress: true }))["options"], {});
    assert.deepEqual((await networkOf({ memberTraffic: false }))["options"], {
      [icc]: "false",
      [inhibit]: "true",
    });
    assert.deepEqual((await networkOf({ kind: "egress", memberTraffic: true }))["options"], {});
    assert.deepEqual(
      (await networkOf({ mtu: 1400, driverOptions: { other: "1" }, hostAddress: true }))["options"],
      {
        "com.docker.network.driver.mtu": "1400",
        other: "1",
      },
    );
  });

  it("has a subnet and its gateway, both always, inside the pool", async () => {
    const pool = parseBlock(defaultPool.cidr);
    for (const args of [{}, { kind: "egress" }, { kind: "publish" }] as const) {
      const configs = (await networkOf(args))["ipamConfigs"];
      assert(Array.isArray(configs) && configs.length === 1);
      const subnet = parseBlock(String(at(configs, 0, "subnet")));
      assert(pool !== undefined && subnet !== undefined && blockContains(pool, subnet));
      assert.equal(at(configs, 0, "gateway"), gatewayOf(subnet));
    }
  });

  it("takes a subnet and a pool of its user's choice", async () => {
    const own = await networkOf({ subnet: "10.64.3.32/27" });
    assert.deepEqual(own["ipamConfigs"], [{ subnet: "10.64.3.32/27", gateway: "10.64.3.33" }]);
    const pooled = await networkOf({ pool: { cidr: "172.20.0.0/28", prefix: 28 } });
    assert.deepEqual(pooled["ipamConfigs"], [{ subnet: "172.20.0.0/28", gateway: "172.20.0.1" }]);
  });

  it("carries its labels in order, with the library's own", async () => {
    const { labels } = await networkOf({ labels: { zone: "b", area: "a" }, subnet: "10.64.3.32/27" });
    assert.deepEqual(labels, [
      { label: "area", value: "a" },
      { label: "bulkhead.env", value: "dev" },
      { label: "bulkhead.segment", value: "backend" },
      { label: "zone", value: "b" },
    ]);
  });

  it("says of a subnet that nobody chose in which pool another may be", async () => {
    const placed = async (args?: SegmentArgs) => {
      const { labels, ipamConfigs } = await networkOf(args);
      const label = (labels as { label: string; value: string }[]).find(
        one => one.label === "bulkhead.placed",
      );
      return [label?.value, at(ipamConfigs, 0, "subnet")];
    };
    const [label, subnet] = await placed();
    assert.equal(label, `${subnet} of 10.64.0.0/10`);
    assert.deepEqual(await placed({ subnet: "10.64.3.32/27" }), [undefined, "10.64.3.32/27"]);
  });

  it("gives two of one program two places, even where their names would have them on one", async () => {
    const pool = { cidr: "10.64.0.0/28", prefix: 29 };
    const { resources } = await record(() => ["a", "b"].map(name => new Segment(name, { pool })));
    const subnets = resources.flatMap(({ inputs }) =>
      inputs["ipamConfigs"] ? [at(inputs["ipamConfigs"], 0, "subnet")] : [],
    );
    assert.deepEqual(subnets.map(String).sort(), ["10.64.0.0/29", "10.64.0.8/29"]);
  });

  it("keeps the library's labels from being overwritten", async () => {
    const labels = { "bulkhead.segment": "x", "bulkhead.env": "y" };
    const problems = await refused(() => new Segment("backend", { labels }));
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['labels["bulkhead.segment"]', 'labels["bulkhead.env"]'],
    );
  });

  it("gives its transform the last word", async () => {
    const inputs = await networkOf({ transform: args => ({ ...args, ipv6: true }) });
    assert.equal(inputs["ipv6"], true);
    assert.equal(inputs["internal"], true);
  });

  it("is deleted before it is replaced, since no two networks can have its subnet", async () => {
    const recording = await record(() => new Segment("backend"));
    assert.equal(recording.one("Network", "backend").options.deleteBeforeReplace, true);
  });

  it("registers its network and its part of the topology", async () => {
    const recording = await record(
      () => new Segment("backend", { subnet: "10.64.3.32/27", labels: { team: "a" } }),
    );
    const { outputs } = recording.one("Segment", "backend");
    assert.equal(outputs?.["networkName"], await promiseOf(recording.result.networkName));
    assert.equal(outputs?.["networkId"], await promiseOf(recording.result.networkId));
    const expected = { internal: true, hostAddress: false, masquerade: false, subnets: ["10.64.3.32/27"] };
    assert.deepEqual(recording.topology.networks, [
      { ...plainNetwork("backend"), ...expected, labels: { team: "a" } },
    ]);
  });

  it("says in the topology what its kind and its arguments make of it", async () => {
    const kinds: SegmentArgs[] = [
      { kind: "egress" },
      { kind: "publish", memberTraffic: true },
      { hostAddress: true },
    ];
    const recording = await record(() => kinds.map((args, index) => new Segment(`segment-${index}`, args)));
    const told = recording.topology.networks.map(({ internal, memberTraffic, hostAddress, masquerade }) => {
      return { internal, memberTraffic, hostAddress, masquerade };
    });
    assert.deepEqual(told, [
      { internal: false, memberTraffic: false, hostAddress: true, masquerade: true },
      { internal: false, memberTraffic: true, hostAddress: true, masquerade: false },
      { internal: true, memberTraffic: true, hostAddress: true, masquerade: false },
    ]);
  });

  it("asks for the same in a preview as in an update", async () => {
    const [preview, update] = [
      await record(() => new Segment("a"), { preview: true }),
      await record(() => new Segment("a")),
    ];
    assert.deepEqual(preview.one("Network", "a").inputs, update.one("Network", "a").inputs);
  });

  it("puts each of several at a place of its own, and none elsewhere when one is added", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `segment-${index}`);
    const subnetsOf = async (some: readonly string[]): Promise<Value[]> => {
      const recording = await record(() => some.map(name => new Segment(name)));
      return some.map(name => at(recording.one("Network", name).inputs, "ipamConfigs", 0, "subnet"));
    };
    const all = await subnetsOf(names);
    assert.equal(new Set(all).size, names.length);
    assert.deepEqual(await subnetsOf(names.slice(5, 12)), all.slice(5, 12));
  });

  it("has another subnet in another stack, since both may be on one engine", async () => {
    const [dev, test] = [
      await record(() => new Segment("a")),
      await record(() => new Segment("a"), { stack: "test" }),
    ];
    assert.notDeepEqual(
      at(dev.one("Network", "a").inputs, "ipamConfigs"),
      at(test.one("Network", "a").inputs, "ipamConfigs"),
    );
  });
});
