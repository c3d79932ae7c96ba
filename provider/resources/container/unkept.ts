import type { ContainerInspect, ImageInspect } from "../../../engine/index.ts";

/** A setting of the engine that the package has no property for: where it is, and what `docker run` calls it. */
interface Setting {
  readonly of: "HostConfig" | "Config";
  readonly key: string;
  readonly option: string;
}

const host = (key: string, option: string): Setting => ({ of: "HostConfig", key, option });
const config = (key: string, option: string): Setting => ({ of: "Config", key, option });

const settings: readonly Setting[] = [
  host("Annotations", "--annotation"),
  host("BlkioWeight", "--blkio-weight"),
  host("BlkioWeightDevice", "--blkio-weight-device"),
  host("CpuRealtimePeriod", "--cpu-rt-period"),
  host("CpuRealtimeRuntime", "--cpu-rt-runtime"),
  host("CpusetMems", "--cpuset-mems"),
  host("KernelMemory", "--kernel-memory"),
  host("Links", "--link"),
  host("MemorySwappiness", "--memory-swappiness"),
  host("OomKillDisable", "--oom-kill-disable"),
  host("OomScoreAdj", "--oom-score-adj"),
  host("PidsLimit", "--pids-limit"),
  host("Umask", "--umask"),
  host("UTSMode", "--uts"),
  host("VolumeDriver", "--volume-driver"),
  config("NetworkDisabled", "--network none"),
  config("StdinOnce", "-i"),
];

/** How mounts may be bound that `volumes` can say. */
const sayableModes = new Set(["", "ro", "rw", "z", "Z"]);

/**
 * What a container has and its resource cannot keep, because the package has no property for it: a container that
 * replaces it will be without. Each as `docker run` has it, e.g. `--pids-limit 100`.
 */
export function unkeptSettings(container: ContainerInspect, image: ImageInspect | undefined): string[] {
  const given = settings.flatMap(({ of, key, option }) => {
    const value = (container[of] as unknown as Readonly<Record<string, unknown>>)[key];
    return says(value) &&
      !(key === "PidsLimit" && Number(value) <= 0) &&
      !(key === "MemorySwappiness" && value === -1)
      ? words(value).map(word => `${option} ${word}`)
      : [];
  });
  const modes = (container.HostConfig.Binds ?? []).filter(bind =>
    (bind.split(":")[2] ?? "").split(",").some(mode => !sayableModes.has(mode)),
  );
  const published = new Set([
    ...Object.keys(container.HostConfig.PortBindings ?? {}),
    ...Object.keys(image?.Config?.ExposedPorts ?? {}),
  ]);
  const exposed = Object.keys(container.Config.ExposedPorts ?? {}).filter(port => !published.has(port));
  const links = Object.values(container.NetworkSettings.Networks ?? {}).flatMap(({ Links }) => Links ?? []);
  return [
    ...given,
    ...modes.map(bind => `--volume ${bind}`),
    ...exposed.map(port => `--expose ${port}`),
    ...links.map(link => `--link ${link}`),
  ];
}

function says(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return false;
  if (typeof value === "object") return Object.keys(value).length > 0;
  return true;
}

/** Maps of texts one by one, as the option takes them. */
function words(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  const entries = Object.entries(value);
  if (Array.isArray(value) || entries.some(([, text]) => typeof text !== "string"))
    return [JSON.stringify(value)];
  return entries.map(([key, text]) => `${key}=${text}`);
}
