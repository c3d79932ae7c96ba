import assert from "node:assert/strict";
import fc from "fast-check";
import { type Edge, reach, readResources, type StackResource } from "../../../../topology/index.ts";
import { runs } from "../arbitraries.ts";
import { byKey, keyOf } from "../questions.ts";
import { container, network, notYet } from "./stack.ts";

const bridge = "com.docker.network.bridge";
const [names, networks] = [
  ["c0", "c1", "c2", "c3"],
  ["n0", "n1", "n2"],
];

const networkOutputs = fc.record(
  {
    driver: fc.constantFrom("bridge", "bridge", "overlay", "macvlan"),
    internal: fc.boolean(),
    attachable: fc.boolean(),
    options: fc.dictionary(
      fc.constantFrom(
        ...["enable_icc", "inhibit_ipv4", "enable_ip_masquerade"].map(option => `${bridge}.${option}`),
      ),
      fc.constantFrom("true", "false"),
    ),
  },
  { requiredKeys: [] },
);

const volume = fc.record({
  containerPath: fc.constant("/data"),
  volumeName: fc.constantFrom("v0", "v1"),
  readOnly: fc.boolean(),
});
const bind = fc.record({
  type: fc.constant("bind"),
  target: fc.constant("/host"),
  source: fc.constantFrom("/srv", "/srv/data", "/etc", "/var/run/docker.sock"),
  readOnly: fc.boolean(),
});

const containerOutputs = fc.record(
  {
    networksAdvanced: fc.subarray(networks).map(some => some.map(name => ({ name }))),
    networkMode: fc.constantFrom("bridge", "host", "none", "n1", "container:c3"),
    ports: fc.array(
      fc.record({
        internal: fc.constantFrom(80, 443),
        external: fc.constantFrom(0, 8080),
        ip: fc.constantFrom("0.0.0.0", "127.0.0.1"),
      }),
      { maxLength: 2 },
    ),
    publishAllPorts: fc.boolean(),
    volumes: fc.array(volume, { maxLength: 1 }),
    mounts: fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(bind) }),
    privileged: fc.constantFrom(false, false, false, false, true),
    capabilities: fc.record({ adds: fc.constantFrom([], ["NET_ADMIN"], ["NET_ADMIN"], ["SYS_MODULE"]) }),
    devices: fc.constantFrom([], [], [], [{ hostPath: "/dev/sda" }]),
    pidMode: fc.constantFrom("", "", "", "host"),
    sysctls: fc.constantFrom({}, { "net.ipv4.ip_forward": "0" }),
  },
  { requiredKeys: [] },
);

/** A stack, and the same with one property of one resource not known yet. */
const twice = fc
  .record({
    nets: fc.tuple(...networks.map(() => networkOutputs)),
    boxes: fc.tuple(...names.map(() => containerOutputs)),
    pick: fc.nat(),
    property: fc.nat(),
  })
  .map(({ nets, boxes, pick, property }) => {
    const stack: StackResource[] = [
      ...networks.map((name, at) => network(name, { name, ...nets[at] })),
      ...names.map((name, at) => container(name, { name, ...notItself(name, boxes[at] ?? {}) })),
    ];
    const hidden = stack[pick % stack.length] as StackResource;
    const outputs = hidden.outputs as Readonly<Record<string, unknown>>;
    const keys = Object.keys(outputs).filter(key => key !== "name");
    const key = keys[property % Math.max(1, keys.length)];
    const changed = key === undefined ? hidden : { ...hidden, outputs: { ...outputs, [key]: notYet } };
    return {
      what: `${key} of ${hidden.urn}`,
      known: stack,
      unknown: stack.map(one => (one === hidden ? changed : one)),
    };
  });

describe("topology: a stack of which something is not known yet", () => {
  it("has no edge for certain, nor none for certain, where knowing more says otherwise", () => {
    fc.assert(
      fc.property(twice, ({ what, known, unknown }) => {
        const [told, open] = [known, unknown].map(stack => byKey(edgesOf(stack)));
        assert.ok(told && open);
        for (const edge of told.values()) {
          const verdict = (open.get(keyOf(edge)) ?? open.get(keyOf(anyPort(edge))))?.verdict ?? "denied";
          if (edge.verdict !== "denied") assert.notEqual(verdict, "denied", `${what}: ${keyOf(edge)}`);
        }
        for (const edge of open.values()) {
          const asked = !names.includes(edge.to) || told.has(keyOf(edge));
          if (edge.verdict !== "allowed" || !asked) continue;
          assert.equal(told.get(keyOf(edge))?.verdict, "allowed", `${what}: ${keyOf(edge)}`);
        }
      }),
      runs(600),
    );
  });
});

/** Nobody can join himself. */
function notItself(name: string, outputs: { readonly networkMode?: string }): object {
  return outputs.networkMode === `container:${name}` ? { ...outputs, networkMode: "none" } : outputs;
}

function edgesOf(stack: readonly StackResource[]): readonly Edge[] {
  return reach(readResources("any", stack), { denied: "all" }).edges;
}

function anyPort(edge: Edge): Edge {
  return { ...edge, port: "any", protocol: "tcp" };
}
