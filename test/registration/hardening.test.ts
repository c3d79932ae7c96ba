import assert from "node:assert/strict";
import { Workload, type WorkloadArgs } from "../../components/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { record } from "../harness/recorder.ts";

const image = "acme/api:1";

/** The inputs of the first container of a workload. */
async function containerOf(args: Partial<WorkloadArgs> = {}): Promise<Properties> {
  const recording = await record(() => new Workload("api", { image, ...args }));
  return recording.one("Container", "api1").inputs;
}

function only<Key extends string>(properties: Properties, ...keys: readonly Key[]): Properties {
  return Object.fromEntries(keys.map(key => [key, properties[key]]));
}

describe("registration: Workload, hardening and limits", () => {
  it("shuts its containers off from their host unless told otherwise", async () => {
    const inputs = await containerOf();
    const hardening = ["capabilities", "securityOpts", "readOnly", "tmpfs", "sysctls", "user"] as const;
    assert.deepEqual(only(inputs, ...hardening), {
      capabilities: { drops: ["ALL"], adds: [] },
      securityOpts: ["no-new-privileges:true"],
      readOnly: true,
      tmpfs: { "/tmp": "size=16m" },
      sysctls: { "net.ipv4.ip_forward": "0" },
      user: undefined,
    });
    for (const never of ["privileged", "pidMode", "ipcMode", "usernsMode", "devices", "mounts", "hosts"]) {
      assert.equal(inputs[never], undefined, never);
    }
  });

  it("bounds what its containers use and log, and gives them time to stop", async () => {
    const inputs = await containerOf();
    const care = [
      "memory",
      "cpus",
      "logDriver",
      "logOpts",
      "restart",
      "destroyGraceSeconds",
      "stopTimeout",
    ] as const;
    assert.deepEqual(only(inputs, ...care), {
      memory: 256,
      cpus: "1",
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      restart: "unless-stopped",
      destroyGraceSeconds: 10,
      stopTimeout: 10,
    });
  });

  const relaxations: readonly [WorkloadArgs["hardening"], Properties][] = [
    [{ writableRoot: true }, { readOnly: false }],
    [
      { capabilities: ["net_bind_service", "CAP_CHOWN"] },
      { capabilities: { drops: ["ALL"], adds: ["CAP_NET_BIND_SERVICE", "CAP_CHOWN"] } },
    ],
    [{ newPrivileges: true }, { securityOpts: [] }],
    [{ user: "10:10" }, { user: "10:10" }],
    [{ tmpfs: { "/cache": "size=1m" } }, { tmpfs: { "/cache": "size=1m" } }],
    [{ sysctls: { "net.ipv4.ip_forward": "1" } }, { sysctls: { "net.ipv4.ip_forward": "1" } }],
    [
      { sysctls: { "net.core.somaxconn": "1024" } },
      { sysctls: { "net.ipv4.ip_forward": "0", "net.core.somaxconn": "1024" } },
    ],
  ];
  for (const [hardening, expected] of relaxations) {
    it(`relaxes that by hardening ${JSON.stringify(hardening)}, and by nothing else`, async () => {
      const [usual, relaxed] = [await containerOf(), await containerOf({ hardening })];
      assert.deepEqual(relaxed, { ...usual, ...expected });
    });
  }

  it("shows every relaxation in the topology", async () => {
    const hardening = {
      writableRoot: true,
      capabilities: ["NET_RAW"],
      newPrivileges: true,
      user: "0:0",
      tmpfs: { "/cache": "size=1m" },
      sysctls: { "net.ipv4.ip_forward": "1" },
    };
    const { topology } = await record(() => new Workload("api", { image, hardening }));
    const [workload] = topology.workloads;
    assert.deepEqual(workload?.privileges, {
      privileged: false,
      capabilitiesAdded: ["NET_RAW"],
      capabilitiesDropped: ["ALL"],
      devices: [],
      user: "0:0",
      readOnlyRoot: false,
      noNewPrivileges: false,
      sysctls: { "net.ipv4.ip_forward": "1" },
    });
    assert.deepEqual(workload.mounts, [{ kind: "tmpfs", at: "/cache", readOnly: false }]);
  });

  it("takes other limits, log bounds, restart, signal and grace", async () => {
    const inputs = await containerOf({
      limits: { memory: 64, cpus: 0.5, logMegabytes: 1, logFiles: 2 },
      restart: "on-failure",
      stopSignal: "SIGINT",
      graceSeconds: 30,
    });
    const changed = [
      "memory",
      "cpus",
      "logOpts",
      "restart",
      "stopSignal",
      "destroyGraceSeconds",
      "stopTimeout",
    ] as const;
    assert.deepEqual(only(inputs, ...changed), {
      memory: 64,
      cpus: "0.5",
      logOpts: { "max-size": "1m", "max-file": "2" },
      restart: "on-failure",
      stopSignal: "SIGINT",
      destroyGraceSeconds: 30,
      stopTimeout: 30,
    });
  });
});
