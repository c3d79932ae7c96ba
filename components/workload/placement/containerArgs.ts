import { posix } from "node:path";
import type * as docker from "@pulumi/docker";
import { type Input, interpolate, output, secret } from "@pulumi/pulumi";
import { ArgumentError } from "../../check/problems.ts";
import { labelList } from "../../labels.ts";
import { whyNoVolume } from "../../storage/mountable.ts";
import { secretsFolder } from "../folders.ts";
import { aliasesOn } from "../fragment.ts";
import { filled, listenAddresses, replicaName, type WorkloadSpec } from "../spec.ts";

/** What one replica is asked of the docker package. `image` is the id of an image on the engine. */
export function containerArgs(
  spec: WorkloadSpec,
  replica: number,
  image: Input<string>,
): docker.ContainerArgs {
  const { hardening, limits, health } = spec;
  const files = uploads(spec, replica);
  return {
    image,
    ...(spec.command === undefined ? {} : { command: [...spec.command] }),
    ...(spec.entrypoint === undefined ? {} : { entrypoints: [...spec.entrypoint] }),
    ...(hardening.user === "" ? {} : { user: hardening.user }),
    envs: environment(spec, replica),
    labels: labels(spec, replica),

    networksAdvanced: spec.networks.map(network => ({
      name: network.name,
      aliases: network.serves ? [...aliasesOn(spec, network), replicaName(spec, replica)] : [],
    })),
    ...networkMode(spec),
    // In the order in which the official plugin reads them back.
    ports: spec.publish
      .toSorted((left, right) => left.port - right.port)
      .map(({ port, hostPort, address, protocol }) => ({
        internal: port,
        ...(hostPort === 0 ? {} : { external: hostPort }),
        ip: address,
        protocol,
      })),
    ...resolver(spec),

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
      ...spec.volumes.map(({ name, at, readOnly }) => ({
        volumeName: volumeName(name, at),
        containerPath: at,
        readOnly,
      })),
      ...uploadFolders(spec, files).map(containerPath => ({ containerPath })),
    ],
    uploads: files,

    restart: spec.restart,
    // Attached: the creation is over when the container's process is, and fails where that fails.
    ...(spec.job === undefined ? {} : { attach: true, logs: true }),
    destroyGraceSeconds: spec.graceSeconds,
    // The same for whoever else stops it, such as the engine when the host goes down.
    stopTimeout: spec.graceSeconds,
    ...(spec.stopSignal === undefined ? {} : { stopSignal: spec.stopSignal }),
    ...(health === undefined
      ? {}
      : {
          healthcheck: {
            tests: ["CMD", ...health.command],
            interval: health.interval,
            timeout: health.timeout,
            retries: health.retries,
            startPeriod: health.startPeriod,
          },
          wait: health.wait,
          waitTimeout: health.waitTimeout,
        }),
  };
}

function labels(spec: WorkloadSpec, replica: number): docker.ContainerArgs["labels"] {
  const plain = labelList({
    ...spec.labels,
    "bulkhead.app": spec.app,
    "bulkhead.workload": spec.id,
    "bulkhead.replica": String(replica),
    ...(spec.tier === undefined ? {} : { "bulkhead.tier": spec.tier }),
    ...(spec.hostReason === undefined ? {} : { "bulkhead.host-network": spec.hostReason }),
  });
  const trigger = spec.job?.trigger;
  return trigger === undefined ? plain : [...plain, { label: "bulkhead.trigger", value: trigger }];
}

/** Left out where networks are attached one by one: the official plugin refuses that for any mode but its default. */
function networkMode({ hostReason, networks }: WorkloadSpec): Pick<docker.ContainerArgs, "networkMode"> {
  if (hostReason !== undefined) return { networkMode: "host" };
  return networks.length === 0 ? { networkMode: "none" } : {};
}

function resolver({ dns }: WorkloadSpec): Pick<docker.ContainerArgs, "dns" | "dnsSearches" | "dnsOpts"> {
  return {
    ...(dns.servers.length === 0 ? {} : { dns: [...dns.servers] }),
    ...(dns.search.length === 0 ? {} : { dnsSearches: [...dns.search] }),
    ...(dns.options.length === 0 ? {} : { dnsOpts: [...dns.options] }),
  };
}

function environment(spec: WorkloadSpec, replica: number): Input<string>[] {
  const variables = spec.variables.map(({ name, value }) => ({ name, value }));
  if (spec.listenVariable !== undefined) {
    variables.push({ name: spec.listenVariable, value: listenAddresses(spec, replica) });
  }
  variables.sort((left, right) => (left.name < right.name ? -1 : 1));
  return variables.map(({ name, value }) =>
    typeof value === "string" ? `${name}=${value}` : interpolate`${name}=${value}`,
  );
}

type Upload = { file: string; content: Input<string>; permissions: string };

function uploads(spec: WorkloadSpec, replica: number): Upload[] {
  const secrets = Object.entries(spec.secrets).map(([name, content]) => ({
    file: `${secretsFolder}/${name}`,
    // Also where the program did not mark it: what stands here is one.
    content: secret(content),
    permissions: "0444",
  }));
  const own = spec.replicaFiles?.(listenAddresses(spec, replica)) ?? [];
  const files = [...spec.files, ...own.map(filled)].map(({ path, ...rest }) => ({ file: path, ...rest }));
  return [...secrets, ...files].sort((left, right) => (left.file < right.file ? -1 : 1));
}

/** A read-only root takes no uploads; a small anonymous volume at the file's folder does. Secrets are always in one. */
function uploadFolders(spec: WorkloadSpec, files: readonly Upload[]): string[] {
  const folders = new Set(files.map(({ file }) => posix.dirname(file)));
  return [...folders].filter(folder => {
    const mounted = spec.volumes.some(({ at }) => folder === at || folder.startsWith(`${at}/`));
    return !mounted && (!spec.hardening.writableRoot || folder === secretsFolder);
  });
}

/** An output can hold anything: a path in a name's place would mount a part of the host. */
function volumeName(name: Input<string>, at: string): Input<string> {
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
