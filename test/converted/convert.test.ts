import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { bulkhead } from "../harness/bulkhead.ts";
import { nameImages } from "../harness/imageNames.ts";
import { root } from "../harness/project.ts";
import { runId } from "../harness/run.ts";
import { answersOf, ComposeProject, useCheckout } from "./convert/composeProject.ts";
import { projects } from "./convert/projects.ts";

/** What `verify --format json` tells of a connection. */
interface Probe {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly declared: boolean;
  readonly verdict: "ok" | "excess" | "missing" | "inconclusive";
}

describe("a compose project that is converted", function () {
  this.timeout(600_000);

  before(nameImages);

  for (const [name, asked] of Object.entries(projects)) {
    it(`answers as under Compose, and reaches what it calls and nobody else: ${name}`, async () => {
      const project = await ComposeProject.of(name);
      const cwd = join(project.folder.path, "bulkhead");
      const stack = `${runId}-${name}`;
      try {
        await project.up();
        const expected = await answersOf(asked);
        await project.down();

        const converted = await bulkhead(["convert", "compose.yaml"], { cwd: project.folder.path });
        assert.equal(converted.code, 0, converted.stderr);
        await useCheckout(cwd);
        await symlink(join(root, "node_modules"), join(cwd, "node_modules"));
        const { code, stdout, stderr } = await bulkhead(["up", "--stack", stack, "--no-verify"], { cwd });
        const said = stdout + stderr;
        assert.match(said, /^\d+ edges: .*0 missing|^\d+ edges: all as declared/m, said);
        // What its own rules refuse, it says; that who is called can call back is in excess.
        assert.ok(code === 0 || / in excess/.test(said), said);
        assert.deepEqual(await answersOf(asked), expected);

        const verified = await bulkhead(["verify", "--stack", stack, "--format", "json"], { cwd });
        const { probes } = JSON.parse(verified.stdout) as { probes: readonly Probe[] };
        const declared = new Set(asked.flows.map(flow => flow.replace(/ \d+$/, "")));
        for (const { from, to, port, verdict } of probes) {
          const way = `${from} => ${to} ${port}: ${verdict}`;
          assert.ok(verdict === "ok" || verdict === "inconclusive" || verdict === "excess", way);
          if (verdict === "excess") assert.ok(declared.has(`${to} => ${from}`), way);
        }
        // Jobs are over by now.
        const running = asked.flows.filter(flow => !/^(?:seed|migrate) /.test(flow));
        const found = probes.filter(one => one.declared && one.verdict === "ok" && one.from !== "host");
        assert.deepEqual(
          [...new Set(found.map(one => `${one.from} => ${one.to} ${one.port}`))].sort(),
          running,
        );
      } finally {
        await bulkhead(["down", "--data", "--stack", stack], { cwd });
        await project.dispose();
      }
    });
  }
});
