import { capabilityName, hasCapability } from "../../model/capabilities.ts";
import { isUnknown, type Maybe } from "../../model/known.ts";
import type { MountedPath } from "../../model/workload.ts";
import { holdsRuntimeSocket, hostCapabilities, isRawDevice, isRootEquivalent } from "../dangers.ts";
import type { Cause } from "../edge.ts";
import type { Member } from "../member.ts";
import { hostPathOf } from "../places.ts";
import { not, type Truth, truth } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, only, type Way, way } from "../way.ts";
import { toOthers } from "./neighbours.ts";

/**
 * Who has the host in hand reaches whatever the host reaches, and enters every namespace on it. The engine's socket,
 * privileges, capabilities, devices and writable folders of the host give it away.
 */
export function hostControl(view: View): Way[] {
  return view.members
    .filter(({ circular }) => !circular)
    .flatMap(member =>
      holds(view, member).flatMap(({ sure, cause }) => [
        ...way(only(member.workload.id), view.crowd.knownPorts, sure, cause, "too"),
        ...(view.crowd.others.size === 0 ? [] : way(only(member.workload.id), toOthers, undefined, cause)),
      ]),
    );
}

/** Something by which a workload has the host in hand, or may have. */
interface Hold {
  readonly sure: Truth;
  readonly cause: Cause;
}

function holds(view: View, member: Member): Hold[] {
  return [
    ...privileged(member),
    ...capabilities(member),
    ...processes(member),
    ...devices(member),
    ...paths(view, member),
  ].filter(({ sure, cause: { name } }, index, all) => {
    // What is mounted twice is told once.
    const first = all.findIndex(one => one.cause.name === name && one.sure === sure);
    return (
      sure !== false && all.slice(first, index).every(one => one.cause.detail !== all[index]?.cause.detail)
    );
  });
}

function privileged({ workload }: Member): Hold[] {
  const { id, privileges } = workload;
  const sure = truth(privileges.privileged);
  if (sure === false) return [];
  const detail = isUnknown(privileges.privileged)
    ? `whether ${id} is privileged is not known: ${privileges.privileged.unknown}`
    : `${id} is privileged, which is root on the host`;
  const remedy = "take privileged off, and add the one capability or device it needs";
  return [{ sure, cause: causeOf("privileged", id, detail, remedy) }];
}

function capabilities({ workload }: Member): Hold[] {
  const { id, privileges } = workload;
  const { privileged, capabilitiesAdded: added } = privileges;
  // Whoever is privileged has them all, and that has been said.
  if (privileged === true) return [];
  const cause = (name: string, detail: string): Cause =>
    causeOf("capability", name, detail, `take ${name} off what is added`);
  if (isUnknown(added)) {
    const detail = `which capabilities ${id} is given is not known: ${added.unknown}`;
    return [{ sure: undefined, cause: cause("capabilities", detail) }];
  }
  const all = added.map(capabilityName).includes("ALL");
  return Object.entries(hostCapabilities).flatMap(([name, { surely, how }]): Hold[] => {
    const has = truth(hasCapability({ ...privileges, privileged: false }, name));
    if (has === false) return [];
    const detail = `${id} has ${name}${all ? ", as one of all" : ""}: it ${how}`;
    return [{ sure: surely ? has : undefined, cause: cause(all ? "ALL" : name, detail) }];
  });
}

function processes({ workload }: Member): Hold[] {
  const { id, privileges, unknowns } = workload;
  const remedy = "give it a process namespace of its own";
  if (unknowns?.pid !== undefined) {
    const detail = `whose processes ${id} sees is not known: ${unknowns.pid}`;
    return [{ sure: undefined, cause: causeOf("host processes", id, detail, remedy) }];
  }
  if (privileges.pid !== "host") return [];
  const traces = truth(hasCapability(privileges, "SYS_PTRACE"));
  const detail = `${id} sees the host's processes${traces === true ? " and may take each over (SYS_PTRACE)" : ""}`;
  return [{ sure: traces === true ? true : undefined, cause: causeOf("host processes", id, detail, remedy) }];
}

function devices({ workload }: Member): Hold[] {
  const { id, privileges, unknowns } = workload;
  const remedy = "take the device off";
  const raw = privileges.devices.filter(isRawDevice).map((path): Hold => {
    const detail = `${id} has the host's device ${path}, which gives its disks or its memory away`;
    return { sure: true, cause: causeOf("device", path, detail, remedy) };
  });
  if (unknowns?.devices === undefined) return raw;
  const detail = `which devices ${id} has is not known: ${unknowns.devices}`;
  return [...raw, { sure: undefined, cause: causeOf("device", id, detail, remedy) }];
}

function paths(view: View, { workload }: Member): Hold[] {
  const { id, mounts, unknowns } = workload;
  const found = mounts.flatMap(mount => {
    const path = hostPathOf(view, mount);
    return path === undefined ? volumeHolds(view, id, mount) : pathHolds(id, mount, path);
  });
  if (unknowns?.mounts === undefined) return found;
  const detail = `what ${id} mounts is not known: ${unknowns.mounts}`;
  const cause = causeOf("host path", id, detail, "deploy it, or give plain values, so that it can be told");
  return [...found, { sure: undefined, cause }];
}

/** A volume of which nobody knows which it is may be one of those that bind a folder of the host. */
function volumeHolds(view: View, id: string, mount: MountedPath): Hold[] {
  const { kind, from } = mount;
  if (kind !== "volume" || from === undefined || !isUnknown(from)) return [];
  const bound = [...view.volumes.values()].flatMap(({ hostPath }) => hostPath ?? []);
  return bound
    .flatMap(path => pathHolds(id, mount, path))
    .filter(({ sure }) => sure !== false)
    .map(({ cause }) => ({
      sure: undefined,
      cause: {
        ...cause,
        detail: `which volume ${id} has at ${mount.at} is not known, and perhaps ${cause.detail}`,
      },
    }));
}

function pathHolds(id: string, mount: MountedPath, path: Maybe<string>): Hold[] {
  if (isUnknown(path)) {
    const detail = `which folder of the host ${id} has at ${mount.at} is not known: ${path.unknown}`;
    const cause = causeOf("host path", mount.at, detail, "give a plain path, so that it can be told");
    return [{ sure: undefined, cause }];
  }
  if (holdsRuntimeSocket(path)) {
    const detail = `${id} has ${path} of the host, by which the container runtime takes orders; read-only or not, that is root on the host`;
    const remedy = "take the mount off, or put a proxy in between that lets through only what it needs";
    return [{ sure: true, cause: causeOf("runtime socket", path, detail, remedy) }];
  }
  if (!isRootEquivalent(path)) return [];
  const detail = `${id} may write to ${path} of the host, from where the host runs or reads what makes one root`;
  const cause = causeOf("host path", path, detail, "mount it read-only, or not at all");
  return [{ sure: not(truth(mount.readOnly)), cause }];
}
