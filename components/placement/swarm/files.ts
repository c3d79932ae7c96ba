import { createHash } from "node:crypto";
import { posix } from "node:path";
import * as docker from "@pulumi/docker";
import { type ComponentResource, type Input, output, secret } from "@pulumi/pulumi";
import { labelList } from "../../labels.ts";
import type { FilePlan, WorkloadPlan } from "../../plan/workload.ts";
import { registering } from "../../registering.ts";

/** Files of a task, as its containers get them. */
export interface TaskFiles {
  readonly secrets: docker.types.input.ServiceTaskSpecContainerSpecSecret[];
  readonly configs: docker.types.input.ServiceTaskSpecContainerSpecConfig[];
}

/** A Swarm takes names of at most 64 characters; eight are for what makes one unique. */
const longestName = 55;

/**
 * Makes what a workload finds in its file system. Secrets become secrets of the Swarm, which no client gets back; so does
 * a file whose content is an output, since nobody knows before whether that is secret. A file of plain text is a config.
 */
export function taskFiles(
  parent: ComponentResource,
  plan: Pick<WorkloadPlan, "id" | "app" | "labels">,
  files: readonly FilePlan[],
  secrets: Readonly<Record<string, Input<string>>>,
): TaskFiles {
  const labels = labelList({ ...plan.labels, "bulkhead.app": plan.app, "bulkhead.workload": plan.id });
  const made: TaskFiles = { secrets: [], configs: [] };
  const putSecret = (fileName: string, content: Input<string>, fileMode: number): void => {
    const args = { data: secret(base64(content)), labels };
    const one = registering(() => new docker.Secret(nameOf(plan.id, fileName), args, { parent }));
    made.secrets.push({ secretId: one.id, secretName: one.name, fileName, fileMode });
  };
  for (const [name, content] of Object.entries(secrets)) putSecret(name, content, 0o444);
  for (const { path, content, permissions } of files) {
    const fileMode = Number.parseInt(permissions, 8);
    if (typeof content === "string")
      made.configs.push(config(parent, plan.id, labels, { path, content, fileMode }));
    else putSecret(path, content, fileMode);
  }
  return made;
}

/** A file that holds nothing secret, whatever it is made of. */
export function config(
  parent: ComponentResource,
  id: string,
  labels: docker.ServiceConfigArgs["labels"] & object,
  { path, content, fileMode = 0o444 }: { path: string; content: Input<string>; fileMode?: number },
): docker.types.input.ServiceTaskSpecContainerSpecConfig {
  const args = { data: base64(content), labels };
  const one = registering(() => new docker.ServiceConfig(nameOf(id, path), args, { parent }));
  return { configId: one.id, configName: one.name, fileName: path, fileMode };
}

function base64(content: Input<string>): Input<string> {
  const encode = (text: string): string => Buffer.from(text).toString("base64");
  return typeof content === "string" ? encode(content) : output(content).apply(encode);
}

/** What a file is called in the program: by its workload and its own name, and apart from others of that name. */
function nameOf(id: string, file: string): string {
  const short = createHash("sha256").update(file).digest("hex").slice(0, 6);
  const name = `${id}-${posix.basename(file)}`.replace(/[^\w.-]+/g, "-");
  return `${name.slice(0, longestName - short.length - 1)}-${short}`;
}
