import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { CommandFailure, ensurePulumi, pulumiEnvironment, run } from "../tools/toolchain/index.ts";
import { readDeployment, type Topology } from "../topology/index.ts";
import { CliFailure } from "./failure.ts";
import { findProject, type Project } from "./project.ts";

/** One resource of an exported stack, as far as it is looked at here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A stack of a project, worked on by the Pulumi CLI. */
export class StackOnDisk {
  readonly project: Project;
  readonly name: string;
  /** Version of the Pulumi CLI that works on it. */
  readonly pulumi: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(project: Project, name: string, pulumi: string, env: NodeJS.ProcessEnv) {
    this.project = project;
    this.name = name;
    this.pulumi = pulumi;
    this.#env = env;
  }

  /**
   * Opens a stack.
   *
   * @param cwd a folder of the project.
   * @param name the selected stack when undefined.
   */
  static async open(cwd: string, name: string | undefined): Promise<StackOnDisk> {
    const project = findProject(cwd);
    const pulumi = await ensurePulumi();
    const env = pulumiEnvironment(project.folder, pulumi);
    if (name !== undefined) return new StackOnDisk(project, name, pulumi.version, env);
    try {
      const selected = await run("pulumi", ["stack", "--show-name", "--non-interactive"], {
        cwd: project.folder,
        env,
      });
      return new StackOnDisk(project, selected.trim(), pulumi.version, env);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      throw new CliFailure(`No stack of project ${project.name} is selected.`, "Name one with --stack NAME.");
    }
  }

  /** As the docker labels name it. */
  get label(): string {
    return `${this.project.name}/${this.name}`;
  }

  /** Where its state lies. */
  get backend(): string | undefined {
    return this.#env["PULUMI_BACKEND_URL"] ?? this.project.backend;
  }

  async exists(): Promise<boolean> {
    const listed = await this.#pulumi(["stack", "ls", "--json"]);
    const stacks = JSON.parse(listed) as { name: string }[];
    return stacks.some(({ name }) => name === this.name || name.endsWith(`/${this.name}`));
  }

  async create(): Promise<void> {
    await this.#pulumi(["stack", "select", "--create", this.name]);
  }

  /** Makes up a value for each required secret that has none; gives their names. */
  async fillSecrets(): Promise<string[]> {
    if (this.project.requiredSecrets.length === 0) return [];
    const config = JSON.parse(await this.#pulumi(["config", "--json", "--stack", this.name])) as object;
    const missing = this.project.requiredSecrets.filter(key => !(`${this.project.name}:${key}` in config));
    for (const key of missing) {
      // By standard input: arguments of a process can be read by others.
      await this.#pulumi(
        ["config", "set", "--secret", key, "--stack", this.name],
        randomBytes(24).toString("base64url"),
      );
    }
    return missing;
  }

  /**
   * Runs a pulumi command on the stack with the terminal handed through; gives its exit status.
   *
   * @param env further variables.
   */
  async show(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
    const child = spawn("pulumi", [...args, "--stack", this.name], {
      cwd: this.project.folder,
      env: { ...this.#env, ...env },
      stdio: ["inherit", "inherit", "inherit"],
    });
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", code => resolve(code ?? 1));
    });
  }

  /** Runs a pulumi command on the stack; gives what it wrote. */
  async run(args: readonly string[]): Promise<string> {
    return await this.#pulumi([...args, "--stack", this.name]);
  }

  /** The stack as it is in its state, secrets left encrypted. */
  async export(): Promise<unknown> {
    return JSON.parse(await this.run(["stack", "export"]));
  }

  /** The events of a preview, in which nothing is deployed. */
  async preview(): Promise<unknown[]> {
    if (!(await this.exists())) throw this.#missing();
    const env = { ...this.#env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
    const args = ["preview", "--json", "--stack", this.name, "--non-interactive"];
    const lines = await run("pulumi", args, { cwd: this.project.folder, env });
    return lines
      .split("\n")
      .filter(line => line.startsWith("{"))
      .map(line => JSON.parse(line) as unknown);
  }

  async resources(): Promise<StateResource[]> {
    const exported = (await this.export()) as { deployment?: { resources?: StateResource[] | null } };
    return exported.deployment?.resources ?? [];
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.run(["stack", "output", "--json"])) as Record<string, unknown>;
  }

  /** What its components declared, as of the last update. */
  async topology(): Promise<Topology> {
    if (!(await this.exists())) throw this.#missing();
    return readDeployment(this.label, await this.export());
  }

  #missing(): CliFailure {
    return new CliFailure(
      `There is no stack ${this.name} in project ${this.project.name}.`,
      "Name another with --stack, or create it: `bulkhead up --stack NAME`.",
    );
  }

  async #pulumi(args: readonly string[], input?: string): Promise<string> {
    const options = { cwd: this.project.folder, env: this.#env, ...(input === undefined ? {} : { input }) };
    return await run("pulumi", [...args, "--non-interactive"], options);
  }
}
