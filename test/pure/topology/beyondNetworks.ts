import {
  isUnknown,
  type Maybe,
  type MountedPath,
  type Topology,
  type Workload,
} from "../../../topology/index.ts";
import type { Question } from "./oracle.ts";
import type { World } from "./worlds.ts";

/** What workloads have in their hands beside networks, asked step by step in one world. */
export class Belongings {
  readonly #topology: Topology;
  readonly #world: World;

  constructor(topology: Topology, world: World) {
    this.#topology = topology;
    this.#world = world;
  }

  /** Whether both have something mounted to which one of them writes; over a socket it must be the server. */
  exchange(asked: Question): boolean {
    const socket = this.#isSocket(asked);
    if (asked.protocol !== "files" && !socket) return false;
    const [one, other] = [this.#workload(asked.from), this.#workload(asked.to)];
    if (one === undefined || other === undefined) return false;
    return one.mounts.some((mine, left) =>
      other.mounts.some((theirs, right) => {
        const names = [`${one.id} ${left}`, `${other.id} ${right}`] as const;
        const writers = socket ? [theirs] : [mine, theirs];
        const written = writers.some(mount => this.#writes(mount, names[mount === mine ? 0 : 1]));
        return written && this.#meet(mine, theirs, names);
      }),
    );
  }

  #isSocket({ from, to, port, protocol }: Question): boolean {
    return this.#topology.flows.some(
      flow =>
        flow.via === "socket" &&
        flow.from === from &&
        flow.to === to &&
        (flow.port === port || flow.port === "any") &&
        flow.protocol === protocol,
    );
  }

  #writes({ readOnly }: MountedPath, name: string): boolean {
    return !this.#world.flag(`mount ${name} is read-only`, readOnly);
  }

  #meet(mine: MountedPath, theirs: MountedPath, [left, right]: readonly [string, string]): boolean {
    const [a, b] = [this.#locationOf(mine), this.#locationOf(theirs)];
    if (a === undefined || b === undefined) return false;
    if (a === "anywhere" || b === "anywhere") return this.#happens(`${left} and ${right} are the same`);
    const folders = a.startsWith("/") && b.startsWith("/");
    return a === b || (folders && (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`)));
  }

  /** A volume, a folder without detours, any of them where that is not known; nothing that others could have. */
  #locationOf({ kind, from }: MountedPath): string | undefined {
    if (kind === "tmpfs" || from === undefined) return undefined;
    if (isUnknown(from)) return "anywhere";
    if (kind === "bind") {
      const straight = new URL(`file://${from}`).pathname.replace(/\/$/, "");
      return straight.replace(/^\/var\/run/, "/run");
    }
    const bound: Maybe<string> | undefined = this.#topology.volumes.find(({ id }) => id === from)?.hostPath;
    if (bound === undefined) return from;
    return isUnknown(bound) ? "anywhere" : bound;
  }

  /** Whether nothing keeps a workload from doing with the host as it likes. */
  hasHostInHand(id: string): boolean {
    const workload = this.#workload(id);
    if (workload === undefined) return false;
    const { privileges, mounts } = workload;
    if (this.can(workload, "SYS_MODULE") || privileges.devices.includes("/dev/sda1")) return true;
    const doubtful = ["SYS_ADMIN", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF", "SYS_BOOT"];
    if (doubtful.some(name => this.can(workload, name)) && this.#happens(`${id} gets out by what it can`)) {
      return true;
    }
    if (privileges.pid === "host") {
      if (this.can(workload, "SYS_PTRACE") || this.#happens(`${id} gets out by a process`)) return true;
    }
    return mounts.some((mount, index) => {
      const location = this.#locationOf(mount);
      // A volume nobody names is no folder of the host, unless one of the volumes may be one.
      const binds = this.#topology.volumes.some(({ hostPath }) => isUnknown(hostPath));
      const folder = mount.kind === "bind" || !isUnknown(mount.from) || binds;
      if (location === "anywhere") return folder && this.#happens(`${id} mounts the host at ${index}`);
      return (
        location === "/run/docker.sock" || (location === "/etc" && this.#writes(mount, `${id} ${index}`))
      );
    });
  }

  can({ id, privileges }: Workload, name: string): boolean {
    if (this.#world.flag(`${id} is privileged`, privileges.privileged)) return true;
    const plain = (names: readonly string[]): string[] =>
      names.map(one => one.toUpperCase().replace("CAP_", ""));
    const added = plain(
      this.#world.value(`what ${id} can`, privileges.capabilitiesAdded, [
        [],
        ["ALL"],
        ["SYS_MODULE", "NET_ADMIN"],
      ]),
    );
    const dropped = isUnknown(privileges.capabilitiesDropped) ? [] : plain(privileges.capabilitiesDropped);
    return added.includes(name) || (added.includes("ALL") && !dropped.includes(name));
  }

  #workload(id: string): Workload | undefined {
    return this.#topology.workloads.find(one => one.id === id);
  }

  #happens(what: string): boolean {
    return this.#world.pick(what, [true, false]);
  }
}
