import type * as docker from "@pulumi/docker";
import { type Input, interpolate, Output, type Resource } from "@pulumi/pulumi";
import type { Network } from "../../topology/index.ts";
import type { SharedSocket } from "../storage/sharedSocket.ts";
import type { DnsArgs } from "./args/network.ts";
import type { HardeningArgs, HealthArgs, LimitArgs } from "./args/process.ts";
import type { FileArgs } from "./args/storage.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { defaultTmpfs } from "./folders.ts";
import { defaultCpus } from "./limits.ts";
import { linkInputs, type SpecVariable } from "./linkInputs.ts";
import type { PortWish, PublishWish } from "./ports/text.ts";
import { portWishes, publishWishes } from "./ports/wishes.ts";
import { socketMount, socketWishes } from "./sockets.ts";
import { type LinkWish, leadsOut, linkWishes, type MountWish, mountWishes } from "./wishes.ts";

/** A type with nothing optional left in it. */
export type Filled<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** A network the workload is on, ready for a placement. */
export interface SpecNetwork {
  readonly network: Network;
  /** The network's name on the engine. */
  readonly name: Input<string>;
  readonly serves: boolean;
  readonly aliases: readonly string[];
  /** The ports it answers on there; all of them when undefined. */
  readonly ports: readonly number[] | undefined;
}

/**
 * A workload with every default filled in and every short form written out: what a placement turns into containers,
 * and what the topology is made from. Nothing here knows how many hosts there are.
 */
export interface WorkloadSpec {
  /** The component's name: unique in the stack. */
  readonly id: string;
  readonly hostname: string;
  readonly image: Input<string>;
  readonly replicas: number;
  readonly ports: readonly PortWish[];
  readonly publish: readonly PublishWish[];
  readonly networks: readonly SpecNetwork[];
  /** Why it is on the host's network; undefined where it is not. */
  readonly hostReason: string | undefined;
  readonly dns: Filled<DnsArgs>;
  readonly listenVariable: string | undefined;
  readonly replicaFiles: ((listen: Output<string>) => readonly FileArgs[]) | undefined;
  /** It runs to its end; undefined for what is to go on running. */
  readonly job: JobFacts | undefined;
  readonly command: readonly Input<string>[] | undefined;
  readonly entrypoint: readonly Input<string>[] | undefined;
  readonly variables: readonly SpecVariable[];
  readonly files: readonly Filled<FileArgs>[];
  readonly secrets: Readonly<Record<string, Input<string>>>;
  readonly volumes: readonly MountWish[];
  readonly health: Filled<HealthArgs> | undefined;
  readonly hardening: Filled<HardeningArgs>;
  readonly limits: Filled<LimitArgs>;
  readonly restart: NonNullable<WorkloadArgs["restart"]>;
  readonly stopSignal: string | undefined;
  readonly graceSeconds: number;
  readonly rolling: boolean;
  /** An old and a new replica cannot run side by side. */
  readonly exclusive: boolean;
  readonly app: string;
  readonly tier: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly after: readonly Resource[];
  readonly transform: ((args: docker.ContainerArgs, replica: number) => docker.ContainerArgs) | undefined;
}

/** What is particular to a workload that runs to its end. */
export interface JobFacts {
  /** A change of it makes the job run again. */
  readonly trigger: Output<string> | undefined;
}

/** What the library's own workloads add to a spec. */
export interface SpecExtra {
  /** Files that depend on where a replica is to listen (see {@link listenAddresses}): a server's configuration. */
  readonly replicaFiles?: (listen: Output<string>) => readonly FileArgs[];
  /** It runs to its end, which is waited for; and again when the trigger changes. */
  readonly job?: JobFacts;
  /** An old and a new replica cannot run side by side, for reasons that its arguments do not show. */
  readonly exclusive?: boolean;
}

/** Fills in defaults. The arguments have been checked. */
export function workloadSpec(
  id: string,
  args: WorkloadArgs,
  networks: readonly SpecNetwork[],
  { replicaFiles, job, exclusive = false }: SpecExtra = {},
): WorkloadSpec {
  const links = linkWishes(args);
  const linked = links.map(({ target, socket, ...form }) =>
    linkInputs({ ...form, variables: target.variables({ socket }) }),
  );
  const sockets = socketWishes(args, args.hostname ?? id);
  return {
    id,
    hostname: args.hostname ?? id,
    image: args.image,
    replicas: args.replicas ?? 1,
    ports: portWishes(args),
    publish: publishWishes(args),
    networks,
    hostReason: args.hostNetwork?.reason,
    dns: {
      servers: args.dns?.servers ?? [],
      search: args.dns?.search ?? [],
      options: args.dns?.options ?? resolverOptions(args, networks),
    },
    listenVariable: args.listenVariable,
    replicaFiles,
    job,
    command: args.command,
    entrypoint: args.entrypoint,
    variables: [
      ...plainVariables(args.environment),
      ...sockets.flatMap(({ variable, file }) =>
        variable === undefined ? [] : [{ name: variable, value: file, secret: false }],
      ),
      ...linked.flatMap(({ variables }) => variables),
    ],
    files: (args.files ?? []).map(filled),
    secrets: Object.assign({}, ...linked.map(({ secrets }) => secrets), args.secrets),
    volumes: [
      ...mountWishes(args),
      ...sockets.map(({ shared }) => socketMount(shared, false)),
      ...clientSockets(links).map(shared => socketMount(shared, true)),
    ],
    health: args.health && {
      command: args.health.command,
      interval: args.health.interval ?? "5s",
      timeout: args.health.timeout ?? "3s",
      retries: args.health.retries ?? 5,
      startPeriod: args.health.startPeriod ?? "10s",
      wait: args.health.wait ?? true,
      waitTimeout: args.health.waitTimeout ?? 120,
    },
    hardening: {
      writableRoot: args.hardening?.writableRoot ?? false,
      capabilities: args.hardening?.capabilities ?? [],
      newPrivileges: args.hardening?.newPrivileges ?? false,
      user: args.hardening?.user ?? "",
      tmpfs: args.hardening?.tmpfs ?? defaultTmpfs,
      sysctls: { ...ownSysctls(args), ...args.hardening?.sysctls },
    },
    limits: {
      memory: args.limits?.memory ?? 256,
      cpus: args.limits?.cpus ?? defaultCpus,
      logMegabytes: args.limits?.logMegabytes ?? 10,
      logFiles: args.limits?.logFiles ?? 3,
    },
    restart: args.restart ?? "unless-stopped",
    stopSignal: args.stopSignal,
    graceSeconds: args.graceSeconds ?? 10,
    rolling: args.rollout === "rolling",
    exclusive,
    app: args.app ?? id,
    tier: args.tier,
    labels: args.labels ?? {},
    after: [...(args.after ?? []), ...links.flatMap(({ target }) => target.resources)],
    transform: args.transform,
  };
}

/** The shared sockets some links go over, each once. */
function clientSockets(links: readonly LinkWish[]): SharedSocket[] {
  return [...new Set(links.flatMap(({ over }) => over ?? []))];
}

/** Without a way out no outer server ever answers: give a wrong name up after a second, not after ten. */
function resolverOptions({ hostNetwork }: WorkloadArgs, networks: readonly SpecNetwork[]): string[] {
  const goesOut = hostNetwork !== undefined || networks.some(({ network }) => leadsOut(network));
  return goesOut ? [] : ["timeout:1", "attempts:1"];
}

/** It routes nothing between its networks. On the host's network there is none of its own to set anything for. */
function ownSysctls({ hostNetwork }: WorkloadArgs): Readonly<Record<string, string>> {
  return hostNetwork === undefined ? { "net.ipv4.ip_forward": "0" } : {};
}

/** A file with its default permissions: readable, since the workload's user is seldom its owner. */
export function filled(file: FileArgs): Filled<FileArgs> {
  return { ...file, permissions: file.permissions ?? "0444" };
}

/** True where each replica is told to listen on its own names alone. */
export function listensByName(spec: WorkloadSpec): boolean {
  return spec.listenVariable !== undefined || spec.replicaFiles !== undefined;
}

/** The name a replica has of its own; the workload's name stands for all of them. */
export function replicaName(spec: WorkloadSpec, replica: number): string {
  return `${spec.hostname}${replica}`;
}

/** Where a replica is to listen, by the name it has on each segment that calls it: `app1.shop-web-app:8080,...`. */
export function listenAddresses(spec: WorkloadSpec, replica: number): Output<string> {
  const addresses = spec.ports.flatMap(({ port }) =>
    networksOf(spec, port).map(({ name }) => interpolate`${replicaName(spec, replica)}.${name}:${port}`),
  );
  return Output.create(addresses).apply(list => list.join(","));
}

/** The networks on which a port is called. */
export function networksOf(spec: WorkloadSpec, port: number): SpecNetwork[] {
  return spec.networks.filter(({ serves, ports }) => serves && (ports === undefined || ports.includes(port)));
}

function plainVariables(environment: WorkloadArgs["environment"]): SpecVariable[] {
  return Object.entries(environment ?? {}).map(([name, value]) => ({ name, value, secret: false }));
}
