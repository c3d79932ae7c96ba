import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { readResources, type StackResource } from "../../topology/index.ts";
import type { Exceptions } from "../exception.ts";
import { judge, policyConfig, readExceptions } from "../index.ts";
import type { PolicyConfig } from "../judge/config.ts";
import type { Finding } from "../judge/finding.ts";
import { rules } from "../rules/index.ts";
import { type Inputs, type Remedied, remediations } from "./remediate.ts";

/** Where the pack runs. */
export interface Surroundings {
  /** Variable BULKHEAD_EXCEPTIONS names a file of exceptions where the config names none. */
  readonly env: NodeJS.ProcessEnv;
  /** Folders in which a file named by a relative path is looked for. */
  readonly folders: readonly string[];
}

/** A resource before it is made. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Inputs;
}

/** The policy pack of one stack: Pulumi's engine configures it, then shows it the stack. */
export class Pack {
  readonly #surroundings: Surroundings;
  #config: PolicyConfig = policyConfig({});
  readonly #inputs = new Map<string, Inputs>();
  readonly #registered = new Set<string>();
  #exceptions: Exceptions;
  #stack = "stack";

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#exceptions = this.#readExceptions();
  }

  /**
   * Takes the levels and settings of rules.
   *
   * @throws PolicyConfigError or ExceptionsError with all that is wrong.
   */
  configure(given: Readonly<Record<string, unknown>>): void {
    this.#config = policyConfig(given);
    this.#exceptions = this.#readExceptions();
  }

  nameStack(name: string): void {
    this.#stack = name;
  }

  /** Takes note of what the program has registered, and of what a container, a network or the like was asked to be. */
  remember(urn: string, type: string, inputs: Inputs): void {
    this.#registered.add(urn);
    if (type.startsWith("docker:")) this.#inputs.set(urn, inputs);
  }

  /** What is wrong with a stack, without what exceptions cover. */
  judge(resources: readonly StackResource[]): Finding[] {
    const known = this.#staying(resources).map(resource => {
      const inputs = this.#inputs.get(resource.urn);
      return inputs === undefined ? resource : { ...resource, inputs };
    });
    const topology = readResources(this.#stack, known);
    const findings = judge(topology, { config: this.#config, exceptions: this.#exceptions });
    return findings.filter(({ excepted }) => excepted === undefined);
  }

  /**
   * After a refresh Pulumi shows each resource of the state, also what the program has no more, or has by another name,
   * and which is therefore about to go. Where there is no program (`pulumi policy analyze`) all stays.
   */
  #staying(resources: readonly StackResource[]): readonly StackResource[] {
    if (this.#registered.size === 0) return resources;
    return resources.filter(({ urn }) => this.#registered.has(urn));
  }

  /** What rules at the level `remediate` correct about a resource, each on top of the ones before. */
  remediate({ urn, type, inputs }: Registration): Remedied[] {
    if (type !== "docker:index/container:Container") return [];
    const done: Remedied[] = [];
    for (const { id, title, remediate } of rules) {
      const own = this.#config.get(id);
      if (own?.level !== "remediate" || remediate === undefined || this.#isExcepted(id, urn, inputs))
        continue;
      const corrected = remediations[remediate](done.at(-1)?.inputs ?? inputs, own.settings);
      if (corrected !== undefined) done.push({ rule: id, description: title, inputs: corrected });
    }
    return done;
  }

  /** Whether an exception is meant for a container: by its name in the program, or that of the workload it belongs to. */
  #isExcepted(rule: string, urn: string, inputs: Inputs): boolean {
    const [workload] = readResources("", [
      { urn, type: "docker:index/container:Container", inputs },
    ]).workloads;
    const names = [workload?.id, workload?.labels["bulkhead.workload"]].map(name => `workload/${name}`);
    return this.#exceptions.some(one => one.rule === rule && names.includes(one.resource));
  }

  #readExceptions(): Exceptions {
    const { env, folders } = this.#surroundings;
    const configured = this.#config.get("exception-expired")?.settings["file"];
    const file =
      typeof configured === "string" && configured !== "" ? configured : env["BULKHEAD_EXCEPTIONS"];
    if (file === undefined || file === "") return [];
    const places = isAbsolute(file) ? [file] : [...new Set(folders.map(folder => resolve(folder, file)))];
    for (const place of places) {
      const text = textOf(place);
      if (text !== undefined) return readExceptions(file, text);
    }
    throw new Error(
      `There is no file of exceptions ${file}: looked for ${places.join(", ")}. Name it by its whole path.`,
    );
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
