import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { Database, type Linkable, Segment, Workload, type WorkloadArgs } from "../../components/index.ts";
import { Secret } from "../../provider/protocol/values.ts";
import { flowKey } from "../../topology/index.ts";
import { openText, type Recording, record } from "../harness/recorder.ts";

const image = "acme/api:1";
const password = secret("canary");

/** A client with links to what `servers` makes on a segment that both are on. */
function linked(
  servers: (segments: Segment[]) => Linkable,
  link: (server: Linkable) => WorkloadArgs["link"] = server => [server],
  args: Partial<WorkloadArgs> = {},
): Promise<Recording<unknown>> {
  return record(() => {
    const segments = [new Segment("backend")];
    return new Workload("client", { image, segments, link: link(servers(segments)), ...args });
  });
}

const workload = (segments: Segment[]) =>
  new Workload("user-api", { image, ports: [8080, 9090], replicas: 2, segments });
const database = (segments: Segment[]) => new Database("db", { image: "postgres:16", password, segments });

describe("registration: link", () => {
  it("to a workload tells its name and its first port, and waits for its containers", async () => {
    const recording = await linked(workload);
    const { inputs, options } = recording.one("Container", "client1");
    assert.deepEqual(inputs["envs"], ["USER_API_HOST=user-api", "USER_API_PORT=8080"]);
    assert.deepEqual(options.dependsOn, [
      "Container user-api1",
      "Container user-api2",
      "Network backend",
      "RemoteImage client",
    ]);
  });

  it("to a database tells how to log in, the password as a file", async () => {
    const { inputs } = (await linked(database)).one("Container", "client1");
    assert.deepEqual(inputs["envs"], [
      "DB_HOST=db",
      "DB_NAME=app",
      "DB_PASS_FILE=/run/secrets/db-pass",
      "DB_PORT=5432",
      "DB_USER=app",
    ]);
    assert.deepEqual(inputs["uploads"], [
      { file: "/run/secrets/db-pass", content: new Secret("canary"), permissions: "0444" },
    ]);
  });

  it("gives the password as a secret variable where that is asked for, and then as no file", async () => {
    const recording = await linked(database, to => [{ to, prefix: "MAIN_DB", secrets: "env" }]);
    const { inputs } = recording.one("Container", "client1");
    assert.deepEqual(inputs["envs"], [
      "MAIN_DB_HOST=db",
      "MAIN_DB_NAME=app",
      new Secret("MAIN_DB_PASS=canary"),
      "MAIN_DB_PORT=5432",
      "MAIN_DB_USER=app",
    ]);
    assert.deepEqual(inputs["uploads"], []);
    assert.deepEqual(recording.topology.workloads.find(({ id }) => id === "client")?.environment, [
      { name: "MAIN_DB_HOST", secret: false, value: "db" },
      { name: "MAIN_DB_PORT", secret: false, value: "5432" },
      { name: "MAIN_DB_USER", secret: false, value: "app" },
      { name: "MAIN_DB_NAME", secret: false, value: "app" },
      { name: "MAIN_DB_PASS", secret: true },
    ]);
  });

  it("makes a password secret that its program did not mark", async () => {
    const plain = (segments: Segment[]) =>
      new Database("db", { image: "postgres:16", password: "canary", segments });
    for (const secrets of ["file", "env"] as const) {
      const recording = await linked(plain, to => [{ to, secrets }]);
      const open = recording.resources.filter(({ inputs }) => openText(inputs).includes("canary"));
      assert.deepEqual(
        open.map(({ name }) => name),
        [],
      );
    }
  });

  it("to two databases keeps their variables and passwords apart by prefix", async () => {
    const recording = await record(() => {
      const segments = [new Segment("backend")];
      const make = (name: string, prefix?: string) =>
        new Database(name, { image: "postgres:16", password: secret(`${name} canary`), prefix, segments });
      const link = [make("users", "USERS"), { to: make("orders"), prefix: "ORDERS" }];
      new Workload("client", { image, segments, link });
    });
    const { inputs } = recording.one("Container", "client1");
    assert.deepEqual(inputs["uploads"], [
      { file: "/run/secrets/orders-pass", content: new Secret("orders canary"), permissions: "0444" },
      { file: "/run/secrets/users-pass", content: new Secret("users canary"), permissions: "0444" },
    ]);
  });

  it("opens the flow to every port of its target, and no other", async () => {
    const recording = await linked(workload);
    assert.deepEqual(recording.topology.flows.map(flowKey), [
      "client user-api 8080/tcp",
      "client user-api 9090/tcp",
    ]);
  });
});
