import type { Finding } from "../../../policies/index.ts";
import { holdsRuntimeSocket, isUnknown, type Topology, type Workload } from "../../../topology/index.ts";
import type { Edit, EditableFile, ItemPlace } from "./edits.ts";

/** What a fix is made with: the file that the finding's service stands in, and where. */
export interface FixContext {
  readonly file: EditableFile;
  readonly topology: Topology;
  readonly workload: Workload | undefined;
  /** The service's name in the file. */
  readonly service: string;
}

/** A finding, and where what it is about stands by now. */
export type PlacedFinding = Finding & { readonly column?: number };

/** How findings of a rule are mended. */
export interface Fix {
  /** One line of what it does. */
  readonly what: string;
  /** Whether it is made unless it is asked for: what may keep a program from running is not. */
  readonly isUsual: boolean;
  /** The change of the file; undefined where it cannot be made there. */
  readonly edit: (finding: PlacedFinding, context: FixContext) => Edit | undefined;
  /** Why it cannot, where that is known. */
  readonly whyNot?: (finding: Finding, context: FixContext) => string | undefined;
  /** Whether it hangs on what was mended before it, so that several cannot be made at once. @default false */
  readonly oneByOne?: true;
  /** What becomes of the topology by it, and nothing else may. */
  readonly expected: (finding: Finding, topology: Topology) => Topology;
}

const services = (name: string): readonly string[] => ["services", name];

function placeOf({ line = 0, column }: PlacedFinding): ItemPlace {
  return { line, ...(column === undefined ? {} : { column }) };
}

const pinned: Fix = {
  what: "publish the port at 127.0.0.1",
  isUsual: true,
  edit: (finding, { file, service }) => {
    const place = placeOf(finding);
    const ports = [...services(service), "ports"];
    const short = file.replaceItem(ports, place, written => {
      const port = written.replace(/^0\.0\.0\.0:|^\[::\]:/, "");
      return /^[\d-]+:[\d-]+(\/\w+)?$/.test(port) ? `127.0.0.1:${port}` : undefined;
    });
    return short ?? file.setKeyOfItem(ports, place, "host_ip", "127.0.0.1");
  },
  expected: ({ evidence, resource }, topology) => publishedAtLoopback(evidence, resource, topology),
};

/** The publication that the evidence names, at the loopback address. */
function publishedAtLoopback(evidence: string, resource: string, topology: Topology): Topology {
  return {
    ...topology,
    workloads: topology.workloads.map(workload => ({
      ...workload,
      published: workload.published.map(port => {
        const text = `${String(port.address)}:${isUnknown(port.hostPort) ? "?" : port.hostPort === 0 ? "*" : port.hostPort}->${port.port}/${port.protocol}`;
        const { anyAddress: _, ...placed } = port;
        return resource === `workload/${workload.id}` && evidence === text
          ? { ...placed, address: "127.0.0.1" }
          : port;
      }),
    })),
  };
}

const privileges = (
  { resource }: Finding,
  topology: Topology,
  change: (own: Workload["privileges"]) => Workload["privileges"],
): Topology => ({
  ...topology,
  workloads: topology.workloads.map(workload =>
    resource === `workload/${workload.id}`
      ? { ...workload, privileges: change(workload.privileges) }
      : workload,
  ),
});

function dropped(capability: string, isUsual: boolean): Fix {
  return {
    what: `drop the capability ${capability}`,
    isUsual,
    edit: (_, { file, service }) => file.addItem(services(service), "cap_drop", capability),
    expected: (finding, topology) =>
      privileges(finding, topology, own => ({
        ...own,
        capabilitiesDropped: isUnknown(own.capabilitiesDropped)
          ? own.capabilitiesDropped
          : [capability, ...own.capabilitiesDropped],
      })),
  };
}

const noNewPrivileges: Fix = {
  what: "let no process gain privileges",
  isUsual: true,
  edit: (_, { file, service }) => file.addItem(services(service), "security_opt", '"no-new-privileges:true"'),
  expected: (finding, topology) => privileges(finding, topology, own => ({ ...own, noNewPrivileges: true })),
};

const readOnlySocket: Fix = {
  what: "mount the socket read-only",
  isUsual: true,
  whyNot: ({ evidence }, { workload }) =>
    workload?.mounts.some(({ from, readOnly }) => from === evidence && readOnly === true)
      ? "it is mounted read-only already, which changes nothing for who connects: take it out, or give it an exception"
      : undefined,
  edit: (finding, { file, service }) =>
    file.replaceItem([...services(service), "volumes"], placeOf(finding), written => {
      const parts = written.replace(/:rw$/, "").split(":");
      return parts.length === 2 ? `${parts.join(":")}:ro` : undefined;
    }),
  expected: ({ resource, evidence }, topology) => ({
    ...topology,
    workloads: topology.workloads.map(workload =>
      resource === `workload/${workload.id}`
        ? {
            ...workload,
            mounts: workload.mounts.map(mount =>
              mount.from === evidence && holdsRuntimeSocket(evidence) ? { ...mount, readOnly: true } : mount,
            ),
          }
        : workload,
    ),
  }),
};

/**
 * A network is made internal where nobody on it publishes a port by it, and everybody on it who is no datastore has
 * another one that leads out: so it takes the way out from datastores alone.
 */
const internal: Fix = {
  what: "make the datastore's network internal",
  oneByOne: true,
  whyNot: ({ evidence }, { topology }) =>
    isSpare(evidence, topology)
      ? undefined
      : `others on network ${evidence} need its way out; --split gives each client and its server a network of their own`,
  isUsual: true,
  edit: ({ evidence }, { file, topology }) =>
    isSpare(evidence, topology) ? file.setBelow(["networks"], evidence, "internal", "true") : undefined,
  expected: ({ evidence }, topology) => ({
    ...topology,
    networks: topology.networks.map(network =>
      network.id === evidence ? { ...network, internal: true } : network,
    ),
  }),
};

function isSpare(network: string, { workloads, networks }: Topology): boolean {
  const leadsOut = (id: string): boolean =>
    id !== network && networks.some(one => one.id === id && one.internal === false);
  return workloads
    .filter(({ attachments }) => attachments.some(one => one.network === network))
    .every(
      ({ datastore, published, attachments }) =>
        (datastore !== undefined && published.length === 0) || attachments.some(one => leadsOut(one.network)),
    );
}

/** What can be mended, by rule. */
export const fixes: Readonly<Record<string, Fix>> = {
  "wildcard-publish": pinned,
  "datastore-published": pinned,
  "admin-port-published": pinned,
  "net-raw": dropped("NET_RAW", true),
  "capabilities-kept": dropped("ALL", false),
  "no-new-privileges": noNewPrivileges,
  "runtime-socket": readOnlySocket,
  "datastore-network": internal,
};
