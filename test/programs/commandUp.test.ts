import assert from "node:assert/strict";
import { once } from "node:events";
import {
  createContainer,
  createNetwork,
  createVolume,
  inspectContainer,
  inspectVolume,
  listContainers,
  listNetworks,
  removeContainer,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { until } from "../../tools/toolchain/index.ts";
import { bulkhead, bulkheadOnTerminal, colours, escapes } from "../harness/bulkhead.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { Trio } from "../harness/trio.ts";

const shown = `Who can reach whom:

client  =>  server  tcp 8000  declared
server  =>  client  any port  EXCESS: nobody declared it

2 edges: 1 in excess, 0 missing.

Not all is as declared: 1 in excess and 0 missing, as computed above; of the 6 connections tried each came out as declared.
\`bulkhead reach --explain\` says what opens each, and what to do.

Next:
  try something
  bulkhead verify           every connection, tried
  bulkhead reach --explain  what lets each one through
  bulkhead down             take it down, keep the data
`;

describe("bulkhead up and down", () => {
  let trio: Trio;
  before(async function () {
    this.timeout(120_000);
    trio = await Trio.create();
  });
  after(async function () {
    this.timeout(120_000);
    await trio?.dispose();
  });

  it("up deploys, probes, and says where it answers and what to try: the result alone goes to the output", async function () {
    this.timeout(120_000);
    const { code, stdout, stderr } = await trio.run("up");
    assert.equal(code, 1, stdout + stderr);
    assert.equal(stdout, shown);
    assert.match(stderr, /^Pulumi \S+ from .+\.\nDocker engine \S+ at \S+\.\n/);
    assert.match(stderr, /docker:index:Container/, "pulumi is seen at work");
    assert.doesNotMatch(stdout + stderr, escapes, "no colours in a pipe");
  });

  it("up --quiet says nothing beside that, and changes nothing", async function () {
    this.timeout(60_000);
    const before = await trio.containerOf("server");
    const { code, stdout, stderr } = await trio.run("up", "--quiet");
    assert.deepEqual([code, stderr], [1, ""]);
    assert.equal(stdout, shown);
    assert.deepEqual(await trio.containerOf("server"), before);
  });

  it("up --no-verify --verbose shows each command, and neither probes nor deploys what is there", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await trio.run("up", "--no-verify", "--verbose");
    assert.equal(code, 1);
    assert.match(stderr, /^\$ pulumi preview --refresh /m);
    assert.doesNotMatch(stderr, /^\$ pulumi up /m);
    assert.doesNotMatch(stdout, /connections tried/);
  });

  it("ends as reach does: one verdict, one exit status", async function () {
    this.timeout(60_000);
    const { code, stdout } = await trio.run("reach");
    assert.equal(code, 1);
    assert.match(stdout, /^2 edges: 1 in excess, 0 missing\.$/m);
  });

  it("up has colours on a terminal, unless NO_COLOR says otherwise", async function () {
    this.timeout(120_000);
    const { folder: cwd, env, stack } = trio.project;
    const args = ["up", "--stack", stack, "--no-verify"];
    const coloured = await bulkheadOnTerminal(args, { cwd, env });
    assert.equal(coloured.code, 1, coloured.stdout);
    assert.match(coloured.stdout, colours);
    const plain = await bulkheadOnTerminal(args, { cwd, env }, { NO_COLOR: "1" });
    assert.equal(plain.code, 1, plain.stdout);
    assert.doesNotMatch(plain.stdout, colours);
  });

  it("up removes what its provider made and the state does not know, but no volume: that may hold data", async function () {
    this.timeout(60_000);
    const [provider] = (await trio.resources()).filter(({ type }) => type === "pulumi:providers:docker");
    const made = { ...testLabels, "bulkhead.provider": provider?.id ?? "" };
    const [container, network, volume] = [unique("lost"), unique("lost"), unique("lost")];
    const IPAM = { Config: [{ Subnet: uniqueSubnet().subnet }] };
    await createNetwork(engine, { Name: network, IPAM, Labels: made });
    await createVolume(engine, { Name: volume, Labels: made });
    const spec = { name: container, Image: demoImage("probe"), HostConfig: {} };
    const foreign = await createContainer(engine, { ...spec, name: unique("foreign"), Labels: testLabels });
    const lost = await createContainer(engine, { ...spec, Labels: made });

    const { code, stderr } = await trio.run("up", "--no-verify");
    assert.equal(code, 1);
    const line = `Left over from an interrupted run, now removed: ${container}, ${network}.\n`;
    assert.ok(stderr.includes(line), stderr);
    assert.equal(await inspectContainer(engine, lost), undefined);
    assert.ok((await inspectVolume(engine, volume)) !== undefined);
    assert.ok((await inspectContainer(engine, foreign)) !== undefined, "what is not its own");
    await removeContainer(engine, foreign, { volumes: true });
  });

  it("up: 2 for a program that fails, with pulumi's words above its own", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await trio.programmed(
      `throw new Error("the program's own words");`,
      () => trio.run("up", "--quiet"),
    );
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /the program's own words/);
    assert.match(
      stderr,
      /The deployment did not come to its end; pulumi says above what and why\. Correct that and run `bulkhead up` again: it goes on where it stopped\.\n$/,
    );
    const { id } = await trio.containerOf("server");
    assert.equal((await inspectContainer(engine, id))?.State.Running, true);
  });

  it("down: 2 without an engine, in one sentence of what and one of what to do, and nothing is begun", async function () {
    this.timeout(60_000);
    const { folder, stack, env } = trio.project;
    const before = await trio.project.stateText();
    const { code, stdout, stderr } = await bulkhead(["down", "--stack", stack], {
      cwd: folder,
      env: { ...env, DOCKER_HOST: `unix://${folder}/nobody.sock` },
    });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^No Docker engine answers at unix:\S+nobody\.sock\. Start it .+, or point DOCKER_HOST at one\.\n$/,
    );
    assert.equal(await trio.project.stateText(), before);
  });

  it("down removes it all, what was left over too, and says so when it is asked again", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await trio.run("down", "--data");
    assert.deepEqual([code, stdout], [0, ""], stderr);
    assert.match(stderr, /^Left over from an interrupted run, now removed: lost-\S+\.$/m, "the lost volume");
    assert.deepEqual(await listContainers(engine, trio.labels), []);
    assert.deepEqual(await listNetworks(engine, trio.labels), []);
    const again = await trio.run("down");
    assert.deepEqual([again.code, again.stdout], [0, ""]);
    assert.equal(
      again.stderr,
      `Nothing of stack ${trio.project.stack} of project bulkhead-test is deployed.\n`,
    );
  });

  it("up after a run that was killed takes its lock off, says so, and finishes what it began", async function () {
    this.timeout(120_000);
    const running = trio.project.start(["up", "--yes", "--skip-preview"]);
    const closed = once(running, "close");
    const begun = async () => ((await listNetworks(engine, trio.labels)).length > 0 ? true : undefined);
    assert.equal(await until(begun, 60_000), true);
    running.kill("SIGKILL");
    await closed;
    const { code, stdout, stderr } = await trio.run("up", "--no-verify");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /^An earlier run was killed and left the stack locked; its lock is taken off\.$/m);
    const containers = await listContainers(engine, trio.labels);
    assert.deepEqual(
      containers.map(({ State }) => State),
      ["running", "running", "running"],
    );
    assert.equal((await listNetworks(engine, trio.labels)).length, 2);
  });
});
