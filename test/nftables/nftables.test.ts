import assert from "node:assert/strict";
import { type ContainerInspect, inspectContainer, listContainers } from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import { ensureFilled } from "../../tools/ownEngine/filled.ts";
import { run } from "../../tools/toolchain/index.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { PulumiProject } from "../harness/project.ts";
import { runId } from "../harness/run.ts";

const hostPort = 28_080;

/** A server that is published, and one behind it that only the first may call. */
const program = `
import { Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const listens = ["-c", \`
import os, signal, socket, threading
signal.signal(signal.SIGTERM, lambda *_: exit())
def serve(host, port):
    server = socket.create_server((host, int(port)), backlog=64)
    while True:
        server.accept()[0].close()
for place in os.environ["LISTEN"].split(","):
    threading.Thread(target=serve, args=place.rsplit(":", 1), daemon=True).start()
signal.pause()
\`];
const server = { image, command: listens, ports: [8000], listenVariable: "LISTEN" };
const store = new Workload("store", server);
new Workload("web", {
  ...server, link: [store], publish: [{ port: 8000, hostPort: ${hostPort}, address: "0.0.0.0" }],
});
`;

describe("a stack on an engine whose firewall is nftables", function () {
  this.timeout(180_000);
  let own: PrivateEngine;
  let project: PulumiProject | undefined;

  before(async () => {
    const filled = await ensureFilled("29", runId, process.env);
    own = await PrivateEngine.create([], { flags: ["--firewall-backend=nftables"], filled });
    project = await PulumiProject.create({ program, env: { DOCKER_HOST: own.host } });
    await project.up();
  });
  after(async () => {
    await project?.dispose();
    await own?.dispose();
  });

  it("lets through what is declared, and nothing else", async () => {
    const { code, stdout, stderr } = await verified();
    assert.equal(code, 0, stdout + stderr);
    const { probes } = JSON.parse(stdout) as Verification;
    const told = probes.map(({ from, to, found }) => `${from} => ${to}: ${found}`);
    assert.ok(told.includes("web => store: open"), told.join("\n"));
    assert.ok(!told.includes("store => web: open"), told.join("\n"));
  });

  it("keeps what is published from those behind it, at whatever address of the host", async () => {
    const [web, store] = [await containerOf("web"), await containerOf("store")];
    const told = await run("nsenter", [...networkOf(own.pid), "hostname", "--all-ip-addresses"]);
    const addresses = told.trim().split(/\s+/);
    const found = await Promise.all(
      addresses.flatMap(address => [
        connects(own.pid, address).then(word => `host: ${word}`),
        connects(store.State.Pid, address).then(word => `store: ${word}`),
      ]),
    );
    assert.deepEqual([...new Set(found)].sort(), ["host: open", "store: closed"], addresses.join(" "));
    assert.ok(web.State.Running);
  });

  async function verified(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    assert.ok(project !== undefined);
    return await project.bulkhead("verify", "--stack", project.stack, "--format", "json");
  }

  async function containerOf(workload: string): Promise<ContainerInspect> {
    const [found] = await listContainers(own.engine, [`bulkhead.workload=${workload}`]);
    const container = await inspectContainer(own.engine, found?.Id ?? "");
    assert.ok(container !== undefined);
    return container;
  }
});

function networkOf(pid: number): string[] {
  return [`--net=/proc/${pid}/ns/net`];
}

/** What a TCP connection to the published port comes to from the network of a process. */
async function connects(pid: number, address: string): Promise<"open" | "closed"> {
  const call = ["timeout", "2", "bash", "-c", `: < /dev/tcp/${address}/${hostPort}`];
  return await run("nsenter", [...networkOf(pid), ...call]).then(
    () => "open",
    () => "closed",
  );
}
