import { InputPropertiesError, Output, Resource } from "@pulumi/pulumi";
import type { ZodType } from "zod";
import type { Problem } from "./problem.ts";
import { spelledOut, wording } from "./wording.ts";

/**
 * Arguments that cannot be used: every problem at once, by path. It is an InputPropertiesError for providers, and to a
 * program's runner an error to print without a stack, since the stack points into this library and not at the mistake.
 */
export class ArgumentError extends InputPropertiesError {
  /** The mark by which @pulumi/pulumi knows a RunError, across several copies of itself. */
  readonly __pulumiRunError = true;

  constructor(subject: string, problems: readonly Problem[]) {
    const lines = problems.map(({ path, reason }) =>
      path === "" ? `  - ${reason}` : `  - ${path}: ${reason}`,
    );
    super({
      message: [`${subject} cannot be created; nothing was. Correct its arguments:`, ...lines].join("\n"),
      errors: problems.map(({ path, reason }) => ({ propertyPath: path, reason })),
    });
    this.name = "ArgumentError";
  }
}

/** Collects what is wrong, so that all of it is said at once. */
export class Problems {
  readonly #found: Problem[] = [];

  /** What has been said already, of the same argument in the same words, is not said again. */
  add(path: string, reason: string): void {
    const said = this.#found.some(problem => problem.path === path && problem.reason === reason);
    if (!said) this.#found.push({ path, reason });
  }

  /** Checks a value's form against a schema. */
  form(path: string, schema: ZodType, value: unknown): void {
    const result = schema.safeParse(value, { error: wording });
    if (result.success) return;
    for (const { path: place, reason } of result.error.issues.flatMap(issue => said(issue, value))) {
      this.add(pathText(place, path), reason);
    }
  }

  /** Takes over what was found elsewhere, under the paths that the reader knows. */
  addAll(others: Problems, pathOf: (path: string) => string = path => path): void {
    for (const { path, reason } of others.#found) this.add(pathOf(path), reason);
  }

  /** How many problems there are so far. */
  get count(): number {
    return this.#found.length;
  }

  get none(): boolean {
    return this.#found.length === 0;
  }

  /**
   * @param kind what was to be made, e.g. `MultiTierApp`, and under which name, be it one or not.
   * @throws ArgumentError when there is any problem.
   */
  throwIfAny(kind: string, name: unknown): void {
    if (this.none) return;
    throw new ArgumentError(typeof name === "string" ? `${kind} "${name}"` : kind, this.#found);
  }
}

/** What an issue says of a value; the keys of an output or a resource are none that a program wrote. */
function said(issue: Parameters<typeof spelledOut>[0], value: unknown): ReturnType<typeof spelledOut> {
  const { path, message } = issue;
  // What is said of the resource itself is enough.
  if (path.some((_, length) => Resource.isInstance(at(value, path.slice(0, length))))) return [];
  const input = at(value, path);
  if (Output.isInstance(input)) return [{ path, reason: notPlain }];
  return Resource.isInstance(input) ? [{ path, reason: message }] : spelledOut(issue);
}

const notPlain = "give a plain value: what an output holds is not known before something is made";

/** The value at a path, as far as the path leads through plain data. */
function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null && !Output.isInstance(inner)
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[step]
        : inner,
    value,
  );
}

/** Writes a path as a program would: `tiers.web.ports[0]`. */
export function pathText(path: readonly PropertyKey[], base = ""): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, base);
}
