import { join, relative } from "node:path";
import { readPreview } from "../../topology/index.ts";
import { StackOnDisk } from "../stack.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** A stack as of its last update. */
export async function stackSubject(cwd: string, name: string | undefined): Promise<Subject> {
  const stack = await StackOnDisk.open(cwd, name);
  return subjectOf(await stack.topology(), true, projectFile(stack));
}

/** A stack as a preview foresees it; nothing is deployed. */
export async function previewSubject(cwd: string, name: string): Promise<Subject> {
  const stack = await StackOnDisk.open(cwd, name);
  const topology = readPreview(stack.label, await stack.preview());
  return subjectOf(topology, true, projectFile(stack));
}

function projectFile({ project }: StackOnDisk): string {
  return relative(process.cwd(), join(project.folder, "Pulumi.yaml"));
}
