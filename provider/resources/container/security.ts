import type { DeviceMapping, DeviceRequest, HostConfig } from "../../../engine/index.ts";
import { containerPathComplaint } from "../../tables/path.ts";
import { bag, flag, integer, map, object, set, text } from "../../tables/shape.ts";
import { capabilityNames, capabilityRule } from "../capabilities.ts";
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
    about: "the kernel's capabilities it gets or loses",
    shape: object("ContainerCapabilities", {
      adds: {
        about: "capabilities to give, with or without CAP_",
        shape: set(text),
        ...capabilityRule,
      },
      drops: { about: "capabilities to take; ALL for all", shape: set(text), ...capabilityRule },
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
  cgroupParent: host("CgroupParent", {
    about: "control group above its own",
    shape: text,
    change: "replace",
  }),
  cgroupnsMode: row<string>({
    about: "a control group namespace of its own, or the host's",
    shape: text,
    change: "replace",
    complain: mode =>
      ["private", "host", ""].includes(String(mode))
        ? undefined
        : `"${mode}" is neither "private" nor "host"`,
    write: (mode, spec) => {
      spec.HostConfig.CgroupnsMode = mode;
    },
    holds: (value, { container }) => value === container.HostConfig.CgroupnsMode,
  }),
  deviceCgroupRules: host("DeviceCgroupRules", {
    about: 'devices it may use that appear later, e.g. "c 42:* rmw"',
    shape: set(text),
    change: "replace",
    complain: rules =>
      Array.isArray(rules) && !rules.every(rule => deviceRule.test(String(rule)))
        ? 'write each rule as kind, numbers and permissions, e.g. "c 42:* rmw"'
        : undefined,
  }),
  deviceRequests: row<DeviceRequestInput[]>({
    about: "devices asked of a driver, such as GPUs",
    shape: bag(
      object("ContainerDeviceRequest", {
        driver: { about: "the driver", shape: text, default: "cdi" },
        count: { about: "how many; -1 for all", shape: integer(-1) },
        deviceIds: { about: "which", shape: set(text) },
        capabilities: { about: "what they must be able to do", shape: set(text) },
        options: { about: "options of the driver", shape: map },
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
    about: "the host's devices in the container",
    shape: set(
      object("ContainerDevice", {
        hostPath: { about: "the device's path on the host", shape: text, required: true },
        containerPath: {
          about: "its path in the container",
          shape: text,
          complain: containerPathComplaint,
        },
        permissions: { about: "r, w and m", shape: text, default: "rwm" },
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
    about: "GPUs, as docker run takes them: all, a number, device=0,1, or count=, driver= and capabilities=",
    shape: text,
    change: "replace",
    complain: value =>
      typeof value === "string" && value !== "" && gpuRequest(value) === undefined
        ? `"${value}" names no GPUs; write all, a number, device=0,1, or count=2,driver=nvidia,capabilities=compute`
        : undefined,
    write: (gpus, spec) => {
      const request = gpuRequest(gpus);
      if (request !== undefined) spec.HostConfig.DeviceRequests = [request];
    },
  }),
  groupAdds: host("GroupAdd", { about: "further groups of its user", shape: set(text), change: "replace" }),
  ipcMode: row<string>({
    about: "whose shared memory it sees",
    shape: text,
    change: "replace",
    write: (mode, spec) => {
      spec.HostConfig.IpcMode = mode;
    },
    observe: ({ container: { HostConfig } }) =>
      HostConfig.IpcMode === "private" ? undefined : HostConfig.IpcMode,
    output: ({ container }) => container.HostConfig.IpcMode,
    holds: (value, { container }) => value === container.HostConfig.IpcMode,
  }),
  pidMode: host("PidMode", { about: "whose processes it sees", shape: text, change: "replace" }),
  privileged: host("Privileged", {
    about: "all capabilities and devices, no protection",
    shape: flag,
    change: "replace",
  }),
  runtime: row<string>({
    about: "the program that runs it, e.g. runc",
    shape: text,
    change: "replace",
    write: (runtime, spec) => {
      spec.HostConfig.Runtime = runtime;
    },
    observe: ({ container: { HostConfig } }) =>
      HostConfig.Runtime === "runc" ? undefined : HostConfig.Runtime,
    output: ({ container }) => container.HostConfig.Runtime,
    holds: (value, { container }) => value === container.HostConfig.Runtime,
  }),
  securityOpts: row<string[]>({
    about: "AppArmor, seccomp, SELinux, no-new-privileges",
    shape: set(text),
    change: "replace",
    write: (options, spec) => {
      spec.HostConfig.SecurityOpt = options.filter(option => option !== unconfinedPaths);
      if (!options.includes(unconfinedPaths)) return;
      spec.HostConfig.MaskedPaths = [];
      spec.HostConfig.ReadonlyPaths = [];
    },
    // Added by the engine itself for the host's process or IPC namespace.
    observe: ({ container: { HostConfig } }) =>
      securityOptions(HostConfig).filter(
        option =>
          option !== "label=disable" || !(HostConfig.PidMode === "host" || HostConfig.IpcMode === "host"),
      ),
    output: ({ container }) => securityOptions(container.HostConfig),
    unknownUntilMade: () => false,
  }),
  sysctls: host("Sysctls", { about: "kernel settings of its namespaces", shape: map, change: "replace" }),
  usernsMode: host("UsernsMode", { about: "whose user namespace it has", shape: text, change: "replace" }),
};

function securityOptions({ SecurityOpt, MaskedPaths, Privileged }: HostConfig): string[] {
  return [...(SecurityOpt ?? []), ...(MaskedPaths?.length === 0 && !Privileged ? [unconfinedPaths] : [])];
}

/** @see https://docs.docker.com/reference/cli/docker/container/run/#gpus */
function gpuRequest(text: string): DeviceRequest | undefined {
  const value = text.trim().replace(/^(["'])(.*)\1$/, "$2");
  // A comma is between two fields only where a further one begins: `device=0,1` is two devices.
  const fields = value.split(/,(?=(?:count|driver|device|capabilities)=)/).map(gpuField);
  const named = fields.filter(field => field !== undefined);
  const given = new Map(named);
  if (named.length < fields.length || given.size < named.length) return undefined;
  const [count, ids] = [given.get("count"), given.get("device")];
  if (count !== undefined && !/^(all|\d+)$/.test(count)) return undefined;
  return {
    Driver: given.get("driver") ?? "",
    Count: count === "all" ? -1 : Number(count ?? (ids === undefined ? 1 : 0)),
    ...(ids === undefined ? {} : { DeviceIDs: ids.split(",") }),
    Capabilities: [[...(given.get("capabilities")?.split(",") ?? []), "gpu"]],
    Options: {},
  };
}

/** A field of a request, unquoted; one without a name is the count. */
function gpuField(text: string): readonly [name: string, value: string] | undefined {
  const field = text.replace(/^"(.*)"$/, "$1");
  if (/^(all|\d+)$/.test(field)) return ["count", field];
  const [, name, value] = /^(count|driver|device|capabilities)=([\w:.,-]+)$/.exec(field) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
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
    DeviceIDs: deviceIds ?? [],
    Capabilities: [capabilities ?? []],
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
