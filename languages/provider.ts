import type { Client } from "@grpc/grpc-js";
import {
  type ComponentResource,
  type ComponentResourceOptions,
  InputPropertiesError,
  type Inputs,
  type provider,
  runtime,
} from "@pulumi/pulumi";
import { nearestOf } from "../components/check/near.ts";
import { isPartOf } from "../components/run.ts";
import { isLinkable } from "../components/workload/link.ts";
import { components, isComponentName } from "./components.ts";
import type { ComponentName } from "./forms.ts";
import { Made } from "./made.ts";
import { type Read, readInputs } from "./read.ts";
import type { PackageSpec } from "./spec.ts";

/** How the provider is to be. */
export interface ProviderOptions {
  /** What programs are told of the package, where that is less than what is read by. @default all of it */
  readonly shown?: PackageSpec;
  /** Milliseconds for which a component that is given by its name is waited for. @default 30000 */
  readonly patience?: number;
}

/** Makes components for programs in other languages. */
export class ComponentProvider implements provider.Provider {
  readonly version: string;
  readonly schema: string;
  readonly #package: PackageSpec;
  readonly #patience: number | undefined;
  /** What has been made so far, by the address of the run that asked for it. */
  readonly #runs = new Map<string, Made>();

  constructor(
    version: string,
    description: PackageSpec,
    { shown = description, patience }: ProviderOptions = {},
  ) {
    this.version = version;
    this.#patience = patience;
    this.#package = { ...description, version };
    this.schema = JSON.stringify({ ...shown, version });
    runtime.registerResourceModule("bulkhead", "index", {
      version,
      construct: (_name, _type, urn) => this.#run().referred(urn),
    });
  }

  async construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
  ): Promise<provider.ConstructResult> {
    const kind = type.split(":").at(-1) ?? "";
    const spec = this.#package.resources[type];
    if (!isComponentName(kind) || spec === undefined) {
      throw new Error(`There is no ${type}; there are ${Object.keys(this.#package.resources).join(", ")}.`);
    }
    const run = this.#run();
    // Names, subnets and ports are one's own within a run, whichever component asks for them.
    isPartOf(run);
    const read = await readInputs(inputs, spec, this.#package, run);
    const made = makeOf(kind, name, read, options, run);
    await run.add(name, made);
    return { urn: made.urn, state: stateOf(made, Object.keys(spec.properties)) };
  }

  #run(): Made {
    const address = monitorAddress();
    const run = this.#runs.get(address) ?? new Made(this.#patience);
    this.#runs.set(address, run);
    return run;
  }
}

/**
 * Pulumi would write all that is wrong twice: as the constructor says it, and again for each property. The first is what
 * TypeScript programs are told. These have no names for components, so what is said of a name that nothing has is said
 * here.
 */
function makeOf(
  kind: ComponentName,
  name: string,
  { args, missing }: Read,
  options: ComponentResourceOptions,
  run: Made,
): ComponentResource {
  try {
    return new components[kind](name, args as never, options);
  } catch (error) {
    if (!InputPropertiesError.isInstance(error)) throw error;
    const told = error.errors.reduce((message, { propertyPath, reason }) => {
      const unknown = missing.get(propertyPath);
      const line = `  - ${propertyPath}: `;
      return unknown === undefined
        ? message
        : message.replace(
            `${line}${reason}`,
            () => `${line}${nothingCalled(unknown, run.names(isLinkable))}`,
          );
    }, error.message);
    throw new InputPropertiesError({ message: told, errors: [] });
  }
}

function nothingCalled(name: string, known: readonly string[]): string {
  const meant = nearestOf(name, known);
  const there = known.length === 0 ? "" : `; there are ${known.join(", ")}`;
  return `nothing that can be called has the name "${name}"${there}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function stateOf(made: ComponentResource, outputs: readonly string[]): Inputs {
  return Object.fromEntries(outputs.map(output => [output, Reflect.get(made, output)]));
}

/** Where the run at hand takes resources; tests have none. */
function monitorAddress(): string {
  const monitor = runtime.getMonitor() as Partial<Pick<Client, "getChannel">> | undefined;
  return monitor?.getChannel?.().getTarget() ?? "";
}
