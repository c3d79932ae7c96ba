import { type Properties, Secret } from "../../../provider/protocol/values.ts";
import { urnOf } from "../providerClient.ts";
import type { Declared } from "./miniPulumi.ts";

/** Stands in the stack's secrets, and must never be seen. */
export const canary = "canary-91b2";

/** What a small stack is told from outside. */
export interface Surroundings {
  /** Its name, in which no other is. */
  readonly stack: string;
  /** An image with busybox. */
  readonly image: string;
  /** A subnet with its gateway for each network. */
  readonly subnets: readonly [Subnet, Subnet];
  /** Makes the image a resource of the stack too. */
  readonly pulls: boolean;
}

interface Subnet {
  readonly subnet: string;
  readonly gateway: string;
}

/**
 * Two networks, a volume and two containers: one with all that takes the provider calls of its own (networks, a file,
 * a health check that is waited for, a volume), and one without anything. `changed` is the same with changes in
 * place and with a replacement.
 */
export function smallStack({ stack, image, subnets, pulls }: Surroundings): {
  readonly first: readonly Declared[];
  readonly changed: readonly Declared[];
} {
  const urns = {
    data: urnOf("volume", "Volume", "data", stack),
    image: urnOf("remoteImage", "RemoteImage", "image", stack),
    front: urnOf("network", "Network", "front", stack),
    back: urnOf("network", "Network", "back", stack),
    app: urnOf("container", "Container", "app", stack),
    plain: urnOf("container", "Container", "plain", stack),
  };
  const [front, back] = subnets;
  const surroundings: readonly Declared[] = [
    { urn: urns.data, inputs: () => ({}) },
    ...(pulls ? [{ urn: urns.image, inputs: () => ({ name: image }) }] : []),
    { urn: urns.front, inputs: () => ({ ipamConfigs: [{ ...front }] }) },
    { urn: urns.back, inputs: () => ({ ipamConfigs: [{ ...back }] }) },
  ];
  const idle = { image, entrypoints: ["busybox", "sleep"], command: ["1000"], restart: "unless-stopped" };
  const app = (made: (urn: string) => Properties, changes: Properties): Properties => ({
    ...idle,
    name: `app-${stack}`,
    envs: new Secret([`TOKEN=${canary}`]),
    uploads: [{ file: "/etc/token", content: new Secret(canary) }],
    volumes: [{ volumeName: made(urns.data)["name"], containerPath: "/data" }],
    healthcheck: { tests: ["CMD", "busybox", "true"], interval: "100ms" },
    wait: true,
    command: ["trap exit TERM; busybox sleep 1000 & wait"],
    entrypoints: ["busybox", "sh", "-c"],
    destroyGraceSeconds: 5,
    networksAdvanced: [
      { name: made(urns.front)["name"], aliases: ["app"] },
      { name: made(urns.back)["name"], aliases: ["app"] },
    ],
    ...changes,
  });
  const plain = (made: (urn: string) => Properties, changes: Properties): Properties => ({
    ...idle,
    containerReadRefreshTimeoutMilliseconds: 1,
    networksAdvanced: [{ name: made(urns.front)["name"] }],
    ...changes,
  });
  return {
    first: [
      ...surroundings,
      { urn: urns.app, inputs: made => app(made, {}) },
      { urn: urns.plain, inputs: made => plain(made, { envs: new Secret([`ROUND=1 ${canary}`]) }) },
    ],
    changed: [
      ...surroundings,
      {
        urn: urns.app,
        inputs: made =>
          app(made, {
            name: `renamed-${stack}`,
            memory: 64,
            memorySwap: 64,
            networksAdvanced: [{ name: made(urns.back)["name"], aliases: ["app", "further"] }],
          }),
      },
      { urn: urns.plain, inputs: made => plain(made, { envs: new Secret([`ROUND=2 ${canary}`]) }) },
    ],
  };
}
