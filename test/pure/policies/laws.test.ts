import assert from "node:assert/strict";
import fc from "fast-check";
import { type Finding, judge, policyConfig, rules } from "../../../policies/index.ts";
import type { Network, Topology, UnknownField, Volume, Workload } from "../../../topology/index.ts";
import { topology as anyTopology, runs } from "../topology/arbitraries.ts";
import { examples } from "./cases/index.ts";
import { network, notYet, volume, why, workload } from "./world.ts";

/** Every field that may not be known is not. */
const allFields: readonly UnknownField[] = [
  ...(["labels", "subnets", "attachments", "ports", "published", "environment", "links", "hosts"] as const),
  ...(["dns", "mounts", "devices", "sysctls", "securityOptions", "pid", "ipc", "userns"] as const),
  ...(["cgroupParent", "ulimits"] as const),
];
const unknowns = Object.fromEntries(allFields.map(field => [field, why]));

const nobodyKnows: Workload = workload("mystery", {
  replicas: notYet,
  image: notYet,
  command: notYet,
  environment: [{ name: "A", secret: false }],
  namespace: { kind: "unknown", unknown: why },
  published: [{ address: notYet, hostPort: notYet, port: 1, protocol: "tcp" }],
  publishAll: notYet,
  mounts: [{ kind: "bind", from: notYet, at: "/x", readOnly: notYet }],
  privileges: {
    privileged: notYet,
    capabilitiesAdded: notYet,
    capabilitiesDropped: notYet,
    devices: [],
    user: notYet,
    readOnlyRoot: notYet,
    noNewPrivileges: notYet,
    sysctls: {},
  },
  care: {
    memory: notYet,
    cpus: notYet,
    pids: notYet,
    restart: notYet,
    restartAttempts: notYet,
    healthCheck: notYet,
    logDriver: notYet,
    ulimits: [],
  },
  unknowns,
});
const unknownNetwork: Network = network("mystery-net", {
  driver: "undescribed",
  internal: notYet,
  memberTraffic: notYet,
  gateway: notYet,
  hostAddress: notYet,
  masquerade: notYet,
  attachable: notYet,
  encrypted: notYet,
  unknowns,
});
const unknownVolume: Volume = volume("mystery-volume", { hostPath: notYet, unknowns });

const withUnknowns = (topology: Topology): Topology => ({
  ...topology,
  workloads: [...topology.workloads, nobodyKnows],
  networks: [...topology.networks, unknownNetwork],
  volumes: [...topology.volumes, unknownVolume],
});

/** Says that nothing else does something, which one who may do anything makes impossible to tell. */
const aboutNobody = ["network-unused", "volume-unused"];

/** Findings for certain, as they are followed from run to run. */
function certain(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ verdict, rule }) => verdict === "violated" && !aboutNobody.includes(rule))
    .map(({ rule, resource, evidence, level, fingerprint }) =>
      [rule, resource, evidence, level, fingerprint].join(" "),
    )
    .sort();
}

const everything = policyConfig(
  Object.fromEntries(rules.filter(({ level }) => level === "disabled").map(({ id }) => [id, "advisory"])),
);

describe("policies: laws", () => {
  it("an unknown value neither stops nor weakens any other finding", () => {
    for (const [id, { violated }] of Object.entries(examples)) {
      for (const [what, { topology, settings = {} }] of Object.entries(violated)) {
        const config = policyConfig({ [id]: settings });
        const alone = certain(judge(topology, { config }));
        assert.ok(aboutNobody.includes(id) || alone.some(one => one.startsWith(`${id} `)), `${id}: ${what}`);
        const beside = certain(judge(withUnknowns(topology), { config }));
        assert.deepEqual(
          alone.filter(one => !beside.includes(one)),
          [],
          `${id}: ${what}`,
        );
      }
    }
  });

  it("of what nobody knows anything, nothing is certain but what it says of itself", () => {
    const findings = judge(withUnknowns({ ...emptyOf("x") }), { config: everything });
    const sure = findings.filter(({ verdict }) => verdict === "violated").map(({ rule }) => rule);
    assert.deepEqual(sure, []);
    assert.ok(findings.length > 30, "it is said of most rules that they cannot be told");
  });

  it("judge any topology, and the same one always the same way", () => {
    fc.assert(
      fc.property(anyTopology, topology => {
        const findings = judge(topology, { config: everything });
        assert.deepEqual(judge(topology, { config: everything }), findings);
        const prints = findings.map(({ fingerprint }) => fingerprint);
        assert.equal(new Set(prints).size, prints.length, "no finding twice");
      }),
      runs(200),
    );
  });

  it("find no less when a workload is added that changes nothing of the others", () => {
    const hermit = workload("hermit", { namespace: { kind: "none" } });
    fc.assert(
      fc.property(anyTopology, topology => {
        const before = certain(judge(topology, { config: everything }));
        const after = certain(
          judge({ ...topology, workloads: [...topology.workloads, hermit] }, { config: everything }),
        );
        assert.deepEqual(
          before.filter(one => !after.includes(one)),
          [],
        );
      }),
      runs(100),
    );
  });
});

function emptyOf(name: string): Topology {
  return { version: 1, name, workloads: [], networks: [], volumes: [], flows: [] };
}
