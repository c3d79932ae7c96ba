import assert from "node:assert/strict";
import { listContainers } from "../../engine/index.ts";
import { bulkhead } from "./bulkhead.ts";
import { engine } from "./engine.ts";
import { type Outcome, PulumiProject } from "./project.ts";

const program = `
import { Segment, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const shared = new Segment("shared");
const alone = new Segment("alone");
const listens = ["-c", \`
import signal, socket
signal.signal(signal.SIGTERM, lambda *_: exit())
server = socket.create_server(("", 8000), backlog=64)
while True:
    server.accept()[0].close()
\`];
const sleeps = ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"];
const server = new Workload("server", { image, command: listens, ports: [8000], segments: [shared] });
new Workload("client", { image, command: sleeps, link: [server], segments: [{ segment: shared, serves: false }] });
new Workload("lonely", { image, command: listens, ports: [8000], segments: [alone] });
export const url = "http://nowhere.example.com";
export const next = ["try something"];
`;

/** What is looked at of a resource in a state. */
export interface StateResource {
  readonly type: string;
  readonly id?: string;
}

/**
 * A stack of three: a server, a client that may call it, and one that listens and may be called by nobody. Nothing is
 * said of the client's ports, so it might answer on any, and there is none to try.
 */
export class Trio {
  readonly project: PulumiProject;
  readonly labels: readonly string[];

  private constructor(project: PulumiProject) {
    this.project = project;
    this.labels = [`bulkhead.stack=bulkhead-test/${project.stack}`];
  }

  /** The stack, with nothing deployed yet. */
  static async create(): Promise<Trio> {
    return new Trio(await PulumiProject.create({ program }));
  }

  /** Runs Bulkhead's command on the stack. */
  async run(command: string, ...args: readonly string[]): Promise<Outcome> {
    const { folder, stack, env } = this.project;
    return await bulkhead([command, "--stack", stack, ...args], { cwd: folder, env });
  }

  /** The one container of a workload. */
  async containerOf(workload: string): Promise<{ readonly id: string; readonly name: string }> {
    const found = await listContainers(engine, [...this.labels, `bulkhead.workload=${workload}`]);
    assert.equal(found.length, 1);
    return { id: found[0]?.Id ?? "", name: found[0]?.Names[0]?.slice(1) ?? "" };
  }

  /** What stands in its state. */
  async resources(): Promise<StateResource[]> {
    const { stdout } = await this.project.succeed(["stack", "export"]);
    return (JSON.parse(stdout) as { deployment: { resources: StateResource[] } }).deployment.resources;
  }

  /** Replaces its program for as long as some work lasts. */
  async programmed<T>(replacement: string, work: () => Promise<T>): Promise<T> {
    await this.project.writeProgram(replacement);
    try {
      return await work();
    } finally {
      await this.project.writeProgram(program);
    }
  }

  async dispose(): Promise<void> {
    await this.project.dispose();
  }
}
