import { InputPropertiesError } from "@pulumi/pulumi";
import type { ZodType } from "zod";
import type { Problem } from "./problem.ts";
import { FaultElsewhere, isFaulty } from "./standIn.ts";
import { at, wellFormed } from "./wellFormed.ts";
import { flawsOf } from "./wording.ts";

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
  readonly #found: Found[] = [];
  /** Paths of what is of a wrong form, and has been left out of what the other checks look at. */
  readonly #malformed: string[] = [];
  /** Whether something stands in for a component of which the faults have been told already. */
  #faultElsewhere = false;

  /**
   * What has been said already, of the same argument in the same words, is not said again; nor is anything else said of
   * an argument that is malformed itself.
   *
   * @param unless arguments that this complains of missing something in. Where one is malformed, in part or as a whole,
   *   nobody knows what is missing, and nothing is said.
   */
  add(path: string, reason: string, unless: readonly string[] = []): void {
    if (this.#malformed.some(flaw => isWithin(path, flaw))) return;
    if (unless.some(one => this.malformed(one))) return;
    const said = this.#found.some(problem => problem.path === path && problem.reason === reason);
    if (!said) this.#found.push({ path, reason, unless });
  }

  /**
   * Checks a value's form against a schema.
   *
   * @returns what of it is well-formed, for the checks that look at several arguments.
   */
  form<T>(path: string, schema: ZodType, value: T): Partial<T> {
    const flaws = flawsOf(schema, value);
    if (flaws.length === 0) return value;
    for (const flaw of flaws) {
      if (flaw.unknown.length === 0 && comesOfFault(value, flaw.path)) this.#faultElsewhere = true;
      else this.add(pathText(flaw.path, path), flaw.reason);
    }
    // An unknown key says nothing against those beside it.
    const malformed = flaws.filter(({ unknown }) => unknown.length === 0);
    this.#malformed.push(...malformed.map(flaw => pathText(flaw.path, path)));
    return wellFormed(schema, value);
  }

  /** Checks the form of an entry's name, whose path is the entry's; what is in the entry may still be well-formed. */
  key(path: string, schema: ZodType, name: string): void {
    for (const { reason } of flawsOf(schema, name)) this.add(path, reason);
  }

  /** Takes over what was found elsewhere, under the paths that the reader knows. */
  addAll(others: Problems, pathOf: (path: string) => string = path => path): void {
    this.#faultElsewhere ||= others.#faultElsewhere;
    for (const { path, reason, unless } of others.#found) this.add(pathOf(path), reason, unless.map(pathOf));
  }

  /** True where an argument, a part of it or what it is a part of is of a wrong form: nobody knows what it says. */
  malformed(path: string): boolean {
    return this.#malformed.some(flaw => isWithin(path, flaw) || isWithin(flaw, path));
  }

  get none(): boolean {
    return this.#found.length === 0;
  }

  /**
   * @param kind what was to be made, e.g. `MultiTierApp`, and under which name, be it one or not.
   * @throws ArgumentError when there is any problem.
   * @throws FaultElsewhere when there is none beside those of a component that it has to do with.
   */
  throwIfAny(kind: string, name: unknown): void {
    const subject = typeof name === "string" ? `${kind} "${name}"` : kind;
    if (!this.none) throw new ArgumentError(subject, this.#found);
    if (this.#faultElsewhere)
      throw new FaultElsewhere(`${subject} has to do with a component that is refused.`);
  }
}

interface Found extends Problem {
  readonly unless: readonly string[];
}

/** True where a component that was refused stands at a path, in what stands there, or around it. */
function comesOfFault(value: unknown, path: readonly PropertyKey[]): boolean {
  return isFaulty(at(value, path)) || path.some((_, end) => isFaulty(at(value, path.slice(0, end)), 0));
}

/** True for the path itself, and for what is below it. */
function isWithin(path: string, outer: string): boolean {
  return outer === "" || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
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
