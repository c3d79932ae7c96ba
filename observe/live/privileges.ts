import type { ContainerInspect } from "../../engine/index.ts";
import { capabilityName, type Privileges, readSecurityOptions } from "../../topology/index.ts";

/** How far a container is shut off from its host, as the engine made it. */
export function privilegesOf({ HostConfig, Config }: ContainerInspect): Privileges {
  const modes = {
    pid: HostConfig.PidMode,
    ipc: HostConfig.IpcMode === "private" ? undefined : HostConfig.IpcMode,
    userns: HostConfig.UsernsMode,
    uts: HostConfig.UTSMode,
    cgroupParent: HostConfig.CgroupParent,
  };
  return {
    privileged: HostConfig.Privileged ?? false,
    capabilitiesAdded: (HostConfig.CapAdd ?? []).map(capabilityName),
    capabilitiesDropped: (HostConfig.CapDrop ?? []).map(capabilityName),
    devices: (HostConfig.Devices ?? []).map(({ PathOnHost }) => PathOnHost),
    user: Config.User ?? "",
    readOnlyRoot: HostConfig.ReadonlyRootfs ?? false,
    ...readSecurityOptions(HostConfig.SecurityOpt ?? []),
    ...Object.fromEntries(Object.entries(modes).filter(([, value]) => value !== undefined && value !== "")),
    sysctls: HostConfig.Sysctls ?? {},
  };
}
