import type { StackMark } from "../observe/index.ts";
import { readDeployment, type Topology } from "../topology/index.ts";

/** One resource of a stack's state, as far as it is looked at here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Ids of the docker providers in a state: what their objects are labelled with. */
export function providerIds(resources: readonly StateResource[]): string[] {
  return resources.flatMap(({ type, id }) => (type === "pulumi:providers:docker" && id ? [id] : []));
}

/** A stack as its state has it at one time, secrets encrypted. */
export class Snapshot {
  readonly #label: string;
  readonly #exported: Exported;

  /**
   * @param label what to call the stack.
   * @param exported the JSON of `pulumi stack export`, or of a state file.
   */
  constructor(label: string, exported: unknown) {
    this.#label = label;
    this.#exported = exported as Exported;
  }

  get resources(): readonly StateResource[] {
    const { deployment, checkpoint } = this.#exported;
    return (deployment ?? checkpoint?.latest)?.resources ?? [];
  }

  /** By what its objects are known on the engine. */
  get mark(): StackMark {
    return { label: this.#label, providers: providerIds(this.resources) };
  }

  /** What its program exports. */
  get outputs(): Readonly<Record<string, unknown>> {
    return this.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  }

  /** Where its components say that they answer (their `url` and `urls`), each once, in their order. */
  get urls(): string[] {
    const found = this.resources
      .filter(({ type }) => type.startsWith("bulkhead:index:"))
      .flatMap(({ outputs: { url, urls } = {} }) => [url, ...(isRecord(urls) ? Object.values(urls) : [])]);
    return [...new Set(found.filter(value => typeof value === "string" && value !== ""))].sort() as string[];
  }

  /** What its components declared, as of the last update. */
  get topology(): Topology {
    return readDeployment(this.#label, this.#exported);
  }
}

interface Exported {
  readonly deployment?: { readonly resources?: readonly StateResource[] | null };
  readonly checkpoint?: { readonly latest?: { readonly resources?: readonly StateResource[] | null } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
