import { type ContainerInspect, inspectContainer, listContainers } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { engine } from "./engine.ts";
import { inside, python, type Ran } from "./inside.ts";
import { type ProjectOptions, PulumiProject } from "./project.ts";

/** A stack of a test, deployed; its containers are asked for by workload. */
export class Deployed {
  readonly project: PulumiProject;
  /** What its first deployment said. */
  readonly said: string;

  private constructor(project: PulumiProject, said: string) {
    this.project = project;
    this.said = said;
  }

  /** Deploys a program of several modules: each is one on its own, and all are one stack. */
  static async of(
    modules: Readonly<Record<string, string>>,
    options: ProjectOptions = {},
  ): Promise<Deployed> {
    const program = Object.keys(modules).map(name => `export * as ${name} from "./${name}.ts";\n`);
    return await Deployed.from(
      await PulumiProject.create({ ...options, program: program.join(""), modules }),
    );
  }

  /** Deploys a project; where that fails it is taken down. */
  static async from(project: PulumiProject): Promise<Deployed> {
    try {
      const { stdout, stderr } = await project.up();
      return new Deployed(project, stdout + stderr);
    } catch (error) {
      await project.dispose();
      throw error;
    }
  }

  /** The labels by which the engine finds what it made. */
  get labels(): string[] {
    return [`bulkhead.stack=bulkhead-test/${this.project.stack}`];
  }

  /** A workload's containers that there are, in the order of their replicas. */
  async containers(workload: string): Promise<ContainerInspect[]> {
    const found = await listContainers(engine, [...this.labels, `bulkhead.workload=${workload}`]);
    const inspected = await Promise.all(found.map(({ Id }) => inspectContainer(engine, Id)));
    const replica = (one: ContainerInspect): number => Number(one.Config.Labels?.["bulkhead.replica"]);
    return inspected.filter(one => one !== undefined).sort((left, right) => replica(left) - replica(right));
  }

  /** The one container of a workload, or one of its replicas. */
  async container(workload: string, replica = 1): Promise<ContainerInspect> {
    const found = (await this.containers(workload))[replica - 1];
    if (found === undefined) throw new Error(`There is no container ${replica} of ${workload}.`);
    return found;
  }

  /** Runs a command in a workload's first container. */
  async inside(workload: string, ...command: readonly string[]): Promise<Ran> {
    return await inside((await this.container(workload)).Id, ...command);
  }

  /** Runs a Python script in a workload's first container. */
  async python(workload: string, script: string, ...args: readonly string[]): Promise<string> {
    return await python((await this.container(workload)).Id, script, ...args);
  }

  /** What a TCP connection from a workload comes to: `open`, or the name of the error. */
  async connects(workload: string, host: string, port: number): Promise<string> {
    return await this.python(workload, connect, host, String(port));
  }

  /** Waits until a workload that has no check of health listens on a port. */
  async listens(workload: string, port: number): Promise<void> {
    const listening = async (): Promise<true | undefined> =>
      (await this.connects(workload, "127.0.0.1", port)) === "open" || undefined;
    if (!(await until(listening, 30_000))) throw new Error(`${workload} does not listen on ${port}.`);
  }

  async dispose(): Promise<void> {
    await this.project.dispose();
  }
}

const connect = `
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2).close()
    print("open")
except Exception as error:
    print(type(error).__name__)
`;
