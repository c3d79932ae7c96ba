import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { Database, type DatabaseArgs, Segment } from "../../components/index.ts";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { promiseOf, type Recording, record } from "../harness/recorder.ts";

function database(args: Partial<DatabaseArgs> = {}, name = "db"): Promise<Recording<Database>> {
  return record(
    () =>
      new Database(name, {
        image: "postgres:16",
        password: secret("canary"),
        segments: [new Segment("data")],
        ...args,
      }),
  );
}

async function containerOf(args: Partial<DatabaseArgs> = {}): Promise<Properties> {
  return (await database(args)).one("Container", "db1").inputs;
}

describe("registration: Database", () => {
  it("is a volume, an image and one container below one component", async () => {
    const { resources } = await database();
    const below = resources
      .filter(({ parent }) => parent === "db")
      .map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(below.sort(), [
      "docker:index/container:Container db1",
      "docker:index/remoteImage:RemoteImage db",
      "docker:index/volume:Volume db-data",
    ]);
  });

  it("protects its data, and does not replace the volume for a label", async () => {
    const usual = (await database()).one("Volume", "db-data").options;
    assert.deepEqual([usual.protect, usual.ignoreChanges], [true, ["labels"]]);
    const loose = (await database({ protectData: false })).one("Volume", "db-data").options;
    assert.deepEqual([loose.protect, loose.ignoreChanges], [false, ["labels"]]);
  });

  it("keeps its data in the volume, whatever becomes of the container", async () => {
    const inputs = await containerOf();
    assert.deepEqual(inputs["volumes"], [
      { volumeName: "db-data-5e1f2a3", containerPath: "/var/lib/postgresql/data", readOnly: false },
      { containerPath: "/run/secrets" },
    ]);
  });

  it("never has two servers on the same data", async () => {
    const { options } = (await database()).one("Container", "db1");
    assert.equal(options.deleteBeforeReplace, true);
  });

  it("gives its password to the image as a file", async () => {
    const inputs = await containerOf({ user: "shop", database: "orders" });
    assert.deepEqual(inputs["envs"], [
      "PGDATA=/var/lib/postgresql/data/pgdata",
      "POSTGRES_DB=orders",
      "POSTGRES_PASSWORD_FILE=/run/secrets/postgres-password",
      "POSTGRES_USER=shop",
    ]);
    assert.deepEqual(inputs["uploads"], [
      { file: "/run/secrets/postgres-password", content: new Secret("canary"), permissions: "0444" },
    ]);
  });

  it("is asked over TCP whether it is well, as its first start answers on the socket too early", async () => {
    const inputs = await containerOf({ user: "shop", database: "orders" });
    assert.deepEqual(inputs["healthcheck"], {
      tests: ["CMD", "psql", "-h", "127.0.0.1", "-U", "shop", "-d", "orders", "-tAc", "select 1"],
      interval: "2s",
      timeout: "5s",
      retries: 15,
      startPeriod: "30s",
    });
    assert.equal(inputs["wait"], true);
  });

  it("has a minute to write everything down, and is asked to leave its clients", async () => {
    const { destroyGraceSeconds, stopTimeout, stopSignal } = await containerOf();
    assert.deepEqual([destroyGraceSeconds, stopTimeout, stopSignal], [60, 60, "SIGINT"]);
    assert.equal((await containerOf({ graceSeconds: 90 }))["stopTimeout"], 90);
  });

  it("runs hardened as the image's user, with what the image needs in memory", async () => {
    const { user, readOnly, capabilities, tmpfs, memory } = await containerOf();
    assert.deepEqual(
      { user, readOnly, capabilities, tmpfs, memory },
      {
        user: "999:999",
        readOnly: true,
        capabilities: { drops: ["ALL"], adds: [] },
        tmpfs: { "/tmp": "size=64m", "/run/postgresql": "size=1m,mode=1777" },
        memory: 512,
      },
    );
  });

  it("keeps its own defaults where an argument is undefined", async () => {
    const nothing = {
      hardening: { user: undefined, tmpfs: undefined },
      limits: { memory: undefined, cpus: 2 },
    };
    const [usual, given] = [await containerOf(), await containerOf(nothing)];
    assert.deepEqual(given, { ...usual, cpus: "2" });
  });

  it("runs scripts when its data folder is made", async () => {
    const inputs = await containerOf({
      initScripts: { "1.sql": "create table a ()", "2.sh": secret("canary") },
    });
    assert.deepEqual(inputs["uploads"], [
      { file: "/docker-entrypoint-initdb.d/1.sql", content: "create table a ()", permissions: "0444" },
      { file: "/docker-entrypoint-initdb.d/2.sh", content: new Secret("canary"), permissions: "0444" },
      { file: "/run/secrets/postgres-password", content: new Secret("canary"), permissions: "0444" },
    ]);
  });

  it("labels its container and its volume", async () => {
    const recording = await database({ labels: { team: "a" }, app: "shop", tier: "data" });
    assert.deepEqual(recording.one("Volume", "db-data").inputs["labels"], [
      { label: "bulkhead.app", value: "shop" },
      { label: "bulkhead.env", value: "dev" },
      { label: "bulkhead.tier", value: "data" },
      { label: "bulkhead.workload", value: "db" },
      { label: "team", value: "a" },
    ]);
    assert.deepEqual(recording.one("Container", "db1").inputs["labels"], [
      { label: "bulkhead.app", value: "shop" },
      { label: "bulkhead.env", value: "dev" },
      { label: "bulkhead.replica", value: "1" },
      { label: "bulkhead.tier", value: "data" },
      { label: "bulkhead.workload", value: "db" },
      { label: "team", value: "a" },
    ]);
  });

  it("tells its name and its volume, and that it keeps data", async () => {
    const recording = await database({ hostname: "postgres" });
    const { topology, ...outputs } = recording.one("Database", "db").outputs ?? {};
    assert(topology !== undefined);
    assert.deepEqual(outputs, { hostname: "postgres", volumeName: "db-data-5e1f2a3" });
    assert.equal(await promiseOf(recording.result.volumeName), "db-data-5e1f2a3");
    const [workload] = recording.topology.workloads;
    assert.deepEqual(
      [workload?.datastore, workload?.name, workload?.ports],
      ["postgres", "postgres", [{ port: 5432, protocol: "tcp" }]],
    );
  });
});
