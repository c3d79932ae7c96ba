import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { secret } from "@pulumi/pulumi";
import { Database, type DatabaseArgs, MultiTierApp, Segment, Workload } from "../../components/index.ts";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { at, promiseOf, type Recording, record, refused } from "../harness/recorder.ts";

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
  it("is two volumes, an image, one container and its keeper below one component", async () => {
    const { resources } = await database();
    const below = resources
      .filter(({ parent }) => parent === "db")
      .map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(below.sort(), [
      "docker:index/container:Container db-keeper",
      "docker:index/container:Container db1",
      "docker:index/remoteImage:RemoteImage db",
      "docker:index/volume:Volume db-data",
      "docker:index/volume:Volume db-run",
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
      { volumeName: "db-run-5e1f2a3", containerPath: "/run/postgresql", readOnly: false },
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
      "POSTGRES_PASSWORD_FILE=/run/postgresql/password",
      "POSTGRES_USER=shop",
    ]);
  });

  it("has its password from a keeper, so that a change of it changes nothing of its own container", async () => {
    const [before, after] = [await database(), await database({ password: secret("another") })];
    assert.deepEqual(after.one("Container", "db1").inputs, before.one("Container", "db1").inputs);
    assert.ok(before.one("Container", "db1").options.dependsOn.includes("Container db-keeper"));
    const { inputs, options } = after.one("Container", "db-keeper");
    assert.deepEqual(at(inputs, "uploads", 1), {
      file: "/run/secrets/password",
      content: new Secret("another"),
      permissions: "0444",
    });
    assert.deepEqual(
      [
        options.deleteBeforeReplace,
        options.additionalSecretOutputs,
        options.dependsOn.includes("Container db1"),
      ],
      [true, ["uploads"], false],
    );
  });

  it("lets its keeper do no more than look at the data, and gives it no network", async () => {
    const { inputs } = (await database()).one("Container", "db-keeper");
    assert.deepEqual(inputs["volumes"], [
      { volumeName: "db-data-5e1f2a3", containerPath: "/var/lib/postgresql/data", readOnly: true },
      { volumeName: "db-run-5e1f2a3", containerPath: "/run/postgresql", readOnly: false },
      { containerPath: "/etc/bulkhead" },
      { containerPath: "/run/secrets" },
    ]);
    const { networkMode, readOnly, capabilities, securityOpts, user } = inputs;
    assert.deepEqual(
      { networkMode, readOnly, capabilities, securityOpts, user },
      {
        networkMode: "none",
        readOnly: true,
        capabilities: { drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],
        user: "999:999",
      },
    );
  });

  it("is asked over TCP whether it is well, as its first start answers on the socket too early", async () => {
    const inputs = await containerOf({ user: "shop", database: "orders" });
    assert.deepEqual(inputs["healthcheck"], {
      tests: ["CMD", "psql", "-h", "127.0.0.1", "-U", "shop", "-d", "orders", "-tAc", "select 1"],
      interval: "5s",
      timeout: "5s",
      retries: 6,
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
        tmpfs: { "/tmp": "size=64m" },
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

  it("is MariaDB or MySQL instead, each by its own image's variables", async () => {
    for (const [engine, prefix, client, memory] of [
      ["mariadb", "MARIADB", "mariadb", 512],
      ["mysql", "MYSQL", "mysql", 1024],
    ] as const) {
      const recording = await database({ engine, image: `${engine}:11`, user: "shop", database: "orders" });
      const { inputs } = recording.one("Container", "db1");
      assert.deepEqual(inputs["envs"], [
        `${prefix}_DATABASE=orders`,
        `${prefix}_PASSWORD_FILE=/run/mysqld/password`,
        `${prefix}_ROOT_HOST=localhost`,
        `${prefix}_ROOT_PASSWORD_FILE=/run/mysqld/root-password`,
        `${prefix}_USER=shop`,
      ]);
      assert.deepEqual(at(inputs, "healthcheck", "tests"), [
        "CMD",
        "sh",
        "-c",
        `MYSQL_PWD="$(cat /run/mysqld/password)" exec ${client} --protocol=tcp -h 127.0.0.1 -u shop -D orders -Ne 'select 1'`,
      ]);
      assert.deepEqual(at(inputs, "volumes", 0, "containerPath"), "/var/lib/mysql");
      assert.deepEqual([inputs["memory"], inputs["stopSignal"]], [memory, undefined]);
      const [workload] = recording.topology.workloads;
      assert.deepEqual([workload?.datastore, workload?.ports], [engine, [{ port: 3306, protocol: "tcp" }]]);
      assert.deepEqual(
        recording.topology.volumes.map(({ id }) => id),
        ["db-data", "db-run"],
      );
    }
  });

  it("has one password for its user and its administrator unless that is given another", async () => {
    const passwords = async (args: Partial<DatabaseArgs>) => {
      const keeper = (await database({ engine: "mysql", ...args })).one("Container", "db-keeper");
      return ["password", "root-password"].map(name => {
        const uploads = keeper.inputs["uploads"] as { file: string; content: unknown }[];
        return uploads.find(({ file }) => file === `/run/secrets/${name}`)?.content;
      });
    };
    assert.deepEqual(await passwords({}), [new Secret("canary"), new Secret("canary")]);
    assert.deepEqual(await passwords({ rootPassword: "root" }), [new Secret("canary"), new Secret("root")]);
  });

  it("gives clients one URL as well where that is asked for, with the password written for it", async () => {
    for (const [engine, url] of [
      ["postgres", "postgres://app:p%40ss%2F1@db:5432/app"],
      ["mysql", "mysql://app:p%40ss%2F1@db:3306/app"],
    ] as const) {
      const recording = await record(() => {
        const segments = [new Segment("data")];
        const image = `${engine}:1`;
        const db = new Database("db", { engine, image, password: secret("p@ss/1"), url: true, segments });
        new Workload("api", { image: "acme/api:1", segments, link: [{ to: db, secrets: "env" }] });
      });
      const { inputs } = recording.one("Container", "api1");
      assert.ok(
        (inputs["envs"] as unknown[]).some(entry => isDeepStrictEqual(entry, new Secret(`DB_URL=${url}`))),
      );
    }
  });

  it("refuses what an engine does not have", async () => {
    const segments: Segment[] = [];
    const args = { image: "x:1", password: "canary", segments };
    assert.deepEqual(await refused(() => new Database("db", { ...args, rootPassword: "root" })), [
      { path: "rootPassword", reason: "postgres has no administrator apart from its user; leave it out" },
    ]);
    assert.deepEqual(await refused(() => new Database("db", { ...args, engine: "mariadb", user: "root" })), [
      { path: "user", reason: "mariadb has its administrator under that name; give another" },
    ]);
    const oracle = { ...args, engine: "oracle" } as unknown as DatabaseArgs;
    assert.deepEqual(await refused(() => new Database("db", oracle)), [
      { path: "engine", reason: 'give "postgres", "mysql" or "mariadb"' },
    ]);
    const tiers = {
      db: { kind: "database", engine: "oracle", image: "x:1", password: "y", rootPassword: 1 },
    };
    const problems = await refused(() => new MultiTierApp("shop", { tiers } as never));
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["tiers.db.engine", "tiers.db.rootPassword"],
    );
  });

  it("tells its name and its volume, and that it keeps data", async () => {
    const recording = await database({ hostname: "postgres" });
    const { topology, ...outputs } = recording.one("Database", "db").outputs ?? {};
    assert(topology !== undefined);
    assert.deepEqual(outputs, { hostname: "postgres", volumeName: "db-data-5e1f2a3", handles: {} });
    assert.equal(await promiseOf(recording.result.volumeName), "db-data-5e1f2a3");
    const [workload] = recording.topology.workloads;
    assert.deepEqual(
      [workload?.datastore, workload?.name, workload?.ports],
      ["postgres", "postgres", [{ port: 5432, protocol: "tcp" }]],
    );
  });
});
