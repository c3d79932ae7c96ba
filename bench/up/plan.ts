import { demoImage } from "../../images/reference.ts";
import type { Subnet } from "../../tools/marks/index.ts";

/** How much is deployed. */
export interface Size {
  readonly networks: number;
  readonly containers: number;
}

export interface PlannedNetwork {
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
}

export interface PlannedContainer {
  readonly name: string;
  /** Names of one or two networks. */
  readonly networks: readonly string[];
}

/** What every peer deploys, each in its own words. */
export interface Plan {
  /** The label that carries the run's mark, on every object. */
  readonly label: readonly [key: string, value: string];
  readonly image: string;
  readonly command: readonly string[];
  /** Seconds a container may take to end by itself. */
  readonly graceSeconds: number;
  readonly networks: readonly PlannedNetwork[];
  readonly containers: readonly PlannedContainer[];
}

/** What a container logs once it would end on request. */
export const readyLine = "ready";

/** Costs next to nothing while it runs, and ends at once when asked to: what is measured is the engine and its clients. */
const sleeper = [
  "import os, signal",
  "signal.signal(signal.SIGTERM, lambda *_: os._exit(0))",
  `print(${JSON.stringify(readyLine)}, flush=True)`,
  "signal.pause()",
].join("\n");

/** Internal networks with subnets of their own, and containers spread over them, every second one on two. */
export function planOf(
  { networks, containers }: Size,
  label: readonly [key: string, value: string],
  nextSubnet: () => Subnet,
): Plan {
  const [, mark] = label;
  const networkName = (index: number): string => `${mark}-n${index % networks}`;
  return {
    label,
    image: demoImage("probe"),
    command: ["-I", "-S", "-c", sleeper],
    graceSeconds: 10,
    networks: Array.from({ length: networks }, (_, index) => {
      const { subnet, gateway } = nextSubnet();
      return { name: networkName(index), subnet, gateway };
    }),
    containers: Array.from({ length: containers }, (_, index) => ({
      name: `${mark}-c${index}`,
      networks: index % 2 === 0 ? [networkName(index)] : [networkName(index), networkName(index + 1)],
    })),
  };
}

/** E.g. `4 networks + 6 containers`. */
export function sizeName({ networks, containers }: Size): string {
  return `${networks} networks + ${containers} containers`;
}
