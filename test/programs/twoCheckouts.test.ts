import assert from "node:assert/strict";
import { inspectNetwork } from "../../engine/index.ts";
import { overlap } from "../../provider/tables/address.ts";
import { engine } from "../harness/engine.ts";
import { Shop } from "../harness/shop.ts";

/** A network of a stack's state, as far as it is looked at here. */
interface Stands {
  readonly id: string;
  readonly name: string;
  readonly subnet: string;
}

/** The networks in a checkout's state, by their names in the program. */
async function networksOf({ project }: Shop): Promise<Map<string, Stands>> {
  const { stdout } = await project.succeed(["stack", "export"]);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: Resource[] } };
  return new Map(
    deployment.resources
      .filter(({ type }) => type === "docker:index/network:Network")
      .map(({ urn, id = "", inputs: { name = "", ipamConfigs = [] } = {} }) => [
        urn.split("::").at(-1) ?? "",
        { id, name, subnet: ipamConfigs[0]?.subnet ?? "" },
      ]),
  );
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: { readonly name?: string; readonly ipamConfigs?: readonly { readonly subnet: string }[] };
}

/** The ids of the containers that `bulkhead status` speaks of. */
async function containersOf({ project }: Shop): Promise<string[]> {
  const { code, stdout, stderr } = await project.bulkhead(
    "status",
    "--stack",
    project.stack,
    "--format",
    "json",
  );
  assert.equal(code, 0, stdout + stderr);
  const { containers } = JSON.parse(stdout) as { containers: { container: string }[] };
  return containers.map(({ container }) => container).sort();
}

describe("two checkouts of the shop, with stacks of one name, on one engine", () => {
  let first: Shop;
  let second: Shop;
  before(async function () {
    this.timeout(240_000);
    first = await Shop.deploy();
    second = await Shop.prepare({ stack: first.project.stack });
  });
  after(async function () {
    this.timeout(240_000);
    await second?.project.dispose();
    await first?.project.dispose();
  });

  it("the second is previewed on subnets that are free, and comes up on just these", async function () {
    this.timeout(180_000);
    const { stdout } = await second.project.succeed(["preview", "--json"]);
    const { steps } = JSON.parse(stdout) as { steps: { newState?: Resource }[] };
    const previewed = new Map(
      steps
        .flatMap(({ newState }) => newState ?? [])
        .filter(({ type }) => type === "docker:index/network:Network")
        .map(({ urn, inputs }) => [urn.split("::").at(-1) ?? "", inputs?.ipamConfigs?.[0]?.subnet]),
    );
    await second.project.up();
    const [theirs, mine] = [await networksOf(first), await networksOf(second)];
    assert.deepEqual([...mine.keys()].sort(), ["shop-app-db", "shop-web-app", "shop-web-outer"]);
    for (const [name, { id, subnet }] of mine) {
      assert.equal(subnet, previewed.get(name), name);
      assert.equal((await inspectNetwork(engine, id))?.IPAM.Config?.[0]?.Subnet, subnet);
      assert.notEqual(subnet, theirs.get(name)?.subnet);
    }
    const all = [...theirs.values(), ...mine.values()].map(({ subnet }) => subnet);
    for (const [index, subnet] of all.entries())
      assert.ok(!overlap([subnet], all.slice(index + 1)), all.join(" "));
  });

  it("each answers with its own rows", async function () {
    this.timeout(60_000);
    const { body } = await first.post("a row of the first checkout");
    assert.equal((await first.get(`/items/${body.id}`)).body.name, "a row of the first checkout");
    const items = (await second.get("/items")).body.items ?? [];
    assert.deepEqual(items, []);
  });

  it("the commands of each speak of its own containers, and each is reached just as it declares", async function () {
    this.timeout(120_000);
    const [theirs, mine] = [await containersOf(first), await containersOf(second)];
    assert.deepEqual([theirs.length, mine.length], [4, 4]);
    assert.deepEqual(
      theirs.filter(id => mine.includes(id)),
      [],
    );
    for (const { project } of [first, second]) {
      const { code, stdout, stderr } = await project.bulkhead("verify", "--stack", project.stack);
      assert.equal(code, 0, stdout + stderr);
    }
    const { code, stderr } = await second.project.bulkhead("restart", "app", "--stack", second.project.stack);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await containersOf(first), theirs);
  });

  it("neither changes when it is looked at again, nor when the other has gone", async function () {
    this.timeout(180_000);
    const before = await networksOf(second);
    for (const { project } of [first, second]) await project.up("--expect-no-changes", "--refresh");
    await first.project.succeed(["state", "unprotect", "--all", "--yes"]);
    await first.project.succeed(["destroy", "--yes", "--skip-preview"]);
    await second.project.up("--expect-no-changes", "--refresh");
    assert.deepEqual(await networksOf(second), before);
    assert.equal((await second.get("/items")).status, 200);
  });
});
