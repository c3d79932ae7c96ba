import type * as docker from "@pulumi/docker";
import type { Input } from "@pulumi/pulumi";
import { keeperLabel } from "../../../topology/index.ts";
import { labelList } from "../../labels.ts";
import type { SwarmPlacement } from "../../plan/placement.ts";
import { tmpfsOf } from "../../plan/taskTmpfs.ts";
import { runsToEnd, type WorkloadPlan } from "../../plan/workload.ts";
import { milliseconds } from "../../workload/duration.ts";
import { volumeName } from "../engine/containerArgs.ts";
import { healthcheckOf } from "../healthcheck.ts";
import type { Made } from "../made.ts";
import type { TaskFiles } from "./files.ts";

type ContainerSpec = docker.types.input.ServiceTaskSpecContainerSpec;

/** What a task runs, and with which variables. */
export interface Program {
  readonly commands: Input<string>[] | undefined;
  readonly args: Input<string>[] | undefined;
  readonly env: Readonly<Record<string, Input<string>>>;
  /** Folders in memory that it needs beside those of the plan. */
  readonly folders: readonly string[];
}

/** By this label the plugin of this project knows what it may choose of a service: it asks the engine, and takes it off. */
const openLabel = "bulkhead.open";
/** By this one it knows a service that runs to its end. */
const jobLabel = "bulkhead.job";

/** Times past which something waited for has failed: of a job, which may take as long as it takes, no less than a day. */
const jobPatience = "24h";
const usualPatience = 120;

/** The part of a service that says what runs in a task. */
export function containerSpec(
  plan: WorkloadPlan,
  program: Program,
  files: TaskFiles,
  made: Made,
): ContainerSpec {
  const { hardening, dns } = plan;
  return {
    image: plan.image,
    ...(program.commands === undefined ? {} : { commands: program.commands }),
    ...(program.args === undefined ? {} : { args: program.args }),
    env: { ...program.env },
    ...(hardening.user === "" ? {} : { user: hardening.user }),
    labels: taskLabels(plan),
    capDrops: ["ALL"],
    capAdds: hardening.capabilities.map(capability),
    readOnly: !hardening.writableRoot,
    sysctl: { ...hardening.sysctls },
    ...(plan.init ? { init: true } : {}),
    mounts: [
      ...plan.mounts.map(mount => ({
        type: "volume",
        source: volumeName(mount, made),
        target: mount.at,
        readOnly: mount.readOnly,
      })),
      ...Object.entries(hardening.tmpfs).map(([target, options]) => tmpfsOf(target, options)),
      ...program.folders.map(target => tmpfsOf(target, "size=1m,mode=1777")),
    ],
    secrets: files.secrets,
    configs: files.configs,
    ...(dns.servers.length + dns.search.length + dns.options.length === 0
      ? {}
      : {
          dnsConfig: {
            nameservers: [...dns.servers],
            searches: [...dns.search],
            options: [...dns.options],
          },
        }),
    stopGracePeriod: `${plan.graceSeconds}s`,
    ...(plan.stopSignal === undefined ? {} : { stopSignal: plan.stopSignal }),
    ...healthcheckOf(plan),
  };
}

/** The rest of a service: how many there are, where, on which networks, and how they take each other's places. */
export function serviceArgs(
  plan: WorkloadPlan,
  placement: SwarmPlacement,
  spec: ContainerSpec,
  networks: docker.types.input.ServiceTaskSpec["networksAdvanceds"] & object,
): docker.ServiceArgs {
  const { limits } = plan;
  const job = runsToEnd(plan);
  const { memory, cpus } = placement.reservations;
  const open = [
    ...(placement.endpoint === undefined ? ["endpoint"] : []),
    ...(placement.publish === undefined && plan.publish.length > 0 ? ["publish"] : []),
  ];
  return {
    mode: placement.global ? { global: true } : { replicated: { replicas: plan.replicas } },
    labels: labelList({
      ...ownLabels(plan),
      ...(job ? { [jobLabel]: "true" } : {}),
      ...(open.length > 0 ? { [openLabel]: open.join(" ") } : {}),
    }),
    taskSpec: {
      containerSpec: spec,
      networksAdvanceds: networks,
      logDriver: {
        name: "json-file",
        options: { "max-size": `${limits.logMegabytes}m`, "max-file": String(limits.logFiles) },
      },
      placement: {
        constraints: [...placement.constraints],
        ...(placement.spread.length === 0 ? {} : { prefs: placement.spread.map(label => `spread=${label}`) }),
        ...(placement.perNode === undefined ? {} : { maxReplicas: placement.perNode }),
      },
      resources: {
        limits: { memoryBytes: limits.memory * mebi, nanoCpus: Math.round(limits.cpus * 1e9) },
        ...(memory === undefined && cpus === undefined
          ? {}
          : {
              reservation: {
                ...(memory === undefined ? {} : { memoryBytes: memory * mebi }),
                ...(cpus === undefined ? {} : { nanoCpus: Math.round(cpus * 1e9) }),
              },
            }),
      },
      restartPolicy: { condition: restartCondition(plan), delay: "1s" },
    },
    ...endpointSpec(plan, placement),
    // A job is not replaced task by task.
    ...(job ? {} : updating(plan, placement)),
    ...(plan.health?.wait === false ? {} : { convergeConfig: { delay: "1s", timeout: patienceOf(plan) } }),
  };
}

const mebi = 1024 * 1024;

function ownLabels(plan: WorkloadPlan): Record<string, string> {
  return {
    ...plan.labels,
    "bulkhead.app": plan.app,
    // A keeper is no workload: its label says whose it is.
    ...(keeperLabel in plan.labels ? {} : { "bulkhead.workload": plan.id }),
    ...(plan.tier === undefined ? {} : { "bulkhead.tier": plan.tier }),
  };
}

/** A change of what triggers a job is one of its task, and so runs it again. */
function taskLabels(plan: WorkloadPlan): ContainerSpec["labels"] {
  const plain = labelList(ownLabels(plan));
  const trigger = plan.job?.trigger;
  return trigger === undefined ? plain : [...plain, { label: "bulkhead.trigger", value: trigger }];
}

function restartCondition({ restart }: WorkloadPlan): string {
  return restart === "no" ? "none" : restart === "on-failure" ? "on-failure" : "any";
}

function endpointSpec(
  { publish }: WorkloadPlan,
  placement: SwarmPlacement,
): Pick<docker.ServiceArgs, "endpointSpec"> {
  return {
    endpointSpec: {
      ...(placement.endpoint === undefined ? {} : { mode: placement.endpoint }),
      ports: publish.map(({ port, hostPort, protocol }) => ({
        targetPort: port,
        protocol,
        ...(hostPort === 0 ? {} : { publishedPort: hostPort }),
        ...(placement.publish === undefined ? {} : { publishMode: placement.publish }),
      })),
    },
  };
}

/** New tasks first, unless the two cannot stand side by side: one node has a port once, and a volume one writer. */
function updating(
  plan: WorkloadPlan,
  placement: SwarmPlacement,
): Pick<docker.ServiceArgs, "updateConfig" | "rollbackConfig"> {
  const { parallelism, delay, monitor, onFailure } = placement.update;
  const alone =
    plan.mounts.some(({ readOnly }) => !readOnly) ||
    (plan.publish.length > 0 && placement.publish === "host");
  const order = alone || placement.global ? "stop-first" : "start-first";
  return {
    updateConfig: { parallelism, delay, monitor, order, failureAction: onFailure },
    rollbackConfig: { parallelism, delay: "0s", monitor, order, failureAction: "pause" },
  };
}

function patienceOf(plan: WorkloadPlan): string {
  if (runsToEnd(plan)) return jobPatience;
  const { health, replicas } = plan;
  const start = milliseconds(health?.startPeriod ?? "0s") ?? 0;
  // Tasks are replaced one after another, each with the time one has.
  const each = (health?.waitTimeout ?? usualPatience) + start / 1000;
  return `${Math.ceil(each * Math.max(1, replicas))}s`;
}

/** The engine shows capabilities with their prefix; written so, they look the same before and after. */
function capability(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith("CAP_") || upper === "ALL" ? upper : `CAP_${upper}`;
}
