import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { wholeProgram } from "../../cli/program.ts";
import { bashCompletion, zshCompletion } from "../../cli/reference/completion.ts";
import { type CommandDefinition, definitionsOf } from "../../cli/reference/definitions.ts";
import { referencePage } from "../../cli/reference/page.ts";
import { run } from "../../tools/toolchain/index.ts";
import { root } from "../harness/project.ts";

describe("what is made of the commands' definitions", function () {
  this.timeout(60_000);
  let commands: readonly CommandDefinition[];
  before(async () => {
    commands = definitionsOf(await wholeProgram());
  });

  it("docs/commands.md: `node tools/run.mjs cli/reference/write.ts` writes it", async () => {
    assert.equal(await readFile(join(root, "docs/commands.md"), "utf8"), referencePage(commands));
    for (const { name, examples } of commands) assert.ok(examples.length > 0, name);
  });

  /** What bash offers when these words are typed, the last of them unfinished. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const [current = "", before = ""] = words.toReversed();
    const typed = words.map(word => `'${word}'`).join(" ");
    const script = `${bashCompletion(commands)}
COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}
_bulkhead bulkhead '${current}' '${before}'
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await run("bash", ["-c", script])).trim().split("\n");
  }

  it("completion for bash: commands, their options, values that are few", async () => {
    assert.deepEqual(await offered("bulkhead", "veri"), ["verify"]);
    assert.deepEqual(await offered("bulkhead", "verify", "--out"), ["--outside"]);
    assert.deepEqual(await offered("bulkhead", "verify", "--format", "j"), ["json", "junit"]);
    assert.deepEqual(await offered("bulkhead", "completion", ""), ["bash", "zsh"]);
    assert.deepEqual(await offered("bulkhead", "reach", "--state", "package.js"), ["package.json"]);
  });

  it("completion for zsh: every command with what it is for, every option of it", () => {
    const script = zshCompletion(commands);
    assert.match(script, /^#compdef bulkhead\n/);
    for (const { name, options } of commands) {
      assert.ok(script.includes(`    ${name})\n      _arguments`), name);
      for (const { long } of options) assert.ok(script.includes(`'${long}[`), `${name} ${long}`);
    }
  });
});
