import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { listContainers } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { outcomeOf, root, withProject } from "../harness/project.ts";

/** One that heeds no signal, and one that ends at once. */
const program = `
import { Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const waits = (heeds: string) => ["-c", \`import signal
signal.signal(signal.SIGTERM, lambda *_: \${heeds})
while True:
    signal.pause()\`];
new Workload("deaf", { image, command: waits("None"), graceSeconds: 8 });
new Workload("polite", { image, command: waits("exit()"), graceSeconds: 8 });
`;

describe("down of a program that does not heed its stop signal", () => {
  it("waits for its grace and no longer, and says meanwhile for whom, and how long that may be", async function () {
    this.timeout(300_000);
    await withProject(program, async project => {
      await project.up();
      const labels = [`bulkhead.stack=bulkhead-test/${project.stack}`];
      const [deaf] = await listContainers(engine, [...labels, "bulkhead.workload=deaf"]);
      const name = deaf?.Names[0]?.slice(1) ?? "";
      const begin = Date.now();
      const child = spawn(process.execPath, [join(root, "cli/main.ts"), "down", "--stack", project.stack], {
        cwd: project.folder,
        env: project.env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const { code, stderr } = await outcomeOf(child);
      const seconds = (Date.now() - begin) / 1000;
      assert.equal(code, 0, stderr);
      const told = `… ${name} was asked to end and has not yet: it may take 8 s (graceSeconds), and is killed then.\n`;
      assert.ok(stderr.includes(told), stderr);
      assert.doesNotMatch(stderr, /polite\S* was asked to end/);
      assert.ok(seconds >= 8, `it was given its grace, not ${seconds} s`);
      assert.deepEqual(await listContainers(engine, labels), []);
    });
  });
});
