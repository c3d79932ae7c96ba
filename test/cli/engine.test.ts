import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bulkhead, bulkheadOnTerminal, bulkheadProgram } from "../harness/bulkhead.ts";
import { type Call, json, nameOf, type Reply, refusal } from "../harness/faults/call.ts";
import { FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { type Outcome, outcomeOf, root } from "../harness/project.ts";

const escape = String.fromCharCode(27);
/** Of those who make containers on a shared engine, some do not mean well. */
const hostile = `${escape}]0;owned${escape}[2J<img src=x onerror=alert(1)>`;

/** Containers, two on a network each, as an engine lists and shows them. */
function containers(count: number) {
  return Array.from({ length: count }, (_, at) => {
    const Id = String(at).padStart(64, "0");
    const network = `net${Math.floor(at / 2)}`;
    const Labels = { "bulkhead.workload": at === 0 ? hostile : `w${at}`, "bulkhead.tier": hostile };
    const Networks = { [network]: { IPAddress: `10.9.${Math.floor(at / 2)}.${(at % 2) + 2}` } };
    return {
      summary: {
        ...{ Id, Names: [`/box${at}`], Image: "demo", State: "running", Status: "Up", Labels },
        ...{ Ports: [], HostConfig: { NetworkMode: network }, NetworkSettings: { Networks } },
      },
      inspect: {
        ...{ Id, Name: `/box${at}`, Mounts: [], State: { Status: "running", Running: true } },
        Config: { Image: "demo", Cmd: [], Env: [], Labels, ExposedPorts: { "80/tcp": {} } },
        HostConfig: { NetworkMode: network },
        NetworkSettings: { Networks, Ports: {} },
      },
    };
  });
}

function networks(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    ...{ Id: String(at), Name: `net${at}`, Driver: "bridge", Internal: true, Labels: {}, Attachable: false },
    ...{ Options: {}, IPAM: { Config: [{ Subnet: `10.9.${at}.0/24` }] }, EnableIPv6: false },
  }));
}

/** As much of an engine as is read of it. */
async function answer(call: Call, all: ReturnType<typeof containers>): Promise<Reply> {
  const name = nameOf(call);
  const [, id, what] = /^GET \/containers\/(\d+)\/(json|stats)$/.exec(name) ?? [];
  const one = all.find(({ summary }) => summary.Id === id);
  if (one !== undefined && what === "json") return json(200, one.inspect);
  if (one !== undefined) {
    return json(200, { read: new Date().toISOString(), memory_stats: { usage: 2 ** 20, limit: 2 ** 30 } });
  }
  const known: Readonly<Record<string, unknown>> = {
    "GET /version": { Version: "29.0.0", ApiVersion: "1.52", Os: "linux", Arch: "amd64" },
    "GET /info": {},
    "GET /containers/json": all.map(({ summary }) => summary),
    "GET /networks": networks(all.length / 2),
    "GET /volumes": { Volumes: [] },
  };
  return name in known ? json(200, known[name]) : refusal(404, `there is no ${name}`);
}

describe("bulkhead, of an engine with 200 containers", function () {
  this.timeout(30_000);
  let engine: FaultyEngine;
  before(async () => {
    const all = containers(200);
    engine = await FaultyEngine.start(call => answer(call, all));
  });
  after(() => engine?.dispose());

  const surroundings = () => ({ cwd: root, env: { ...process.env, DOCKER_HOST: engine.host } });
  const run = (...args: readonly string[]): Promise<Outcome> => bulkhead(args, surroundings());

  it("reach: every pair that shares a network, and nobody else", async () => {
    const { code, stdout, stderr } = await run("reach", "--engine", "--format", "csv");
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/^box\d+,box\d+,80,tcp,allowed/gm)?.length, 200);
    assert.ok(!stdout.includes(escape));
  });

  it("graph: a page in which labels are text", async () => {
    const { code, stdout } = await run("graph", "--engine", "--format", "html");
    assert.equal(code, 0);
    assert.ok(stdout.includes("box199"));
    assert.ok(!stdout.includes("<img") && !stdout.includes(escape));
  });

  it("stats: a line of JSON, and on a terminal a table that labels do not steer", async () => {
    const asked = ["stats", "--all", "--every", "0.1", "--count", "1"];
    const { workloads, tiers } = JSON.parse((await run(...asked)).stdout);
    assert.deepEqual([workloads.length, tiers.length], [200, 1]);
    const { stdout } = await bulkheadOnTerminal(asked, surroundings());
    assert.match(stdout, /w199/);
    const clears = `${escape}[H${escape}[J`;
    assert.ok(stdout.includes(clears), "it has the screen for itself");
    assert.ok(!stdout.replaceAll(clears, "").includes(escape), "but for that it is plain text");
  });
});

describe("bulkhead, of an engine that refuses this user", () => {
  it("says so, and what to do: 2", async function () {
    this.timeout(30_000);
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-refused-"));
    const socket = join(folder, "docker.sock");
    const server = createServer().listen(socket);
    await new Promise(resolve => server.once("listening", resolve));
    try {
      for (const args of [
        ["reach", "--engine"],
        ["stats", "--count", "1"],
        ["doctor", "db"],
      ]) {
        const { code, stdout, stderr } = await withoutPermission(socket, args);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(
          stderr,
          /^The Docker engine at unix:\S+docker\.sock refuses this user\. Join the group docker \(.+\), or run as root\.$/m,
        );
      }
    } finally {
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Runs it on a socket that it may not open: root keeps to modes once that privilege is taken from it. */
async function withoutPermission(socket: string, args: readonly string[]): Promise<Outcome> {
  const isRoot = process.getuid?.() === 0;
  chmodSync(socket, 0o600);
  if (isRoot) chownSync(socket, 65534, 65534);
  else chmodSync(socket, 0);
  const modest = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
  const [command = "", ...rest] = [...(isRoot ? modest : []), ...bulkheadProgram, ...args];
  const env = { ...process.env, DOCKER_HOST: `unix://${socket}` };
  return await outcomeOf(spawn(command, rest, { cwd: root, env, stdio: "pipe" }));
}
