import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  CommandFailure,
  detail,
  ensurePulumi,
  isQuiet,
  type Pulumi,
  pulumiEnvironment,
  type RunOptions,
  run,
  step,
} from "../tools/toolchain/index.ts";
import type { Topology } from "../topology/index.ts";
import { CliFailure } from "./failure.ts";
import { invocation } from "./invocation.ts";
import { configuredKeys, findProject, type Project } from "./project.ts";
import { Snapshot } from "./snapshot.ts";
import { stateFile } from "./stateFolder.ts";

/** A stack of a project, worked on by the Pulumi CLI. */
export class StackOnDisk {
  readonly project: Project;
  readonly name: string;
  readonly pulumi: Pulumi;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(project: Project, name: string, pulumi: Pulumi) {
    this.project = project;
    this.name = name;
    this.pulumi = pulumi;
    this.#env = pulumiEnvironment(project.folder, pulumi, process.env, name === "" ? undefined : name);
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
    if (name !== undefined) return new StackOnDisk(project, name, pulumi);
    const unnamed = new StackOnDisk(project, "", pulumi);
    try {
      return new StackOnDisk(project, (await unnamed.#pulumi(["stack", "--show-name"])).trim(), pulumi);
    } catch (error) {
      if (!(error instanceof Error && /no stack selected/.test(error.message))) throw error;
      throw new CliFailure(
        `No stack of project ${project.name} is selected.`,
        `Name one with --stack NAME, or make one: \`${invocation("up")}\`.`,
      );
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
    if (stateFile(this) !== undefined) return true;
    const listed = await this.#pulumi(["stack", "ls", "--json"]);
    const stacks = JSON.parse(listed) as { name: string }[];
    return stacks.some(({ name }) => name === this.name || name.endsWith(`/${this.name}`));
  }

  async create(): Promise<void> {
    await this.#pulumi(["stack", "select", "--create", this.name]);
  }

  /**
   * Keeps settings, `key=value`, in the stack's config; those that the project calls secret are encrypted. What is there
   * already is not set again.
   */
  async setConfig(settings: readonly string[]): Promise<void> {
    if (settings.length === 0) return;
    const known = settings.length === 1 ? {} : await this.#config();
    for (const setting of settings) {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      if (key === undefined || value === undefined) {
        throw new CliFailure(`"${setting}" is not a setting.`, "Write --config KEY=VALUE.");
      }
      const secret = this.project.requiredSecrets.includes(key);
      const there = known[key.includes(":") ? key : `${this.project.name}:${key}`];
      if (there?.value !== value || there.secret !== secret) await this.#set(key, value, secret);
    }
  }

  /** What the stack's config holds, secrets opened. */
  async #config(): Promise<
    Readonly<Record<string, { readonly value?: string; readonly secret: boolean } | undefined>>
  > {
    return JSON.parse(await this.#pulumi(["config", "--json", "--show-secrets", "--stack", this.name]));
  }

  /** Makes up a value for each required secret that has none; gives their names. */
  async fillSecrets(): Promise<string[]> {
    const missing = await this.#missingSecrets();
    for (const key of missing) await this.#set(key, randomBytes(24).toString("base64url"), true);
    return missing;
  }

  async #missingSecrets(): Promise<string[]> {
    const without = (keys: ReadonlySet<string>): string[] =>
      this.project.requiredSecrets.filter(key => !keys.has(`${this.project.name}:${key}`));
    // Only where some are not in the stack's own file is Pulumi asked, which knows all places of config.
    if (without(configuredKeys(this.project, this.name)).length === 0) return [];
    const config = JSON.parse(await this.#pulumi(["config", "--json", "--stack", this.name])) as object;
    return without(new Set(Object.keys(config)));
  }

  /**
   * Runs a pulumi command on the stack before the user's eyes (when quiet, only if it fails); true when it ends well.
   *
   * @param more further variables.
   */
  async show(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<boolean> {
    const all = [...args, "--stack", this.name];
    const options = { cwd: this.project.folder, env: { ...this.#env, ...more } };
    if (isQuiet()) return await showFailure(all, options);
    detail(`$ pulumi ${all.join(" ")}`);
    const child = spawn("pulumi", all, {
      ...options,
      // What it shows is how the result comes about, and not the result.
      stdio: ["inherit", process.stderr, "inherit"],
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    return code === 0;
  }

  /** Runs a pulumi command on the stack; gives what it wrote. */
  async run(args: readonly string[]): Promise<string> {
    return await this.#pulumi([...args, "--stack", this.name]);
  }

  /**
   * The stack as it is in its state, secrets left encrypted. A state that is a file here is read as it lies there, which
   * spares a start of Pulumi.
   *
   * @throws CliFailure where there is no such stack.
   */
  async snapshot(): Promise<Snapshot> {
    const file = stateFile(this);
    if (file !== undefined) return new Snapshot(this.label, JSON.parse(await readFile(file, "utf8")));
    if (!(await this.exists())) throw this.#missing();
    return new Snapshot(this.label, JSON.parse(await this.run(["stack", "export"])));
  }

  /** The events of a preview, in which nothing is deployed. */
  async preview(): Promise<unknown[]> {
    if (!(await this.exists())) throw this.#missing();
    const env = { ...this.#env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
    const args = ["preview", "--json", "--stack", this.name, "--non-interactive"];
    try {
      return eventsIn(await run("pulumi", args, { cwd: this.project.folder, env }));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      const said = errorsIn(eventsIn(error.stdout));
      if (said.length === 0) throw error;
      throw new CliFailure(
        [`The preview of stack ${this.name} failed:`, ...said.map(line => `    ${line}`)].join("\n"),
        "\nCorrect that, and try again.",
      );
    }
  }

  /** What its components declared, as of the last update. */
  async topology(): Promise<Topology> {
    return (await this.snapshot()).topology;
  }

  #missing(): CliFailure {
    return new CliFailure(
      `There is no stack ${this.name} in project ${this.project.name}.`,
      `Name another with --stack, or make it: \`${invocation(`up --stack ${this.name}`)}\`.`,
    );
  }

  async #set(key: string, value: string, secret: boolean): Promise<void> {
    const kind = secret ? "--secret" : "--plaintext";
    // By standard input: arguments of a process can be read by others.
    await this.#pulumi(["config", "set", kind, key, "--stack", this.name], value);
  }

  async #pulumi(args: readonly string[], input?: string): Promise<string> {
    const options = { cwd: this.project.folder, env: this.#env, ...(input === undefined ? {} : { input }) };
    const doing = `running pulumi ${args.slice(0, 2).join(" ")}`;
    try {
      return await step(doing, "it keeps the stack's state", () =>
        run("pulumi", [...args, "--non-interactive"], options),
      );
    } catch (error) {
      throw error instanceof CommandFailure ? refusedByPulumi(args, error) : error;
    }
  }
}

async function showFailure(args: readonly string[], options: RunOptions): Promise<boolean> {
  try {
    await run("pulumi", [...args, "--non-interactive"], options);
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    process.stderr.write(error.stdout + error.stderr);
    return false;
  }
}

/** Pulumi says what is wrong after `error:`, and what to do where it knows. */
function refusedByPulumi(args: readonly string[], failure: CommandFailure): CliFailure {
  const [, said = failure.evidence.join("; ")] = /^error: (.*)$/ms.exec(failure.stderr) ?? [];
  const what = said.trim().replace(/\s+/g, " ").replace(/\.$/, "");
  return new CliFailure(
    `\`pulumi ${args.slice(0, 2).join(" ")}\` failed: ${what}.`,
    "Correct that, then run this again; --verbose shows each command.",
  );
}

/** The events of a preview that are lines of JSON; what else is written is for people. */
function eventsIn(output: string): unknown[] {
  const lines = output.split("\n").filter(line => line.startsWith("{"));
  return lines.map(line => JSON.parse(line) as unknown);
}

/** What a preview says is wrong, line by line. */
function errorsIn(events: readonly unknown[]): string[] {
  const diagnostics = events.flatMap(event => {
    const { diagnosticEvent } = event as { diagnosticEvent?: { severity?: string; message?: string } };
    return diagnosticEvent?.severity === "error" ? [diagnosticEvent.message ?? ""] : [];
  });
  return diagnostics.flatMap(message => message.trimEnd().split("\n"));
}
