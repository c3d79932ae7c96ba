import assert from "node:assert/strict";
import { output, secret } from "@pulumi/pulumi";
import { Workload, type WorkloadArgs } from "../../components/index.ts";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { record } from "../harness/recorder.ts";

async function containerOf(args: Partial<WorkloadArgs>): Promise<Properties> {
  const recording = await record(() => new Workload("api", { image: "acme/api:1", ...args }));
  return recording.one("Container", "api1").inputs;
}

describe("registration: Workload, files and volumes", () => {
  it("uploads files, readable for the image's user, in the order of their paths", async () => {
    const files = [
      { path: "/etc/acme/b", content: output("b"), permissions: "0400" },
      { path: "/etc/acme/a", content: "a" },
    ];
    assert.deepEqual((await containerOf({ files }))["uploads"], [
      { file: "/etc/acme/a", content: "a", permissions: "0444" },
      { file: "/etc/acme/b", content: "b", permissions: "0400" },
    ]);
  });

  it("puts a small volume where files go, since a read-only root takes no uploads", async () => {
    const files = [
      { path: "/etc/acme/a", content: "a" },
      { path: "/etc/acme/b", content: "b" },
      { path: "/srv/c", content: "c" },
    ];
    assert.deepEqual((await containerOf({ files }))["volumes"], [
      { containerPath: "/etc/acme" },
      { containerPath: "/srv" },
    ]);
    assert.deepEqual((await containerOf({ files, hardening: { writableRoot: true } }))["volumes"], []);
  });

  it("needs no such volume where one of the user's is", async () => {
    const files = [
      { path: "/data/a", content: "a" },
      { path: "/data/sub/b", content: "b" },
      { path: "/database/c", content: "c" },
    ];
    const volumes = [{ volume: output("data"), at: "/data" }];
    assert.deepEqual((await containerOf({ files, volumes }))["volumes"], [
      { volumeName: "data", containerPath: "/data", readOnly: false },
      { containerPath: "/database" },
    ]);
  });

  it("mounts volumes as they are asked for, and says so in the topology", async () => {
    const volumes = [{ volume: "data", at: "/data", readOnly: true }];
    const recording = await record(() => new Workload("api", { image: "acme/api:1", volumes }));
    assert.deepEqual(recording.one("Container", "api1").inputs["volumes"], [
      { volumeName: "data", containerPath: "/data", readOnly: true },
    ]);
    assert.deepEqual(recording.topology.workloads[0]?.mounts[0], {
      kind: "volume",
      from: "data",
      at: "/data",
      readOnly: true,
    });
  });

  it("gives secrets as files in a volume that goes with the container, never as variables", async () => {
    const inputs = await containerOf({ secrets: { token: secret("canary"), "api.key": "plain canary" } });
    assert.deepEqual(inputs["uploads"], [
      { file: "/run/secrets/api.key", content: new Secret("plain canary"), permissions: "0444" },
      { file: "/run/secrets/token", content: new Secret("canary"), permissions: "0444" },
    ]);
    assert.deepEqual(inputs["volumes"], [{ containerPath: "/run/secrets" }]);
    assert.deepEqual(inputs["envs"], []);
    assert.equal(inputs["removeVolumes"], undefined, "the provider's default removes anonymous volumes");
  });

  it("keeps secrets off a writable root, where an image made of the container would hold them", async () => {
    const inputs = await containerOf({ secrets: { token: "canary" }, hardening: { writableRoot: true } });
    assert.deepEqual(inputs["volumes"], [{ containerPath: "/run/secrets" }]);
  });

  it("keeps a secret variable or file secret, each at its own place", async () => {
    const inputs = await containerOf({
      environment: { A: "plain", B: secret("canary") },
      files: [{ path: "/etc/acme/conf", content: secret("canary") }],
      command: ["--token", secret("canary")],
    });
    assert.deepEqual(inputs["envs"], ["A=plain", new Secret("B=canary")]);
    assert.deepEqual(inputs["uploads"], [
      { file: "/etc/acme/conf", content: new Secret("canary"), permissions: "0444" },
    ]);
    assert.deepEqual(inputs["command"], ["--token", new Secret("canary")]);
  });
});
