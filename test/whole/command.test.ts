import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  connectNetwork,
  createNetwork,
  inspectContainer,
  listContainers,
  listNetworks,
  removeNetwork,
  startContainer,
  stopContainer,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Probe, Verification } from "../../observe/index.ts";
import type { Reach } from "../../topology/index.ts";
import { bulkhead, bulkheadOnTerminal, colours, escapes } from "../harness/bulkhead.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { type Outcome, PulumiProject, root } from "../harness/project.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";

/**
 * A server, a client that may call it, and one that listens and may be called by nobody. Nothing is said of the client's
 * ports, so it might answer on any, and there is none to try.
 */
const program = `
import { Segment, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const shared = new Segment("shared");
const alone = new Segment("alone");
const listens = ["-c", \`
import signal, socket
signal.signal(signal.SIGTERM, lambda *_: exit())
server = socket.create_server(("", 8000), backlog=64)
while True:
    server.accept()[0].close()
\`];
const sleeps = ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"];
const server = new Workload("server", { image, command: listens, ports: [8000], segments: [shared] });
new Workload("client", { image, command: sleeps, link: [server], segments: [{ segment: shared, serves: false }] });
new Workload("lonely", { image, command: listens, ports: [8000], segments: [alone] });
export const url = "http://nowhere.example.com";
export const next = ["try something"];
`;

async function schema(name: string): Promise<z.ZodType> {
  return z.fromJSONSchema(JSON.parse(await readFile(join(root, "docs/schemas", name), "utf8")));
}

describe("bulkhead, on a stack that runs", () => {
  let project: PulumiProject;
  before(async function () {
    this.timeout(120_000);
    project = await PulumiProject.create({ program });
  });
  after(async function () {
    this.timeout(120_000);
    await project?.dispose();
  });

  const on = (command: string, ...args: readonly string[]): Promise<Outcome> => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = project.env;
    return bulkhead([command, "--stack", project.stack, ...args], { cwd: project.folder, env });
  };
  const labels = (): string[] => [`bulkhead.stack=bulkhead-test/${project.stack}`];

  const onEngine = (...args: readonly string[]): Promise<Outcome> =>
    bulkhead(["reach", "--engine", ...args], { cwd: project.folder, env: project.env });

  /** The one container of a workload. */
  async function containerOf(workload: string): Promise<{ readonly id: string; readonly name: string }> {
    const found = await listContainers(engine, [...labels(), `bulkhead.workload=${workload}`]);
    assert.equal(found.length, 1);
    return { id: found[0]?.Id ?? "", name: found[0]?.Names[0]?.slice(1) ?? "" };
  }

  /** What verify found between two workloads. */
  async function probed(from: string, to: string): Promise<{ code: number | null; probe: Probe }> {
    const { code, stdout, stderr } = await on("verify", "--format", "json");
    const found = JSON.parse(stdout || `{"error": ${JSON.stringify(stderr)}}`) as Verification;
    assert.deepEqual((await schema("verify.v1.json")).parse(found), found);
    const probe = found.probes.find(one => one.from === from && one.to === to);
    assert.ok(probe !== undefined, `${from} => ${to} was not tried`);
    return { code, probe };
  }

  it("up deploys it, probes it, and says where it answers and what to try: the result alone goes to the output", async function () {
    this.timeout(120_000);
    const { code, stdout, stderr } = await on("up");
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      stdout,
      `Who can reach whom:

client  =>  server  tcp 8000  declared
server  =>  client  any port  EXCESS: nobody declared it

2 edges: 1 in excess, 0 missing.

6 connections tried: all as declared.

It answers at http://nowhere.example.com

Next:
  try something
  bulkhead verify           every connection, tried
  bulkhead reach --explain  what lets each one through
  bulkhead down             take it down, keep the data
`,
    );
    assert.match(stderr, /^Pulumi \S+ from .+\.\nDocker engine \S+ at \S+\.\n/);
    assert.match(stderr, /docker:index:Container/, "pulumi is seen at work");
    assert.doesNotMatch(stdout + stderr, escapes, "no colours in a pipe");
  });

  it("up --quiet says nothing beside that, and changes nothing", async function () {
    this.timeout(60_000);
    const before = await containerOf("server");
    const { code, stdout, stderr } = await on("up", "--quiet");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Who can reach whom:/);
    assert.deepEqual(await containerOf("server"), before);
  });

  it("up --no-verify --verbose shows each command, and does not probe", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await on("up", "--no-verify", "--verbose");
    assert.equal(code, 0);
    assert.match(stderr, /^\$ pulumi stack ls --json --non-interactive {2}\(\d+\.\d s, code 0\)$/m);
    assert.match(stderr, /^\$ pulumi up --yes /m);
    assert.doesNotMatch(stdout, /connections tried/);
  });

  it("up has colours on a terminal, unless NO_COLOR says otherwise", async function () {
    this.timeout(120_000);
    const args = ["up", "--stack", project.stack, "--no-verify"];
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = project.env;
    const coloured = await bulkheadOnTerminal(args, { cwd: project.folder, env });
    assert.equal(coloured.code, 0, coloured.stdout);
    assert.match(coloured.stdout, colours);
    const plain = await bulkheadOnTerminal(args, { cwd: project.folder, env: { ...env, NO_COLOR: "1" } });
    assert.equal(plain.code, 0, plain.stdout);
    assert.doesNotMatch(plain.stdout, colours);
  });

  it("verify: 0, in a table of 80 columns", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await on("verify");
    assert.equal(code, 0, stdout + stderr);
    const lines = stdout.trimEnd().split("\n");
    assert.deepEqual(lines.slice(0, 6), [
      "client  =>  lonely  tcp 8000  -         timeout      ok",
      "client  =>  server  tcp 8000  declared  open         ok",
      "lonely  =>  server  tcp 8000  -         timeout      ok",
      "server  =>  lonely  tcp 8000  -         timeout      ok",
      "host    =>  lonely  tcp 8000  -         unreachable  ok",
      "host    =>  server  tcp 8000  -         unreachable  ok",
    ]);
    assert.equal(lines.at(-1), "6 connections tried: all as declared.");
  });

  it("reach --engine: the containers by their names, without a judgement, for nothing was declared there", async () => {
    const { code, stdout } = await on("reach", "--explain");
    assert.equal(code, 1, "the server could call its client back");
    assert.match(
      stdout,
      /^client {2}=> {2}server {2}tcp 8000 {2}declared\n {4}because both are on network shared/,
    );
    const [client, server] = [await containerOf("client"), await containerOf("server")];
    const live = await onEngine("--format", "json");
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
    const { subnet } = uniqueSubnet();
    const network = unique("by-hand");
    await createNetwork(engine, {
      Name: network,
      Internal: true,
      Options: { "com.docker.network.bridge.inhibit_ipv4": "true" },
      IPAM: { Config: [{ Subnet: subnet }] },
      Labels: testLabels,
    });
    for (const workload of ["client", "lonely"]) {
      await connectNetwork(engine, network, (await containerOf(workload)).id, { Aliases: [workload] });
    }
    const { code, probe } = await probed("client", "lonely");
    assert.equal(code, 1);
    assert.deepEqual([probe.found, probe.verdict], ["open", "excess"]);
    const { name } = await containerOf("client");
    assert.equal(
      probe.cause,
      `${name} got through (at lonely:8000, by name), although nothing declared connects them`,
    );
    assert.match(probe.remedy ?? "", /^Something was changed by hand; `pulumi refresh` shows it/);
    const table = await on("verify");
    assert.equal(table.code, 1);
    assert.match(table.stdout, /^client +=> +lonely +tcp 8000 +- +open +EXCESS\n {4}\S/m);
    assert.match(table.stdout, /^6 connections tried: 1 excess\.$/m);
    for (const line of table.stdout.split("\n")) assert.ok(line.length <= 80, line);

    assert.equal((await on("up", "--quiet")).code, 0);
    await removeNetwork(engine, network);
    assert.equal((await probed("client", "lonely")).probe.verdict, "ok");
  });

  it("verify: 1 for what is declared and does not get through", async function () {
    this.timeout(60_000);
    const { id } = await containerOf("server");
    await stopContainer(engine, id, 5);
    const { code, probe } = await probed("client", "server");
    await startContainer(engine, id);
    assert.equal(code, 1);
    assert.deepEqual([probe.declared, probe.found, probe.verdict], [true, "unresolved", "missing"]);
    assert.match(probe.remedy ?? "", /^See whether server runs and is healthy/);
  });

  it("verify: 2 where a closed door proves nothing, since nobody stands behind it", async function () {
    this.timeout(60_000);
    const { id } = await containerOf("lonely");
    await stopContainer(engine, id, 5);
    const { code, probe } = await probed("client", "lonely");
    await startContainer(engine, id);
    assert.equal(code, 2);
    assert.deepEqual([probe.control, probe.verdict], [false, "inconclusive"]);
    assert.match(probe.cause ?? "", /^nothing was seen to answer on 8000 of lonely/);
  });

  it("verify says that an image has no python3, and leaves nothing of its probes", async function () {
    this.timeout(60_000);
    const image = demoImage("haproxy");
    const { code, stdout, stderr } = await on("verify", "--probe-image", image);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal(
      stderr,
      `The image ${image} has no python3 to probe with. Give one that has with --probe-image.\n`,
    );
    assert.deepEqual(await probesOf(project.stack), []);
  });

  it("verify and down: 2 without an engine, in one sentence of what and one of what to do, and nothing is begun", async function () {
    this.timeout(60_000);
    const env = { ...project.env, DOCKER_HOST: `unix://${project.folder}/nobody.sock` };
    const state = await project.stateText();
    for (const command of ["verify", "down"]) {
      const { code, stdout, stderr } = await bulkhead([command, "--stack", project.stack], {
        cwd: project.folder,
        env,
      });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(
        stderr,
        /^No Docker engine answers at unix:\S+nobody\.sock\. Start it .+, or point DOCKER_HOST at one\.\n$/,
      );
    }
    assert.equal(await project.stateText(), state);
  });

  it("up: 2 for a program that fails, with pulumi's words above its own", async function () {
    this.timeout(60_000);
    await project.writeProgram(`throw new Error("the program's own words");`);
    const { code, stdout, stderr } = await on("up", "--quiet");
    await project.writeProgram(program);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /the program's own words/);
    assert.match(
      stderr,
      /The deployment did not come to its end; pulumi says above what and why\. Correct that and run `bulkhead up` again: it goes on where it stopped\.\n$/,
    );
    assert.equal((await inspectContainer(engine, (await containerOf("server")).id))?.State.Running, true);
  });

  it("down removes it all, and says so only when it is asked again", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await on("down");
    assert.deepEqual([code, stdout], [0, ""], stderr);
    assert.deepEqual(await listContainers(engine, labels()), []);
    assert.deepEqual(await listNetworks(engine, labels()), []);
    const again = await on("down");
    assert.deepEqual([again.code, again.stdout], [0, ""]);
    assert.equal(again.stderr, `Nothing of stack ${project.stack} of project bulkhead-test is deployed.\n`);
  });
});

/** Probes that stand in a namespace of this stack's containers; others may be probing on the same engine. */
async function probesOf(stack: string): Promise<string[]> {
  const probes = await listContainers(engine, ["bulkhead.probe"]);
  const ours = new Set(
    (await listContainers(engine, [`bulkhead.stack=bulkhead-test/${stack}`])).map(({ Id }) => Id),
  );
  const inspected = await Promise.all(probes.map(({ Id }) => inspectContainer(engine, Id)));
  return inspected.flatMap(probe => {
    const mode = probe?.HostConfig.NetworkMode ?? "";
    return ours.has(mode.slice("container:".length)) ? [mode] : [];
  });
}
