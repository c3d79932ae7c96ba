import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packExecutable } from "../../../policies/pack/location.ts";
import type { Outcome, PulumiProject } from "../project.ts";

/** One line of what Pulumi says about policies. */
export interface Said {
  readonly level: string;
  readonly rule: string;
  readonly resource: string;
  readonly message: string;
}

/** The arguments that put a stack under the pack, with a config. */
export async function under(project: PulumiProject, config?: object): Promise<string[]> {
  if (config === undefined) return ["--policy-pack", packExecutable];
  const file = join(project.folder, "config.json");
  await writeFile(file, JSON.stringify(config));
  return ["--policy-pack", packExecutable, "--policy-pack-config", file];
}

/** The findings that Pulumi shows. */
export function findings({ stdout, stderr }: Outcome): Said[] {
  const pattern =
    /- \[(?<level>\w+)\] (?:\[severity: \w+\] )? ?(?<rule>[\w-]+) +\((?<resource>[^)]*)\)\n\s*(?<message>[^\n]*)/g;
  return [...`${stdout}${stderr}`.matchAll(pattern)].map(({ groups }) => ({
    level: groups?.["level"] ?? "",
    rule: groups?.["rule"] ?? "",
    resource: groups?.["resource"] ?? "",
    message: groups?.["message"] ?? "",
  }));
}

export function rulesAt(level: string, said: readonly Said[]): string[] {
  return [...new Set(said.filter(one => one.level === level).map(({ rule }) => rule))].sort();
}
