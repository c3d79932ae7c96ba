import { join } from "node:path";
import { differences } from "../../harness/differences.ts";
import type { PropertyCase } from "./case.ts";
import { world } from "./world.ts";

/** What the container's file system is made of. */
export const storageCases: readonly PropertyCase[] = [
  {
    first: {
      mounts: [
        {
          type: "volume",
          target: "/data",
          source: world.volume,
          readOnly: true,
          volumeOptions: {
            noCopy: true,
            labels: [
              { label: "team", value: "shop" },
              { label: "note", value: "" },
            ],
            driverName: "local",
            driverOptions: { type: "tmpfs", device: "tmpfs" },
          },
        },
        { type: "bind", target: "/host", source: world.folder, bindOptions: { propagation: "rslave" } },
        { type: "tmpfs", target: "/scratch", tmpfsOptions: { mode: 0o1777, sizeBytes: 1_048_576 } },
      ],
    },
    shows: {
      HostConfig: {
        Mounts: [
          {
            Type: "volume",
            Target: "/data",
            Source: world.volume,
            ReadOnly: true,
            VolumeOptions: {
              NoCopy: true,
              Labels: { team: "shop", note: "" },
              DriverConfig: { Name: "local", Options: { type: "tmpfs", device: "tmpfs" } },
            },
          },
          { Type: "bind", Target: "/host", Source: world.folder, BindOptions: { Propagation: "rslave" } },
          { Type: "tmpfs", Target: "/scratch", TmpfsOptions: { SizeBytes: 1_048_576, Mode: 0o1777 } },
        ],
      },
    },
    second: { mounts: [{ type: "volume", target: "/data", source: world.otherVolume }] },
    change: "replace",
  },
  {
    first: {
      mounts: [{ type: "volume", target: "/data", source: world.volume, volumeOptions: { subpath: "a" } }],
    },
    second: {
      mounts: [{ type: "volume", target: "/data", source: world.volume, volumeOptions: { subpath: "b" } }],
    },
    change: "replace",
  },
  {
    first: { readOnly: true },
    shows: { HostConfig: { ReadonlyRootfs: true } },
    second: { readOnly: false },
    change: "replace",
    started: true,
  },
  {
    first: { shmSize: 128 },
    shows: { HostConfig: { ShmSize: 128 * 1024 * 1024 } },
    second: { shmSize: 32 },
    change: "replace",
  },
  {
    first: { storageOpts: { size: "1G" } },
    second: { storageOpts: undefined },
    change: "replace",
    refused: /--storage-opt is supported only for overlay over xfs with 'pquota' mount option/,
    later: {
      row: differences.storageOpts,
      expects: { refused: /this engine keeps its images in containerd, and ignores storageOpts there/ },
    },
  },
  {
    first: { tmpfs: { "/run": "size=1m,noexec", "/tmp": "" } },
    shows: { HostConfig: { Tmpfs: { "/run": "size=1m,noexec", "/tmp": "" } } },
    second: { tmpfs: { "/run": "size=1m,noexec" } },
    change: "replace",
    started: true,
  },
  {
    first: {
      uploads: [
        { file: "/etc/app.conf", content: "key=value\n" },
        {
          file: "/srv/a/run.sh",
          contentBase64: Buffer.from("#!/bin/sh\n").toString("base64"),
          executable: true,
        },
        {
          file: "/srv/b/note",
          source: join(world.folder, "note"),
          sourceHash: "one",
          permissions: "0600",
          owner: "1",
          group: "2",
        },
        { file: "/srv/empty", content: "" },
      ],
    },
    second: { uploads: [{ file: "/etc/app.conf", content: "key=other\n" }] },
    change: "replace",
  },
  {
    first: {
      uploads: [{ file: "/srv/note", source: join(world.folder, "note"), sourceHash: "one" }],
    },
    second: {
      uploads: [{ file: "/srv/note", source: join(world.folder, "note"), sourceHash: "two" }],
    },
    change: "replace",
  },
  {
    first: {
      volumes: [
        { containerPath: "/named", volumeName: world.volume, readOnly: true },
        { containerPath: "/host", hostPath: world.folder, selinuxRelabel: "z" },
        { containerPath: "/anonymous" },
        { fromContainer: world.companion },
      ],
    },
    shows: {
      Config: { Volumes: { "/named": {}, "/host": {}, "/anonymous": {} } },
      HostConfig: {
        Binds: [`${world.volume}:/named:ro`, `${world.folder}:/host:rw,z`],
        VolumesFrom: [world.companion],
      },
    },
    second: { volumes: [{ containerPath: "/named", volumeName: world.volume }] },
    change: "replace",
    started: true,
  },
];
