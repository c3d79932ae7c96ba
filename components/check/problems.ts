import { InputPropertiesError } from "@pulumi/pulumi";
import type { ZodType } from "zod";

/** What is wrong with one argument. */
export interface Problem {
  /** E.g. `tiers.web.ports[0]`; empty for the arguments as a whole. */
  readonly path: string;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}

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

  add(path: string, reason: string): void {
    this.#found.push({ path, reason });
  }

  /** Checks a value's form against a schema. */
  form(path: string, schema: ZodType, value: unknown): void {
    const result = schema.safeParse(value);
    if (result.success) return;
    for (const issue of result.error.issues) this.add(pathText(issue.path, path), issue.message);
  }

  /** How many problems there are so far. */
  get count(): number {
    return this.#found.length;
  }

  get none(): boolean {
    return this.#found.length === 0;
  }

  /**
   * @param subject what was to be made, e.g. `MultiTierApp "shop"`.
   * @throws ArgumentError when there is any problem.
   */
  throwIfAny(subject: string): void {
    if (!this.none) throw new ArgumentError(subject, this.#found);
  }
}

/** Writes a path as a program would: `tiers.web.ports[0]`. */
export function pathText(path: readonly PropertyKey[], base = ""): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}["${name}"]`;
    return text === "" ? name : `${text}.${name}`;
  }, base);
}
