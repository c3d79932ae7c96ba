import assert from "node:assert/strict";
import { withProject } from "../harness/project.ts";

/** Who listens, who may call it, and one more of which it is to be seen whether it starts. */
const program = (more: string): string => `
import { Segment, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const shared = new Segment("shared");
const listens = ["-c", \`
import signal, socket
signal.signal(signal.SIGTERM, lambda *_: exit())
server = socket.create_server(("", 8080), backlog=64)
while True:
    server.accept()[0].close()
\`];
const sleeps = ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"];
const calls = { image, command: sleeps, segments: [{ segment: shared, serves: false }] };
const a = new Workload("a", { image, command: listens, ports: [8080], segments: [shared] });
new Workload("c", { ...calls, link: [a] });
new Workload("d", { ...calls, link: [a], ${more} });
`;

describe("a stack whose up failed half-way", () => {
  it("is told about by no command, each says why and what to do; when up came to its end all is as declared", async function () {
    this.timeout(180_000);
    await withProject(program(`entrypoint: ["nosuch"]`), async project => {
      const { stack } = project;
      assert.notEqual((await project.pulumi(["up", "--yes", "--skip-preview"])).code, 0);
      for (const command of ["verify", "reach", "graph", "diff", "check"]) {
        const { code, stdout, stderr } = await project.bulkhead(command, "--stack", stack);
        assert.equal(code, 2, command);
        assert.doesNotMatch(stdout, /=>|EXCESS|as declared/);
        assert.match(
          stderr,
          new RegExp(
            `^The last update of bulkhead-test/${stack} has not come to its end: nothing says what is declared by .*` +
              "Workload d; something failed in Container d1\\. Run `pulumi up` \\(or `.+ up`\\) again, then this\\.$",
            "m",
          ),
        );
      }
      await project.writeProgram(program(""));
      await project.up();
      const { code, stdout } = await project.bulkhead("verify", "--stack", stack);
      assert.equal(code, 0, stdout);
      assert.match(
        stdout,
        /^c +=> +a +tcp 8080 +declared +open +ok\nd +=> +a +tcp 8080 +declared +open +ok\n/,
      );
    });
  });
});
