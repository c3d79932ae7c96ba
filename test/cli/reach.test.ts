import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import {
  type Fragment,
  fragmentOutput,
  type GroupedReach,
  plainNetwork,
  plainWorkload,
  type Reach,
} from "../../topology/index.ts";
import { bulkhead, bulkheadOnTerminal, escapes } from "../harness/bulkhead.ts";
import { type Outcome, root } from "../harness/project.ts";

const port = { port: 5432, protocol: "tcp" } as const;
const inside = { ...plainNetwork("data"), internal: true, hostAddress: false };
/** A client that answers nowhere: one of which no port is known might answer on any. */
const api = { ...plainWorkload("api"), ports: [{ port: 8080, protocol: "tcp" as const, on: [] }] };
const db = { ...plainWorkload("db"), ports: [port] };
const on = (network: string) => ({ attachments: [{ network, aliases: [] }] });

/** A client and a server on a network that is closed to everybody else. */
const two: Fragment = { networks: [inside], workloads: [api, db].map(one => ({ ...one, ...on("data") })) };
const call = { from: "api", to: "db", ...port, via: "network" } as const;

/** A state in which components registered these parts. */
function stateOf(...fragments: readonly Fragment[]): string {
  const resources = fragments.map((fragment, index) => ({
    urn: `urn:pulumi:dev::a-project::bulkhead:index:Workload::part${index}`,
    type: "bulkhead:index:Workload",
    outputs: { [fragmentOutput]: fragment },
  }));
  return JSON.stringify({ version: 3, deployment: { resources } });
}

describe("bulkhead reach", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-reach-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]): Promise<Outcome> => bulkhead(["reach", ...args], { cwd: folder });
  async function ofState(text: string, ...args: readonly string[]): Promise<Outcome> {
    await writeFile(join(folder, "state.json"), text);
    return await run("--state", "state.json", ...args);
  }

  it("computes it from a state file; all as declared: 0", async () => {
    const { code, stdout, stderr } = await ofState(stateOf(two, { flows: [call] }));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(stdout, "api  =>  db  tcp 5432  declared\n\n1 edge: all as declared.\n");
  });

  it("says what is reachable and was declared by nobody: 1", async () => {
    const { code, stdout } = await ofState(stateOf(two));
    assert.equal(code, 1);
    assert.equal(
      stdout,
      "api  =>  db  tcp 5432  EXCESS: nobody declared it\n\n1 edge: 1 in excess, 0 missing.\n",
    );
  });

  it("says what was declared and cannot be reached: 1", async () => {
    const { code, stdout } = await ofState(
      stateOf({
        networks: [inside, { ...inside, id: "other" }],
        workloads: [
          { ...api, ...on("other") },
          { ...db, ...on("data") },
        ],
        flows: [call],
      }),
    );
    assert.equal(code, 1);
    assert.match(stdout, /^api {2}=> {2}db {2}tcp 5432 {2}MISSING: declared, not reachable$/m);
    assert.match(stdout, /^0 edges: 0 in excess, 1 missing\.$/m);
  });

  it("takes unknown for neither: 1", async () => {
    const unknown = { ...inside, memberTraffic: { unknown: "known after the update" } };
    const { code, stdout } = await ofState(stateOf({ ...two, networks: [unknown], flows: [call] }));
    assert.equal(code, 1);
    assert.match(stdout, /UNKNOWN: perhaps reachable, declared/);
  });

  it("says what makes each edge so, in lines of 80 columns", async () => {
    const name = "a-name-that-somebody-took-care-to-make-as-long-as-names-of-networks-may-well-be";
    const { stdout } = await ofState(
      stateOf({
        networks: [{ ...inside, id: name }],
        workloads: [api, db].map(one => ({ ...one, ...on(name) })),
        flows: [call],
      }),
      "--explain",
    );
    assert.match(stdout, new RegExp(`^ {4}because both are on network\n {6}${name}$`, "m"));
    const short = await ofState(stateOf(two, { flows: [call] }), "--explain");
    assert.match(short.stdout, /^ {4}because both are on network data$/m);
  });

  it("of a stack that nothing was deployed to: nothing, and 0", async () => {
    const { code, stdout } = await ofState(JSON.stringify({ version: 3, deployment: {} }));
    assert.deepEqual([code, stdout], [0, "Nothing reaches anything.\n"]);
  });

  it("writes JSON by groups unless pairs are asked for, as its documented schema has it", async () => {
    const { code, stdout } = await ofState(stateOf(two, { flows: [call] }), "--format", "json");
    assert.equal(code, 0);
    const found = JSON.parse(stdout) as GroupedReach;
    const schema = JSON.parse(await readFile(join(root, "docs/schemas/reach.v2.json"), "utf8"));
    assert.deepEqual(z.fromJSONSchema(schema).parse(found), found);
    assert.equal(found.version, 2);
    assert.deepEqual(
      found.declared.map(({ from, to, verdict }) => [from, to, verdict]),
      [["api", "db", "allowed"]],
    );
  });

  it("tells of compose files what outside and the host reach first, and by name of nobody who is not there", async () => {
    const file = join(folder, "dozen.yaml");
    const services = Array.from({ length: 12 }, (_, at) => `  s${at}: {image: "a:1"}\n`).join("");
    await writeFile(file, `services:\n  web: {image: "w:1", ports: ["80:80"]}\n${services}`);
    const { code, stdout } = await run("dozen.yaml");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^From outside:\n {2}outside {2}=> {2}web {2}tcp 80 {2}published port 0\.0\.0\.0:80\n\nFrom the host:/,
    );
    assert.match(stdout, /=> {2}s0, s1 and 10 more {2}any port {2}shared network default$/m);
    assert.ok(stdout.split("\n").length < 25, stdout);
    const pairs = await run("dozen.yaml", "--pairs");
    assert.match(pairs.stdout, /^s0 +=> +s1 +any port$/m);
    const strange = await run("dozen.yaml", "--from", "nobody");
    assert.deepEqual([strange.code, strange.stdout], [2, ""]);
    assert.match(strange.stderr, /^There is no nobody\. These are there: s0, s1, /m);
    const nothing = await run("dozen.yaml", "--only", "excess");
    assert.match(nothing.stdout, /^Nothing reaches anything/);
    assert.match(nothing.stderr, /^Nothing is declared here, so nothing is called excess/m);
  });

  it("tells of one end alone, or of one part", async () => {
    const state = stateOf(two, { flows: [call] });
    const to = await ofState(state, "--to", "db");
    assert.match(to.stdout, /^api {2}=> {2}db/m);
    assert.doesNotMatch(to.stdout, /=> {2}api/);
    assert.match(
      (await ofState(state, "--from", "db", "--only", "outside")).stdout,
      /^Nothing reaches anything/,
    );
  });

  it("writes JSON as its documented schema has it", async () => {
    const { code, stdout } = await ofState(stateOf(two, { flows: [call] }), "--format", "json", "--pairs");
    assert.equal(code, 0);
    const found = JSON.parse(stdout) as Reach;
    const schema = JSON.parse(await readFile(join(root, "docs/schemas/reach.v1.json"), "utf8"));
    assert.deepEqual(z.fromJSONSchema(schema).parse(found), found);
    assert.equal(found.version, 1);
    assert.deepEqual(
      found.nodes.map(({ id, kind }) => [id, kind]),
      [
        ["api", "workload"],
        ["db", "workload"],
        ["host", "host"],
        ["outside", "outside"],
      ],
    );
    const [cause] = found.edges[0]?.via ?? [];
    assert.match(cause?.remedy ?? "", /network/);
    assert.deepEqual(found.edges, [
      {
        from: "api",
        to: "db",
        ...port,
        verdict: "allowed",
        declared: true,
        via: [{ ...cause, mechanism: "shared network", name: "data", detail: "both are on network data" }],
      },
    ]);
  });

  it("could not tell of a stack whose last update failed, nor draw, judge or compare it: 2, with what to do", async () => {
    const state = JSON.parse(stateOf(two)) as { deployment: { resources: object[] } };
    const type = "bulkhead:index:Workload";
    state.deployment.resources.push({ urn: `urn:pulumi:dev::a-project::${type}::web`, type });
    await writeFile(join(folder, "state.json"), JSON.stringify(state));
    const of = ["--state", "state.json"];
    for (const args of [
      ["reach", ...of],
      ["graph", ...of],
      ["diff", ...of, ...of],
      ["check", ...of],
    ]) {
      const { code, stdout, stderr } = await bulkhead(args, { cwd: folder });
      const said =
        args[0] === "check"
          ? "state.json: 0 mandatory, 0 advisory, 1 of 1 could not be read (levels: stack).\n"
          : "";
      assert.deepEqual([code, stdout], [2, said]);
      assert.equal(
        stderr,
        "The last update of state.json has not come to its end: nothing says what is declared by Workload web. " +
          "Run `pulumi up` (or `bulkhead up`) again, then this.\n",
      );
    }
  });

  const unreadable: readonly (readonly [string, string | undefined, RegExp])[] = [
    ["is not there", undefined, /^The file state\.json cannot be read \(ENOENT\)\. Give the path of/],
    ["is no JSON", "{", /^The file state\.json is not JSON\. Give the path of/],
    [
      "is JSON of something else",
      '{"name": "x"}',
      /^state\.json is neither the export of a stack nor a state file/,
    ],
    ["is no object", "null", /^state\.json is neither the export of a stack nor a state file/],
  ];
  for (const [what, text, sentence] of unreadable) {
    it(`could not tell of a file that ${what}: 2`, async () => {
      await rm(join(folder, "state.json"), { force: true });
      const { code, stdout, stderr } =
        text === undefined ? await run("--state", "state.json") : await ofState(text);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    });
  }

  it("could not tell without an engine: 2, and one sentence of what and one of what to do", async () => {
    const env = { ...process.env, DOCKER_HOST: `unix://${folder}/nobody.sock` };
    const { code, stdout, stderr } = await bulkhead(["reach", "--engine"], { cwd: folder, env });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^No Docker engine answers at unix:\S+nobody\.sock\. Start it .+, or point DOCKER_HOST at one\.\n$/,
    );
  });

  it("writes no escape sequence, neither into a pipe nor on a terminal", async () => {
    const piped = await ofState(stateOf(two));
    const shown = await bulkheadOnTerminal(["reach", "--state", "state.json"], { cwd: folder });
    assert.equal(shown.code, 1);
    assert.equal(shown.stdout.replaceAll("\r", ""), piped.stdout);
    assert.doesNotMatch(piped.stdout + piped.stderr + shown.stdout, escapes);
  });
});
