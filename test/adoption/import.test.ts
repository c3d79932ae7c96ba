import assert from "node:assert/strict";
import {
  type ContainerInspect,
  connectNetwork,
  createContainer,
  createNetwork,
  createVolume,
  disconnectNetwork,
  inspectContainer,
  inspectImage,
  inspectNetwork,
  inspectVolume,
  startContainer,
  tagImage,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { run } from "../../tools/toolchain/index.ts";
import { engine } from "../harness/engine.ts";
import { PulumiProject, root } from "../harness/project.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { asWritten } from "../provider/officialRecord.ts";
import { newImageName, useImageNames } from "../provider/ownImage.ts";

const block = uniqueSubnet();
const [network, volume, plain, settled, host] = ["net", "data", "plain", "settled", "host"].map(unique) as [
  string,
  string,
  string,
  string,
  string,
];
const sleep = { Entrypoint: ["busybox", "sleep"], Cmd: ["1000"] };

/** A resource of a state, as `pulumi stack export` gives it. */
interface Exported {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Properties;
}

describe("pulumi import of what runs on an engine", function () {
  this.timeout(180_000);
  const [image] = useImageNames(newImageName());
  let project: PulumiProject;
  let imported: readonly Exported[] = [];
  const imports = () =>
    [
      ["network:Network", "net", network],
      ["volume:Volume", "data", volume],
      ["remoteImage:RemoteImage", "image", image],
      ["container:Container", "plain", plain],
      ["container:Container", "settled", settled],
      ["container:Container", "host", host],
    ] as const;

  before(async () => {
    project = await PulumiProject.create({ program: "" });
    await makeObjects({ "bulkhead.stack": `bulkhead-test/${project.stack}` });
    await tagImage(engine, demoImage("app"), image);
  });
  after(() => project?.dispose());

  it("takes them into the state by name, and with them writes a program that changes nothing", async () => {
    for (const [type, name, id] of imports()) {
      await project.succeed(["import", `docker:index/${type}`, name, id, ...quietly]);
    }
    imported = await exported(project);
    await project.writeProgram(programOf(imported));
    await project.succeed(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    await project.succeed(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    for (const container of [plain, settled, host]) assert.equal((await seen(container)).RestartCount, 0);
  });

  it("leaves out what the engine or the image says by itself, and nothing else", () => {
    const inputs = (name: string): Properties =>
      asWritten(imported.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs ?? {});
    assert.deepEqual(inputs("net"), {
      name: network,
      driver: "bridge",
      internal: true,
      ipamConfigs: [{ subnet: block.subnet, gateway: block.gateway }],
      labels: [{ label: "team", value: "shop" }],
      options: { "com.docker.network.driver.mtu": "1400" },
    });
    assert.deepEqual(inputs("data"), {
      name: volume,
      driver: "local",
      labels: [{ label: "team", value: "shop" }],
    });
    assert.deepEqual(inputs("image"), { name: image });
    const { shmSize, logDriver, ...others } = inputs("plain");
    assert.deepEqual([shmSize, logDriver], [64, "json-file"]);
    assert.deepEqual(others, {
      name: plain,
      image: demoImage("app"),
      entrypoints: ["busybox", "sleep"],
      command: ["1000"],
      capabilities: { drops: ["ALL"] },
      cpus: "0.5",
      envs: ["MODE=test"],
      healthcheck: {
        tests: ["CMD", "busybox", "true"],
        interval: "30s",
      },
      hostname: "till",
      labels: [{ label: "team", value: "shop" }],
      memory: 64,
      mounts: [{ type: "tmpfs", target: "/scratch" }],
      ports: [{ internal: 80, ip: "127.0.0.1", protocol: "tcp" }],
      restart: "unless-stopped",
      securityOpts: ["no-new-privileges"],
      volumes: [{ containerPath: "/data", volumeName: volume, readOnly: true }],
    });
    assert.deepEqual(inputs("settled")["networksAdvanced"], [
      { name: network, aliases: ["shop"], ipv4Address: block.address(7) },
    ]);
    assert.equal(inputs("host")["networkMode"], "host");
    assert.equal(inputs("host")["networksAdvanced"], undefined);
  });

  it("is destroyed like what the stack has made", async () => {
    await project.succeed(["destroy", "--yes", "--skip-preview"]);
    for (const name of [plain, settled, host]) assert.equal(await inspectContainer(engine, name), undefined);
    assert.equal(await inspectNetwork(engine, network), undefined);
    assert.equal(await inspectVolume(engine, volume), undefined);
    assert.equal(await inspectImage(engine, image), undefined);
  });

  it("says so of what is not there", async () => {
    const { code, stdout, stderr } = await project.pulumi([
      "import",
      "docker:index/network:Network",
      "none",
      unique("none"),
      ...quietly,
    ]);
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /resource '\S+' does not exist/);
  });
});

describe("the package's schema, from which pulumi import writes programs,", () => {
  it("is one that pulumi takes", async function () {
    this.timeout(30_000);
    const schema = await run("pulumi", [
      "package",
      "get-schema",
      `${root}/provider/bin/pulumi-resource-docker`,
    ]);
    const { name, resources } = JSON.parse(schema) as { name: string; resources: object };
    assert.equal(name, "docker");
    assert.ok("docker:index/container:Container" in resources);
  });
});

// The text of the program is the business of a language host; importOut.test.ts has one that writes it.
const quietly = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];

/** Makes what `docker run` and its like make; the label is only the mark by which a killed test's are found. */
async function makeObjects(mark: Record<string, string>): Promise<void> {
  const Labels = { team: "shop", ...mark };
  await createNetwork(engine, {
    Name: network,
    Internal: true,
    Labels,
    Options: { "com.docker.network.driver.mtu": "1400" },
    IPAM: { Config: [{ Subnet: block.subnet, Gateway: block.gateway }] },
  });
  await createVolume(engine, { Name: volume, Labels });
  const containers = [
    createContainer(engine, {
      name: plain,
      Image: demoImage("app"),
      ...sleep,
      Env: ["MODE=test"],
      Hostname: "till",
      ExposedPorts: { "80/tcp": {} },
      Healthcheck: { Test: ["CMD", "busybox", "true"], Interval: 30e9 },
      Labels,
      HostConfig: {
        Binds: [`${volume}:/data:ro`],
        CapDrop: ["ALL"],
        Memory: 64 * 1024 * 1024,
        Mounts: [{ Type: "tmpfs", Target: "/scratch" }],
        NanoCpus: 0.5e9,
        NetworkMode: "default",
        PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] },
        RestartPolicy: { Name: "unless-stopped" },
        SecurityOpt: ["no-new-privileges"],
      },
    }),
    createContainer(engine, {
      name: settled,
      Image: demoImage("app"),
      ...sleep,
      Labels,
      HostConfig: { NetworkMode: network },
    }),
    createContainer(engine, {
      name: host,
      Image: demoImage("app"),
      ...sleep,
      Labels,
      HostConfig: { NetworkMode: "host", PidMode: "host" },
    }),
  ];
  const ids = await Promise.all(containers);
  await disconnectNetwork(engine, network, settled);
  await connectNetwork(engine, network, settled, {
    Aliases: ["shop"],
    IPAMConfig: { IPv4Address: block.address(7) },
  });
  for (const id of ids) await startContainer(engine, id);
}

async function exported(project: PulumiProject): Promise<Exported[]> {
  const { stdout } = await project.succeed(["stack", "export"]);
  return (JSON.parse(stdout) as { deployment: { resources: Exported[] } }).deployment.resources;
}

/**
 * The program that states the imported inputs, every one of them, as `pulumi import` writes it: with references in the
 * place of the names of others.
 */
function programOf(resources: readonly Exported[]): string {
  const lines = resources.flatMap(({ urn, type, inputs }) => {
    const name = urn.split("::").at(-1) ?? "";
    if (!type.startsWith("docker:index/") || inputs === undefined) return [];
    const given = JSON.stringify(inputs, (key, value: unknown) => (key === "__defaults" ? undefined : value));
    const referring = type.endsWith(":Container")
      ? given.replaceAll(`:"${volume}"`, ":data.name").replaceAll(`:"${network}"`, ":net.name")
      : given;
    return [`const ${name} = new docker.${type.split(":").at(-1)}("${name}", ${referring});`];
  });
  return ['import * as docker from "@pulumi/docker";', ...lines, ""].join("\n");
}

async function seen(name: string): Promise<ContainerInspect> {
  const found = await inspectContainer(engine, name);
  assert.ok(found !== undefined);
  return found;
}
