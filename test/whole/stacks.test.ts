import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { text } from "node:stream/consumers";
import { judge as judgeByPolicies } from "../../policies/index.ts";
import { readDeployment } from "../../topology/index.ts";
import { Deployed } from "../harness/deployed.ts";
import { differences, told } from "../harness/differences.ts";
import { example } from "../harness/examples.ts";
import { Happenings } from "../harness/happenings.ts";
import { Load } from "../harness/load.ts";
import { canary } from "../harness/shop.ts";
import { asDeclared, held } from "../harness/standing.ts";

describe("replicas behind balancers: the stacks of this repository and the document's, deployed by pulumi up", () => {
  let stack: Deployed;

  before(async function () {
    this.timeout(120_000);
    stack = await Deployed.of(
      {
        rolling: await rolling("1"),
        microservices: 'export { urls } from "./stacks/microservices/index.ts";\n',
        tiers: 'export { urls } from "./stacks/multi-tier/index.ts";\n',
      },
      { secrets: { usersPassword: canary, ordersPassword: canary, dbPassword: canary } },
    );
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  it("microservices: each service's replicas share a database, which is nobody else's", async () => {
    const { gateway } = await urls("microservices");
    const ask = (host: string, body?: string) => request(`${gateway}/items`, { host, body });
    assert.equal((await ask("users.localhost", "ann")).status, 201);
    assert.equal((await ask("orders.localhost", "a kettle")).status, 201);
    for (const [service, names] of [
      ["users", ["ann"]],
      ["orders", ["a kettle"]],
    ] as const) {
      const answers = await inTurn(6, () => ask(`${service}.localhost`));
      assert.deepEqual(await replicas(answers), (await ids(`services-${service}`)).sort());
      for (const { items } of answers) assert.deepEqual(items, names);
    }
    assert.equal((await ask("nobody.localhost")).status, 503);
  });

  it("microservices: orders may ask users, and nobody anybody else", async () => {
    const connects = (from: string, to: string, port: number) => stack.connects(`services-${from}`, to, port);
    const beyond = (await told(differences.beyondInternal)) === "timeout" ? "TimeoutError" : "OSError";
    assert.deepEqual(
      await Promise.all([
        connects("orders", "users", 8080),
        connects("users", "orders", 8080),
        connects("orders", "users-db", 5432),
        connects("users", "orders-db", 5432),
        connects("orders", "orders-db", 5432),
        connects("users", await addressOf("services-orders-db"), 5432),
      ]),
      ["open", "gaierror", "gaierror", "gaierror", "open", beyond],
    );
  });

  it("tiers: past web server and balancer to app1 and app2, past another balancer to the desk, to one database", async () => {
    const { web, staff } = await urls("tiers");
    assert.equal((await request(`${web}/items`, { body: "from outside" })).status, 201);
    assert.equal((await request(`${staff}/items`, { body: "from staff" })).status, 201);
    const outside = await inTurn(6, () => request(`${web}/items`));
    assert.deepEqual(await replicas(outside), (await ids("office-app")).sort());
    const inside = await inTurn(3, () => request(`${staff}/items`));
    assert.deepEqual(await replicas(inside), await ids("office-desk"));
    for (const { items } of [...outside, ...inside]) assert.deepEqual(items, ["from outside", "from staff"]);
  });

  it("all of them reach what they declare, and pass the policy pack without an exception", async () => {
    const { stdout } = await stack.project.succeed(["stack", "export"]);
    const topology = readDeployment("stacks", JSON.parse(stdout));
    assert.equal(topology.workloads.length, 13);
    const published = ["office-staff", "office-web", "services-gateway", "web"];
    assert.deepEqual(held(topology), { ...asDeclared, hostOpen: published });
    const mandatory = judgeByPolicies(topology).filter(({ level }) => level === "mandatory");
    assert.deepEqual(mandatory, []);
  });

  it("rolling: a version that does not become well stops it, the old one serves on, no request is lost", async function () {
    this.timeout(120_000);
    const old = await ids("api");
    const broken = (await rolling("2"))
      .replace('interval: "1s" }', 'interval: "1s", retries: 1, startPeriod: "0s" }')
      .replace("8080/health", "8080/nosuch");
    await stack.project.writeModule("rolling", broken);
    const load = await underLoad();
    const up = await stack.project.pulumi(["up", "--yes", "--skip-preview"]);
    const outcome = await load.end();
    assert.notEqual(up.code, 0);
    assert.match(up.stdout + up.stderr, /api1-\w+ is unhealthy.*it is stopped, and stays for a look/s);
    assert.deepEqual(outcome.failures, [], outcome.text);
    assert.deepEqual(await ids("api"), old);
  });

  it("rolling: a better one replaces replicas one after another, and no request is lost", async function () {
    this.timeout(120_000);
    const [oldFirst = "", oldSecond = ""] = await ids("api");
    await stack.project.writeModule("rolling", await rolling("3"));
    const load = await underLoad();
    const seen = await Happenings.of([...stack.labels, "bulkhead.workload=api"]);
    await stack.project.up();
    seen.end();
    const outcome = await load.end();
    assert.deepEqual(outcome.failures, [], outcome.text);
    assert.ok(outcome.requests > 1000, outcome.text);

    const now = await stack.containers("api");
    assert.deepEqual(
      now.map(({ Config }) => Config.Env?.includes("RELEASE=3")),
      [true, true],
      "nothing of the broken one is left",
    );
    const [first = "", second = ""] = await ids("api");
    assert.deepEqual(
      seen.all.map(event => event.slice(0, event.lastIndexOf(" ") + 13)),
      [
        `start ${first}`,
        `health_status: healthy ${first}`,
        `start ${second}`,
        `health_status: healthy ${second}`,
        `die ${oldSecond}`,
        `die ${oldFirst}`,
      ],
    );
  });

  async function urls(module: string): Promise<Record<string, string>> {
    return (
      ((await stack.project.outputs()) as Record<string, { urls: Record<string, string> }>)[module]?.urls ??
      {}
    );
  }

  /** The short ids of a workload's containers that run, as its replicas call themselves. */
  async function ids(workload: string): Promise<string[]> {
    const running = (await stack.containers(workload)).filter(({ State }) => State.Running);
    return running.map(({ Id }) => Id.slice(0, 12));
  }

  async function addressOf(workload: string): Promise<string> {
    const { NetworkSettings } = await stack.container(workload);
    return Object.values(NetworkSettings.Networks ?? {})[0]?.IPAddress ?? "";
  }

  async function underLoad(): Promise<Load> {
    const { rolling } = (await stack.project.outputs()) as { rolling: { url: string } };
    return await Load.start(`${rolling.url}/replica`, 120);
  }
});

/** The document's stack in a release of its own. */
async function rolling(release: string): Promise<string> {
  return await example("rolling", "rolling", { 'new Config().require("release")': `"${release}"` });
}

interface Answer {
  readonly status: number;
  readonly replica: string;
  /** Names of the items there are. */
  readonly items: readonly string[];
}

/** Asks for items, or makes one. Node's own fetch lets nobody say for which host a request is. */
async function request(
  url: string,
  { host, body }: { readonly host?: string; readonly body?: string | undefined } = {},
): Promise<Answer> {
  const asked = http.request(url, {
    method: body === undefined ? "GET" : "POST",
    headers: host === undefined ? {} : { Host: host },
  });
  asked.end(body === undefined ? undefined : JSON.stringify({ name: body }));
  const [answer] = (await once(asked, "response")) as [http.IncomingMessage];
  const said = await text(answer);
  const items = answer.statusCode === 200 ? (JSON.parse(said) as { items: { name: string }[] }).items : [];
  return {
    status: answer.statusCode ?? 0,
    replica: String(answer.headers["x-replica"]),
    items: items.map(({ name }) => name).sort(),
  };
}

async function inTurn<T>(times: number, ask: () => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let time = 0; time < times; time++) answers.push(await ask());
  return answers;
}

/** Who answered, each once. */
async function replicas(answers: readonly Answer[]): Promise<string[]> {
  return [...new Set(answers.map(({ replica }) => replica))].sort();
}
