import { ingress, isUnknown, type Topology, type Workload } from "../../topology/index.ts";
import type { Answered } from "./evidence.ts";
import { downIn } from "./plan.ts";
import type { LiveChange } from "./report.ts";
import { networksOf, type Resident, type Scene } from "./scene.ts";
import { openSockets, type Sockets, waitsOn } from "./sockets.ts";

const back = "Or bring the engine back to what is declared: `pulumi up --refresh`.";

/** What was done to a stack past its program: pure, from what is declared and what the engine shows. */
export function changesIn(
  topology: Topology,
  scene: Scene,
  sockets: Sockets,
  answered: readonly Answered[],
): LiveChange[] {
  const declared = new Map(topology.workloads.map(workload => [workload.id, workload]));
  return [
    ...scene.residents.flatMap(resident => {
      const workload = declared.get(resident.workload);
      return workload === undefined || resident.elsewhere === true
        ? []
        : [...attachments(resident, workload, topology, scene), ...ports(resident, workload, sockets)];
    }),
    ...scene.strangers.flatMap(stranger => strangerOn(stranger, scene)),
    ...replicas(topology, scene),
    ...namesTaken(topology, scene, answered),
  ];
}

/** Connected to, or disconnected from, networks by hand. */
function attachments(
  resident: Resident,
  workload: Workload,
  topology: Topology,
  { segments }: Scene,
): LiveChange[] {
  if (workload.namespace.kind !== "own" && workload.namespace.kind !== "none") return [];
  const live = new Map(networksOf(resident).map(name => [segments.get(name) ?? name, name]));
  const wanted = workload.attachments.map(({ network }) => network);
  const known = new Set(topology.networks.map(({ id }) => id));
  const { name } = resident;
  const connected = [...live]
    .filter(([id]) => !wanted.includes(id) && !(id === ingress && workload.kind === "service"))
    .map(([id, network]): LiveChange => {
      const where = known.has(id)
        ? `network ${network} of this stack`
        : `network ${network}, which is not of this stack`;
      return {
        kind: "connected",
        subject: resident.workload,
        cause: `container ${name} was connected by hand to ${where}`,
        remedy: `Take it off: \`docker network disconnect ${network} ${name}\`. ${back}`,
        matters: true,
      };
    });
  const disconnected = wanted
    .filter(id => known.has(id) && !live.has(id))
    .map(
      (id): LiveChange => ({
        kind: "disconnected",
        subject: resident.workload,
        cause: `container ${name} is not on network ${id}, on which it is declared`,
        remedy: "Connect it again: `pulumi up --refresh`.",
        matters: true,
      }),
    );
  return [...connected, ...disconnected];
}

/** Listens where nothing is declared, and not where something is. */
function ports(resident: Resident, workload: Workload, sockets: Sockets): LiveChange[] {
  // Where no port is listed nobody knows which are meant.
  if (workload.ports.length === 0 || resident.inHost) return [];
  const open = openSockets(resident, sockets);
  const isDeclared = (port: number, protocol: string): boolean =>
    workload.ports.some(one => one.port === port && one.protocol === protocol);
  const undeclared = open.filter(({ port, protocol }) => !isDeclared(port, protocol));
  const others = [...new Set(undeclared.map(({ port, protocol }) => `${protocol} ${port}`))];
  const silent = workload.ports.filter(
    ({ port, protocol }) =>
      protocol !== "sctp" &&
      waitsOn(resident, port, protocol, sockets) !== "others" &&
      sockets.has(resident.namespace),
  );
  const changed = silent.map(({ port, protocol }): LiveChange => {
    const itself = waitsOn(resident, port, protocol, sockets) === "itself";
    const instead = others.length === 0 ? "" : `; it listens on ${others.join(", ")} instead`;
    return {
      kind: "port changed",
      subject: resident.workload,
      cause: itself
        ? `${resident.name} listens on ${protocol} ${port} at its loopback address alone, where nobody else gets to`
        : `${resident.name} does not listen on ${protocol} ${port}, which is declared${instead}`,
      remedy: itself
        ? "Have the program listen on 0.0.0.0."
        : "Have the program listen there, or declare the port that it does listen on (ports); `docker logs` tells whether it started.",
      matters: true,
    };
  });
  const news = others.map(
    (what): LiveChange => ({
      kind: "undeclared listener",
      subject: resident.workload,
      cause: `${resident.name} listens on ${what}, which nothing declares`,
      remedy: "Declare the port (ports), or have the program listen on 127.0.0.1.",
      matters: false,
    }),
  );
  return [...changed, ...news];
}

function strangerOn(stranger: Resident, { segments, residents }: Scene): LiveChange[] {
  return networksOf(stranger)
    .filter(network => segments.has(network))
    .map((network): LiveChange => {
      const beside = residents.filter(one => networksOf(one).includes(network)).map(({ name }) => name);
      const whom = beside.length === 0 ? "" : `, beside ${beside.join(", ")}`;
      return {
        kind: "stranger",
        subject: stranger.name,
        cause: `container ${stranger.name} is on network ${network} of this stack${whom}, and the stack did not make it`,
        remedy: `Take it off: \`docker network disconnect ${network} ${stranger.name}\`, or remove it; or declare it as a Workload.`,
        matters: true,
      };
    });
}

/** Those of a workload of which others still run; where none does, the workload is down, which is said elsewhere. */
function replicas(topology: Topology, { residents, stopped }: Scene): LiveChange[] {
  const down = new Set(downIn(topology, residents));
  return topology.workloads.flatMap(({ id, kind, replicas: wanted, labels }): LiveChange[] => {
    if (kind === "job" || isUnknown(wanted) || down.has(id) || !("bulkhead.app" in labels)) return [];
    const running = residents.filter(({ workload }) => workload === id).length;
    if (running >= wanted) return [];
    const halted = stopped.filter(({ workload }) => workload === id);
    const who = halted.map(({ name, status }) => `${name} (${status})`).join(", ");
    return [
      {
        kind: "stopped",
        subject: id,
        cause: `${running} of ${wanted} containers of ${id} run${who === "" ? "; the others are gone" : `; not running: ${who}`}`,
        remedy: `See why (${halted[0] === undefined ? "docker events" : `docker logs ${halted[0].name}`}), then start it again: \`pulumi up --refresh\`.`,
        matters: true,
      },
    ];
  });
}

/** A name that leads declared callers to a container that is none of those it stands for. */
function namesTaken(topology: Topology, scene: Scene, answered: readonly Answered[]): LiveChange[] {
  const everybody = [...scene.residents, ...scene.strangers];
  const names = new Map(topology.workloads.map(({ id, name }) => [id, name]));
  const found = answered.flatMap(({ asked, tried }) =>
    asked.declared && asked.source !== undefined
      ? tried.flatMap(({ addresses = [] }) => addresses.map(address => ({ asked, address })))
      : [],
  );
  const taken = found.flatMap(({ asked, address }) => {
    const name = names.get(asked.to) ?? asked.to;
    const bearer = everybody.find(one =>
      [...Object.values(one.addresses), ...Object.values(one.addresses6)].includes(address),
    );
    // A relay bears the name of what is behind it, and is declared with it.
    const isMeant = bearer === undefined || (!bearer.stranger && (names.get(bearer.workload) ?? "") === name);
    return isMeant ? [] : [{ name, bearer: bearer.name, caller: asked.from }];
  });
  const unique = new Map(taken.map(one => [`${one.name} ${one.bearer}`, one]));
  return [...unique.values()].map(({ name, bearer, caller }) => ({
    kind: "name taken",
    subject: bearer,
    cause: `the name ${name} leads ${caller} to container ${bearer} as well, which is not what it stands for`,
    remedy: `Take the name from it: disconnect ${bearer} from the network they share.`,
    matters: true,
  }));
}

/** A container that ended while it was asked from. */
export function endedMeanwhile({ workload, name }: Resident): LiveChange {
  return {
    kind: "stopped",
    subject: workload,
    cause: `container ${name} ended while it was looked at, so nothing was tried from it`,
    remedy: `See why (docker logs ${name}), and verify again.`,
    matters: true,
  };
}
