import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";
import { bulkhead, bulkheadProgram } from "../harness/bulkhead.ts";
import { PulumiProject, root } from "../harness/project.ts";

/** One on each node, which answers at each with the address of whoever calls. */
const program = `
import { Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";

const server = [
  "import http.server",
  "class Answer(http.server.BaseHTTPRequestHandler):",
  "  def do_GET(self):",
  "    self.send_response(200)",
  "    self.end_headers()",
  "    self.wfile.write(self.client_address[0].encode())",
  "http.server.ThreadingHTTPServer(('', 8000), Answer).serve_forever()",
];
new Workload("api", {
  image: demoImage("app"),
  placement: { kind: "swarm", encrypted: false, global: true, publish: "host", update: { monitor: "500ms" } },
  labels: { owner: "team-test" },
  entrypoint: ["python3", "-c"],
  command: [server.join("\\n")],
  // Its program takes no other for an end.
  stopSignal: "SIGKILL",
  ports: [8000],
  publish: [{ port: 8000, hostPort: 8080, address: "0.0.0.0" }],
});
`;

const asking =
  "fetch(process.argv[1]).then(answer => answer.text().then(console.log), error => console.log(error.cause.code))";

describe("bulkhead up --swarm", function () {
  this.timeout(240_000);
  let project: PulumiProject | undefined;
  let started: ChildProcess | undefined;
  after(async () => {
    started?.kill("SIGKILL");
    await project?.dispose();
  });

  it("makes a Swarm, deploys on it, probes it from every node, replaces its tasks when told to, and takes all of it with it when it is ended", async () => {
    project = await PulumiProject.create({ program });
    const { folder } = project;
    const policy = join(root, "stacks/policy/swarm.json");
    const [command = "", ...args] = [...bulkheadProgram, "up", "--swarm", "--policy-config", policy];
    started = spawn(command, args, { cwd: project.folder, env: project.env, stdio: "pipe" });
    let said = "";
    let told = "";
    started.stderr?.on("data", (text: Buffer) => {
      told += text;
    });
    const standing = new Promise<void>((resolve, reject) => {
      started?.stdout?.on("data", (text: Buffer) => {
        said += text;
        if (/ From outside of them, e\.g\.:\n.*\n/.test(said)) resolve();
      });
      started?.on("close", code => reject(new Error(`It ended by itself, with ${code}: ${said}${told}`)));
    });
    await standing;
    assert.match(said, /1 connections tried: all as declared/);
    assert.match(said, /node1 at 192\.0\.2\.1, node2 at 192\.0\.2\.2, node3 at 192\.0\.2\.3\./);
    const [, outside = ""] = /^ {2}(nsenter .* --) curl /m.exec(said) ?? [];
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) {
      const [enter = "", ...where] = outside.split(" ");
      const caller = await run(enter, [...where, process.execPath, "-e", asking, `http://${address}:8080/`]);
      // In host mode nobody stands between, and it is seen who calls.
      assert.equal(caller.trim(), "192.0.2.254", address);
    }
    const [, socket = ""] = /DOCKER_HOST='unix:\/\/([^']+)'/.exec(said) ?? [];
    assert.ok(existsSync(socket));
    const [, backend = ""] = /PULUMI_BACKEND_URL='([^']+)'/.exec(said) ?? [];
    const there = { ...project.env, DOCKER_HOST: `unix://${socket}`, PULUMI_BACKEND_URL: backend };
    const ask = async (...args: string[]) =>
      await bulkhead([...args, "--stack", "swarm"], { cwd: folder, env: there });
    const containers = async (): Promise<string[]> => {
      const { stdout } = await ask("status", "--format", "json");
      return (JSON.parse(stdout) as { containers: { container: string }[] }).containers.map(
        one => one.container,
      );
    };
    const before = await containers();
    assert.equal(before.length, 3);
    const restarted = await ask("restart");
    assert.deepEqual([restarted.code, /api is back\./.test(restarted.stderr)], [0, true], restarted.stderr);
    const after = await containers();
    assert.deepEqual([after.length, after.filter(one => before.includes(one))], [3, []]);
    const logs = await ask("logs");
    assert.deepEqual([logs.code, /docker service logs api-/.test(logs.stderr)], [2, true], logs.stderr);
    started.removeAllListeners("close");
    // As npm does, which passes on what the terminal has sent by itself.
    const ending = new Promise<void>(resolve => {
      started?.stderr?.on("data", () => {
        if (told.includes("The Swarm comes to its end.")) resolve();
      });
    });
    started.kill("SIGINT");
    await ending;
    started.kill("SIGINT");
    const [code] = (await once(started, "close")) as [number];
    assert.equal(code, 0);
    assert.equal(existsSync(dirname(socket)), false);
    assert.equal(existsSync(join(project.folder, "Pulumi.swarm.yaml")), false);
  });
});
