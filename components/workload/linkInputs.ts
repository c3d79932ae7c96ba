import { type Input, secret } from "@pulumi/pulumi";
import { secretsFolder } from "./folders.ts";
import type { LinkVariable } from "./link.ts";

/** One environment variable. */
export interface SpecVariable {
  readonly name: string;
  readonly value: Input<string>;
  readonly secret: boolean;
}

/** The variables of a target, and the form a client wants them in. */
export interface LinkForm {
  readonly variables: readonly LinkVariable[];
  readonly prefix: string;
  readonly secrets: "file" | "env";
}

/** What a link brings into a workload. */
export interface LinkInputs {
  readonly variables: readonly SpecVariable[];
  /** Contents by file name. */
  readonly secrets: Readonly<Record<string, Input<string>>>;
}

/** Turns a link into variables; a secret into a file and a variable that names it, or into a variable alone. */
export function linkInputs({ variables: given, prefix, secrets: form }: LinkForm): LinkInputs {
  const variables: SpecVariable[] = [];
  const secrets: Record<string, Input<string>> = {};
  for (const { name, value, secret: isSecret = false } of given) {
    const variable = `${prefix}_${name}`;
    if (!isSecret) {
      variables.push({ name: variable, value, secret: false });
    } else if (form === "env") {
      // Also where the program did not mark it: what stands here is one.
      variables.push({ name: variable, value: secret(value), secret: true });
    } else {
      const file = variable.toLowerCase().replaceAll("_", "-");
      secrets[file] = value;
      variables.push({ name: `${variable}_FILE`, value: `${secretsFolder}/${file}`, secret: false });
    }
  }
  return { variables, secrets };
}
