import { differences } from "../../harness/differences.ts";
import type { PropertyCase } from "./case.ts";
import { alphaV6, world } from "./world.ts";

const { alpha, beta } = world;

/** How the container is reached and what it reaches. */
export const networkingCases: readonly PropertyCase[] = [
  {
    first: {
      dns: ["10.1.1.1", "10.1.1.2"],
      dnsOpts: ["timeout:3", "ndots:1"],
      dnsSearches: ["example.com", "corp.example.com"],
    },
    shows: {
      HostConfig: {
        Dns: ["10.1.1.1", "10.1.1.2"],
        DnsOptions: ["timeout:3", "ndots:1"],
        DnsSearch: ["example.com", "corp.example.com"],
      },
    },
    second: {
      dns: ["10.1.1.2", "10.1.1.1"],
      dnsOpts: ["ndots:1", "timeout:3"],
      dnsSearches: ["corp.example.com"],
    },
    change: "replace",
  },
  {
    first: {
      hosts: [
        { host: "db", ip: "10.1.1.9" },
        { host: "v6", ip: "fd00::9" },
        { host: "gateway", ip: "host-gateway" },
      ],
    },
    shows: { HostConfig: { ExtraHosts: ["db:10.1.1.9", "v6:fd00::9", "gateway:host-gateway"] } },
    second: { hosts: [{ host: "db", ip: "10.1.1.8" }] },
    change: "replace",
  },
  {
    first: { logDriver: "json-file", logOpts: { "max-size": "5m", "max-file": "2" } },
    shows: {
      HostConfig: { LogConfig: { Type: "json-file", Config: { "max-size": "5m", "max-file": "2" } } },
    },
    second: { logDriver: "local", logOpts: { "max-size": "6m" } },
    change: "replace",
  },
  {
    first: { networkMode: "none" },
    shows: { HostConfig: { NetworkMode: "none" } },
    second: { networkMode: "host" },
    change: "replace",
    started: true,
  },
  {
    first: { networkMode: "none" },
    second: { networkMode: undefined },
    change: "update",
    nowShows: { NetworkSettings: { Networks: { none: undefined, bridge: {} } } },
    started: true,
  },
  {
    first: { networkMode: "bridge" },
    second: { networkMode: "none" },
    change: "update",
    nowShows: { NetworkSettings: { Networks: { bridge: undefined, none: {} } } },
    started: true,
  },
  {
    first: { networkMode: "none" },
    second: { networkMode: undefined, networksAdvanced: [{ name: alpha.name, aliases: ["shop"] }] },
    change: "update",
    nowShows: {
      NetworkSettings: { Networks: { none: undefined, bridge: undefined, [alpha.name]: {} } },
    },
    started: true,
  },
  {
    first: { networkMode: alpha.name },
    shows: { HostConfig: { NetworkMode: alpha.name } },
    second: { networkMode: `container:${world.companion}` },
    change: "replace",
    started: true,
  },
  {
    first: { networksAdvanced: [{ name: alpha.name, aliases: ["shop", "till"] }, { name: beta.name }] },
    shows: { HostConfig: { NetworkMode: "bridge" } },
    second: { networksAdvanced: [{ name: beta.name, aliases: ["shop"], ipv4Address: beta.address(9) }] },
    change: "update",
    nowShows: {
      NetworkSettings: {
        Networks: { [beta.name]: { IPAMConfig: { IPv4Address: beta.address(9) } }, [alpha.name]: undefined },
      },
    },
    started: true,
  },
  {
    first: {
      networksAdvanced: [
        {
          name: alpha.name,
          ipv4Address: alpha.address(5),
          ipv6Address: alphaV6.address,
          linkLocalIps: ["169.254.77.1", "169.254.77.2"],
          driverOpts: ["test.one=1", "test.two=a=b"],
        },
      ],
    },
    shows: {
      NetworkSettings: {
        Networks: {
          [alpha.name]: {
            IPAMConfig: {
              IPv4Address: alpha.address(5),
              IPv6Address: alphaV6.address,
              LinkLocalIPs: ["169.254.77.1", "169.254.77.2"],
            },
            DriverOpts: { "test.one": "1", "test.two": "a=b" },
          },
          bridge: undefined,
        },
      },
    },
    second: {
      networksAdvanced: [{ name: alpha.name, ipv4Address: alpha.address(6), driverOpts: ["test.one=2"] }],
    },
    change: "update",
    nowShows: {
      NetworkSettings: {
        Networks: {
          [alpha.name]: { IPAMConfig: { IPv4Address: alpha.address(6) }, DriverOpts: { "test.one": "2" } },
        },
      },
    },
    started: true,
  },
  {
    first: { networksAdvanced: [{ name: alpha.name }] },
    shows: { NetworkSettings: { Networks: { bridge: undefined } } },
    second: { networksAdvanced: undefined },
    change: "update",
    nowShows: { NetworkSettings: { Networks: { [alpha.name]: undefined, bridge: {} } } },
    started: true,
  },
  {
    first: {
      networksAdvanced: [
        { name: alpha.name, gwPriority: 2 },
        { name: beta.name, gwPriority: 1 },
      ],
    },
    shows: { NetworkSettings: { Networks: { [alpha.name]: { GwPriority: 2 } } } },
    second: {
      networksAdvanced: [
        { name: alpha.name, gwPriority: 1 },
        { name: beta.name, gwPriority: 3 },
      ],
    },
    nowShows: {
      NetworkSettings: { Networks: { [alpha.name]: { GwPriority: 1 }, [beta.name]: { GwPriority: 3 } } },
    },
    change: "update",
    started: true,
  },
  {
    first: {
      networksAdvanced: [
        { name: alpha.name, macAddress: "02:42:0a:00:00:05" },
        { name: beta.name, macAddress: "02-42-0A-00-00-15" },
      ],
    },
    shows: {
      NetworkSettings: {
        Networks: {
          [alpha.name]: { MacAddress: "02:42:0a:00:00:05" },
          [beta.name]: { MacAddress: "02:42:0a:00:00:15" },
        },
      },
    },
    second: { networksAdvanced: [{ name: alpha.name, macAddress: "0242.0a00.0006" }] },
    nowShows: {
      NetworkSettings: {
        Networks: { [alpha.name]: { MacAddress: "02:42:0a:00:00:06" }, [beta.name]: undefined },
      },
    },
    change: "replace",
    later: { row: differences.changedMac, expects: { change: "update" } },
    started: true,
  },
  {
    first: {
      ports: [
        { internal: 8080, ip: "127.0.0.1" },
        { internal: 5353, protocol: "udp", ip: "127.0.0.1", external: 0 },
      ],
    },
    shows: {
      Config: { ExposedPorts: { "8080/tcp": {}, "5353/udp": {} } },
      HostConfig: {
        PortBindings: {
          "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }],
          "5353/udp": [{ HostIp: "127.0.0.1", HostPort: "0" }],
        },
      },
    },
    second: { ports: [{ internal: 8080, ip: "127.0.0.1", protocol: "udp" }] },
    change: "replace",
    started: true,
  },
  {
    // Only created, so that no port of this machine is taken.
    first: {
      ports: [
        { internal: 80, external: 18080 },
        { internal: 80, external: 18081, ip: "::1" },
      ],
    },
    shows: {
      HostConfig: {
        PortBindings: {
          "80/tcp": [
            { HostIp: "0.0.0.0", HostPort: "18080" },
            { HostIp: "::1", HostPort: "18081" },
          ],
        },
      },
    },
    second: { ports: [{ internal: 80, external: 18082 }] },
    change: "replace",
  },
  {
    first: { publishAllPorts: true },
    shows: { HostConfig: { PublishAllPorts: true } },
    second: { publishAllPorts: false },
    change: "replace",
  },
];
