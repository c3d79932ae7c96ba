import type { Client } from "@grpc/grpc-js";
import {
  type ComponentResource,
  type ComponentResourceOptions,
  InputPropertiesError,
  type Inputs,
  type provider,
  runtime,
} from "@pulumi/pulumi";
import { isPartOf } from "../components/run.ts";
import { components, isComponentName } from "./components.ts";
import type { ComponentName } from "./forms.ts";
import { Made } from "./made.ts";
import { readInputs } from "./read.ts";
import type { PackageSpec } from "./spec.ts";

/** Makes components for programs in other languages. */
export class ComponentProvider implements provider.Provider {
  readonly version: string;
  readonly schema: string;
  readonly #package: PackageSpec;
  /** What has been made so far, by the address of the run that asked for it. */
  readonly #runs = new Map<string, Made>();

  /** @param shown what programs are told of the package, where that is less than what is read by. */
  constructor(version: string, description: PackageSpec, shown = description) {
    this.version = version;
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
    const args = await readInputs(inputs, spec, this.#package, run);
    const made = makeOf(kind, name, args, options);
    await run.add(name, made);
    return { urn: made.urn, state: stateOf(made, Object.keys(spec.properties)) };
  }

  #run(): Made {
    const address = monitorAddress();
    const run = this.#runs.get(address) ?? new Made();
    this.#runs.set(address, run);
    return run;
  }
}

/**
 * Pulumi would write all that is wrong twice: as the constructor says it, and again for each property. The first is what
 * TypeScript programs are told.
 */
function makeOf(
  kind: ComponentName,
  name: string,
  args: Inputs,
  options: ComponentResourceOptions,
): ComponentResource {
  try {
    return new components[kind](name, args as never, options);
  } catch (error) {
    if (!InputPropertiesError.isInstance(error)) throw error;
    throw new InputPropertiesError({ message: error.message, errors: [] });
  }
}

function stateOf(made: ComponentResource, outputs: readonly string[]): Inputs {
  return Object.fromEntries(outputs.map(output => [output, Reflect.get(made, output)]));
}

/** Where the run at hand takes resources; tests have none. */
function monitorAddress(): string {
  const monitor = runtime.getMonitor() as Partial<Pick<Client, "getChannel">> | undefined;
  return monitor?.getChannel?.().getTarget() ?? "";
}
