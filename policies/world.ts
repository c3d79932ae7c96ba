import {
  type Edge,
  type EnvironmentEntry,
  type Excess,
  excess,
  findOwner,
  type Interest,
  missing,
  type Network,
  type Ownership,
  type PublishedPort,
  type Topology,
  type Volume,
  type Workload,
} from "../topology/index.ts";
import { Addresses } from "./addresses.ts";
import { flowsOf } from "./allowedFlows.ts";
import { type Held, heldBy } from "./credentials/held.ts";
import { whyNotPublished } from "./publications.ts";

/** What is computed from a whole topology, once for all rules that need it, and only when one does. */
export class World {
  readonly topology: Topology;
  readonly #networks: ReadonlyMap<string, Network>;
  readonly #workloads: ReadonlyMap<string, Workload>;
  readonly #volumes: ReadonlyMap<string, Volume>;
  readonly #members: ReadonlySet<string>;
  readonly #built: ReadonlySet<string>;
  readonly #calledBy: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #sockets: ReadonlySet<string>;
  readonly #held = new Map<EnvironmentEntry, Held | undefined>();
  #knownNames: ReadonlySet<string> | undefined;
  readonly #declaringMore = new Map<string, Topology>();
  #addresses: Addresses | undefined;

  constructor(topology: Topology) {
    const { networks, workloads, volumes, flows } = topology;
    this.topology = topology;
    this.#networks = new Map(networks.map(network => [network.id, network]));
    this.#workloads = new Map(workloads.map(workload => [workload.id, workload]));
    this.#volumes = new Map(volumes.map(volume => [volume.id, volume]));
    this.#members = new Set(
      workloads.flatMap(({ attachments }) => attachments.map(({ network }) => network)),
    );
    this.#built = new Set(
      workloads.flatMap(({ built, image }) => (built && typeof image === "string" ? [image] : [])),
    );
    this.#calledBy = new Map(
      [...Map.groupBy(flows, ({ from }) => from)].map(([from, own]) => [
        from,
        new Set(own.map(({ to }) => to)),
      ]),
    );
    this.#sockets = new Set(
      flows.filter(({ via }) => via === "socket" || via === "files").map(({ from, to }) => ends(from, to)),
    );
  }

  network(id: string): Network | undefined {
    return this.#networks.get(id);
  }

  workload(id: string): Workload | undefined {
    return this.#workloads.get(id);
  }

  /** Whose network interfaces a workload uses in the end: those it joined by `container:`, or its own. */
  ownerOf(workload: Workload): Ownership {
    return findOwner(workload, this.#workloads);
  }

  volume(id: string): Volume | undefined {
    return this.#volumes.get(id);
  }

  /** The ports that a workload publishes to some effect. */
  publishedOf(workload: Workload): readonly PublishedPort[] {
    return whyNotPublished(workload, id => this.network(id)) === undefined ? workload.published : [];
  }

  /** Whether an image is made here, from sources: nothing is pulled under its name. */
  isBuilt(image: string): boolean {
    return this.#built.has(image);
  }

  /** Whether any workload is on a network. */
  hasMembers(network: string): boolean {
    return this.#members.has(network);
  }

  /** Whom each end calls, as is declared, on whatever port. */
  get calledBy(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#calledBy;
  }

  /** Whether a call by a socket, or by files, on what both have mounted is declared. */
  hasSocket(from: string, to: string): boolean {
    return this.#sockets.has(ends(from, to));
  }

  /**
   * What is open, or may be, and declared by nobody, of the calls that are of interest.
   *
   * @param allowed further flows that are in order, as a rule's setting has them.
   */
  excess(allowed: readonly string[], interest: Interest): Excess[] {
    return excess(this.#declaring(allowed), { interest });
  }

  /** What is declared, and not open, or not surely so. */
  get missing(): Edge[] {
    return this.topology.flows.length === 0 ? [] : missing(this.topology);
  }

  /** Names of the project that are nobody's secret, in lower case: of services, images, users, databases. */
  get knownNames(): ReadonlySet<string> {
    this.#knownNames ??= new Set(this.topology.workloads.flatMap(namesOf));
    return this.#knownNames;
  }

  /** The credential that a variable of a workload holds; looked for once, for all rules that ask. */
  heldBy(entry: EnvironmentEntry): Held | undefined {
    if (this.#held.has(entry)) return this.#held.get(entry);
    const held = heldBy(entry, this.knownNames);
    this.#held.set(entry, held);
    return held;
  }

  /** Whose an address is. */
  get addresses(): Addresses {
    this.#addresses ??= new Addresses(this.topology);
    return this.#addresses;
  }

  /** The topology with further flows; the same one for the same flows, since what follows from one is computed once. */
  #declaring(allowed: readonly string[]): Topology {
    if (allowed.length === 0) return this.topology;
    const key = JSON.stringify(allowed);
    const known = this.#declaringMore.get(key);
    if (known !== undefined) return known;
    const flows = allowed.flatMap(text => flowsOf(text, this.topology.workloads));
    const more = { ...this.topology, flows: [...this.topology.flows, ...flows] };
    this.#declaringMore.set(key, more);
    return more;
  }
}

/** The parts of names that a workload is known by, and those of its users and databases. */
function namesOf({ id, name, image, environment }: Workload): string[] {
  const own = environment
    .filter(one => /(user(name)?|login|database|db|dbname|name|host)$/i.test(one.name))
    .flatMap(({ value, template }) => template ?? value ?? [])
    .filter(text => /^[\w.-]{1,40}$/.test(text));
  const texts = [id, name, ...(typeof image === "string" ? [image.split("@")[0] ?? ""] : []), ...own];
  return texts.flatMap(text => {
    const whole = text.toLowerCase();
    return [whole, ...whole.split(/[^a-z0-9]+/)].filter(part => part.length > 1);
  });
}

function ends(from: string, to: string): string {
  return `${from} ${to}`;
}
