import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bulkhead } from "../harness/bulkhead.ts";
import type { Outcome } from "../harness/project.ts";

const commands = [
  ...["up", "down", "reach", "why", "graph", "diff", "check", "convert", "deploy", "explain", "verify"],
  ...["observe", "egress", "status", "logs", "exec", "restart", "init", "policy-pack"],
  ...["doctor", "stats", "watch", "cp", "completion"],
];

/** Those that read no project of Pulumi's. */
const projectless: readonly string[] = [
  ...["convert", "deploy", "explain", "init", "policy-pack"],
  ...["doctor", "stats", "watch", "cp", "completion"],
];

describe("bulkhead --help", () => {
  let nowhere: string;
  before(async () => {
    nowhere = await mkdtemp(join(tmpdir(), "bulkhead-nowhere-"));
  });
  after(() => rm(nowhere, { recursive: true, force: true }));

  const run = (...args: readonly string[]): Promise<Outcome> => bulkhead(args, { cwd: nowhere });

  it("lists the commands, gives an example, and says what exit statuses mean", async () => {
    const { code, stdout, stderr } = await run("--help");
    assert.deepEqual([code, stderr], [0, ""]);
    const listed = [...stdout.matchAll(/^ {2}([\w-]+) \[options\]/gm)].map(([, name]) => name);
    assert.deepEqual(listed, commands);
    assert.match(stdout, /^Example:\n {2}bulkhead up/m);
    assert.match(stdout, /^Exit status: 0 fine, 1 findings or differences, 2 could not tell\.$/m);
  });

  for (const command of commands) {
    it(`${command}: what it does, every option, how much is said, and an example, in 80 columns`, async () => {
      const { code, stdout, stderr } = await run(command, "--help");
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(
        stdout,
        new RegExp(`^Usage: bulkhead ${command} \\[options\\]( [[<]\\w+(\\.\\.\\.)?[\\]>])*\n\n\\w`),
      );
      for (const option of [
        "--quiet",
        "--verbose",
        "--help",
        ...(projectless.includes(command) ? [] : ["--cwd"]),
      ])
        assert.ok(stdout.includes(option), option);
      assert.match(stdout, new RegExp(`\nExample:\n {2}.*bulkhead ${command}`));
      for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    });
  }

  it("shows no example that the command would not understand", async () => {
    // Those that read a project; explain has tests of its own.
    for (const command of commands.filter(name => !projectless.includes(name) && name !== "check")) {
      const { stdout } = await run(command, "--help");
      const [, below = ""] = stdout.split("\nExample:\n");
      const examples = below.trim().split("\n");
      assert.ok(examples.length >= 1);
      for (const example of examples.filter(line => !/--engine|--state|compose/.test(line))) {
        const { code, stderr } = await run(...example.trim().split(" ").slice(1));
        assert.equal(code, 2);
        // It is understood, and then misses a project.
        assert.match(stderr, /^There is no Pulumi\.yaml in /, example);
      }
    }
  });

  const misunderstood: readonly (readonly [readonly string[], RegExp])[] = [
    [["raech"], /unknown command 'raech'\n\(Did you mean reach\?\)/],
    [["reach", "--stak", "dev"], /unknown option '--stak'\n\(Did you mean --stack\?\)/],
    [
      ["reach", "--format", "xml"],
      /argument 'xml' is invalid\. Allowed choices are table, md, csv, json, mermaid, dot, svg\./,
    ],
    [
      ["verify", "--format", "svg"],
      /argument 'svg' is invalid\. Allowed choices are text, table, json, junit\./,
    ],
    [["verify", "everything"], /too many arguments for 'verify'/],
    [["reach", "--stack"], /'-s, --stack <name>' argument missing/],
    [["reach", "--engine", "--state", "x"], /'--state <file>' cannot be used with option '--engine'/],
    [["reach", "--quiet", "--verbose"], /'-q, --quiet' cannot be used with option '-v, --verbose'/],
  ];
  for (const [args, what] of misunderstood) {
    it(`is pointed to by "bulkhead ${args.join(" ")}", which is not understood`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, what);
      assert.match(stderr, /\(bulkhead --help lists the commands, bulkhead COMMAND --help its options\)\n$/);
    });
  }

  it("is what bulkhead without a command shows, as input nobody understands", async () => {
    const { code, stdout, stderr } = await run();
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^Usage: bulkhead/);
  });
});
