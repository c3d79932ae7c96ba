import { spawn } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureCompose, until, versions } from "../../../tools/toolchain/index.ts";
import { testLabels } from "../../harness/engine.ts";
import { Folder } from "../../harness/folder.ts";
import { outcomeOf, root } from "../../harness/project.ts";
import { unique } from "../../harness/run.ts";
import { type Asked, projects, type Request } from "./projects.ts";

/** A compose project in a folder of its own, which Docker Compose starts and stops. */
export class ComposeProject {
  readonly folder = new Folder();
  readonly name = unique("compose");
  readonly #compose: string;

  private constructor(compose: string) {
    this.#compose = compose;
  }

  /**
   * @param name of a folder beside this file.
   * @param port of the host that it is published at. Files run side by side, and each port is one project's.
   * @default the one in its file
   */
  static async of(name: string, port?: number): Promise<ComposeProject> {
    const { program } = await ensureCompose(versions.currentCompose);
    const project = new ComposeProject(program);
    await cp(join(import.meta.dirname, name), project.folder.path, { recursive: true });
    const { port: own } = projects[name] as Asked;
    const file = join(project.folder.path, "compose.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll(String(own), String(port ?? own)));
    return project;
  }

  async up(): Promise<void> {
    await this.#run("--file", await this.#marked(), "up", "--detach", "--wait", "--quiet-pull");
  }

  async stop(): Promise<void> {
    await this.#run("--file", await this.#marked(), "stop", "--timeout", "2");
  }

  async down(): Promise<void> {
    await this.#run("--file", await this.#marked(), "down", "--volumes", "--timeout", "2");
  }

  async dispose(): Promise<void> {
    try {
      await this.down();
    } finally {
      this.folder.dispose();
    }
  }

  /** The same project with the label by which what a killed test leaves is found. */
  async #marked(): Promise<string> {
    const file = join(this.folder.path, "marked.json");
    const known = await readFile(file, "utf8").catch(() => undefined);
    if (known !== undefined) return file;
    const project = JSON.parse(await this.#run("config", "--format", "json")) as Record<
      "services" | "networks" | "volumes",
      Record<string, { labels?: Record<string, string> } | null>
    >;
    for (const part of ["services", "networks", "volumes"] as const) {
      for (const [name, one] of Object.entries(project[part] ?? {})) {
        project[part][name] = { ...one, labels: { ...one?.labels, ...testLabels } };
      }
    }
    await writeFile(file, JSON.stringify(project));
    return file;
  }

  async #run(...args: readonly string[]): Promise<string> {
    const child = spawn(this.#compose, ["--project-name", this.name, ...args], {
      cwd: this.folder.path,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, stdout, stderr } = await outcomeOf(child);
    if (code !== 0) throw new Error(`docker compose ${args.join(" ")}\n${stdout}${stderr}`);
    return stdout;
  }
}

/** Makes what `convert` wrote find this checkout in the place of an installed package. */
export async function useCheckout(folder: string): Promise<void> {
  const replace = async (file: string, from: string, to: string): Promise<void> => {
    const path = join(folder, file);
    await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
  };
  await replace("index.ts", "pulumi-bulkhead/components", join(root, "components/index.ts"));
  await replace("Pulumi.yaml", "node_modules/pulumi-bulkhead/dist/provider/bin", join(root, "provider/bin"));
}

/** Milliseconds within which a project is to answer, once it is started. */
const patience = 30_000;

/** What a project answers, but for the names of its containers. */
export async function answersOf({ port, requests }: Asked): Promise<string[]> {
  const answers: string[] = [];
  for (const [index, request] of requests.entries()) {
    answers.push(await (index === 0 ? answered(port, request) : ask(port, request)));
  }
  return answers;
}

/** The first answer: servers that say nothing of their health may not listen yet. */
async function answered(port: number, request: Request): Promise<string> {
  const listening = (): Promise<string | undefined> => ask(port, request).catch(() => undefined);
  // Once more where it never came, for what is wrong then.
  return (await until(listening, patience)) ?? (await ask(port, request));
}

async function ask(port: number, { path, body }: Request): Promise<string> {
  const options = body === undefined ? {} : { method: "POST", body };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...options,
    headers: { connection: "close" },
    signal: AbortSignal.timeout(15_000),
  });
  const text = (await answer.text()).replace(/("(?:replica|made_by)": )"[0-9a-f]{12}"/g, '$1"a container"');
  // A gateway that finds nobody says so with a body of its own.
  if (answer.status >= 502) throw new Error(`${path} gave ${answer.status}`);
  return `${answer.status} ${text}`;
}
