import assert from "node:assert/strict";
import {
  type ContainerInspect,
  connectNetwork,
  createNetwork,
  inspectContainer,
  listContainers,
  listNetworks,
  listVolumes,
  readLogs,
  removeContainer,
  removeNetwork,
} from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import { differences, told } from "../harness/differences.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { canary, Shop } from "../harness/shop.ts";
import { squat } from "../harness/squatter.ts";

describe("the shop, deployed by pulumi up", () => {
  let shop: Shop;
  before(async function () {
    this.timeout(120_000);
    shop = await Shop.deploy();
  });
  after(async function () {
    this.timeout(120_000);
    await shop?.project.dispose();
  });

  it("writes and reads a row through the proxy", async () => {
    const { status, body } = await shop.post("a kettle");
    assert.equal(status, 201);
    const read = await shop.get(`/items/${body.id}`);
    assert.equal(read.status, 200);
    assert.equal(read.body.name, "a kettle");
  });

  it("serves from both replicas, evenly", async () => {
    const counts = new Map<string, number>();
    for (let request = 0; request < 40; request++) {
      const { body } = await shop.get("/items");
      counts.set(body.replica ?? "", (counts.get(body.replica ?? "") ?? 0) + 1);
    }
    const replicas = await shop.containers("app");
    assert.deepEqual([...counts.keys()].sort(), replicas.map(({ Id }) => Id.slice(0, 12)).sort());
    for (const count of counts.values()) assert.equal(count, 20);
  });

  it("lets nobody reach another tier undeclared, with the declared calls as control", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await shop.project.bulkhead(
      "verify",
      "--stack",
      shop.project.stack,
      "--format",
      "json",
    );
    assert.equal(code, 0, stdout + stderr);
    const { probes } = JSON.parse(stdout) as Verification;
    // It leaves by the default gateway, and the tests' routes lead nowhere from there. The kernel bounds how often it says so.
    const nowhere = (from: string, to: string, word: string): string =>
      from === "shop-web" && to === "shop-db" && /^(unreachable|timeout)$/.test(word) ? "nowhere" : word;
    const found = probes.map(
      ({ from, to, declared, found, control }) =>
        `${from} ${to} ${declared} ${nowhere(from, to, found)} ${control}`,
    );
    const apart = await told(differences.beyondInternal);
    assert.deepEqual(found.sort(), [
      "host shop-app false unreachable true",
      "host shop-db false unreachable true",
      "host shop-web true open true",
      "shop-app shop-db true open true",
      "shop-app shop-web false refused true",
      "shop-db shop-app false refused true",
      `shop-db shop-web false ${apart} true`,
      "shop-web shop-app true open true",
      "shop-web shop-db false nowhere true",
    ]);
  });

  it("computes the same from what its components registered", async () => {
    const { code, stdout } = await shop.project.bulkhead("reach", "--stack", shop.project.stack);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /shop-app {2}=> {2}shop-db {3}tcp 5432 {2}declared/);
    assert.match(stdout, /4 edges: all as declared, but for 1 host-open\./);
  });

  it("changes nothing on a second up", async function () {
    this.timeout(60_000);
    const { stdout } = await shop.project.up("--expect-no-changes", "--refresh");
    assert.match(stdout, /21 unchanged/);
  });

  it("keeps name and data when the database is replaced; the application goes on unchanged", async function () {
    this.timeout(120_000);
    const { body } = await shop.post("a survivor");
    const [before] = await shop.containers("db");
    const applications = await shop.containers("app");
    assert.ok(before !== undefined);
    const [network, address] = Object.entries(addressesOf(before))[0] ?? ["", ""];
    await removeContainer(engine, before.Id, { volumes: true });
    // Somebody else takes its address before it is made again.
    const squatter = await squat(network, address);
    const { stdout } = await shop.project.up("--refresh");
    const [after] = await shop.containers("db");
    await removeContainer(engine, squatter, { volumes: true });
    assert.match(stdout, /1 created/);
    assert.notEqual(after?.Id, before?.Id);
    assert.notDeepEqual(addressesOf(after), addressesOf(before));
    assert.deepEqual(Object.keys(addressesOf(after)), Object.keys(addressesOf(before)));
    const items = await shop.answers(`/items/${body.id}`, 15_000);
    assert.equal(items?.name, "a survivor");
    const now = await shop.containers("app");
    assert.deepEqual(
      now.map(({ Id, State }) => [Id, State.StartedAt]),
      applications.map(({ Id, State }) => [Id, State.StartedAt]),
    );
  });

  it("sees by refresh, and mends by up, a container removed by hand and a network connected by hand", async function () {
    this.timeout(120_000);
    const [removed, meddledWith] = await shop.containers("app");
    assert.ok(removed !== undefined && meddledWith !== undefined);
    await removeContainer(engine, removed.Id, { volumes: true });
    const { subnet, gateway } = uniqueSubnet();
    const foreign = unique("by-hand");
    await createNetwork(engine, {
      Name: foreign,
      IPAM: { Config: [{ Subnet: subnet, Gateway: gateway }] },
      Labels: testLabels,
    });
    await connectNetwork(engine, foreign, meddledWith.Id, {});

    const refresh = await shop.project.succeed(["refresh", "--yes", "--skip-preview"]);
    assert.match(refresh.stdout, /1 updated/);
    assert.match(refresh.stdout, /1 deleted/);
    const up = await shop.project.up();
    assert.match(up.stdout, /1 created/);
    assert.match(up.stdout, /1 updated/);

    const mended = await inspectContainer(engine, meddledWith.Id);
    assert.equal(mended?.State.Running, true, "it was mended in place");
    assert.deepEqual(Object.keys(addressesOf(mended)).includes(foreign), false);
    await removeNetwork(engine, foreign);
    assert.equal((await shop.containers("app")).length, 2);
    await shop.project.up("--expect-no-changes", "--refresh");
  });

  it("shows its secret nowhere in plain text", async () => {
    const state = await shop.project.stateText();
    assert.equal(state.includes(canary), false, "the state file");
    const exported = await shop.project.succeed(["stack", "export"]);
    assert.equal(exported.stdout.includes(canary), false, "stack export");
    for (const tier of ["web", "app", "db"]) {
      for (const container of await shop.containers(tier)) {
        assert.equal(JSON.stringify(container).includes(canary), false, `inspect of ${container.Name}`);
        assert.equal(
          (await readLogs(engine, container.Id)).includes(canary),
          false,
          `log of ${container.Name}`,
        );
      }
    }
    const [database] = await shop.containers("db");
    assert.ok(database?.Config.Env?.includes("POSTGRES_PASSWORD_FILE=/run/postgresql/password"));
    const [application] = await shop.containers("app");
    assert.ok(application?.Config.Env?.includes("DB_PASS_FILE=/run/secrets/db-pass"));
  });

  it("can be filtered by its labels", async () => {
    const labels = [`bulkhead.env=${shop.project.stack}`, "bulkhead.app=shop", "bulkhead.workload=shop-app"];
    assert.equal((await listContainers(engine, labels)).length, 2);
    assert.equal((await listNetworks(engine, [`bulkhead.env=${shop.project.stack}`])).length, 3);
  });

  it("is taken down by bulkhead down, but for its data; and with --data wholly", async function () {
    this.timeout(120_000);
    const label = [`bulkhead.stack=shop/${shop.project.stack}`];
    const down = await shop.project.bulkhead("down", "--stack", shop.project.stack);
    assert.equal(down.code, 0, down.stdout + down.stderr);
    assert.deepEqual(await listContainers(engine, label), []);
    assert.deepEqual(await listNetworks(engine, label), []);
    // The database's files, and the passwords that belong to them.
    assert.equal((await listVolumes(engine, label)).length, 2);

    await shop.project.up();
    const items = await shop.answers("/items", 15_000);
    assert.ok(
      items?.items?.some(({ name }) => name === "a survivor"),
      "the data outlived it",
    );

    const wholly = await shop.project.bulkhead("down", "--stack", shop.project.stack, "--data");
    assert.equal(wholly.code, 0, wholly.stdout + wholly.stderr);
    assert.deepEqual(await listContainers(engine, label), []);
    assert.deepEqual(await listVolumes(engine, label), []);
  });
});

/** Addresses by the name of the network. */
function addressesOf(container: ContainerInspect | undefined): Record<string, string> {
  const networks = Object.entries(container?.NetworkSettings.Networks ?? {});
  return Object.fromEntries(networks.map(([name, { IPAddress }]) => [name, IPAddress]));
}
