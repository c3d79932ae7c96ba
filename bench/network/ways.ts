import type { ContainerSpec, NetworkSpec } from "../../engine/index.ts";

/** The port both protocols are served on. */
export const port = 7000;

/** Where a published port comes out at the host. */
export const hostPort = 17000;

/** The folder of the shared volume, and the socket in it. */
const folder = "/sockets";
const socket = `${folder}/pair`;

/** Where things are, once the server runs. */
export interface Places {
  /** The server's address on the network that is measured. */
  readonly server: string;
  /** The host's address on the client's network. */
  readonly gateway: string;
}

/** One way from a client to a server. */
export interface Way {
  readonly name: string;
  /** The network of the server, made for this way; none where it is the host's. */
  readonly network?: Partial<NetworkSpec>;
  /** The client's, where it is another. */
  readonly client?: "host" | "other";
  readonly server?: ContainerSpec["HostConfig"];
  readonly serverArgs?: readonly string[];
  readonly mounts?: string;
  /** What the client dials. */
  readonly dial: (places: Places) => readonly [network: "tcp" | "unix", address: string];
  /** Only on an engine with the userland proxy, or only on one without it. @default with it */
  readonly proxy?: "without" | "both";
  /** An engine need not be able to. */
  readonly optional?: boolean;
}

const byAddress: Way["dial"] = ({ server }) => ["tcp", `${server}:${port}`];
const mtu = (bytes: number): Partial<NetworkSpec> => ({
  Options: { "com.docker.network.driver.mtu": String(bytes) },
});
const published: ContainerSpec["HostConfig"] = {
  PortBindings: Object.fromEntries(
    ["tcp", "udp"].map(protocol => [`${port}/${protocol}`, [{ HostIp: "0.0.0.0", HostPort: `${hostPort}` }]]),
  ),
};

/** What is measured, in the order in which it is told. */
export const ways: readonly Way[] = [
  { name: "bridge, by address", network: {}, dial: byAddress },
  { name: "bridge, by name", network: {}, dial: () => ["tcp", `server:${port}`] },
  { name: "host network", client: "host", dial: () => ["tcp", `127.0.0.1:${port}`] },
  {
    name: "Unix socket on a shared volume",
    network: {},
    mounts: folder,
    serverArgs: [socket],
    dial: () => ["unix", socket],
  },
  {
    name: "published, the host at 127.0.0.1",
    ...{ network: {}, client: "host", server: published, proxy: "both" },
    dial: () => ["tcp", `127.0.0.1:${hostPort}`],
  },
  {
    name: "published, the host at its own address",
    ...{ network: {}, client: "host", server: published },
    dial: ({ gateway }) => ["tcp", `${gateway}:${hostPort}`],
  },
  {
    name: "published, another network by the host's address",
    ...{ network: {}, client: "other", server: published, proxy: "both" },
    dial: ({ gateway }) => ["tcp", `${gateway}:${hostPort}`],
  },
  { name: "bridge, MTU 1450", network: mtu(1450), dial: byAddress },
  { name: "bridge, MTU 9000", network: mtu(9000), dial: byAddress },
  {
    name: "overlay, on one machine",
    network: { Driver: "overlay", Attachable: true },
    dial: byAddress,
    optional: true,
  },
];

/** Of members that are kept apart nothing gets through: there is nothing to measure but that. */
export const apart: Way = {
  name: "bridge, icc off",
  network: { Options: { "com.docker.network.bridge.enable_icc": "false" } },
  dial: byAddress,
};
