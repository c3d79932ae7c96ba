import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { Segment, Workload, type WorkloadArgs } from "../../components/index.ts";
import { type Properties, Unknown } from "../../provider/protocol/values.ts";
import { at, promiseOf, record } from "../harness/recorder.ts";

const image = "acme/api:1";

/** The inputs of the first container of a workload. */
async function containerOf(args: Partial<WorkloadArgs> = {}): Promise<Properties> {
  const recording = await record(() => new Workload("api", { image, ...args }));
  return recording.one("Container", "api1").inputs;
}

function only<Key extends string>(properties: Properties, ...keys: readonly Key[]): Properties {
  return Object.fromEntries(keys.map(key => [key, properties[key]]));
}

describe("registration: Workload", () => {
  it("is an image and its containers below one component", async () => {
    const { resources } = await record(() => new Workload("api", { image, replicas: 2 }));
    assert.deepEqual(resources.map(({ type, name, parent }) => `${parent} > ${type} ${name}`).sort(), [
      " > bulkhead:index:Workload api",
      "api > docker:index/container:Container api1",
      "api > docker:index/container:Container api2",
      "api > docker:index/remoteImage:RemoteImage api",
    ]);
  });

  it("labels its containers in order, so that `docker ps --filter` finds them", async () => {
    const inputs = await containerOf({
      labels: { zone: "a", "bulkhead.app": "mine" },
      app: "shop",
      tier: "backend",
    });
    assert.deepEqual(inputs["labels"], [
      { label: "bulkhead.app", value: "shop" },
      { label: "bulkhead.env", value: "dev" },
      { label: "bulkhead.replica", value: "1" },
      { label: "bulkhead.tier", value: "backend" },
      { label: "bulkhead.workload", value: "api" },
      { label: "zone", value: "a" },
    ]);
  });

  it("passes command, entrypoint and environment on, the latter in order", async () => {
    const inputs = await containerOf({
      command: ["serve", output("--fast")],
      entrypoint: ["/bin/api"],
      environment: { B: "2", A: output("1") },
    });
    assert.deepEqual(only(inputs, "command", "entrypoints", "envs"), {
      command: ["serve", "--fast"],
      entrypoints: ["/bin/api"],
      envs: ["A=1", "B=2"],
    });
  });

  it("leaves the image's command, entrypoint and user alone when it is told none", async () => {
    const inputs = await containerOf();
    assert.deepEqual(only(inputs, "command", "entrypoints", "user", "stopSignal", "healthcheck", "wait"), {
      command: undefined,
      entrypoints: undefined,
      user: undefined,
      stopSignal: undefined,
      healthcheck: undefined,
      wait: undefined,
    });
  });

  it("has its health checked, and is waited for", async () => {
    const inputs = await containerOf({ health: { command: ["true"] } });
    assert.deepEqual(only(inputs, "healthcheck", "wait", "waitTimeout"), {
      healthcheck: { tests: ["CMD", "true"], interval: "5s", timeout: "3s", retries: 5, startPeriod: "10s" },
      wait: true,
      waitTimeout: 120,
    });
    const own = { interval: "1m", timeout: "1s", retries: 2, startPeriod: "0s", wait: false, waitTimeout: 5 };
    const { wait, waitTimeout, ...healthcheck } = own;
    assert.deepEqual(
      only(
        await containerOf({ health: { command: ["true"], ...own } }),
        "healthcheck",
        "wait",
        "waitTimeout",
      ),
      { healthcheck: { tests: ["CMD", "true"], ...healthcheck }, wait, waitTimeout },
    );
  });

  it("keeps an image that others may use, and takes an image's id as it is", async () => {
    const named = await record(() => new Workload("api", { image: output(image) }));
    assert.deepEqual(named.one("RemoteImage", "api").inputs, { name: image, keepLocally: true });
    assert.equal(named.one("Container", "api1").inputs["image"], `sha256:${image}`);
    const pinned = await record(() => new Workload("api", { image: "sha256:0123" }));
    assert.deepEqual(pinned.names("RemoteImage"), []);
    assert.equal(pinned.one("Container", "api1").inputs["image"], "sha256:0123");
  });

  it("is replaced where the official plugin would change nothing, and keeps its environment secret", async () => {
    const recording = await record(() => new Workload("api", { image }));
    const { replaceOnChanges, additionalSecretOutputs, deleteBeforeReplace } = recording.one(
      "Container",
      "api1",
    ).options;
    assert.deepEqual(
      { replaceOnChanges, additionalSecretOutputs, deleteBeforeReplace },
      {
        replaceOnChanges: ["healthcheck", "init", "tmpfs"],
        additionalSecretOutputs: ["envs", "uploads"],
        deleteBeforeReplace: undefined,
      },
    );
  });

  const published = { ports: [80], publish: [{ port: 80, hostPort: 80 }] };
  const free = { ports: [80], publish: [{ port: 80 }] };
  const volume = { volume: "data", at: "/data" };
  const cases: readonly [what: string, args: Partial<WorkloadArgs>, expected: boolean | undefined][] = [
    ["a port of the host", published, true],
    ["a free port of the host", free, undefined],
    ["a volume to write to", { volumes: [volume] }, true],
    ["a volume to read from", { volumes: [{ ...volume, readOnly: true }] }, undefined],
  ];
  for (const [what, args, expected] of cases) {
    it(`with ${what} ${expected ? "is deleted before it is replaced" : "is replaced as its provider decides"}`, async () => {
      const recording = await record(() => new Workload("api", { image, ...args }));
      assert.equal(recording.one("Container", "api1").options.deleteBeforeReplace, expected);
    });
  }

  it("waits for what it is told to wait for, beside what it uses", async () => {
    const recording = await record(() => {
      const first = new Workload("first", { image });
      new Workload("api", { image, after: first.containers(), segments: [new Segment("backend")] });
    });
    assert.deepEqual(recording.one("Container", "api1").options.dependsOn, [
      "Container first1",
      "Network backend",
      "RemoteImage api",
    ]);
  });

  it("runs nothing with 0 replicas, and stays what it is to others", async () => {
    const recording = await record(() => {
      const backend = new Segment("backend");
      const api = new Workload("api", { image, replicas: 0, ports: [80], segments: [backend], egress: true });
      new Workload("worker", { image, segments: [backend], link: [api] });
      return api;
    });
    assert.deepEqual(recording.names("Container"), ["worker1"]);
    assert.deepEqual(recording.names("Network"), ["api-outer", "backend"]);
    assert.deepEqual(await promiseOf(recording.result.containerNames), []);
    assert.deepEqual(
      recording.topology.workloads.map(({ id, replicas }) => [id, replicas]),
      [
        ["api", 0],
        ["worker", 1],
      ],
    );
  });

  it("tells its names, and nothing that changes when a container is replaced", async () => {
    const recording = await record(() => new Workload("api", { image, hostname: "backend", replicas: 2 }));
    const { topology, ...outputs } = recording.one("Workload", "api").outputs ?? {};
    assert(topology !== undefined);
    const containerNames = ["api1-5e1f2a3", "api2-5e1f2a3"];
    assert.deepEqual(outputs, { hostname: "backend", containerNames, published: [] });
    assert.equal(recording.result.containers().length, 2);
  });

  it("gives its transform the last word on each replica", async () => {
    const recording = await record(
      () =>
        new Workload("api", {
          image,
          replicas: 2,
          transform: (args, replica) => ({ ...args, shmSize: 64 * replica }),
        }),
    );
    assert.deepEqual(
      recording.all("Container").map(({ inputs }) => inputs["shmSize"]),
      [64, 128],
    );
    assert.equal(at(recording.one("Container", "api2").inputs, "readOnly"), true);
  });

  it("asks for the same in a preview, where the image is not known yet", async () => {
    const program = () =>
      new Workload("api", { image, segments: [new Segment("a")], listenVariable: "LISTEN", ports: [80] });
    const [preview, update] = [await record(program, { preview: true }), await record(program)];
    const { image: unknown, ...known } = preview.one("Container", "api1").inputs;
    assert.equal(unknown, Unknown.instance);
    const { image: _, ...rest } = update.one("Container", "api1").inputs;
    assert.deepEqual(known, rest);
    assert.deepEqual(preview.topology, update.topology);
  });
});
