import { BlockList, isIP } from "node:net";
import type { Topology } from "../topology/index.ts";

/** Addresses of IPv4 in a text; those of version numbers and the like are sorted out by what networks there are. */
const ipv4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)/g;

/** Networks that the engine picks from by itself, unless its default-address-pools say otherwise. */
const defaultPools = [
  "172.17.0.0/16",
  "172.18.0.0/15",
  "172.20.0.0/14",
  "172.24.0.0/14",
  "172.28.0.0/14",
  "192.168.0.0/16",
];

/** Says whose address one is. */
export class Addresses {
  readonly #networks: readonly { readonly id: string; readonly block: BlockList }[];
  readonly #fixed: ReadonlyMap<string, string>;
  readonly #unplaced: readonly string[];
  readonly #pools = blockOf(defaultPools);

  constructor(topology: Topology) {
    const own = topology.networks.filter(({ driver }) => driver === "bridge" || driver === "overlay");
    this.#networks = own
      .filter(({ subnets }) => subnets.length > 0)
      .map(({ id, subnets }) => ({ id, block: blockOf(subnets) }));
    this.#fixed = new Map(
      topology.workloads.flatMap(({ id, attachments }) =>
        attachments.flatMap(({ address }) => (address === undefined ? [] : [[address, id] as const])),
      ),
    );
    this.#unplaced = own.filter(({ subnets }) => subnets.length === 0).map(({ id }) => id);
  }

  /** The addresses in a text. */
  static in(text: string): string[] {
    return [...new Set(text.match(ipv4) ?? [])].filter(address => isIP(address) === 4);
  }

  /** Whose it is, in words; undefined where it is no container's. */
  ownerOf(address: string): string | undefined {
    const workload = this.#fixed.get(address);
    if (workload !== undefined) return `the address of ${workload}`;
    const network = this.#networks.find(({ block }) => block.check(address));
    return network === undefined ? undefined : `an address on network ${network.id}`;
  }

  /** Why it may be a container's: networks to which the engine gives addresses of its choice. */
  doubtAbout(address: string): string | undefined {
    const [first] = this.#unplaced;
    if (first === undefined || !this.#pools.check(address)) return undefined;
    return `which addresses network ${first} gets is the engine's choice`;
  }
}

function blockOf(subnets: readonly string[]): BlockList {
  const block = new BlockList();
  for (const subnet of subnets) {
    const [address = "", prefix] = subnet.split("/");
    const family = isIP(address);
    const length = Number(prefix);
    const longest = family === 6 ? 128 : 32;
    if (family !== 0 && Number.isInteger(length) && length >= 0 && length <= longest)
      block.addSubnet(address, length, family === 6 ? "ipv6" : "ipv4");
  }
  return block;
}
