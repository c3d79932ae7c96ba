import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import {
  connectNetwork,
  createContainer,
  createNetwork,
  inspectContainer,
  listContainers,
  listNetworks,
  removeContainer,
  removeNetwork,
  startContainer,
  stopContainer,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { type Probe, type Verification, verifyTable } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import type { Reach } from "../../topology/index.ts";
import { bulkhead } from "../harness/bulkhead.ts";
import { differences, told } from "../harness/differences.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { type Outcome, root } from "../harness/project.ts";
import { lasting, recorded } from "../harness/recorded.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { Trio } from "../harness/trio.ts";

async function schema(name: string): Promise<z.ZodType> {
  return z.fromJSONSchema(JSON.parse(await readFile(join(root, "docs/schemas", name), "utf8")));
}

describe("bulkhead verify and reach, on a stack that runs", () => {
  let trio: Trio;
  before(async function () {
    this.timeout(120_000);
    trio = await Trio.create();
    await trio.project.up();
  });
  after(async function () {
    this.timeout(120_000);
    await trio?.dispose();
  });

  /** What verify found between two workloads. */
  async function probed(
    from: string,
    to: string,
  ): Promise<{ readonly code: number | null; readonly probe: Probe; readonly found: Verification }> {
    const { code, stdout, stderr } = await trio.run("verify", "--format", "json");
    assert.notEqual(stdout, "", stderr);
    const found = JSON.parse(stdout) as Verification;
    assert.deepEqual((await schema("verify.v1.json")).parse(found), found);
    const probe = found.probes.find(one => one.from === from && one.to === to);
    assert.ok(probe !== undefined, `${from} => ${to} was not tried`);
    return { code, probe, found };
  }

  /** Holds the page on verify to what was found. */
  async function shown(name: string, found: Verification): Promise<void> {
    const table = verifyTable(JSON.parse(lasting(JSON.stringify(found))) as Verification);
    await recorded("docs/verify.md", name, inThePagesWords(table));
  }

  /** The page was recorded on an engine that has one word for what is closed; an earlier one has two, as wide in a table. */
  function inThePagesWords(table: string): string {
    const { before, now } = differences.beyondInternal;
    const [one, other] = [now, before].map(word => word.replaceAll("`", ""));
    return table.replaceAll(`${other}`.padEnd(`${one}`.length), `${one}`);
  }

  it("verify: 0, in a table of 80 columns", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await trio.run("verify");
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      inThePagesWords(stdout),
      `client  =>  lonely  tcp 8000  -         unreachable  ok
client  =>  server  tcp 8000  declared  open         ok
lonely  =>  server  tcp 8000  -         unreachable  ok
server  =>  lonely  tcp 8000  -         unreachable  ok
host    =>  lonely  tcp 8000  -         unreachable  ok
host    =>  server  tcp 8000  -         unreachable  ok

6 connections tried: all as declared.
`,
    );
    await recorded("docs/verify.md", "before", inThePagesWords(stdout));
  });

  it("why --probe: what is computed of a pair, and what trying it comes to", async function () {
    this.timeout(60_000);
    const may = await trio.run("why", "client", "server", "--probe");
    assert.match(
      may.stdout,
      /^client reaches server on tcp 8000, as is declared\n {2}because [\s\S]*\n {2}tried: it answered\n$/,
    );
    const mayNot = await trio.run("why", "lonely", "server:8000", "--probe");
    const apart = { unreachable: "it found no route", timeout: "it timed out" };
    const word = (await told(differences.beyondInternal)) as keyof typeof apart;
    assert.match(mayNot.stdout, /^lonely does not reach server on tcp 8000\n/);
    assert.ok(mayNot.stdout.includes(`\n  tried: ${apart[word]}`), mayNot.stdout);
    assert.doesNotMatch(mayNot.stdout, /proves little/, "that the server listens was seen");
    // Nobody speaks of that port, and nobody serves it: that it is closed shows nothing.
    const nothing = await trio.run("why", "client", "server:8001", "--probe");
    assert.match(nothing.stdout, /tried: it was refused[\s\S]*proves little/);
  });

  it("why --probe: only what runs can be tried", async () => {
    const { code, stderr } = await trio.run("why", "outside", "server", "--probe");
    assert.equal(code, 2);
    assert.match(stderr, /^A call from outside cannot be tried from here\./m);
  });

  it("reach: 1 for what nobody declared, although no connection shows it", async () => {
    const { code, stdout } = await trio.run("reach", "--explain");
    assert.equal(code, 1);
    assert.equal(
      stdout,
      `client  =>  server  tcp 8000  declared
    because both are on network shared
server  =>  client  any port  EXCESS: nobody declared it
    because both are on network shared
    to change that: give each pair of peers a network of its own, or keep
      members apart (enable_icc=false)

2 edges: 1 in excess, 0 missing.
`,
    );
  });

  it("reach --engine: the containers by their names, without a judgement, for nothing was declared there", async () => {
    const onEngine = (...args: readonly string[]): Promise<Outcome> =>
      bulkhead(["reach", "--engine", ...args], { cwd: trio.project.folder, env: trio.project.env });
    const [client, server] = [await trio.containerOf("client"), await trio.containerOf("server")];
    const live = await onEngine("--format", "json", "--pairs");
    assert.equal(live.code, 0, "what others run on this engine is no finding");
    const found = JSON.parse(live.stdout) as Reach;
    assert.deepEqual((await schema("reach.v1.json")).parse(found), found);
    const node = found.nodes.find(({ id }) => id === client.name);
    assert.equal(node?.kind, "workload");
    assert.equal(node?.labels["bulkhead.workload"], "client");
    const edges = found.edges.filter(({ from, to }) => from === client.name && to === server.name);
    assert.ok(edges.length >= 1);
    for (const { verdict, via } of edges) {
      assert.equal(verdict, "allowed");
      assert.equal(via[0]?.mechanism, "shared network");
    }
    const table = await onEngine();
    assert.match(table.stdout, new RegExp(`^${client.name} +=> +${server.name} +\\S.*[^ ]$`, "m"));
    assert.doesNotMatch(table.stdout, /EXCESS|MISSING|declared/);
  });

  it("verify: 1 for what gets through and was declared by nobody, with why and what to do; up mends it", async function () {
    this.timeout(120_000);
    const network = unique("by-hand");
    await createNetwork(engine, {
      Name: network,
      Internal: true,
      Options: { "com.docker.network.bridge.inhibit_ipv4": "true" },
      IPAM: { Config: [{ Subnet: uniqueSubnet().subnet }] },
      Labels: testLabels,
    });
    for (const workload of ["client", "lonely"]) {
      const { id } = await trio.containerOf(workload);
      await connectNetwork(engine, network, id, { Aliases: [workload] });
    }
    const { code, probe, found } = await probed("client", "lonely");
    assert.equal(code, 1);
    assert.deepEqual([probe.found, probe.verdict], ["open", "excess"]);
    await shown("connected", found);
    const [{ name }, lonely] = [await trio.containerOf("client"), await trio.containerOf("lonely")];
    assert.equal(
      probe.cause,
      `${name} got through (at lonely:8000, by name): it and ${lonely.name} are both on network ${network}, which is not of this stack`,
    );
    assert.match(
      probe.remedy ?? "",
      new RegExp(`^Somebody connected them by hand: \`docker network disconnect ${network} ${name}\`, or`),
    );
    const table = await trio.run("verify");
    assert.equal(table.code, 1);
    assert.match(table.stdout, /^client +=> +lonely +tcp 8000 +- +open +EXCESS\n {4}\S/m);
    assert.match(table.stdout, /^6 connections tried: 1 excess; 2 things are not as declared\.$/m);
    assert.match(table.stdout, /^CHANGED {2}client: container \S+ was connected by hand/m);
    for (const line of table.stdout.split("\n")) assert.ok(line.length <= 80, line);

    // For what its network opens both ways, whoever is on it: that is computed, and stays.
    assert.equal((await trio.run("up", "--quiet")).code, 1);
    await removeNetwork(engine, network);
    assert.equal((await probed("client", "lonely")).probe.verdict, "ok");
  });

  it("verify: 1 for what is declared and does not get through", async function () {
    this.timeout(60_000);
    const { id } = await trio.containerOf("server");
    await stopContainer(engine, id, 5);
    const { code, probe, found } = await probed("client", "server");
    await startContainer(engine, id);
    assert.equal(code, 1);
    await shown("stopped", found);
    assert.deepEqual([probe.declared, probe.found, probe.verdict], [true, "unresolved", "missing"]);
    assert.match(probe.remedy ?? "", /^See whether server runs and is healthy/);
  });

  it("verify: 2 where a closed door proves nothing, since nobody stands behind it", async function () {
    this.timeout(60_000);
    const { id } = await trio.containerOf("lonely");
    await stopContainer(engine, id, 5);
    const { code, probe } = await probed("client", "lonely");
    await startContainer(engine, id);
    assert.equal(code, 2);
    assert.deepEqual([probe.control, probe.verdict], [false, "inconclusive"]);
    assert.match(probe.cause ?? "", /^nothing was seen to answer on 8000 of lonely/);
  });

  it("verify: 2 where a workload does not run, from which nothing could be tried", async function () {
    this.timeout(60_000);
    const { id } = await trio.containerOf("client");
    await stopContainer(engine, id, 5);
    const table = await trio.run("verify");
    const { stdout } = await trio.run("verify", "--format", "json");
    await startContainer(engine, id);
    assert.equal(table.code, 2);
    assert.match(
      table.stdout,
      /^4 connections tried: all as declared; nothing was tried from client, of which no\n {2}container runs\.\nSee why that is so/m,
    );
    const found = JSON.parse(stdout) as Verification;
    assert.deepEqual((await schema("verify.v1.json")).parse(found), found);
    assert.deepEqual(found.down, ["client"]);
  });

  it("verify: 2 for an image without the helper, and nothing is left of the probes", async function () {
    this.timeout(60_000);
    const image = demoImage("haproxy");
    const { code, stdout, stderr } = await trio.run("verify", "--probe-image", image);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal(
      stderr,
      `The image ${image} does not hold the helper that probes. Leave --probe-image out, or name an image with the helper as /helper.\n`,
    );
    assert.deepEqual(await probesOf(trio), []);
  });

  it("verify: a container started by hand on a network of the stack is named, with whom it reaches", async function () {
    this.timeout(60_000);
    const networks = await listNetworks(engine, [...trio.labels, "bulkhead.segment=shared"]);
    const network = networks[0]?.Name ?? "";
    const name = unique("stranger");
    const id = await createContainer(engine, {
      name,
      Image: demoImage("probe"),
      Cmd: ["-c", "import signal; signal.pause()"],
      Labels: testLabels,
      HostConfig: { NetworkMode: network },
    });
    await startContainer(engine, id);
    const { code, stdout } = await trio.run("verify", "--format", "json");
    await removeContainer(engine, id, { volumes: true });
    assert.equal(code, 1);
    const found = JSON.parse(stdout) as Verification;
    assert.deepEqual((await schema("verify.v1.json")).parse(found), found);
    const call = found.probes.find(probe => probe.from === name && probe.to === "server");
    assert.deepEqual([call?.found, call?.verdict], ["open", "excess"]);
    assert.match(call?.cause ?? "", /it was put on network \S+ of this stack by hand$/);
    await shown("stranger", found);
    const change = found.changes?.find(({ kind }) => kind === "stranger");
    assert.equal(change?.subject, name);
    assert.match(change?.remedy ?? "", new RegExp(`docker network disconnect ${network} ${name}`));
  });

  it("verify: killed at whatever moment, it leaves no helper behind", async function () {
    this.timeout(120_000);
    const { folder, stack, env } = trio.project;
    const started = performance.now();
    assert.equal((await trio.run("verify")).code, 0);
    const usual = performance.now() - started;
    const kills = (["SIGKILL", "SIGINT", "SIGKILL", "SIGTERM", "SIGKILL"] as const).map((signal, index) => ({
      signal,
      after: (usual * (index + 2)) / 8,
    }));
    for (const { signal, after } of kills) {
      const child = spawn(process.execPath, [join(root, "cli/main.ts"), "verify", "--stack", stack], {
        cwd: folder,
        env,
        stdio: "ignore",
      });
      const closed = once(child, "close");
      const timer = setTimeout(() => child.kill(signal), after);
      await closed;
      clearTimeout(timer);
    }
    const gone = await until(async () => ((await probesOf(trio)).length === 0 ? true : undefined), 15_000);
    assert.equal(gone, true);
  });

  it("verify --format junit: a case for each connection, as continuous integration reads it", async function () {
    this.timeout(60_000);
    const { code, stdout } = await trio.run("verify", "--format", "junit");
    assert.equal(code, 0);
    const read = new XMLParser({ ignoreAttributes: false }).parse(stdout) as {
      testsuites: { testsuite: { testcase: Record<string, string>[]; "@_failures": string } };
    };
    const { testcase, "@_failures": failures } = read.testsuites.testsuite;
    assert.equal(failures, "0");
    assert.ok(testcase.some(one => one["@_name"] === "client => server tcp 8000 declared"));
    assert.equal(testcase.length, 6 + 3);
  });

  it("verify: 2 without an engine, in one sentence of what and one of what to do", async function () {
    this.timeout(60_000);
    const { folder, stack, env } = trio.project;
    const { code, stdout, stderr } = await bulkhead(["verify", "--stack", stack], {
      cwd: folder,
      env: { ...env, DOCKER_HOST: `unix://${folder}/nobody.sock` },
    });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^No Docker engine answers at unix:\S+nobody\.sock\. Start it .+, or point DOCKER_HOST at one\.\n$/,
    );
  });
});

/** Probes that stand in a namespace of this stack's containers; others may be probing on the same engine. */
async function probesOf(trio: Trio): Promise<string[]> {
  const ours = new Set((await listContainers(engine, trio.labels)).map(({ Id }) => Id));
  const probes = await listContainers(engine, ["bulkhead.probe"]);
  const inspected = await Promise.all(probes.map(({ Id }) => inspectContainer(engine, Id)));
  const modes = inspected.map(probe => probe?.HostConfig.NetworkMode ?? "");
  return modes.filter(mode => ours.has(mode.slice("container:".length)));
}
