import type { PropertyCase } from "./case.ts";
import { world } from "./world.ts";

/** How the container is shut off from its host. */
export const securityCases: readonly PropertyCase[] = [
  {
    first: { capabilities: { adds: ["net_admin", "CAP_CHOWN"], drops: ["NET_RAW", "CAP_MKNOD"] } },
    shows: { HostConfig: { CapAdd: ["CAP_CHOWN", "CAP_NET_ADMIN"], CapDrop: ["CAP_MKNOD", "CAP_NET_RAW"] } },
    second: { capabilities: { drops: ["ALL"] } },
    change: "replace",
    started: true,
  },
  {
    first: { cgroupParent: "/bulkhead-test" },
    shows: { HostConfig: { CgroupParent: "/bulkhead-test" } },
    second: { cgroupParent: "/bulkhead-test-other" },
    change: "replace",
  },
  {
    first: { cgroupnsMode: "host" },
    shows: { HostConfig: { CgroupnsMode: "host" } },
    second: { cgroupnsMode: "private" },
    change: "replace",
  },
  {
    first: { deviceCgroupRules: ["c 42:* rmw", "b 7:0 r"] },
    shows: { HostConfig: { DeviceCgroupRules: ["c 42:* rmw", "b 7:0 r"] } },
    second: { deviceCgroupRules: ["c 42:* r"] },
    change: "replace",
    started: true,
  },
  {
    first: {
      deviceRequests: [
        {
          driver: "nvidia",
          count: -1,
          capabilities: ["gpu", "compute"],
          options: { visible: "all" },
        },
        { driver: "cdi", deviceIds: ["vendor.test/one=0", "vendor.test/one=1"] },
      ],
    },
    shows: {
      HostConfig: {
        DeviceRequests: [
          {
            Driver: "nvidia",
            Count: -1,
            DeviceIDs: [],
            Capabilities: [["gpu", "compute"]],
            Options: { visible: "all" },
          },
          {
            Driver: "cdi",
            Count: 0,
            DeviceIDs: ["vendor.test/one=0", "vendor.test/one=1"],
            Capabilities: [[]],
            Options: {},
          },
        ],
      },
    },
    second: { deviceRequests: [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }] },
    change: "replace",
    startRefused: /Could not start container \S+: the engine has nothing that gives it GPUs\./,
  },
  {
    first: {
      devices: [
        { hostPath: "/dev/null", containerPath: "/dev/nothing", permissions: "rw" },
        { hostPath: "/dev/zero" },
      ],
    },
    shows: {
      HostConfig: {
        Devices: [
          { PathOnHost: "/dev/null", PathInContainer: "/dev/nothing", CgroupPermissions: "rw" },
          { PathOnHost: "/dev/zero", PathInContainer: "/dev/zero", CgroupPermissions: "rwm" },
        ],
      },
    },
    second: { devices: [{ hostPath: "/dev/zero", permissions: "r" }] },
    change: "replace",
    started: true,
  },
  {
    first: { gpus: "all" },
    shows: {
      HostConfig: {
        DeviceRequests: [{ Driver: "", Count: -1, DeviceIDs: null, Capabilities: [["gpu"]], Options: {} }],
      },
    },
    second: { gpus: "device=0,1" },
    change: "replace",
    startRefused: /Could not start container \S+: the engine has nothing that gives it GPUs\./,
  },
  {
    first: { groupAdds: ["5", "6"] },
    shows: { HostConfig: { GroupAdd: ["5", "6"] } },
    second: { groupAdds: ["5"] },
    change: "replace",
  },
  {
    first: { ipcMode: "shareable" },
    shows: { HostConfig: { IpcMode: "shareable" } },
    second: { ipcMode: `container:${world.companion}` },
    change: "replace",
  },
  {
    first: { pidMode: "host", ipcMode: "host" },
    shows: { HostConfig: { PidMode: "host", IpcMode: "host", SecurityOpt: ["label=disable"] } },
    second: { pidMode: `container:${world.companion}`, ipcMode: "none" },
    change: "replace",
    started: true,
  },
  {
    first: { privileged: true },
    shows: { HostConfig: { Privileged: true } },
    second: { privileged: false },
    change: "replace",
  },
  {
    first: { runtime: "io.containerd.runc.v2" },
    shows: { HostConfig: { Runtime: "io.containerd.runc.v2" } },
    second: { runtime: "runc" },
    change: "replace",
    started: true,
  },
  {
    first: { securityOpts: ["no-new-privileges:true", "seccomp=unconfined", "systempaths=unconfined"] },
    shows: {
      HostConfig: {
        SecurityOpt: ["no-new-privileges:true", "seccomp=unconfined"],
        MaskedPaths: [],
        ReadonlyPaths: [],
      },
    },
    second: { securityOpts: ["no-new-privileges:true"] },
    change: "replace",
    started: true,
  },
  {
    first: { sysctls: { "net.ipv4.ip_forward": "0", "net.core.somaxconn": "512" } },
    shows: { HostConfig: { Sysctls: { "net.ipv4.ip_forward": "0", "net.core.somaxconn": "512" } } },
    second: { sysctls: { "net.ipv4.ip_forward": "1" } },
    change: "replace",
    started: true,
  },
  {
    first: { usernsMode: "host" },
    shows: { HostConfig: { UsernsMode: "host" } },
    second: { usernsMode: undefined },
    change: "replace",
  },
];
