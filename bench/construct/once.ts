import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

/** What one construction took, in seconds. A process of its own, since a second one would find everything loaded. */
export interface Construction {
  /** Until the SDK and the docker package are there, and the SDK is ready to register: what any program takes. */
  readonly sdk: number;
  /** Loading the components. */
  readonly load: number;
  /** The constructors of the stack, the checks of their arguments among them. */
  readonly construct: number;
  /** From then on until everything is registered with an engine that answers at once. */
  readonly register: number;
  readonly resources: number;
}

let resources = 0;
// Loaded here and not when it is first used: it is the SDK's part.
await docker.Container.isInstance(undefined);
await pulumi.runtime.setMocks(
  {
    call: () => ({}),
    newResource: ({ name, inputs }) => {
      resources += 1;
      return { id: `${name}-id`, state: { name, ...(inputs as object) } };
    },
  },
  "bench",
  "dev",
);
const ready = performance.now();
const { companyStack } = await import("./stack.ts");
const loaded = performance.now();
companyStack();
const constructed = performance.now();
await pulumi.runtime.disconnect();
const registered = performance.now();

const found: Construction = {
  sdk: ready / 1000,
  load: (loaded - ready) / 1000,
  construct: (constructed - loaded) / 1000,
  register: (registered - constructed) / 1000,
  resources,
};
process.stdout.write(JSON.stringify(found));
