import type { DeviceMapping, DeviceRequest } from "../../../engine/index.ts";
import type { Plain } from "../../protocol/values.ts";
import { flag, integer, map, object, oneOf, set, text } from "../../tables/shape.ts";
import { host, row } from "./rows.ts";

type CapabilitiesInput = { readonly adds?: readonly string[]; readonly drops?: readonly string[] };
type DeviceInput = {
  readonly hostPath: string;
  readonly containerPath?: string;
  readonly permissions?: string;
};
type DeviceRequestInput = {
  readonly driver?: string;
  readonly count?: number;
  readonly deviceIds?: readonly string[];
  readonly capabilities?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
};

/** A client-side option: the engine knows it as two empty lists of paths. */
const unconfinedPaths = "systempaths=unconfined";

/** @see https://docs.docker.com/reference/cli/docker/container/run/#device-cgroup-rule */
const deviceRule = /^[abc] (\d+|\*):(\d+|\*) [rwm]{1,3}$/;

/** How the container is shut off from its host. */
export const securityRows = {
  capabilities: row<CapabilitiesInput>({
    shape: object("ContainerCapabilities", {
      adds: { shape: set(text), normal: sameCapabilities },
      drops: { shape: set(text), normal: sameCapabilities },
    }),
    change: "replace",
    write: ({ adds, drops }, spec) => {
      if (adds?.length) spec.HostConfig.CapAdd = capabilityNames(adds);
      if (drops?.length) spec.HostConfig.CapDrop = capabilityNames(drops);
    },
    observe: ({ container }) => {
      const { CapAdd, CapDrop } = container.HostConfig;
      return CapAdd?.length || CapDrop?.length ? { adds: CapAdd ?? [], drops: CapDrop ?? [] } : null;
    },
  }),
  cgroupParent: host("CgroupParent", { shape: text, change: "replace" }),
  cgroupnsMode: row<string>({
    shape: oneOf("private", "host"),
    change: "replace",
    write: (mode, spec) => {
      spec.HostConfig.CgroupnsMode = mode;
    },
  }),
  deviceCgroupRules: host("DeviceCgroupRules", {
    shape: set(text),
    change: "replace",
    complain: rules =>
      Array.isArray(rules) && !rules.every(rule => deviceRule.test(String(rule)))
        ? 'write each rule as kind, numbers and permissions, e.g. "c 42:* rmw"'
        : undefined,
  }),
  deviceRequests: row<DeviceRequestInput[]>({
    shape: set(
      object("ContainerDeviceRequest", {
        driver: { shape: text, default: "cdi" },
        count: { shape: integer(-1) },
        deviceIds: { shape: set(text) },
        capabilities: { shape: set(text) },
        options: { shape: map },
      }),
    ),
    change: "replace",
    write: (requests, spec) => {
      spec.HostConfig.DeviceRequests = requests.map(engineRequest);
    },
    observe: ({ container, inputs }) =>
      inputs?.["gpus"] ? undefined : (container.HostConfig.DeviceRequests ?? []).map(inputRequest),
  }),
  devices: row<DeviceInput[]>({
    shape: set(
      object("ContainerDevice", {
        hostPath: { shape: text, required: true },
        containerPath: { shape: text },
        permissions: { shape: text, default: "rwm" },
      }),
    ),
    change: "replace",
    write: (devices, spec) => {
      spec.HostConfig.Devices = devices.map(
        ({ hostPath, containerPath, permissions }): DeviceMapping => ({
          PathOnHost: hostPath,
          PathInContainer: containerPath || hostPath,
          CgroupPermissions: permissions ?? "rwm",
        }),
      );
    },
    observe: ({ container }) =>
      (container.HostConfig.Devices ?? []).map(({ PathOnHost, PathInContainer, CgroupPermissions }) => ({
        hostPath: PathOnHost,
        ...(PathInContainer === PathOnHost ? {} : { containerPath: PathInContainer }),
        permissions: CgroupPermissions,
      })),
  }),
  gpus: row<string>({
    shape: text,
    change: "replace",
    complain: value =>
      typeof value === "string" && value !== "" && gpuRequest(value) === undefined
        ? `"${value}" names no GPUs; write all, a number, or device=0,1`
        : undefined,
    write: (gpus, spec) => {
      const request = gpuRequest(gpus);
      if (request !== undefined) spec.HostConfig.DeviceRequests = [request];
    },
  }),
  groupAdds: host("GroupAdd", { shape: set(text), change: "replace" }),
  ipcMode: row<string>({
    shape: text,
    change: "replace",
    write: (mode, spec) => {
      spec.HostConfig.IpcMode = mode;
    },
    observe: ({ container: { HostConfig } }) =>
      HostConfig.IpcMode === "private" ? undefined : HostConfig.IpcMode,
    output: ({ container }) => container.HostConfig.IpcMode,
  }),
  pidMode: host("PidMode", { shape: text, change: "replace" }),
  privileged: host("Privileged", { shape: flag, change: "replace" }),
  runtime: row<string>({
    shape: text,
    change: "replace",
    write: (runtime, spec) => {
      spec.HostConfig.Runtime = runtime;
    },
    observe: ({ container: { HostConfig } }) =>
      HostConfig.Runtime === "runc" ? undefined : HostConfig.Runtime,
    output: ({ container }) => container.HostConfig.Runtime,
  }),
  securityOpts: row<string[]>({
    shape: set(text),
    change: "replace",
    write: (options, spec) => {
      spec.HostConfig.SecurityOpt = options.filter(option => option !== unconfinedPaths);
      if (!options.includes(unconfinedPaths)) return;
      spec.HostConfig.MaskedPaths = [];
      spec.HostConfig.ReadonlyPaths = [];
    },
    observe: ({ container: { HostConfig } }) => [
      // Added by the engine itself for the host's process or IPC namespace.
      ...(HostConfig.SecurityOpt ?? []).filter(
        option =>
          option !== "label=disable" || !(HostConfig.PidMode === "host" || HostConfig.IpcMode === "host"),
      ),
      ...(HostConfig.MaskedPaths?.length === 0 && !HostConfig.Privileged ? [unconfinedPaths] : []),
    ],
  }),
  sysctls: host("Sysctls", { shape: map, change: "replace" }),
  usernsMode: host("UsernsMode", { shape: text, change: "replace" }),
};

/** The kernel's names of capabilities, each once and in order: `net_admin` is CAP_NET_ADMIN; ALL holds all others. */
function capabilityNames(names: readonly string[]): string[] {
  const full = names.map(name =>
    name
      .trim()
      .toUpperCase()
      .replace(/^(?!CAP_|ALL$)/, "CAP_"),
  );
  return full.includes("ALL") ? ["ALL"] : [...new Set(full)].sort();
}

function sameCapabilities(value: Plain): Plain {
  return Array.isArray(value) ? capabilityNames(value.map(String)) : value;
}

/** @see https://docs.docker.com/reference/cli/docker/container/run/#gpus */
function gpuRequest(text: string): DeviceRequest | undefined {
  const value = text.trim().replace(/^(["'])(.*)\1$/, "$2");
  const gpu = { Driver: "", Capabilities: [["gpu"]], Options: {} };
  if (value === "all") return { ...gpu, Count: -1 };
  if (/^\d+$/.test(value)) return { ...gpu, Count: Number(value) };
  const ids = /^(?:device=)([\w:,-]+)$/.exec(value)?.[1];
  return ids === undefined ? undefined : { ...gpu, Count: 0, DeviceIDs: ids.split(",") };
}

function engineRequest({
  driver,
  count,
  deviceIds,
  capabilities,
  options,
}: DeviceRequestInput): DeviceRequest {
  return {
    Driver: driver ?? "",
    Count: count ?? 0,
    ...(deviceIds?.length ? { DeviceIDs: deviceIds } : {}),
    ...(capabilities?.length ? { Capabilities: [capabilities] } : {}),
    Options: options ?? {},
  };
}

function inputRequest({
  Driver,
  Count,
  DeviceIDs,
  Capabilities,
  Options,
}: DeviceRequest): DeviceRequestInput {
  return {
    driver: Driver ?? "",
    count: Count ?? 0,
    deviceIds: DeviceIDs ?? [],
    capabilities: Capabilities?.[0] ?? [],
    options: Options ?? {},
  };
}
