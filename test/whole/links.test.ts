import assert from "node:assert/strict";
import { listNetworks } from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";

describe("links without segments, as the documents have them, deployed by pulumi up", () => {
  let stack: Deployed;
  let program: string;

  before(async function () {
    this.timeout(180_000);
    program = await example("links", "links");
    stack = await Deployed.of({ links: program }, { secrets: { dbPassword: "canary" } });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  /** The stack's networks, by the names they have in the program. */
  async function networks(): Promise<Map<string, string>> {
    const found = await listNetworks(engine, stack.labels);
    return new Map(found.map(({ Labels, Id }) => [Labels?.["bulkhead.segment"] ?? "", Id]));
  }

  it("gives each pair an internal network of its own", async () => {
    assert.deepEqual([...(await networks()).keys()].sort(), [
      "catalog-to-db",
      "orders-to-catalog",
      "orders-to-db",
      "web-outer",
      "web-to-catalog",
      "web-to-orders",
    ]);
  });

  it("lets everybody reach what he is to, and nobody else", async function () {
    this.timeout(60_000);
    const { stack: name } = stack.project;
    const { stdout } = await stack.project.bulkhead("verify", "--stack", name, "--format", "json");
    const { probes } = JSON.parse(stdout) as Verification;
    const opened = probes.filter(({ found, from }) => found === "open" && from !== "host");
    assert.deepEqual(opened.map(({ from, to, port }) => `${from} ${to} ${port}`).sort(), [
      "catalog db 5432",
      "orders catalog 8080",
      "orders db 5432",
      "web catalog 8080",
      "web orders 8080",
    ]);
    assert.deepEqual(
      probes.filter(({ verdict }) => verdict !== "ok"),
      [],
    );
  });

  it("takes a link's network away with the link, and leaves all others and the servers as they are", async function () {
    this.timeout(120_000);
    const before = await networks();
    const server = await stack.container("catalog");
    await stack.project.writeModule("links", program.replace("link: [db, catalog]", "link: [db]"));
    await stack.project.up();
    const after = await networks();
    assert.deepEqual(
      [...before.keys()].filter(name => !after.has(name)),
      ["orders-to-catalog"],
    );
    for (const [name, id] of after) assert.equal(id, before.get(name), name);
    assert.notEqual(await stack.connects("orders", "catalog", 8080), "open");
    assert.equal(await stack.connects("orders", "db", 5432), "open");
    const database = await stack.container("db");
    assert.equal(database.State.Health?.Status, "healthy");
    assert.notEqual(
      server.Id,
      (await stack.container("catalog")).Id,
      "it listens by name, on fewer names now",
    );
  });
});
