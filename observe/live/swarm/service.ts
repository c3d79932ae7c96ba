import type {
  ContainerConfig,
  Mount,
  ServiceInspect,
  ServicePort,
  Task,
  TaskSpec,
} from "../../../engine/index.ts";
import {
  type Attachment,
  type Care,
  capabilityName,
  datastoreOf,
  type MountedPath,
  type Privileges,
  type Protocol,
  type PublishedPort,
  plainWorkload,
  type Task as ServiceTask,
  type Workload,
} from "../../../topology/index.ts";
import { portOf } from "../ports.ts";

/** What it takes beside a service to say what it is. */
export interface ServiceSurroundings {
  /** The tasks that stand for its replicas. */
  readonly tasks: readonly Task[];
  /** Names of networks and of nodes, by their ids. */
  readonly networks: ReadonlyMap<string, string>;
  readonly nodes: ReadonlyMap<string, string>;
  /** What its image says; undefined where the engine that was asked does not have it. */
  readonly image: Partial<ContainerConfig> | undefined;
}

/** A service of a Swarm, under its name: what its containers are on whichever node, as their containers would show it. */
export function serviceWorkload(
  { Spec, Endpoint }: ServiceInspect,
  { tasks, networks, nodes, image }: ServiceSurroundings,
): Workload {
  const { Name, TaskTemplate, Mode } = Spec;
  const { ContainerSpec: container } = TaskTemplate;
  const labels = { ...container.Labels, ...Spec.Labels };
  const tier = labels["bulkhead.tier"];
  const datastore = datastoreOf(container.Image);
  const published = (Endpoint?.Ports ?? []).map(publishedPort);
  const isJob = Mode?.ReplicatedJob !== undefined || Mode?.GlobalJob !== undefined;
  return {
    ...plainWorkload(Name),
    kind: isJob ? "job" : "service",
    ...(tier === undefined ? {} : { tier }),
    replicas: Mode?.Global === undefined ? (Mode?.Replicated?.Replicas ?? 1) : Math.max(1, tasks.length),
    image: container.Image,
    command: commandOf(container, image),
    environment: Object.entries(environmentOf(container, image)).map(([name, value]) => ({
      name,
      secret: false,
      value,
    })),
    attachments: attachmentsOf(TaskTemplate, networks),
    ports: Object.keys(image?.ExposedPorts ?? {}).map(portOf),
    published,
    hosts: (container.Hosts ?? []).flatMap(hostsOf),
    dns: container.DNSConfig?.Nameservers ?? [],
    mounts: (container.Mounts ?? []).map(mountedPath),
    privileges: privilegesOf(container, image),
    care: careOf(TaskTemplate, image),
    ...(datastore === undefined ? {} : { datastore }),
    tasks: tasks.map(task => taskOf(task, nodes)),
    labels,
    ...(image === undefined
      ? { unknowns: { ports: `image ${container.Image} is not on the engine that was asked` } }
      : {}),
  };
}

type Container = TaskSpec["ContainerSpec"];
type Image = ServiceSurroundings["image"];

/** An entry of its own takes the place of the image's, and of what that passes to it. */
function commandOf({ Command, Args }: Container, image: Image): string[] {
  const own = Command !== undefined && Command.length > 0;
  const program = own ? Command : (image?.Entrypoint ?? []);
  const given = Args !== undefined && Args.length > 0 ? Args : own ? [] : (image?.Cmd ?? []);
  return [...program, ...given];
}

function environmentOf({ Env }: Container, image: Image): Record<string, string> {
  const entries = [...(image?.Env ?? []), ...(Env ?? [])].map(text => {
    const at = text.indexOf("=");
    return at < 0 ? ([text, ""] as const) : ([text.slice(0, at), text.slice(at + 1)] as const);
  });
  return Object.fromEntries(entries);
}

function attachmentsOf({ Networks }: TaskSpec, names: ReadonlyMap<string, string>): Attachment[] {
  return (Networks ?? []).map(({ Target, Aliases }) => ({
    network: names.get(Target) ?? Target,
    aliases: [...(Aliases ?? [])],
  }));
}

function publishedPort({
  TargetPort,
  PublishedPort: hostPort,
  Protocol: protocol,
  PublishMode,
}: ServicePort): PublishedPort {
  return {
    address: "0.0.0.0",
    hostPort: hostPort ?? 0,
    port: TargetPort,
    protocol: (protocol ?? "tcp") as Protocol,
    mode: PublishMode === "host" ? "host" : "ingress",
  };
}

/** `ADDRESS NAME [NAME...]`, as in /etc/hosts. */
function hostsOf(line: string): Workload["hosts"][number][] {
  const [address = "", ...names] = line.trim().split(/\s+/);
  return names.map(name => ({ name, address }));
}

function mountedPath({ Type, Source, Target, ReadOnly, BindOptions }: Mount): MountedPath {
  return {
    kind: Type as MountedPath["kind"],
    ...(Source === undefined || Type === "tmpfs" ? {} : { from: Source }),
    at: Target,
    readOnly: ReadOnly ?? false,
    ...(BindOptions?.Propagation ? { propagation: BindOptions.Propagation } : {}),
  };
}

/** A task cannot be privileged, nor have devices or namespaces of others. */
function privilegesOf(container: Container, image: Image): Privileges {
  const { CapabilityAdd, CapabilityDrop, User, ReadOnly, Sysctls, Privileges: more } = container;
  return {
    ...plainWorkload("").privileges,
    capabilitiesAdded: (CapabilityAdd ?? []).map(capabilityName),
    capabilitiesDropped: (CapabilityDrop ?? []).map(capabilityName),
    user: User || image?.User || "",
    readOnlyRoot: ReadOnly ?? false,
    ...(more?.SELinuxContext?.Disable === true ? { selinux: "disable" } : {}),
    sysctls: Sysctls ?? {},
  };
}

const mebibyte = 2 ** 20;

function careOf({ ContainerSpec, Resources, RestartPolicy, LogDriver }: TaskSpec, image: Image): Care {
  const { MemoryBytes = 0, NanoCPUs = 0 } = Resources?.Limits ?? {};
  const test = ContainerSpec.Healthcheck?.Test ?? image?.Healthcheck?.Test ?? [];
  return {
    ...(MemoryBytes > 0 ? { memory: MemoryBytes / mebibyte } : {}),
    ...(NanoCPUs > 0 ? { cpus: NanoCPUs / 1e9 } : {}),
    restart: RestartPolicy?.Condition ?? "any",
    ...(RestartPolicy?.MaxAttempts ? { restartAttempts: RestartPolicy.MaxAttempts } : {}),
    healthCheck: test.length > 0 && test[0] !== "NONE",
    ...(LogDriver === undefined ? {} : { logDriver: LogDriver.Name }),
    ulimits: [],
  };
}

function taskOf({ Slot, NodeID, Status }: Task, nodes: ReadonlyMap<string, string>): ServiceTask {
  const node = NodeID ? (nodes.get(NodeID) ?? NodeID) : undefined;
  return { replica: Slot ?? 0, ...(node === undefined ? {} : { node }), state: Status.State };
}
