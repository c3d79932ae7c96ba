import assert from "node:assert/strict";
import { readLogs } from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import type { OwnSwarm } from "../../tools/ownEngine/index.ts";
import { run, until } from "../../tools/toolchain/index.ts";
import { Callers } from "../harness/callers.ts";
import { PulumiProject } from "../harness/project.ts";
import { canary } from "../harness/shop.ts";
import { type RunningTask, startThreeNodes, tasksOf } from "../harness/threeNodes.ts";

/** Tries connections; says of each what came of it: `open`, or the error's name. */
const trying = `
import net from "node:net";
const found = await Promise.all(process.argv.slice(1).map(target => new Promise(resolve => {
  const [host, port] = target.split(":");
  const socket = net.connect({ host, port: Number(port), timeout: 1500 });
  socket.on("connect", () => { socket.destroy(); resolve("open"); });
  socket.on("timeout", () => { socket.destroy(); resolve("timeout"); });
  socket.on("error", error => resolve(error.code));
})));
console.log(JSON.stringify(found));
`;

describe("the shop on a swarm of three nodes", function () {
  this.timeout(240_000);
  let swarm: OwnSwarm | undefined;
  let project: PulumiProject | undefined;
  let said = "";
  const there = (): { swarm: OwnSwarm; project: PulumiProject } => {
    assert.ok(swarm !== undefined && project !== undefined);
    return { swarm, project };
  };

  before(async () => {
    swarm = await startThreeNodes();
    project = await PulumiProject.create({
      env: { DOCKER_HOST: swarm.manager.own.host },
      config: {
        hostPort: "8080",
        address: "0.0.0.0",
        placement: "swarm",
        encrypted: "false",
        appReplicas: "3",
        webReplicas: "3",
      },
      secrets: { dbPassword: canary },
    });
    said = (await project.up()).stdout;
  });

  after(async () => {
    await project?.dispose();
    await swarm?.dispose();
  });

  /** Asks the shop at a node's address, from outside of all nodes. */
  async function ask(node: string, path = "/replica"): Promise<string> {
    const { swarm } = there();
    const url = `http://${swarm.node(node).address}:8080${path}`;
    const [command = "", ...args] = [...swarm.fromOutside, process.execPath, "-e", asking, url];
    return (await run(command, args)).trim();
  }

  /** The addresses of a task, all of them. */
  async function addressesOf({ container }: RunningTask): Promise<string[]> {
    const script = [
      "nsenter",
      `--target=${container.State.Pid}`,
      "--net",
      "cat",
      "/proc/net/fib_trie",
    ] as const;
    const [command, ...args] = script;
    const found = (await run(command, args)).matchAll(/\|-- (\S+)\s+\/32 host LOCAL/g);
    return [...new Set([...found].map(([, address = ""]) => address))].filter(one => !one.startsWith("127."));
  }

  /** What connections from a task's network come to. */
  async function tried({ container }: RunningTask, targets: readonly string[]): Promise<string[]> {
    const script = [process.execPath, "--input-type=module", "-e", trying, ...targets];
    const found = await run("nsenter", [`--target=${container.State.Pid}`, "--net", "--", ...script]);
    return JSON.parse(found) as string[];
  }

  it("has its tasks spread over the nodes, and answers at each of them", async () => {
    const { swarm } = there();
    for (const workload of ["shop-app", "shop-web"]) {
      const nodes = (await tasksOf(swarm, workload)).map(({ node }) => node.name);
      assert.deepEqual(nodes.toSorted(), ["node1", "node2", "node3"], workload);
    }
    const answers = await Promise.all(["node1", "node2", "node3"].map(node => ask(node, "/items")));
    for (const answer of answers) assert.match(answer, /^200 /);
  });

  it("sees who calls, where a port is open at the nodes of its tasks", async () => {
    const { swarm } = there();
    for (const { node, container } of await tasksOf(swarm, "shop-web")) {
      assert.match(await readLogs(node.own.engine, container.Id), new RegExp(`^${swarm.outside}:\\d+ `, "m"));
    }
  });

  it("lets tiers call each other across nodes where that is declared, and nowhere else", async () => {
    const { swarm } = there();
    const ports = { web: 8080, app: 8080, db: 5432 };
    const tiers = Object.keys(ports) as (keyof typeof ports)[];
    const tasks = new Map<string, readonly RunningTask[]>();
    for (const tier of tiers) tasks.set(tier, await tasksOf(swarm, `shop-${tier}`));
    const open = new Set<string>();
    const across = new Set<string>();
    for (const from of tiers) {
      for (const to of tiers) {
        if (from === to) continue;
        for (const target of tasks.get(to) ?? []) {
          const targets = (await addressesOf(target)).map(address => `${address}:${ports[to]}`);
          for (const caller of tasks.get(from) ?? []) {
            if (!(await tried(caller, targets)).includes("open")) continue;
            open.add(`${from} to ${to}`);
            if (caller.node !== target.node) across.add(`${from} to ${to}`);
          }
        }
      }
    }
    assert.deepEqual([...open], ["web to app", "app to db"]);
    // What is open is so between nodes, so that what is closed is not so for want of a way.
    assert.deepEqual([...across], ["web to app", "app to db"]);
  });

  it("is read back from its manager: services with their nodes, on overlays, and what is wrong with those", async () => {
    const { project } = there();
    const { stdout: reached } = await project.bulkhead("reach", "--engine", "--explain");
    const told = reached.replace(/\s+/g, " ").replace(/-[0-9a-f]{7}\b/g, "");
    assert.match(
      told,
      /outside => shop-web tcp 8080 because port 8080 of shop-web is published at 0\.0\.0\.0:8080 of the nodes it runs on \(node1, node2, node3\)/,
    );
    assert.match(told, /shop-app => shop-db tcp 5432 because both are on network shop-app-db/);
    assert.doesNotMatch(told, /shop-web => shop-db|keeper/);
    const { stdout: judged } = await project.bulkhead("check", "--engine", "--all");
    for (const rule of ["overlay-unencrypted", "service-host-port"])
      assert.match(judged, new RegExp(`${rule}`));
  });

  it("is told by status, a task a line, with its node", async () => {
    const { code, stdout } = await there().project.bulkhead("status", "--format", "json");
    const { containers } = JSON.parse(stdout) as {
      containers: { workload: string; node: string; state: string }[];
    };
    assert.deepEqual([code, containers.length], [0, 7]);
    const nodes = (workload: string) =>
      containers
        .filter(one => one.workload === workload)
        .map(({ node }) => node)
        .toSorted();
    assert.deepEqual(nodes("shop-app"), ["node1", "node2", "node3"]);
    assert.deepEqual(nodes("shop-db"), ["node1"]);
    assert.ok(containers.every(({ state }) => state === "running"));
  });

  it("is verified from its tasks on every node; those of nodes that are not asked are named", async () => {
    const { swarm, project } = there();
    const others = swarm.nodes.filter(node => node !== swarm.manager);
    const named = others.map(({ own }) => own.host);
    const all = await project.bulkhead("verify", "--format", "json", "--node", ...named);
    const { probes, unseen } = JSON.parse(all.stdout) as Verification;
    assert.deepEqual([all.code, unseen], [0, undefined]);
    assert.ok(probes.every(({ verdict, control }) => verdict === "ok" && control));
    const open = probes.filter(({ found }) => found === "open").map(({ from, to }) => `${from} => ${to}`);
    assert.deepEqual(open, ["shop-app => shop-db", "shop-web => shop-app", "host => shop-web"]);
    const one = await project.bulkhead("verify", "--format", "json");
    const alone = JSON.parse(one.stdout) as Verification;
    assert.equal(one.code, 2);
    assert.deepEqual(alone.unseen, [
      { node: "node2", workloads: ["shop-app", "shop-web"] },
      { node: "node3", workloads: ["shop-app", "shop-web"] },
    ]);
    const stray = await project.bulkhead("verify", "--node", "tcp://127.0.0.1:1");
    assert.equal(stray.code, 2);
  });

  it("says what it has chosen, and why", () => {
    assert.match(
      said,
      /shop-web .*stands for its tasks \(dnsrr\), and its ports are open at the nodes they run on: the kernel .* no IPVS/,
    );
  });

  it("replaces tasks under load without a failed request", async () => {
    const { swarm, project } = there();
    const urls = swarm.nodes.map(({ address }) => `http://${address}:8080/items`);
    const ids = async (): Promise<string[]> =>
      (await tasksOf(swarm, "shop-app")).map(({ container }) => container.Id);
    const before = await ids();
    const callers = await Callers.start(swarm.fromOutside, urls);
    await project.succeed(["config", "set", "drainSeconds", "4"]);
    await project.up();
    const { requests, failures } = await callers.end();
    assert.deepEqual(failures, []);
    const after = await ids();
    assert.deepEqual([before.length, after.length], [3, 3]);
    assert.ok(
      after.every(id => !before.includes(id)),
      "all of them were replaced",
    );
    assert.ok(requests > 50, `${requests} requests`);
  });

  it("outlives a node: its tasks come up elsewhere, and those who call other nodes hardly notice", async () => {
    const { swarm } = there();
    const hosts = (await tasksOf(swarm, "shop-app")).map(({ node }) => node);
    // The manager stays, and with it the database, which keeps to it.
    const lost = hosts.find(node => node !== swarm.manager);
    assert.ok(lost !== undefined, "a task is on a node that is not the manager");
    const urls = swarm.nodes
      .filter(node => node !== lost)
      .map(({ address }) => `http://${address}:8080/items`);
    const callers = await Callers.start(swarm.fromOutside, urls);
    const killed = performance.now();
    await lost.own.kill();
    const elsewhere = async (): Promise<true | undefined> => {
      const nodes = (await tasksOf(swarm, "shop-app")).map(({ node }) => node);
      return (nodes.length === 3 && !nodes.includes(lost)) || undefined;
    };
    assert.equal(await until(elsewhere, 60_000), true);
    const seconds = (performance.now() - killed) / 1000;
    const { requests, failures, longestGap } = await callers.end();
    process.stdout.write(
      `      a node killed: 3 tasks again after ${seconds.toFixed(1)} s; ${failures.length} of ${requests} requests failed, ` +
        `for ${(longestGap / 1000).toFixed(1)} s at the most\n`,
    );
    // A proxy takes a replica out that does not answer: nobody waits for the Swarm to notice.
    assert.ok(longestGap < 5000, `no answer for ${longestGap} ms: ${[...new Set(failures)].join(", ")}`);
    await lost.own.start();
    await swarm.settle();
    const back = async (): Promise<true | undefined> => {
      const answer = await ask(lost.name, "/items").catch(() => "");
      return answer.startsWith("200 ") || undefined;
    };
    assert.equal(await until(back, 60_000), true);
  });

  it("rolls a broken image back and says why", async () => {
    const { swarm, project } = there();
    await project.succeed(["config", "set", "appImage", "127.0.0.1:1/none:1"]);
    const { code, stdout, stderr } = await project.pulumi(["up", "--yes", "--skip-preview"]);
    assert.notEqual(code, 0);
    assert.match(
      stdout + stderr,
      /does not come up: its node does not have the image 127\.0\.0\.1:1\/none:1/,
    );
    const back = async (): Promise<true | undefined> =>
      ((await tasksOf(swarm, "shop-app")).length === 3 &&
        (await ask("node2", "/items")).startsWith("200 ")) ||
      undefined;
    assert.equal(await until(back, 30_000), true);
    await project.succeed(["config", "rm", "appImage"]);
    await project.up();
  });
});

const asking = `
fetch(process.argv[1]).then(async answer => {
  console.log(answer.status, await answer.text());
}, error => {
  console.log(error.cause?.code ?? error.message);
});
`;
