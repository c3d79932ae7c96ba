import { join, relative } from "node:path";
import { readPreview, type Topology } from "../../topology/index.ts";
import { readLocalStack } from "../localState.ts";
import { policyFiles } from "../policyPack.ts";
import { findProject } from "../project.ts";
import type { StackOnDisk } from "../stack.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** A stack as of its last update; where its state is a file here, the Pulumi CLI is not asked, nor looked for. */
export async function stackSubject(cwd: string, name: string | undefined): Promise<Subject> {
  const project = findProject(cwd);
  const local = readLocalStack(project, name);
  if (local !== undefined) return subject({ project, name: local.name }, local.topology);
  const { StackOnDisk } = await import("../stack.ts");
  const stack = await StackOnDisk.open(cwd, name);
  return subject(stack, await stack.topology());
}

/** A stack as a preview foresees it; nothing is deployed. */
export async function previewSubject(cwd: string, name: string): Promise<Subject> {
  const { StackOnDisk } = await import("../stack.ts");
  const stack = await StackOnDisk.open(cwd, name);
  return subject(stack, readPreview(stack.label, await stack.preview()));
}

function subject({ project, name }: Pick<StackOnDisk, "project" | "name">, topology: Topology): Subject {
  const file = relative(process.cwd(), join(project.folder, "Pulumi.yaml"));
  return { ...subjectOf(topology, true, file), policy: policyFiles(project, name, {}) };
}
