import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../harness/project.ts";

/** Two runs at once that never end by themselves, and a third that is to follow them. */
const runs = `
import { endedInItsOwnWay } from "./test/harness/ending.ts";
import { runMocha } from "./test/harness/mochaRun.ts";
const write = text => process.stdout.write(text);
await endedInItsOwnWay(async ending => {
  const run = name => runMocha(".", { name, args: ["--no-config", process.argv[1]], env: process.env, write, ending });
  const both = await Promise.allSettled([run("one"), run("other")]);
  const after = await Promise.allSettled([run("a third")]);
  console.log(JSON.stringify([...both, ...after].map(({ reason }) => reason?.message)));
});
`;

describe("a run of tests that a signal ends", () => {
  it("ends all that is at work in its own way, and begins nothing more", async () => {
    const child = spawn(
      process.execPath,
      ["--input-type=module-typescript", "--eval", runs, join(root, "test/tools/endless.mjs")],
      { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
    );
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (text.match(/at work\n/g)?.length === 2 && !child.killed) child.kill("SIGTERM");
    });
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 0);
    assert.equal(text.match(/tidied up\n/g)?.length, 2, text);
    const told = "The tests were ended by SIGTERM.";
    assert.deepEqual(JSON.parse(text.trim().split("\n").at(-1) ?? ""), [told, told, told]);
  });
});
