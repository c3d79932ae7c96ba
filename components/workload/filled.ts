import type { Resource } from "@pulumi/pulumi";
import type { EgressPlan } from "../plan/egress.ts";
import { defaultTmpfs } from "../plan/folders.ts";
import { leadsOut, type NetworkPlan } from "../plan/network.ts";
import type { PairPlan } from "../plan/pairs.ts";
import { type Plan, planOf } from "../plan/plan.ts";
import type { VolumePlan } from "../plan/volume.ts";
import {
  type Attachment,
  type Call,
  type FilePlan,
  inOrder,
  type Mount,
  type Variable,
  type WorkloadPlan,
} from "../plan/workload.ts";
import type { SocketFacts } from "../storage/facts.ts";
import type { FileArgs } from "./args/storage.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { defaultCpus } from "./limits.ts";
import { callsOf } from "./link.ts";
import type { Outer } from "./outer.ts";
import { placementOf } from "./placement.ts";
import type { Link, ReadWorkload } from "./read.ts";

/** What the library's own workloads ask for beyond a user's. */
export interface Extra
  extends Partial<
      Pick<WorkloadPlan, "datastore" | "forwards" | "job" | "keeper" | "stepsDownTo" | "writtenFiles">
    >,
    Partial<Pick<Plan, "elsewhere" | "flows">> {
  /** An old and a new replica cannot run side by side, for reasons that its arguments do not show. */
  readonly exclusive?: boolean;
  /** The calls its links stand for, where they are not all ports of each target. */
  readonly calls?: readonly Call[];
  /** Networks of its own, beside the one that leads to the host. */
  readonly networks?: readonly NetworkPlan[];
  /** Volumes of its own. */
  readonly volumes?: readonly VolumePlan[];
  /** Workloads it waits for that are made together with it. */
  readonly afterWorkloads?: readonly string[];
}

/** The workload of a plan that is of one. */
export function workloadOf({ workloads }: Plan): WorkloadPlan {
  const [workload] = workloads;
  if (workload === undefined) throw new Error("There is no workload in this plan.");
  return workload;
}

/** Fills in defaults. The arguments have been checked. */
export function workloadPlan(read: ReadWorkload, own: OwnNetworks = {}, extra: Extra = {}): Plan {
  const { networks = [], volumes = [], elsewhere = [], flows = [] } = extra;
  const { outer, egress, pairs = [] } = own;
  return planOf({
    networks: [...networks, ...(outer === undefined ? [] : [outer.network]), ...(egress?.networks ?? [])],
    pairs,
    volumes,
    workloads: [filledIn(read, own, extra), ...(egress?.workloads ?? [])],
    elsewhere,
    flows: [...flows, ...(egress?.flows ?? [])],
  });
}

/** The networks a workload has beside those it is given. */
export interface OwnNetworks {
  readonly outer?: Outer | undefined;
  readonly egress?: EgressPlan | undefined;
  readonly pairs?: readonly PairPlan[];
}

function filledIn(
  read: ReadWorkload,
  { outer, egress, pairs = [] }: OwnNetworks,
  extra: Extra,
): WorkloadPlan {
  const { id, args } = read;
  const links = read.links.map(({ value }) => value);
  const sockets = read.sockets.map(({ value }) => value);
  const attachments = inOrder([
    ...read.attachments.map(({ value }) => value),
    ...(outer === undefined ? [] : [outer.attachment]),
    ...(egress?.attachments ?? []),
    ...pairs.map(({ network: { network } }): Attachment => {
      return { network, name: undefined, serves: false, aliases: [], ports: undefined };
    }),
  ]);
  return {
    id,
    hostname: read.hostname,
    placement: placementOf(args.placement),
    image: args.image ?? "",
    replicas: args.replicas ?? 1,
    ports: read.ports.map(({ value }) => value),
    publish: egress?.publishedBy === undefined ? read.publish.map(({ value }) => value) : [],
    publishedBy: egress?.publishedBy,
    attachments,
    hostReason: args.hostNetwork?.reason,
    dns: {
      servers: args.dns?.servers ?? [],
      ...(egress === undefined ? {} : { beside: egress.servers }),
      search: args.dns?.search ?? [],
      // One of its own servers may be away for a moment: whoever asks is to wait for the other.
      options: args.dns?.options ?? (egress === undefined ? resolverOptions(args, attachments) : []),
    },
    listen: read.listen,
    init: args.init ?? false,
    writtenFiles: extra.writtenFiles ?? [],
    keeper: extra.keeper,
    job: extra.job,
    command: args.command,
    entrypoint: args.entrypoint,
    variables: [
      ...plainVariables(args.environment),
      ...sockets.flatMap(({ variable, file }) =>
        variable === undefined ? [] : [{ name: variable, value: file, secret: false }],
      ),
      ...links.flatMap(({ inputs }) => inputs.variables),
    ],
    files: (args.files ?? []).map(filled),
    secrets: Object.assign({}, ...links.map(({ inputs }) => inputs.secrets), args.secrets),
    mounts: [
      ...read.mounts.map(({ value }) => value),
      ...sockets.map(({ shared }) => socketMount(shared, false)),
      ...clientSockets(links).map(shared => socketMount(shared, true)),
    ],
    ...care(args, egress?.sysctls),
    stopSignal: args.stopSignal,
    graceSeconds: args.graceSeconds ?? 10,
    rolling: args.rollout === "rolling",
    exclusive: extra.exclusive ?? false,
    calls: [...(extra.calls ?? links.flatMap(linkedCalls)), ...(egress?.calls ?? [])],
    datastore: extra.datastore,
    stepsDownTo: extra.stepsDownTo,
    forwards: extra.forwards ?? [],
    app: args.app ?? id,
    tier: args.tier,
    labels: args.labels ?? {},
    after: [
      ...(args.after ?? []),
      ...links.flatMap(({ target }): readonly Resource[] => target.resources ?? []),
    ],
    afterWorkloads: [...(extra.afterWorkloads ?? []), ...(egress?.workloads ?? []).map(helper => helper.id)],
    transform: args.transform,
  };
}

function care(
  { health, hardening, limits, restart = "unless-stopped", hostNetwork }: Partial<WorkloadArgs>,
  sysctls: EgressPlan["sysctls"] = {},
): Pick<WorkloadPlan, "health" | "hardening" | "limits" | "restart"> {
  // It routes nothing between its networks. On the host's network there is none of its own to set anything for.
  const ownSysctls = hostNetwork === undefined ? { "net.ipv4.ip_forward": "0" } : {};
  return {
    health: health && {
      command: health.command,
      interval: health.interval ?? "5s",
      timeout: health.timeout ?? "3s",
      retries: health.retries ?? 5,
      startPeriod: health.startPeriod ?? "10s",
      wait: health.wait ?? true,
      waitTimeout: health.waitTimeout ?? 120,
    },
    hardening: {
      writableRoot: hardening?.writableRoot ?? false,
      capabilities: hardening?.capabilities ?? [],
      newPrivileges: hardening?.newPrivileges ?? false,
      user: hardening?.user ?? "",
      tmpfs: hardening?.tmpfs ?? defaultTmpfs,
      sysctls: { ...ownSysctls, ...sysctls, ...hardening?.sysctls },
    },
    limits: {
      memory: limits?.memory ?? 256,
      cpus: limits?.cpus ?? defaultCpus,
      logMegabytes: limits?.logMegabytes ?? 10,
      logFiles: limits?.logFiles ?? 3,
    },
    restart,
  };
}

/** How a shared socket is mounted: its clients need not write to connect. */
function socketMount({ id, name, folder }: SocketFacts, readOnly: boolean): Mount {
  return { id, name, at: folder, readOnly, declared: true };
}

/** The shared sockets some links go over, each once. */
function clientSockets(links: readonly Link[]): SocketFacts[] {
  return [...new Set(links.flatMap(({ over }) => over ?? []))];
}

/** The calls a link stands for: to its target, and past it to whom it passes them on; or over a socket. */
function linkedCalls({ target: { workload, behind = [] }, socket }: Link): Call[] {
  if (socket === undefined) return [...callsOf(workload), ...behind];
  const { port = "any", volume } = socket;
  return [{ to: workload.id, port, protocol: "tcp", via: "socket", reason: `socket ${volume}` }];
}

/** Without a way out no outer server ever answers: give a wrong name up after a second, not after ten. */
function resolverOptions(
  { hostNetwork }: Partial<WorkloadArgs>,
  attachments: readonly Attachment[],
): string[] {
  const goesOut = hostNetwork !== undefined || attachments.some(({ network }) => leadsOut(network));
  return goesOut ? [] : ["timeout:1", "attempts:1"];
}

/** A file with its default permissions: readable, since the workload's user is seldom its owner. */
function filled(file: FileArgs): FilePlan {
  return { ...file, permissions: file.permissions ?? "0444" };
}

function plainVariables(environment: WorkloadArgs["environment"]): Variable[] {
  return Object.entries(environment ?? {}).map(([name, value]) => ({ name, value, secret: false }));
}
