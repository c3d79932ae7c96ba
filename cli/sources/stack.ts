import { join, relative } from "node:path";
import { readPreview, type Topology } from "../../topology/index.ts";
import { policyFiles } from "../policyPack.ts";
import { StackOnDisk } from "../stack.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** A stack as of its last update. */
export async function stackSubject(cwd: string, name: string | undefined): Promise<Subject> {
  const stack = await StackOnDisk.open(cwd, name);
  return subject(stack, await stack.topology());
}

/** A stack as a preview foresees it; nothing is deployed. */
export async function previewSubject(cwd: string, name: string): Promise<Subject> {
  const stack = await StackOnDisk.open(cwd, name);
  return subject(stack, readPreview(stack.label, await stack.preview()));
}

function subject({ project, name }: StackOnDisk, topology: Topology): Subject {
  const file = relative(process.cwd(), join(project.folder, "Pulumi.yaml"));
  return { ...subjectOf(topology, true, file), policy: policyFiles(project, name, {}) };
}
