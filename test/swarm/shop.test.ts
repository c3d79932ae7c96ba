import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { readLogs } from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import type { OwnSwarm } from "../../tools/ownEngine/index.ts";
import { run, until } from "../../tools/toolchain/index.ts";
import { Callers } from "../harness/callers.ts";
import { Cut } from "../harness/cut.ts";
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
  let cut: Cut | undefined;
  let wasAway = "";
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

  /** Waits until it gets to the database by a node. */
  async function answering(node: string): Promise<void> {
    const answers = async (): Promise<true | undefined> =>
      (await ask(node, "/items").catch(() => "")).startsWith("200 ") || undefined;
    assert.equal(await until(answers, 60_000), true, `${node} answers`);
  }

  async function nodesOf(workload: string): Promise<string[]> {
    const { swarm } = there();
    return (await tasksOf(swarm, workload)).map(({ node }) => node.name).toSorted();
  }

  it("has its tasks spread over the nodes, and answers at each of them", async () => {
    for (const workload of ["shop-app", "shop-web"]) {
      assert.deepEqual(await nodesOf(workload), ["node1", "node2", "node3"], workload);
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

  it("rolls a broken image back and says why, while two nodes do not reach each other", async () => {
    const { swarm, project } = there();
    cut = await Cut.between(swarm, ["node2", "node3"]);
    await project.succeed(["config", "set", "appImage", "127.0.0.1:1/none:1"]);
    const { code, stdout, stderr } = await project.pulumi(["up", "--yes", "--skip-preview"]);
    assert.notEqual(code, 0);
    assert.match(
      stdout + stderr,
      /does not come up: its node does not have the image 127\.0\.0\.1:1\/none:1/,
    );
    const back = async (): Promise<true | undefined> =>
      ((await tasksOf(swarm, "shop-app")).length === 3 &&
        (await ask("node1", "/items")).startsWith("200 ")) ||
      undefined;
    assert.equal(await until(back, 30_000), true);
  });

  it("is called all through that cut of 20 s, and an update comes to its end when it is mended", async () => {
    const { swarm, project } = there();
    assert.ok(cut !== undefined);
    const before = await nodesOf("shop-app");
    const { requests, failures, span } = await cut.mend(20_000);
    process.stdout.write(
      `      20 s in which node2 and node3 did not reach each other: ${failures.length} of ${requests} requests failed, ` +
        `the last of which began ${(span / 1000).toFixed(1)} s after the first\n`,
    );
    // Two checks of a second each, which wait two for an answer.
    assert.ok(span < 7000, `failed for ${span} ms: ${[...new Set(failures)].join(", ")}`);
    // The manager has seen both all the time, so that no task was moved.
    assert.deepEqual(await nodesOf("shop-app"), before);
    await project.succeed(["config", "rm", "appImage"]);
    await project.up();
    for (const node of swarm.nodes) await answering(node.name);
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
    const { requests, failures, longestGap, span } = await callers.end();
    process.stdout.write(
      `      a node killed: 3 tasks again after ${seconds.toFixed(1)} s; ${failures.length} of ${requests} requests failed, ` +
        `for ${(longestGap / 1000).toFixed(1)} s at the most\n`,
    );
    // A proxy takes a replica out that does not answer: nobody waits for the Swarm to notice.
    assert.ok(span < 5000, `failed for ${span} ms: ${[...new Set(failures)].join(", ")}`);
    await lost.own.start();
    await swarm.settle();
    await answering(lost.name);
    // A Swarm leaves tasks where they are: a node that is back has none until they are replaced.
    assert.ok(!(await nodesOf("shop-app")).includes(lost.name));
    wasAway = lost.name;
  });

  it("replaces tasks under load without a failed request, by new connections and by kept ones, and so puts some on the node that was away", async () => {
    const { swarm, project } = there();
    const urls = swarm.nodes.map(({ address }) => `http://${address}:8080/items`);
    const ids = async (): Promise<string[]> =>
      (await tasksOf(swarm, "shop-app")).map(({ container }) => container.Id);
    const before = await ids();
    const callers = await Callers.start(swarm.fromOutside, urls);
    const keeping = await Callers.start(swarm.fromOutside, urls, "kept");
    await project.succeed(["config", "set", "drainSeconds", "4"]);
    await project.up();
    const [{ requests, failures }, kept] = await Promise.all([callers.end(), keeping.end()]);
    assert.deepEqual([failures, kept.failures], [[], []]);
    const after = await ids();
    assert.deepEqual([before.length, after.length], [3, 3]);
    assert.ok(
      after.every(id => !before.includes(id)),
      "all of them were replaced",
    );
    assert.ok(requests > 50 && kept.requests > 50, `${requests} and ${kept.requests} requests`);
    assert.ok((await nodesOf("shop-app")).includes(wasAway), `${wasAway} has tasks again`);
  });

  it("goes on while its manager is away, and all of it is well when that is back, and takes updates", async () => {
    const { swarm, project } = there();
    const others = swarm.nodes.filter(node => node !== swarm.manager);
    const urls = others.map(({ address }) => `http://${address}:8080/replica`);
    const callers = await Callers.start(swarm.fromOutside, urls);
    await swarm.manager.own.kill();
    // That it is away for a while is what is tried: there is nothing to wait for.
    await pause(5000);
    const away = await callers.end();
    assert.ok(away.span < 5000, `failed for ${away.span} ms: ${away.failures.join(", ")}`);
    // Once it is back, a Swarm starts the tasks anew of nodes that report to it too late.
    const after = await Callers.start(swarm.fromOutside, urls);
    await swarm.manager.own.start();
    await swarm.settle();
    const isWell = async (): Promise<true | undefined> =>
      (await project.bulkhead("status")).code === 0 || undefined;
    assert.equal(await until(isWell, 60_000), true);
    const back = await after.end();
    process.stdout.write(
      `      the manager away: ${away.failures.length} of ${away.requests} requests to the other nodes failed; ` +
        `back: ${back.failures.length} of ${back.requests}, for ${(back.longestGap / 1000).toFixed(1)} s at the most\n`,
    );
    await answering("node2");
    const restarted = await project.bulkhead("restart", "db");
    assert.deepEqual([restarted.code, restarted.stdout], [0, ""], restarted.stderr);
    await answering("node3");
  });
});

const asking = `
fetch(process.argv[1]).then(async answer => {
  console.log(answer.status, await answer.text());
}, error => {
  console.log(error.cause?.code ?? error.message);
});
`;
