import assert from "node:assert/strict";
import { inspectContainer, listContainers } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { freePorts } from "../harness/freePort.ts";
import { PulumiProject } from "../harness/project.ts";

/**
 * One that may fail to start; two that go first when they are replaced, since their port of the host is theirs alone, and
 * take seconds to end: one of them calls the first, the other nobody.
 */
const program = (port: number, version: number, more = ""): string => `
import { Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const serving = (heeds: string) => ["-c", \`
import signal, socket
signal.signal(signal.SIGTERM, lambda *_: \${heeds})
server = socket.create_server(("", 8080), backlog=64)
while True:
    server.accept()[0].close()
\`];
const environment = { VERSION: "${version}" };
const stubborn = { image, environment, ports: [8080], command: serving("None"), graceSeconds: 6 };
const api = new Workload("api", { image, environment, ports: [8080], command: serving("exit()"), ${more} });
new Workload("mail", { ...stubborn, publish: [{ port: 8080, hostPort: ${port} }] });
new Workload("web", { ...stubborn, link: [api], after: [api], publish: [{ port: 8080, hostPort: ${port + 1} }] });
`;

describe("a service that fails", () => {
  let project: PulumiProject;
  let port: number;
  before(async function () {
    this.timeout(420_000);
    port = await freePorts(2);
    project = await PulumiProject.create({ program: program(port, 1) });
    await project.up();
  });
  after(async function () {
    this.timeout(300_000);
    await project?.dispose();
  });

  /** The version of each workload's running containers. */
  async function running(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const { Id, Labels, State } of await listContainers(engine, [
      `bulkhead.stack=bulkhead-test/${project.stack}`,
    ])) {
      if (State !== "running") continue;
      const env = (await inspectContainer(engine, Id))?.Config.Env ?? [];
      const version = env.find(line => line.startsWith("VERSION="))?.slice("VERSION=".length) ?? "";
      found[Labels["bulkhead.workload"] ?? ""] = [
        ...(found[Labels["bulkhead.workload"] ?? ""] ?? []),
        version,
      ];
    }
    return found;
  }

  it("takes no other down: its client stays as it was, who does not need it comes back, and the next up goes on", async function () {
    this.timeout(420_000);
    assert.deepEqual(await running(), { api: ["1"], mail: ["1"], web: ["1"] });
    await project.writeProgram(program(port, 2, `entrypoint: ["nosuch"]`));
    const failed = await project.bulkhead("up", "--stack", project.stack, "--no-verify");
    assert.equal(failed.code, 2, failed.stdout + failed.stderr);
    assert.match(failed.stderr, /Could not start container api1-\S+: its image has no program nosuch/);
    // The deletion of the old one of `mail` was under way when `api` failed, and its replacement is made all the same.
    assert.deepEqual(await running(), { api: ["1"], mail: ["2"], web: ["1"] });
    await project.writeProgram(program(port, 3));
    const again = await project.bulkhead("up", "--stack", project.stack, "--no-verify");
    assert.notEqual(again.code, 2, again.stdout + again.stderr);
    assert.deepEqual(await running(), { api: ["3"], mail: ["3"], web: ["3"] });
  });
});
