import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { runId } from "./run.ts";
import { remainsOf, takeDown } from "./takeDown.ts";

/** This project's root. */
export const root = join(import.meta.dirname, "../..");

/** How a program ended, and what it wrote. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a project is made of. */
export interface ProjectOptions {
  /** The program, as the text of index.ts; a project of this repository when left out. */
  readonly program?: string;
  /** That project's folder, e.g. `stacks/multi-tier`. @default the root: the shop */
  readonly repositoryFolder?: string;
  /** Further modules that the program imports, by name without `.ts`. */
  readonly modules?: Readonly<Record<string, string>>;
  /** A stack file of this repository to begin with, e.g. `Pulumi.staging.yaml`. */
  readonly stackFile?: string;
  /** The stack's name, where another checkout is to have the same. @default one that nobody else has */
  readonly stack?: string;
  /** Further variables for pulumi, e.g. DOCKER_HOST. */
  readonly env?: NodeJS.ProcessEnv;
  /** Config of the stack; values of `secrets` are set as secrets. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

let stacks = 0;

/**
 * A Pulumi project in a folder of its own, with state and stack of its own: what a user has, on a real engine through
 * the real CLI. `dispose` takes down what it deployed and removes the folder.
 */
export class PulumiProject {
  readonly folder: string;
  readonly stack: string;
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, stack: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.stack = stack;
    this.env = env;
  }

  static async create(options: ProjectOptions = {}): Promise<PulumiProject> {
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-test-"));
    await mkdir(join(folder, "state"));
    stacks += 1;
    const project = new PulumiProject(folder, options.stack ?? `${runId}-${stacks}`, {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "of this test",
      PULUMI_CONFIG_PASSPHRASE_FILE: "",
      ...options.env,
    });
    await project.#write(options);
    for (const [name, text] of Object.entries(options.modules ?? {})) await project.writeModule(name, text);
    await project.succeed(["stack", "init", project.stack]);
    if (options.stackFile !== undefined) {
      const salt = await readFile(project.stackFile, "utf8");
      await writeFile(project.stackFile, salt + (await readFile(join(root, options.stackFile), "utf8")));
    }
    const pairs = (flag: string, values: Readonly<Record<string, string>> = {}): string[] =>
      Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
    const set = [...pairs("--plaintext", options.config), ...pairs("--secret", options.secrets)];
    if (set.length > 0) await project.succeed(["config", "set-all", ...set]);
    return project;
  }

  get stackFile(): string {
    return join(this.folder, `Pulumi.${this.stack}.yaml`);
  }

  /** Runs pulumi on the stack. */
  async pulumi(args: readonly string[]): Promise<Outcome> {
    return await outcomeOf(this.start(args));
  }

  /** Runs pulumi; fails the test with all it wrote unless it ends well. */
  async succeed(args: readonly string[]): Promise<Outcome> {
    const outcome = await this.pulumi(args);
    if (outcome.code !== 0) throw new Error(`pulumi ${args.join(" ")}\n${outcome.stdout}\n${outcome.stderr}`);
    return outcome;
  }

  /** Starts pulumi and gives its process, for tests that do not let it end. */
  start(args: readonly string[]): ChildProcess {
    const stack = args[0] === "stack" && args[1] === "init" ? [] : ["--stack", this.stack];
    return spawn("pulumi", [...args, ...stack, "--non-interactive"], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async up(...args: readonly string[]): Promise<Outcome> {
    return await this.succeed(["up", "--yes", "--skip-preview", ...args]);
  }

  /** Runs Bulkhead's own command in the project. */
  async bulkhead(...args: readonly string[]): Promise<Outcome> {
    const child = spawn(process.execPath, [join(root, "cli/main.ts"), ...args], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return await outcomeOfBulkhead(child);
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.succeed(["stack", "output", "--json", "--show-secrets"])).stdout) as Record<
      string,
      unknown
    >;
  }

  /** The state file as it lies on disk. */
  async stateText(): Promise<string> {
    const { name } = await this.settings();
    return await readFile(this.#stateFile(name), "utf8");
  }

  #stateFile(project: string): string {
    return join(this.folder, "state/.pulumi/stacks", project, `${this.stack}.json`);
  }

  async settings(): Promise<{ name: string }> {
    const file = await readFile(join(this.folder, "Pulumi.yaml"), "utf8");
    return { name: /^name: (.+)$/m.exec(file)?.[1] ?? "" };
  }

  async writeProgram(program: string): Promise<void> {
    await this.writeModule("index", program);
  }

  async writeModule(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, `${name}.ts`), text);
  }

  /** Takes everything down, protected or not, and removes the folder. */
  async dispose(): Promise<void> {
    const { name } = await this.settings();
    const remains = remainsOf(this.#stateFile(name));
    if (remains === "labelled" && this.env["DOCKER_HOST"] === process.env["DOCKER_HOST"]) {
      // Whoever has no engine is not to look for one.
      const { engine } = await import("./engine.ts");
      await takeDown(engine, `${name}/${this.stack}`);
    } else if (remains !== "nothing") {
      await this.pulumi(["cancel", "--yes"]);
      await this.pulumi(["state", "unprotect", "--all", "--yes"]);
      await this.pulumi(["destroy", "--yes", "--skip-preview", "--refresh"]);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  async #write({ program, repositoryFolder = "" }: ProjectOptions): Promise<void> {
    for (const name of ["node_modules", "components", "topology", "images", "provider", "engine", "stacks"]) {
      await symlink(join(root, name), join(this.folder, name));
    }
    await writeFile(
      join(this.folder, "package.json"),
      JSON.stringify({ name: "a-users-project", type: "module" }),
    );
    if (program === undefined) {
      const text = await readFile(join(root, repositoryFolder, "Pulumi.yaml"), "utf8");
      // As it says, seen from the root.
      const seen = text
        .replace(/^main: /m, `main: ${repositoryFolder === "" ? "" : `${repositoryFolder}/`}`)
        .replaceAll(
          /^( +path: )(.+)$/gm,
          (_, key: string, path: string) => key + join(repositoryFolder, path),
        );
      await writeFile(join(this.folder, "Pulumi.yaml"), seen);
      return;
    }
    await this.writeProgram(program);
    await writeFile(join(this.folder, "Pulumi.yaml"), pulumiYaml);
  }
}

const pulumiYaml = `name: bulkhead-test
runtime:
  name: nodejs
  options:
    typescript: false
main: index.ts
plugins:
  providers:
    - name: docker
      path: provider/bin
`;

/** What is said of steps that take long, which is a matter of the machine: `… running pulumi: why`, `  done in 3 s`. */
const ofSteps = /^(?:… .+| {2}(?:done in|failed after) \d+ s)\n/gm;

/** What Bulkhead's command comes to; that a step takes long is left out of what it says. */
export async function outcomeOfBulkhead(child: ChildProcess): Promise<Outcome> {
  const { stderr, ...outcome } = await outcomeOf(child);
  return { ...outcome, stderr: stderr.replaceAll(ofSteps, "") };
}

/** What a started program comes to. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const [stdout, stderr, code] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    }),
  ]);
  return { code, stdout, stderr };
}

/** Makes a project, works on it, and takes it down whatever happens. */
export async function withProject(
  program: string,
  work: (project: PulumiProject) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const project = await PulumiProject.create({ program, env });
  try {
    await work(project);
  } finally {
    await project.dispose();
  }
}
