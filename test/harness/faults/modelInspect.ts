import { createHash } from "node:crypto";
import type { NetworkSpec } from "../../../engine/index.ts";
import type { ModelContainer, ModelState } from "./modelState.ts";

/** A container of a model as the engine's inspect shows it. */
export function containerInspect(container: ModelContainer) {
  const running = container.status === "running";
  const networks = Object.entries(container.Networks).map(([name, endpoint]) => [
    name,
    {
      ...{ Aliases: null, IPAMConfig: null, DriverOpts: null },
      ...endpoint,
      ...{ EndpointID: running ? `${container.Id.slice(0, 12)}-${name}` : "", MacAddress: "", Gateway: "" },
      ...{ IPAddress: "", IPPrefixLen: 0, IPv6Gateway: "", GlobalIPv6Address: "", GlobalIPv6PrefixLen: 0 },
    },
  ]);
  return {
    Id: container.Id,
    Name: `/${container.Name}`,
    Created: "2024-01-01T00:00:00Z",
    Image: container.Config.Image,
    Platform: "linux",
    RestartCount: 0,
    State: {
      Status: container.status,
      Running: running,
      Restarting: false,
      OOMKilled: false,
      ExitCode: container.exitCode,
      Error: "",
      Pid: running ? 1 : 0,
      StartedAt: container.started === 0 ? "0001-01-01T00:00:00Z" : "2024-01-01T00:00:01Z",
      FinishedAt: "0001-01-01T00:00:00Z",
      ...(container.health && { Health: { Status: container.health, FailingStreak: 0, Log: [] } }),
    },
    Config: { Hostname: container.Id.slice(0, 12), ...container.Config },
    HostConfig: { NetworkMode: "default", ...container.HostConfig },
    Mounts: [],
    NetworkSettings: { Bridge: "", Ports: {}, Networks: Object.fromEntries(networks) },
  };
}

export function networkInspect(
  network: NetworkSpec & { readonly Id: string },
  members: readonly ModelContainer[],
) {
  return {
    ...{ Created: "2024-01-01T00:00:00Z", Scope: "local", EnableIPv6: false, Internal: false },
    ...{ Attachable: false, Ingress: false, Options: {}, Labels: {} },
    ...network,
    IPAM: { Driver: "default", Config: [], Options: null, ...network.IPAM },
    Driver: network.Driver ?? "bridge",
    Containers: Object.fromEntries(
      members.map(({ Id, Name }) => [
        Id,
        { Name, EndpointID: Id, MacAddress: "", IPv4Address: "", IPv6Address: "" },
      ]),
    ),
  };
}

export function volumeInspect(volume: ModelState["volumes"][string]) {
  return { ...volume, Driver: "local", Mountpoint: `/volumes/${volume.Name}`, Scope: "local", Options: null };
}

export function imageInspect(name: string) {
  const Id = `sha256:${createHash("sha256").update(name).digest("hex")}`;
  return { Id, RepoTags: [name], RepoDigests: [], Os: "linux", Architecture: "amd64", Config: {} };
}
