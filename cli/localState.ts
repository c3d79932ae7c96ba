import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { StackMark } from "../observe/index.ts";
import type { Topology } from "../topology/index.ts";
import type { Project } from "./project.ts";
import { Snapshot } from "./snapshot.ts";

/** A stack as it lies on this disk. */
export interface LocalStack {
  readonly name: string;
  /** By what its objects are known on the engine. */
  readonly mark: StackMark;
  readonly topology: Topology;
}

/**
 * Reads a stack's state where it is a file of this machine: each start of the Pulumi CLI takes longer than all of it.
 *
 * @param name the selected stack when undefined.
 * @returns undefined where it is kept otherwise, or does not look as expected: the CLI knows what to make of it.
 */
export function readLocalStack(
  project: Project,
  name: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): LocalStack | undefined {
  const backend = env["PULUMI_BACKEND_URL"] ?? project.backend;
  const stack = name ?? selectedStack(project, backend, env);
  const root = folderOf(backend, project.folder);
  if (stack === undefined || root === undefined) return undefined;
  const file = join(root, ".pulumi/stacks", project.name, `${stack}.json`);
  const label = `${project.name}/${stack}`;
  try {
    const { mark, topology } = new Snapshot(label, JSON.parse(readFileSync(file, "utf8")));
    return { name: stack, mark, topology };
  } catch {
    // No such file, or no state in it.
    return undefined;
  }
}

/** The folder of a backend that is one: `file://./state?metadata=skip`. */
function folderOf(backend: string | undefined, project: string): string | undefined {
  const path = /^file:\/\/([^?]+)/.exec(backend ?? "")?.[1];
  return path === undefined || path.startsWith("~") ? undefined : resolve(project, decodeURI(path));
}

/** What the CLI keeps of a project: the stack that is selected, by backend; releases before that, one for all. */
interface Workspace {
  readonly stack?: string;
  readonly stacks?: Readonly<Record<string, string>>;
}

/** As the CLI keeps it: in a file whose name is made of the project's name and a hash of its own file's path. */
function selectedStack(
  { folder, name }: Project,
  backend: string | undefined,
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (env["PULUMI_STACK"]) return env["PULUMI_STACK"];
  const home = env["PULUMI_HOME"] || join(homedir(), ".pulumi");
  for (const file of ["Pulumi.yaml", "Pulumi.yml"]) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    const hash = createHash("sha1").update(path).digest("hex");
    try {
      const text = readFileSync(join(home, "workspaces", `${name}-${hash}-workspace.json`), "utf8");
      const { stack, stacks } = JSON.parse(text) as Workspace;
      return (stacks?.[backend ?? ""] ?? stack)?.split("/").at(-1);
    } catch {
      return undefined;
    }
  }
  return undefined;
}
