import type { AddressFamily } from "../../topology/index.ts";
import type { Machine } from "./machine.ts";
import { standingPort } from "./machine.ts";
import type { LocalAddress, NetworkNamespace, Try } from "./namespace.ts";
import { type Actor, type Stage, settled } from "./stage.ts";

/** A call between two ends, and the families by which it got through. */
export interface Found {
  readonly from: string;
  readonly to: string;
  readonly port: number | "any";
  readonly protocol: "tcp" | "udp";
  readonly families: ReadonlySet<AddressFamily>;
  /** The addresses by which it did. */
  readonly by: readonly string[];
}

/** Milliseconds given to a call; and to those that were to get through and did not, once more. */
export const patience = { first: 600, again: 3_000 } as const;

interface End {
  readonly name: string;
  readonly namespace: NetworkNamespace;
  readonly addresses: readonly LocalAddress[];
}

/** Tries every call between all ends there are: at every address of the other, and at those of the host. */
export class Truth {
  readonly #ends: readonly End[];
  readonly #host: End;
  readonly #actors: readonly Actor[];

  private constructor(actors: readonly Actor[], host: End, outside: End) {
    this.#actors = actors;
    this.#host = host;
    this.#ends = [...actors, host, outside];
  }

  static async of(machine: Machine, { actors }: Stage): Promise<Truth> {
    const host = { name: "host", namespace: machine.host, addresses: await settled(machine.host) };
    const outside = { name: "outside", namespace: machine.outside, addresses: machine.outsideAddresses };
    return new Truth(actors, host, outside);
  }

  /**
   * Everything there is to ask, with what came of it.
   *
   * @param given milliseconds for each call. More where nobody asks again.
   */
  async all(given: number = patience.first): Promise<Found[]> {
    const found = await Promise.all(this.#ends.map(from => this.#from(from, this.#ends, given)));
    return found.flat();
  }

  /** Once more, with more time. */
  async again(from: string, to: string): Promise<Found[]> {
    const [caller, called] = [from, to].map(name => this.#ends.find(end => end.name === name));
    if (caller === undefined || called === undefined) return [];
    return await this.#from(caller, [called], patience.again);
  }

  async #from(from: End, ends: readonly End[], patience: number): Promise<Found[]> {
    const asked = ends
      .filter(
        to =>
          to !== from &&
          !(from.name === "outside" && to.name === "host") &&
          !(from.name === "host" && to.name === "outside"),
      )
      .flatMap(to => this.#questions(from, to));
    const tries = asked.flatMap(({ tries }) => tries);
    const heard = await from.namespace.attempt(tries, patience);
    const answers = new Map(tries.map((one, index) => [one, heard[index]]));
    return asked.map(({ to, port, protocol, tries }) => {
      const open = tries.filter(one => answers.get(one) === to.name);
      return {
        from: from.name,
        to: to.name,
        port,
        protocol,
        families: new Set(open.map(({ address }) => familyOf(address))),
        by: open.map(one => `${one.address} ${one.port}`),
      };
    });
  }

  #questions(from: End, to: End): { to: End; port: number | "any"; protocol: "tcp" | "udp"; tries: Try[] }[] {
    const actor = this.#actors.find(one => one === to);
    if (actor === undefined) {
      const tries = addressesFor(from, to).map(address => ({
        address,
        port: standingPort,
        protocol: "tcp" as const,
      }));
      return [{ to, port: "any", protocol: "tcp", tries }];
    }
    const [own, hosts] = [addressesFor(from, to), addressesFor(from, this.#host)];
    return actor.plan.exposed.map(({ port, protocol }) => {
      const published = hostPortsOf(actor, port, protocol);
      const tries = [
        ...own.map(address => ({ address, port, protocol })),
        ...hosts.flatMap(address => published.map(hostPort => ({ address, port: hostPort, protocol }))),
      ];
      return { to, port, protocol, tries };
    });
  }
}

/** The addresses at which one end may call another; those of a link alone by each link that the caller has. */
function addressesFor(from: End, to: End): string[] {
  const links = new Set(from.addresses.filter(({ internal }) => !internal).map(({ link }) => link));
  return to.addresses
    .filter(({ internal }) => !internal || from === to || (from.name === "host" && to.name === "host"))
    .flatMap(({ address }) => {
      return address.startsWith("fe80:") ? [...links].map(link => `${address}%${link}`) : [address];
    })
    .concat(from.name === "host" && to.name === "host" ? [] : []);
}

function hostPortsOf({ container }: Actor, port: number, protocol: string): number[] {
  const bindings = container.NetworkSettings.Ports?.[`${port}/${protocol}`] ?? [];
  return [...new Set(bindings.map(({ HostPort }) => Number(HostPort ?? 0)))].filter(one => one > 0);
}

export function familyOf(address: string): AddressFamily {
  return address.includes(":") ? "ipv6" : "ipv4";
}
