import assert from "node:assert/strict";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import {
  inspectContainer,
  inspectNetwork,
  inspectVolume,
  listContainers,
  removeContainer,
  removeNetwork,
  removeVolume,
} from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { bulkhead } from "../harness/bulkhead.ts";
import { engine } from "../harness/engine.ts";
import { nameImages } from "../harness/imageNames.ts";
import { root } from "../harness/project.ts";
import { runId } from "../harness/run.ts";
import { answersOf, ComposeProject, useCheckout } from "./convert/composeProject.ts";
import { type Asked, projects } from "./convert/projects.ts";

interface Observation {
  readonly samples: number;
  readonly flows: readonly { from: string; to: string; port: number; samples: number; declared?: boolean }[];
  readonly unused: readonly { from: string; to: string; port: number }[];
}

/** Two of the projects, at ports of their own. */
const [queue, shop] = [
  { ...(projects["queue"] as Asked), port: 18_095 },
  { ...(projects["shop"] as Asked), port: 18_091 },
];

describe("a compose project, without a program of one's own,", function () {
  this.timeout(600_000);

  before(nameImages);

  describe("deployed as it is", () => {
    const stack = `${runId}-deploy`;
    let project: ComposeProject;

    before(async () => {
      project = await ComposeProject.of("queue", queue.port);
    });
    after(async () => {
      await inProject("down", "--data");
      project.folder.dispose();
    });

    /** Runs a command on the stack that `deploy` has made. */
    async function inProject(command: string, ...args: readonly string[]) {
      const more = ["--stack", stack, "--cwd", ".bulkhead/deploy", ...args];
      return await bulkhead([command, ...more], { cwd: project.folder.path });
    }

    /** Two jobs handed in, and what has come of all once the workers have done them. */
    async function worked(done: string): Promise<string[]> {
      const [first, second] = await answersOf(queue);
      const asked = { ...queue, requests: queue.requests.slice(-1) };
      const isDone = async (): Promise<true | undefined> => (await answersOf(asked))[0] === done || undefined;
      await until(isDone, 15_000);
      return [`${first}`, `${second}`, ...(await answersOf(asked))];
    }

    it("answers, and reaches what its networks let through, which is declared", async () => {
      const { code, stdout, stderr } = await bulkhead(["deploy", "--stack", stack], {
        cwd: project.folder.path,
      });
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^\d+ edges: all as declared, but for 4 host-open\.$/m);
      assert.match(stdout, /^\d+ connections tried: all as declared; host-open: /m);
      assert.match(stdout, /^ {2}\S.* down --cwd \.bulkhead\/deploy /m);
      assert.deepEqual(await worked("200 ONE,TWO"), ["200 taken", "200 taken", "200 ONE,TWO"]);
    });

    it("is observed: who calls whom, beside what is declared, for a conversion to take up", async () => {
      const args = ["--for", "6s", "--every", "1", "--format", "json", "--out", "seen.json"];
      let isOver = false;
      const seen = inProject("observe", ...args).finally(() => {
        isOver = true;
      });
      const asked = { ...queue, requests: [{ path: "/2" }] };
      while (!isOver) await answersOf(asked);
      const { code, stdout, stderr } = await seen;
      assert.equal(code, 0, stdout + stderr);
      const { flows, unused, samples } = JSON.parse(stdout) as Observation;
      const found = flows.map(({ from, to, port, declared }) => `${from} => ${to} ${port} ${declared}`);
      for (const flow of ["front => store 7001", "worker => broker 7000"]) {
        assert.ok(found.includes(`${flow} true`), `${flow} of ${found}`);
      }
      assert.ok(samples > 1);
      assert.ok(unused.some(({ from, to }) => from === "broker" && to === "store"));

      const conversion = ["convert", "compose.yaml", "--observed", "seen.json"];
      const converted = await bulkhead(conversion, { cwd: project.folder.path });
      assert.equal(converted.code, 0, converted.stderr);
      const report = await readFile(join(project.folder.path, "bulkhead/CONVERSION.md"), "utf8");
      assert.match(report, /^\| front \| store \| 7001 \| /m);
    });

    it("answers as before with --isolate, where none but servers and their clients meet", async () => {
      const { code, stdout, stderr } = await bulkhead(["deploy", "--stack", stack, "--isolate"], {
        cwd: project.folder.path,
      });
      // These programs listen everywhere: that servers can call their clients back is told, and no fault of the taking apart.
      assert.equal(code, 1, stdout + stderr);
      const tried = [...stdout.matchAll(/^(\w+) +=> +(\w+) +tcp \d+ +(declared|-) +(\w+) +(ok|EXCESS)$/gm)];
      const ways = tried.map(([, from, to, declared, found, verdict]) => ({
        from,
        to,
        declared,
        found,
        verdict,
      }));
      const isDeclared = (from: string | undefined, to: string | undefined): boolean =>
        ways.some(way => way.from === from && way.to === to && way.declared === "declared");
      for (const { from, to, found } of ways) {
        const meet = isDeclared(from, to) || isDeclared(to, from);
        assert.ok(meet || found !== "open", `${from} => ${to}`);
      }
      assert.ok(
        ways.some(({ from, to }) => from === "broker" && to === "store"),
        stdout,
      );
      // What was stored before is there still.
      const all = "200 ONE,ONE,TWO,TWO";
      assert.deepEqual(await worked(all), ["200 taken", "200 taken", all]);
    });
  });

  describe("that runs already", () => {
    const stack = "dev";
    let project: ComposeProject;
    let cwd: string;

    before(async () => {
      project = await ComposeProject.of("shop", shop.port);
      cwd = join(project.folder.path, "bulkhead");
    });
    after(async () => {
      await bulkhead(["down", "--data", "--stack", stack], { cwd });
      // What was taken over stays, by intention.
      for (const { Id } of await listContainers(engine, [`com.docker.compose.project=${project.name}`])) {
        await removeContainer(engine, Id, { volumes: true });
      }
      await removeNetwork(engine, `${project.name}_default`);
      await removeVolume(engine, `${project.name}_data`);
      project.folder.dispose();
    });

    it("is taken over with its volume, its data and its network", async () => {
      await project.up();
      await answersOf(shop);
      const [expected] = await answersOf({ ...shop, requests: [{ path: "/items" }] });
      assert.match(expected ?? "", /"second"/);
      const [network, volume] = await objects();
      const old = await listContainers(engine, [`com.docker.compose.project=${project.name}`]);

      const converted = await bulkhead(["convert", "--engine", project.name], { cwd: project.folder.path });
      assert.equal(converted.code, 0, converted.stderr);
      await useCheckout(cwd);
      await symlink(join(root, "node_modules"), join(cwd, "node_modules"));
      const report = await readFile(join(cwd, "CONVERSION.md"), "utf8");
      const names = /^docker stop (.+)$/m.exec(report)?.[1]?.split(" ").sort();
      const running = old.filter(({ State }) => State === "running").map(({ Names }) => Names[0]?.slice(1));
      assert.deepEqual(names, running.sort());
      const program = await readFile(join(cwd, "index.ts"), "utf8");
      assert.doesNotMatch(program + report, /of-the-shop/);

      await project.stop();
      const { code, stdout, stderr } = await bulkhead(["up", "--stack", stack], { cwd });
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(await answersOf({ ...shop, requests: [{ path: "/items" }] }), [expected]);
      assert.deepEqual(await objects(), [network, volume], "neither was made anew");

      const again = await bulkhead(["up", "--stack", stack, "--no-verify"], { cwd });
      assert.equal(again.code, 0, again.stdout + again.stderr);
      assert.deepEqual(await objects(), [network, volume]);
      const [db] = await listContainers(engine, [`bulkhead.stack=${await label()}`, "bulkhead.workload=db"]);
      const mounts = (await inspectContainer(engine, db?.Id ?? ""))?.Mounts.map(({ Name }) => Name);
      assert.deepEqual(mounts, [`${project.name}_data`]);
    });

    it("leaves both where they are when it is taken down", async () => {
      const before = await objects();
      const { code, stderr } = await bulkhead(["down", "--stack", stack], { cwd });
      assert.equal(code, 0, stderr);
      assert.deepEqual(await objects(), before);
    });

    async function label(): Promise<string> {
      const name = /^name: (.+)$/m.exec(await readFile(join(cwd, "Pulumi.yaml"), "utf8"))?.[1];
      return `${name}/${stack}`;
    }

    /** The network's id and the volume's birth. */
    async function objects(): Promise<[string | undefined, string | undefined]> {
      const [network, volume] = await Promise.all([
        inspectNetwork(engine, `${project.name}_default`),
        inspectVolume(engine, `${project.name}_data`),
      ]);
      return [network?.Id, volume?.CreatedAt];
    }
  });
});
