import assert from "node:assert/strict";
import { inspectContainer, inspectVolume } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine } from "../harness/engine.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import { alphaV6, atLength, useWorld, world } from "./properties/world.ts";
import { assertSettled } from "./settled.ts";
import { assertShows, type Part } from "./shows.ts";
import { containerUrn, idle, imageUrn, useProvider, volumeUrn } from "./useProvider.ts";

/** Inputs that say something in an unusual way, or nothing at all. */
interface Form {
  readonly says: string;
  readonly inputs: Properties;
  /** What the engine's inspect shows. */
  readonly shows?: Part;
  /** What the outputs show, of these. */
  readonly state?: Properties;
}

const gpu = { Driver: "", Options: {} };

const forms: readonly Form[] = [
  { says: "no swap of its own", inputs: { memory: 64, memorySwap: 0 }, state: { memorySwap: 128 } },
  { says: "memory alone, which the engine doubles", inputs: { memory: 64 }, state: { memorySwap: 128 } },
  {
    says: "no limit of processors",
    inputs: { cpus: "0" },
    shows: { HostConfig: { NanoCpus: 0 } },
  },
  {
    says: "no servers, domains, groups or devices",
    inputs: { dns: [], dnsSearches: [], dnsOpts: [], groupAdds: [], devices: [], hosts: [], ports: [] },
    shows: { HostConfig: { Dns: null, GroupAdd: null, ExtraHosts: null } },
    state: { dns: [], groupAdds: [], ports: [] },
  },
  {
    says: "the engine's own log driver, network mode, shared memory",
    inputs: { logDriver: "", networkMode: "", shmSize: 0 },
    state: { logDriver: "json-file", networkMode: "bridge", shmSize: 64 },
  },
  {
    says: "the engine's own control group namespace",
    inputs: { cgroupnsMode: "" },
  },
  {
    says: "a log where nothing is waited for",
    inputs: { logs: true },
    state: { containerLogs: null },
  },
  {
    says: "a protocol in capitals",
    inputs: { ports: [{ internal: 80, protocol: "TCP" }] },
    shows: { HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "0.0.0.0", HostPort: "0" }] } } },
  },
  {
    says: "the same twice",
    inputs: {
      envs: ["A=b", "A=b"],
      groupAdds: ["5", "5"],
      networksAdvanced: [{ name: world.alpha.name }, { name: world.alpha.name }],
      volumes: Array(2).fill({ containerPath: "/v", volumeName: world.volume }),
      mounts: Array(2).fill({ type: "tmpfs", target: "/t" }),
    },
    shows: {
      HostConfig: {
        GroupAdd: ["5"],
        Binds: [`${world.volume}:/v:rw`],
        Mounts: [{ Type: "tmpfs", Target: "/t" }],
      },
      // As the official plugin sends it: empty, not missing.
      NetworkSettings: { Networks: { [world.alpha.name]: { IPAMConfig: {}, DriverOpts: {} } } },
    },
  },
  {
    says: "options of another kind of mount",
    inputs: {
      mounts: [{ type: "tmpfs", target: "/t", bindOptions: { propagation: "rprivate" }, volumeOptions: {} }],
    },
    shows: { HostConfig: { Mounts: [{ Type: "tmpfs", Target: "/t" }] } },
  },
  {
    says: "addresses at length, and in capitals",
    inputs: {
      networksAdvanced: [
        {
          name: world.alpha.name,
          ipv6Address: atLength(alphaV6.address).toUpperCase(),
          linkLocalIps: ["FE80:0:0:0:0:0:0:7"],
        },
      ],
    },
    shows: {
      NetworkSettings: { Networks: { [world.alpha.name]: { IPAMConfig: { IPv6Address: alphaV6.address } } } },
    },
  },
  {
    says: "a network by its mode, and another one",
    inputs: { networkMode: world.alpha.name, networksAdvanced: [{ name: world.beta.name }] },
    shows: { NetworkSettings: { Networks: { [world.alpha.name]: {}, [world.beta.name]: {} } } },
  },
  {
    says: "a network by its mode, with a name there",
    inputs: { networkMode: world.alpha.name, networksAdvanced: [{ name: world.alpha.name, aliases: ["x"] }] },
  },
  {
    says: "the GPUs' number, driver and abilities",
    inputs: { gpus: "count=2,driver=nvidia,capabilities=compute" },
    shows: {
      HostConfig: {
        DeviceRequests: [
          { ...gpu, Driver: "nvidia", Count: 2, DeviceIDs: null, Capabilities: [["compute", "gpu"]] },
        ],
      },
    },
  },
  {
    says: "GPUs of a driver, of which one is meant",
    inputs: { gpus: "driver=nvidia" },
    shows: {
      HostConfig: {
        DeviceRequests: [{ ...gpu, Driver: "nvidia", Count: 1, DeviceIDs: null, Capabilities: [["gpu"]] }],
      },
    },
  },
  {
    says: "two GPUs by their numbers",
    inputs: { gpus: '"device=0,1"' },
    shows: {
      HostConfig: {
        DeviceRequests: [{ ...gpu, Count: 0, DeviceIDs: ["0", "1"], Capabilities: [["gpu"]] }],
      },
    },
  },
  {
    says: "a container that is not started, and so does not run",
    inputs: {},
    state: { mustRun: false },
  },
];

const refused: readonly { readonly inputs: Properties; readonly says: string }[] = [
  {
    inputs: { networksAdvanced: [{ name: "one", driverOpts: ["novalue"] }] },
    says: "networksAdvanced[0].driverOpts: write each option as key=value",
  },
  {
    inputs: { networksAdvanced: [{ name: "host" }] },
    says: 'networksAdvanced[0].name: "host" is no network to be on beside others; give networkMode: "host" instead',
  },
  {
    inputs: { cpus: "0.1234567891" },
    says: 'cpus: "0.1234567891" is finer than the engine counts; write at most nine decimal places',
  },
  { inputs: { cpus: "half" }, says: 'cpus: "half" is no number of processors; write "0.5" or "2"' },
  ...["two", "count=many", "count=1,count=2", "device=", "colour=red"].map(gpus => ({
    inputs: { gpus },
    says: `gpus: "${gpus}" names no GPUs; write all, a number, device=0,1, or count=2,driver=nvidia,capabilities=compute`,
  })),
  {
    inputs: { ports: [{ internal: 80, protocol: "icmp" }] },
    says: 'ports[0].protocol: "icmp" is not one of "tcp", "udp", "sctp"',
  },
  {
    inputs: { networksAdvanced: [{ name: "one", macAddress: "02:42:ac:11:00" }] },
    says: 'networksAdvanced[0].macAddress: "02:42:ac:11:00" is no MAC address; write six bytes like 02:42:0a:40:00:05',
  },
  {
    inputs: { networksAdvanced: [{ name: "one", ipv4Address: "10.64.0" }] },
    says: 'networksAdvanced[0].ipv4Address: "10.64.0" is no IPv4 address; write it like 10.64.0.5',
  },
  {
    inputs: { networksAdvanced: [{ name: "bridge", aliases: ["shop"] }] },
    says: 'networksAdvanced[0]: the engine\'s own network "bridge" has no aliases; give a network of your own, or leave it out',
  },
  {
    inputs: { networksAdvanced: [{ name: "one" }, { name: "one", aliases: ["shop"] }] },
    says: "networksAdvanced[1]: networksAdvanced[0] is the network one already; say all there is to it in one of them",
  },
  {
    inputs: { ports: [{ internal: 80 }, { internal: 80, protocol: "TCP", ip: "0.0.0.0" }] },
    says: "ports[1]: it says the same as ports[0]; leave one of them out",
  },
  {
    inputs: {
      ports: [
        { internal: 80, external: 8080 },
        { internal: 81, external: 8080, ip: "127.0.0.1" },
        { internal: 82, external: 8080, ip: "::1" },
      ],
    },
    says: "ports[1]: ports[0] has port 8080 of the host already; choose another one",
  },
  {
    inputs: { ports: [{ internal: 80, ip: "localhost" }] },
    says: 'ports[0].ip: "localhost" is no IP address; write it like 10.64.0.5 or fd00:64::5',
  },
  {
    inputs: { volumes: [{ containerPath: "data", volumeName: "v" }] },
    says: 'volumes[0].containerPath: "data" must be an absolute path in the container; write "/data"',
  },
  {
    inputs: { mounts: [{ type: "tmpfs", target: "./run" }] },
    says: 'mounts[0].target: "./run" must be an absolute path in the container; write "/run"',
  },
  {
    inputs: { tmpfs: { "/run": "", tmp: "" } },
    says: 'tmpfs: "tmp" must be an absolute path in the container; write "/tmp"',
  },
  {
    inputs: { capabilities: { adds: ["CHOWN", "net_admim"], drops: ["ALL"] } },
    says: 'capabilities.adds: the kernel has no "net_admim"; write NET_ADMIN',
  },
  {
    inputs: { healthcheck: { tests: ["pg_isready", "-U", "shop"] } },
    says: 'healthcheck.tests: "pg_isready" is none of "CMD", "CMD-SHELL", "NONE" and ""; write ["CMD", "pg_isready", ...] for a program, or ["CMD-SHELL", "a command line"]',
  },
  {
    inputs: { stopSignal: "SIGTREM" },
    says: 'stopSignal: "SIGTREM" is no signal; write a name like SIGTERM, or its number',
  },
  { inputs: { cgroupnsMode: "shared" }, says: 'cgroupnsMode: "shared" is neither "private" nor "host"' },
];

describe("provider: a container said in an unusual way", () => {
  const provider = useProvider();
  useWorld();
  const [image] = useImageNames(newImageName());
  before(() =>
    commitImage(image, {
      Env: ["OF_THE_IMAGE=1"],
      Volumes: { "/of-the-image": {} },
      Entrypoint: ["busybox"],
    }),
  );

  for (const { says, inputs, shows = {}, state = {} } of forms) {
    it(`${says}: ${JSON.stringify(inputs).replaceAll(world.alpha.name, "alpha").slice(0, 70)}`, async () => {
      const given = { ...idle, start: false, ...inputs };
      const made = await provider.client.make(containerUrn(), given);
      try {
        assertShows(await inspectContainer(engine, made.id), shows);
        assertShows(made.state, state);
        await assertSettled(provider.client, made, given);
      } finally {
        await provider.client.delete(made.urn, made.id, made.state);
      }
    });
  }

  it("no entrypoint: the image's own stays; what else the image brings is no part of the outputs", async () => {
    const { entrypoints: _, ...rest } = idle;
    const given = { ...rest, image, entrypoints: [], command: ["sleep", "1000"], envs: ["OF_THE_PROGRAM=2"] };
    const made = await provider.client.make(containerUrn(), given);
    const seen = await inspectContainer(engine, made.id);
    assert.deepEqual([seen?.State.Running, seen?.Config.Entrypoint], [true, ["busybox"]]);
    assert.ok(seen?.Config.Env?.includes("OF_THE_IMAGE=1"));
    assertShows(made.state, {
      envs: ["OF_THE_PROGRAM=2"],
      labels: [],
      volumes: [],
      entrypoints: ["busybox"],
    });
    await assertSettled(provider.client, made, given);
    await provider.client.delete(made.urn, made.id, made.state);
  });

  it("another container's network: the outputs name it by its id, as the engine does", async () => {
    const given = { ...idle, start: false, networkMode: `container:${world.companion}` };
    const made = await provider.client.make(containerUrn(), given);
    const companion = await inspectContainer(engine, world.companion);
    assert.equal(made.state["networkMode"], `container:${companion?.Id}`);
    await assertSettled(provider.client, made, given);
    await provider.client.delete(made.urn, made.id, made.state);
  });

  it("a volume without a driver is the engine's own", async () => {
    const made = await provider.client.make(volumeUrn(), { driver: "", driverOpts: {} });
    assert.equal((await inspectVolume(engine, made.id))?.Driver, "local");
    assert.equal(made.state["driver"], "local");
    await assertSettled(provider.client, made, { driver: "", driverOpts: {} });
    await provider.client.delete(made.urn, made.id, made.state);
  });

  it("an image that is there is taken for its platform's other name", async () => {
    const architecture = { x64: "x86_64", arm64: "aarch64" }[process.arch as "x64" | "arm64"];
    const given = { name: image, platform: `linux/${architecture}`, keepLocally: true };
    const made = await provider.client.make(imageUrn(), given);
    await assertSettled(provider.client, made, given);
  });

  for (const { inputs, says } of refused) {
    it(`refuses ${JSON.stringify(inputs)}`, async () => {
      const { failures } = await provider.client.check(containerUrn(), {}, { ...idle, ...inputs });
      assert.deepEqual(
        failures.map(({ property, reason }) => `${property}: ${reason}`),
        [says],
      );
    });
  }
});
