import { posix } from "node:path";
import type * as docker from "@pulumi/docker";
import { type Input, type Output, output, secret } from "@pulumi/pulumi";
import { ArgumentError } from "../../check/problems.ts";
import { labelList } from "../../labels.ts";
import { addressFromEnd } from "../../network/subnets.ts";
import { secretsFolder } from "../../plan/folders.ts";
import { type Later, later } from "../../plan/pairs.ts";
import {
  type Attachment,
  aliasesOn,
  type CalledPort,
  calledPorts,
  listenAddresses,
  listensByName,
  type Mount,
  replicaName,
  runsToEnd,
  type Whereabouts,
  type WorkloadPlan,
} from "../../plan/workload.ts";
import { whyNoVolume } from "../../storage/mountable.ts";
import { healthcheckOf } from "../healthcheck.ts";
import { type Made, madeAs } from "../made.ts";

/** What is the same in each of a workload's replicas. */
interface Shared {
  readonly plan: WorkloadPlan;
  readonly args: docker.ContainerArgs;
  /** Its environment, by the names of its variables. */
  readonly variables: readonly Assignment[];
  readonly uploads: readonly Upload[];
  /** Where it is called, and how the networks are called; undefined where nothing depends on that. */
  readonly where: Output<Where> | undefined;
  readonly networks: Later<readonly JoinedNetwork[]>;
}

interface Where {
  readonly called: readonly CalledPort[];
  /** Names of networks on the engine, by id. */
  readonly names: Readonly<Record<string, string>>;
  /** Where networks are on which somebody has a fixed address, by id. */
  readonly subnets: Readonly<Record<string, string>>;
}

interface JoinedNetwork {
  readonly name: Input<string>;
  readonly aliases: readonly string[];
  /** Where the first replica has its fixed address; undefined where it has none. */
  readonly fixed: { readonly subnet: Input<string>; readonly fromEnd: number } | undefined;
}

interface Assignment {
  readonly name: string;
  /** E.g. `LOG_LEVEL=info`. */
  readonly text: Input<string>;
}

type Upload = { file: string; content: Input<string>; permissions: string };

/**
 * What each replica is asked of the docker package, by its number.
 *
 * @param image the id of an image on the engine.
 */
export function containerArgs(
  plan: WorkloadPlan,
  attached: Later<WorkloadPlan>,
  image: Input<string>,
  made: Made,
): (replica: number) => docker.ContainerArgs {
  const shared = sharedArgs(plan, attached, image, made);
  return replica => ({
    ...shared.args,
    envs: environment(shared, replica),
    labels: labels(plan, replica),
    networksAdvanced: later(shared.networks, networks =>
      networks.map(({ name, aliases, fixed }) => ({
        name,
        aliases: aliases.length === 0 ? [] : [...aliases, replicaName(plan, replica)],
        ...(fixed === undefined ? {} : { ipv4Address: addressIn(fixed.subnet, fixed.fromEnd + replica - 1) }),
      })),
    ),
    uploads: uploads(shared, replica),
  });
}

function sharedArgs(
  plan: WorkloadPlan,
  attached: Later<WorkloadPlan>,
  image: Input<string>,
  made: Made,
): Shared {
  const { hardening, limits, health } = plan;
  const files = [...secretUploads(plan), ...plan.files.map(({ path, ...rest }) => ({ file: path, ...rest }))];
  const folders = [...files.map(({ file }) => file), ...plan.writtenFiles.map(({ path }) => path)];
  const networks = later(attached, ({ attachments }) =>
    attachments.map(attachment => ({
      name: networkName(attachment, made),
      aliases: aliasesOn(plan, attachment),
      fixed: fixedAt(attachment, made),
    })),
  );
  const args: docker.ContainerArgs = {
    image,
    ...(plan.command === undefined ? {} : { command: [...plan.command] }),
    ...(plan.entrypoint === undefined ? {} : { entrypoints: [...plan.entrypoint] }),
    ...(hardening.user === "" ? {} : { user: hardening.user }),

    ...networkMode(plan, attached),
    // In the order in which the official plugin reads them back.
    ports: plan.publish
      .toSorted((left, right) => left.port - right.port)
      .map(({ port, hostPort, address, protocol }) => ({
        internal: port,
        ...(hostPort === 0 ? {} : { external: hostPort }),
        ip: address,
        protocol,
      })),
    ...resolver(plan, made),

    capabilities: { drops: ["ALL"], adds: hardening.capabilities.map(capability) },
    securityOpts: hardening.newPrivileges ? [] : ["no-new-privileges:true"],
    readOnly: !hardening.writableRoot,
    tmpfs: { ...hardening.tmpfs },
    sysctls: { ...hardening.sysctls },
    memory: limits.memory,
    cpus: String(limits.cpus),
    logDriver: "json-file",
    logOpts: { "max-size": `${limits.logMegabytes}m`, "max-file": String(limits.logFiles) },

    volumes: [
      ...plan.mounts.map(mount => ({
        volumeName: volumeName(mount, made),
        containerPath: mount.at,
        readOnly: mount.readOnly,
      })),
      ...uploadFolders(plan, folders).map(containerPath => ({ containerPath })),
    ],

    ...(plan.init ? { init: true } : {}),
    restart: plan.restart,
    // Attached: the creation is over when the container's process is, and fails where that fails.
    ...(runsToEnd(plan) ? { attach: true, logs: true } : {}),
    destroyGraceSeconds: plan.graceSeconds,
    // The same for whoever else stops it, such as the engine when the host goes down.
    stopTimeout: plan.graceSeconds,
    ...(plan.stopSignal === undefined ? {} : { stopSignal: plan.stopSignal }),
    ...healthcheckOf(plan),
    ...(health === undefined ? {} : { wait: health.wait, waitTimeout: health.waitTimeout }),
  };
  const variables = plan.variables.map(({ name, value }) => ({ name, text: assignment(name, value) }));
  const where = listensByName(plan) ? output(later(attached, whole => whereOf(whole, made))) : undefined;
  return { plan, args, variables, uploads: files, where, networks };
}

function networkName({ network, name }: Attachment, made: Made): Input<string> {
  return name ?? madeAs(made.networks, network.id);
}

function fixedAt({ network, fromEnd }: Attachment, made: Made): JoinedNetwork["fixed"] {
  return fromEnd === undefined ? undefined : { subnet: madeAs(made.subnets, network.id), fromEnd };
}

function addressIn(subnet: Input<string>, fromEnd: number): Output<string> {
  return output(subnet).apply(cidr => addressFromEnd(cidr, fromEnd));
}

/** Where a workload is called, with the names that a replica's addresses and files are made of. */
function whereOf(
  plan: WorkloadPlan,
  made: Made,
): Pick<Where, "called"> & Record<"names" | "subnets", Record<string, Input<string>>> {
  const called = calledPorts(plan);
  const asked = new Set([
    ...called.map(({ network }) => network),
    ...plan.writtenFiles.flatMap(file => file.networks),
  ]);
  const named = plan.attachments.filter(({ network }) => asked.has(network.id));
  const names = named.map(attachment => [attachment.network.id, networkName(attachment, made)] as const);
  const subnets = [...asked].flatMap(id => {
    const subnet = made.subnets.get(id);
    return subnet === undefined ? [] : [[id, subnet] as const];
  });
  return { called, names: Object.fromEntries(names), subnets: Object.fromEntries(subnets) };
}

function labels(plan: WorkloadPlan, replica: number): docker.ContainerArgs["labels"] {
  const plain = labelList({
    ...plan.labels,
    "bulkhead.app": plan.app,
    "bulkhead.workload": plan.id,
    "bulkhead.replica": String(replica),
    ...(plan.tier === undefined ? {} : { "bulkhead.tier": plan.tier }),
    ...(plan.hostReason === undefined ? {} : { "bulkhead.host-network": plan.hostReason }),
  });
  const trigger = plan.job?.trigger;
  return trigger === undefined ? plain : [...plain, { label: "bulkhead.trigger", value: trigger }];
}

/** Left out where networks are attached one by one: the official plugin refuses that for any mode but its default. */
function networkMode(
  { hostReason, attachments }: WorkloadPlan,
  attached: Later<WorkloadPlan>,
): Pick<docker.ContainerArgs, "networkMode"> {
  if (hostReason !== undefined) return { networkMode: "host" };
  if (attachments.length > 0) return {};
  const mode = later(attached, whole => (whole.attachments.length === 0 ? "none" : undefined));
  // The SDK leaves a property out that comes to nothing.
  return { networkMode: mode as Later<string> };
}

function resolver(
  { dns }: WorkloadPlan,
  made: Made,
): Pick<docker.ContainerArgs, "dns" | "dnsSearches" | "dnsOpts"> {
  const servers =
    dns.beside?.map(({ network, fromEnd }) => addressIn(madeAs(made.subnets, network), fromEnd)) ??
    dns.servers;
  return {
    ...(servers.length === 0 ? {} : { dns: [...servers] }),
    ...(dns.search.length === 0 ? {} : { dnsSearches: [...dns.search] }),
    ...(dns.options.length === 0 ? {} : { dnsOpts: [...dns.options] }),
  };
}

function environment({ plan, variables, where }: Shared, replica: number): Input<string>[] {
  const all = [...variables];
  const { listen, ports } = plan;
  if (listen !== undefined && where !== undefined) {
    const own = replicaName(plan, replica);
    const loopback = ports.map(({ port }) => `127.0.0.1:${port}`);
    const text = where.apply(({ called, names }) => {
      const named = listenAddresses(own, called, lookUp(names));
      // An empty text is every address to many programs: one that nobody calls is told the loopback one.
      const all = listen.loopback || named.length === 0 ? [...named, ...loopback] : named;
      return `${listen.variable}=${all.join(",")}`;
    });
    all.push({ name: listen.variable, text });
  }
  return all.sort((left, right) => (left.name < right.name ? -1 : 1)).map(({ text }) => text);
}

function assignment(name: string, value: Input<string>): Input<string> {
  return typeof value === "string" ? `${name}=${value}` : output(value).apply(text => `${name}=${text}`);
}

function secretUploads({ secrets }: WorkloadPlan): Upload[] {
  return Object.entries(secrets).map(([name, content]) => ({
    file: `${secretsFolder}/${name}`,
    // Also where the program did not mark it: what stands here is one.
    content: secret(content),
    permissions: "0444",
  }));
}

function uploads({ plan, uploads: common, where }: Shared, replica: number): Upload[] {
  const name = replicaName(plan, replica);
  const written =
    where === undefined
      ? []
      : plan.writtenFiles.map(({ path, write }) => ({
          file: path,
          content: where.apply(({ called, names, subnets }) => {
            const networkName = lookUp(names);
            return write({
              replica,
              listen: listenAddresses(name, called, networkName),
              networkName,
              addressAt: ({ network, fromEnd }) => addressFromEnd(subnets[network] ?? "", fromEnd),
              replicasOf: hostname => hostname,
            });
          }),
          permissions: "0444",
        }));
  return [...common, ...written].sort((left, right) => (left.file < right.file ? -1 : 1));
}

function lookUp(names: Readonly<Record<string, string>>): Whereabouts["networkName"] {
  return id => names[id] ?? "";
}

/** A read-only root takes no uploads; a small anonymous volume at the file's folder does. Secrets are always in one. */
function uploadFolders(plan: WorkloadPlan, files: readonly string[]): string[] {
  const folders = new Set(files.toSorted().map(file => posix.dirname(file)));
  return [...folders].filter(folder => {
    const mounted = plan.mounts.some(({ at }) => folder === at || folder.startsWith(`${at}/`));
    return !mounted && (!plan.hardening.writableRoot || folder === secretsFolder);
  });
}

/** An output can hold anything: a path in a name's place would mount a part of the host. */
export function volumeName({ id, name, at }: Mount, made: Made): Input<string> {
  if (name === undefined) return madeAs(made.volumes, id ?? "");
  if (typeof name === "string") return name;
  return output(name).apply(text => {
    const reason = whyNoVolume(text);
    if (reason !== undefined) throw new ArgumentError(`The volume at ${at}`, [{ path: "volume", reason }]);
    return text;
  });
}

/** The engine shows capabilities with their prefix; written so, they look the same before and after. */
function capability(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith("CAP_") || upper === "ALL" ? upper : `CAP_${upper}`;
}
