import type { ContainerInspect, Mount } from "../../../engine/index.ts";
import { containerPathComplaint, isAbsolute } from "../../tables/path.ts";
import { count, flag, map, object, oneOf, set, text } from "../../tables/shape.ts";
import { type LabelInput, labelList, labelMap } from "../labels.ts";
import { host, hostMebibytes, onlyGiven, row } from "./rows.ts";
import { uploadShape } from "./uploads.ts";

export type VolumeInput = {
  readonly containerPath?: string;
  readonly fromContainer?: string;
  readonly hostPath?: string;
  readonly readOnly?: boolean;
  readonly selinuxRelabel?: string;
  readonly volumeName?: string;
};

export type MountInput = {
  readonly type: string;
  readonly target: string;
  readonly source?: string;
  readonly readOnly?: boolean;
  readonly bindOptions?: { readonly propagation?: string };
  readonly tmpfsOptions?: { readonly mode?: number; readonly sizeBytes?: number };
  readonly volumeOptions?: {
    readonly noCopy?: boolean;
    readonly labels?: readonly LabelInput[];
    readonly driverName?: string;
    readonly driverOptions?: Readonly<Record<string, string>>;
    readonly subpath?: string;
  };
};

const volumeShape = object("ContainerVolume", {
  containerPath: { about: "where it is in the container", shape: text, complain: containerPathComplaint },
  fromContainer: { about: "a container whose volumes are taken over", shape: text },
  hostPath: {
    about: "folder or file of the host",
    shape: text,
    complain: path =>
      typeof path === "string" && path !== "" && !isAbsolute(path)
        ? `"${path}" must be an absolute path; a named volume goes into volumeName`
        : undefined,
  },
  readOnly: { about: "it cannot be written", shape: flag },
  selinuxRelabel: { about: "SELinux label: shared (z) or its own (Z)", shape: oneOf("z", "Z") },
  volumeName: { about: "name of the volume", shape: text },
});

const mountShape = object("ContainerMount", {
  type: { about: "bind, volume or tmpfs", shape: oneOf("bind", "volume", "tmpfs"), required: true },
  target: {
    about: "where it is in the container",
    shape: text,
    required: true,
    complain: containerPathComplaint,
  },
  source: { about: "folder of the host, or name of the volume", shape: text },
  readOnly: { about: "it cannot be written", shape: flag },
  bindOptions: {
    about: "of a bind",
    shape: object("ContainerMountBindOptions", {
      propagation: {
        about: "how mounts below it spread",
        shape: oneOf("private", "rprivate", "shared", "rshared", "slave", "rslave"),
      },
    }),
  },
  tmpfsOptions: {
    about: "of a tmpfs",
    shape: object("ContainerMountTmpfsOptions", {
      mode: { about: "permission bits", shape: count },
      sizeBytes: { about: "size", shape: count },
    }),
  },
  volumeOptions: {
    about: "of a volume",
    shape: object("ContainerMountVolumeOptions", {
      noCopy: { about: "do not fill a new one from the image", shape: flag },
      labels: { about: "labels on a new one", shape: labelList("ContainerMountVolumeOptionsLabel") },
      driverName: { about: "driver of a new one", shape: text },
      driverOptions: { about: "options of that driver", shape: map },
      subpath: { about: "folder in the volume", shape: text, api: "1.45" },
    }),
  },
});

/** What the container's file system is made of. */
export const storageRows = {
  mounts: row<MountInput[]>({
    about: "mounts, as the engine's API has them",
    shape: set(mountShape),
    change: "replace",
    write: (mounts, spec) => {
      spec.HostConfig.Mounts = mounts.map(mount => engineMount(withItsOptions(mount)));
    },
    observe: ({ container }) => (container.HostConfig.Mounts ?? []).map(inputMount),
  }),
  readOnly: host("ReadonlyRootfs", {
    about: "its root file system cannot be written",
    shape: flag,
    change: "replace",
  }),
  shmSize: hostMebibytes("ShmSize", { about: "size of /dev/shm in MiB", shape: count, change: "replace" }),
  storageOpts: host("StorageOpt", {
    about: "options of the storage driver for its root",
    shape: map,
    change: "replace",
  }),
  tmpfs: host("Tmpfs", {
    about: "file systems in memory: path to options",
    shape: map,
    change: "replace",
    complain: value =>
      Object.keys(value ?? {})
        .map(containerPathComplaint)
        .find(complaint => complaint !== undefined),
  }),
  // Files are put in after creation; they cannot be told from the image's own afterwards.
  uploads: row({ about: "files put in before the start", shape: set(uploadShape), change: "replace" }),
  volumes: row<VolumeInput[]>({
    about: "volumes and folders of the host",
    shape: set(volumeShape),
    change: "replace",
    write: (volumes, spec) => {
      const binds = volumes.flatMap(volume => bind(volume) ?? []);
      const paths = volumes.flatMap(({ containerPath }) => containerPath || []);
      const from = volumes.flatMap(({ fromContainer }) => fromContainer || []);
      if (binds.length > 0) spec.HostConfig.Binds = binds;
      if (paths.length > 0) spec.Volumes = Object.fromEntries(paths.map(path => [path, {}]));
      if (from.length > 0) spec.HostConfig.VolumesFrom = from;
    },
    observe: ({ container, image }) => inputVolumes(container, Object.keys(image?.Config?.Volumes ?? {})),
    ...onlyGiven("volumes"),
  }),
};

/** Paths at which the container writes to something that outlives it: two containers at once could harm it. */
export function writableShares(inputs: Readonly<Record<string, unknown>>): string[] {
  const volumes = (inputs["volumes"] ?? []) as readonly VolumeInput[];
  const mounts = (inputs["mounts"] ?? []) as readonly MountInput[];
  return [
    ...volumes.flatMap(({ volumeName, hostPath, fromContainer, readOnly }) =>
      readOnly ? [] : hostPath || volumeName || (fromContainer ? `volumes of ${fromContainer}` : []),
    ),
    ...mounts.flatMap(({ type, source, readOnly }) => (readOnly || type === "tmpfs" ? [] : source || [])),
  ];
}

/** Says what is wrong with one entry of `volumes`, or nothing. */
export function volumeComplaint(volume: VolumeInput): string | undefined {
  if (!volume.fromContainer && !volume.containerPath) {
    return "give containerPath, or fromContainer to take over another container's volumes";
  }
  return volume.fromContainer && volume.containerPath
    ? "fromContainer takes all volumes of another container; leave containerPath out, or give a volumeName instead"
    : undefined;
}

function bind({
  containerPath,
  hostPath,
  volumeName,
  readOnly,
  selinuxRelabel,
}: VolumeInput): string | undefined {
  const source = hostPath || volumeName;
  if (!source || !containerPath) return undefined;
  return `${source}:${containerPath}:${readOnly ? "ro" : "rw"}${selinuxRelabel ? `,${selinuxRelabel}` : ""}`;
}

function inputVolumes(container: ContainerInspect, ofImage: readonly string[]): VolumeInput[] {
  const bound = (container.HostConfig.Binds ?? []).map((text): VolumeInput => {
    const [source = "", containerPath = "", mode = ""] = text.split(":");
    const modes = mode.split(",");
    const relabel = modes.find(one => one === "z" || one === "Z");
    return {
      containerPath,
      ...(source.startsWith("/") ? { hostPath: source } : { volumeName: source }),
      ...(modes.includes("ro") ? { readOnly: true } : {}),
      ...(relabel === undefined ? {} : { selinuxRelabel: relabel }),
    };
  });
  const taken = new Set([...bound.map(volume => volume.containerPath), ...ofImage]);
  const anonymous = Object.keys(container.Config.Volumes ?? {}).filter(path => !taken.has(path));
  return [
    ...bound,
    ...anonymous.map(containerPath => ({ containerPath })),
    ...(container.HostConfig.VolumesFrom ?? []).map(fromContainer => ({ fromContainer })),
  ];
}

/** Of a container's mount the options of another kind are left out, which the engine would take and ignore. */
function withItsOptions({ bindOptions, tmpfsOptions, volumeOptions, ...mount }: MountInput): MountInput {
  return {
    ...mount,
    ...(mount.type === "bind" && bindOptions ? { bindOptions } : {}),
    ...(mount.type === "tmpfs" && tmpfsOptions ? { tmpfsOptions } : {}),
    ...(mount.type === "volume" && volumeOptions ? { volumeOptions } : {}),
  };
}

/** A mount as the engine takes it. */
export function engineMount(mount: MountInput): Mount {
  const { bindOptions, tmpfsOptions, volumeOptions } = mount;
  return {
    Type: mount.type,
    Target: mount.target,
    ...(mount.source ? { Source: mount.source } : {}),
    ...(mount.readOnly ? { ReadOnly: true } : {}),
    ...(mount.type === "bind" && bindOptions?.propagation
      ? { BindOptions: { Propagation: bindOptions.propagation } }
      : {}),
    ...(tmpfsOptions
      ? { TmpfsOptions: { SizeBytes: tmpfsOptions.sizeBytes ?? 0, Mode: tmpfsOptions.mode ?? 0 } }
      : {}),
    ...(volumeOptions
      ? {
          VolumeOptions: {
            NoCopy: volumeOptions.noCopy ?? false,
            Labels: labelMap(volumeOptions.labels),
            ...(volumeOptions.driverName || volumeOptions.driverOptions
              ? {
                  DriverConfig: {
                    Name: volumeOptions.driverName ?? "",
                    Options: volumeOptions.driverOptions ?? {},
                  },
                }
              : {}),
            ...(volumeOptions.subpath ? { Subpath: volumeOptions.subpath } : {}),
          },
        }
      : {}),
  };
}

/** A mount as it is written. */
export function inputMount(mount: Mount): MountInput {
  const { BindOptions, TmpfsOptions, VolumeOptions } = mount;
  return {
    type: mount.Type,
    target: mount.Target,
    ...(mount.Source ? { source: mount.Source } : {}),
    ...(mount.ReadOnly ? { readOnly: true } : {}),
    ...(BindOptions?.Propagation ? { bindOptions: { propagation: BindOptions.Propagation } } : {}),
    ...(TmpfsOptions
      ? { tmpfsOptions: { sizeBytes: TmpfsOptions.SizeBytes ?? 0, mode: TmpfsOptions.Mode ?? 0 } }
      : {}),
    ...(VolumeOptions
      ? {
          volumeOptions: {
            noCopy: VolumeOptions.NoCopy ?? false,
            labels: Object.entries(VolumeOptions.Labels ?? {}).map(([label, value]) => ({ label, value })),
            driverName: VolumeOptions.DriverConfig?.Name ?? "",
            driverOptions: VolumeOptions.DriverConfig?.Options ?? {},
            subpath: VolumeOptions.Subpath ?? "",
          },
        }
      : {}),
  };
}
