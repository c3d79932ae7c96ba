import type * as docker from "@pulumi/docker";
import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Flow, Forward, Network, Protocol } from "../../topology/index.ts";
import type { HardeningArgs, HealthArgs, LimitArgs } from "../workload/args/process.ts";
import type { KeeperPlan } from "./keeper.ts";
import type { PlacementPlan } from "./placement.ts";
import type { Port, Publish } from "./ports.ts";

/** A type with nothing optional left in it. */
export type Filled<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** A part in a network. */
export interface Attachment {
  readonly network: Network;
  /** The network's name on the engine; undefined for one that is made together with the workload. */
  readonly name: Input<string> | undefined;
  /** Where that network is, in CIDR notation. @default as it is planned, or as what is made together with the workload is */
  readonly subnet?: Input<string>;
  /** Whether the workload is called there. */
  readonly serves: boolean;
  /** Further names it has there. */
  readonly aliases: readonly string[];
  /** The ports it answers on there; all of them when undefined. */
  readonly ports: readonly number[] | undefined;
  /**
   * A fixed address, counted from the end of the network's: the first replica's, those of the others being before it. For
   * what is found without a name, as a DNS server is. @default the engine's choice
   */
  readonly fromEnd?: number;
}

/** A volume in a workload's file system. */
export interface Mount {
  /** Its id in the topology; undefined where only its name on the engine is known. */
  readonly id: string | undefined;
  /** Its name on the engine; undefined for one that is made together with the workload. */
  readonly name: Input<string> | undefined;
  readonly at: string;
  readonly readOnly: boolean;
  /** A component stands for it, so that those who mount it were meant to meet there. */
  readonly declared: boolean;
}

/** A file in a workload's file system. */
export interface FilePlan {
  readonly path: string;
  readonly content: Input<string>;
  readonly permissions: string;
}

/** An address counted from the end of a network's. */
export interface FixedPlace {
  /** The network's id. */
  readonly network: string;
  readonly fromEnd: number;
}

/** How names are resolved that the engine's own server does not know. */
export interface DnsPlan {
  readonly servers: readonly string[];
  /** Servers that are made together with the workload, in place of those: their fixed addresses on a network. */
  readonly beside?: readonly FixedPlace[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

/** One environment variable. */
export interface Variable {
  readonly name: string;
  readonly value: Input<string>;
  readonly secret: boolean;
}

/** A call that a link or a route stands for. */
export interface Call {
  /** The server's id. */
  readonly to: string;
  readonly port: number | "any";
  readonly protocol: Protocol;
  readonly reason: string;
  /** How it is carried. @default "network" */
  readonly via?: Flow["via"];
  readonly speaks?: NonNullable<Flow["speaks"]>;
}

/** What is known of a replica when its files are written. */
export interface Whereabouts {
  /** Its number, from 1; undefined where all replicas have the same file. */
  readonly replica: number | undefined;
  /** Addresses to listen on, `name:port` each; none where nobody is to call it. */
  readonly listen: readonly string[];
  /** A network's name on the engine. */
  readonly networkName: (id: string) => string;
  /** A fixed address on a network. */
  readonly addressAt: (place: FixedPlace) => string;
  /** The name that all replicas of a workload answer to, each for itself: a workload's name may lead to one for all. */
  readonly replicasOf: (hostname: string) => string;
}

/** A file whose content depends on where a replica is: a server's configuration. */
export interface WrittenFile {
  readonly path: string;
  /** Networks whose names or addresses stand in it, beside those the workload is called on. */
  readonly networks: readonly string[];
  readonly write: (where: Whereabouts) => string;
}

/** An environment variable that tells a workload where to listen. */
export interface ListenPlan {
  readonly variable: string;
  /** On loopback too. */
  readonly loopback: boolean;
}

/** What is particular to a workload that runs to its end. */
export interface JobPlan {
  /** It is run again and again within its container, which stays. */
  readonly comesBack: boolean;
  /** A change of it makes the job run again. */
  readonly trigger: Output<string> | undefined;
}

/** When the engine starts what has ended. */
export type RestartPolicy = "no" | "on-failure" | "always" | "unless-stopped";

/**
 * A workload with every default filled in and every short form written out: what a placement makes resources of, and what
 * the topology is made from. Nothing here knows how many hosts there are.
 */
export interface WorkloadPlan {
  /** The component's name: unique in the stack. */
  readonly id: string;
  readonly hostname: string;
  readonly placement: PlacementPlan;
  readonly image: Input<string>;
  readonly replicas: number;
  readonly ports: readonly Port[];
  readonly publish: readonly Publish[];
  /** The workload made together with it that publishes in its place. */
  readonly publishedBy: string | undefined;
  /** In an order of their own, so that another order in the program makes no difference to what is running. */
  readonly attachments: readonly Attachment[];
  /** Why it is on the host's network; undefined where it is not. */
  readonly hostReason: string | undefined;
  readonly dns: DnsPlan;
  /** Where it is told where to listen. */
  readonly listen: ListenPlan | undefined;
  /** A small init of the engine's is its first process. */
  readonly init: boolean;
  readonly writtenFiles: readonly WrittenFile[];
  /** What must end well before anything of it changes. */
  readonly keeper: KeeperPlan | undefined;
  /** It runs to its end; undefined for what is to go on running. */
  readonly job: JobPlan | undefined;
  readonly command: readonly Input<string>[] | undefined;
  readonly entrypoint: readonly Input<string>[] | undefined;
  readonly variables: readonly Variable[];
  readonly files: readonly FilePlan[];
  readonly secrets: Readonly<Record<string, Input<string>>>;
  readonly mounts: readonly Mount[];
  readonly health: Filled<HealthArgs> | undefined;
  readonly hardening: Filled<HardeningArgs>;
  readonly limits: Filled<LimitArgs>;
  readonly restart: RestartPolicy;
  readonly stopSignal: string | undefined;
  readonly graceSeconds: number;
  readonly rolling: boolean;
  /** An old and a new replica cannot run side by side, for reasons that nothing else here shows. */
  readonly exclusive: boolean;
  /** The calls it makes, as declared. */
  readonly calls: readonly Call[];
  /** What kind of data it keeps. */
  readonly datastore: string | undefined;
  /** As whom its program runs, where what starts it has root for setting its network up, and gives that up before. */
  readonly stepsDownTo: string | undefined;
  /** The connections it passes on. */
  readonly forwards: readonly Forward[];
  readonly app: string;
  readonly tier: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Resources it waits for. */
  readonly after: readonly Resource[];
  /** Workloads it waits for that are made together with it, by their ids. */
  readonly afterWorkloads: readonly string[];
  readonly transform: ((args: docker.ContainerArgs, replica: number) => docker.ContainerArgs) | undefined;
}

/** True where the workload is up once its container has come to its end. */
export function runsToEnd({ job }: Pick<WorkloadPlan, "job">): boolean {
  return job !== undefined && !job.comesBack;
}

/** True where each replica is told to listen on its own names alone. */
export function listensByName({ listen, writtenFiles }: WorkloadPlan): boolean {
  return listen !== undefined || writtenFiles.length > 0;
}

/** The name a replica has of its own; the workload's name stands for all of them. */
export function replicaName({ hostname }: Pick<WorkloadPlan, "hostname">, replica: number): string {
  return `${hostname}${replica}`;
}

/** The attachments over which a port is called. */
export function attachmentsOf({ attachments }: WorkloadPlan, port: number): Attachment[] {
  return attachments.filter(({ serves, ports }) => serves && (ports === undefined || ports.includes(port)));
}

/** A port on a network that calls it. */
export interface CalledPort {
  readonly network: string;
  readonly port: number;
}

/** Where a workload is called. */
export function calledPorts(plan: WorkloadPlan): CalledPort[] {
  return plan.ports.flatMap(({ port }) =>
    attachmentsOf(plan, port).map(({ network }) => ({ network: network.id, port })),
  );
}

/** Where a replica is to listen, by the name it has on each network that calls it: `app1.shop-web-app:8080`. */
export function listenAddresses(
  name: string,
  called: readonly CalledPort[],
  networkName: Whereabouts["networkName"],
): string[] {
  return called.map(({ network, port }) => `${name}.${networkName(network)}:${port}`);
}

/** The same workload on more networks. */
export function withAttachments(plan: WorkloadPlan, more: readonly Attachment[]): WorkloadPlan {
  return more.length === 0 ? plan : { ...plan, attachments: inOrder([...plan.attachments, ...more]) };
}

/** Attachments in an order of their own. */
export function inOrder(attachments: readonly Attachment[]): Attachment[] {
  return attachments.toSorted((left, right) => (left.network.id < right.network.id ? -1 : 1));
}

/** The names peers may call a workload by on a network: none where it only calls. */
export function aliasesOn({ hostname }: WorkloadPlan, { serves, aliases }: Attachment): string[] {
  return serves ? [hostname, ...aliases] : [];
}
