import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine } from "../harness/engine.ts";
import { PulumiProject } from "../harness/project.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { movedHere, type RecordedCase, recordedCases } from "../provider/officialRecord.ts";

const block = uniqueSubnet();
const names = { network: unique("net"), volume: unique("data"), container: unique("app") };
const command = ["/bin/busybox", "sleep", "100000"];

/** A program as its owner wrote it for the official plugin. */
const program = (container = ""): string => `
import * as docker from "@pulumi/docker";

const image = new docker.RemoteImage("image", { name: "${demoImage("app")}", keepLocally: true });
const network = new docker.Network("net", {
  ipamConfigs: [{ subnet: "${block.subnet}", gateway: "${block.gateway}" }],
});
const volume = new docker.Volume("data", { labels: [{ label: "k", value: "v" }] });
new docker.Container("app", {
  image: image.name,
  command: ${JSON.stringify(command)},
  entrypoints: [],
  destroyGraceSeconds: 1,
  networksAdvanced: [{ name: network.name, aliases: ["zeta", "alpha"] }],
  volumes: [{ volumeName: volume.name, containerPath: "/v" }],
  ${container}
});
`;

describe("a stack of the official plugin, with the embedded one in its place,", function () {
  this.timeout(120_000);
  let project: PulumiProject;
  let made: ContainerInspect;

  before(async () => {
    project = await PulumiProject.create({ program: program() });
    made = await makeObjects(project.stack);
    await importState(project, await stateOf(project.stack, made));
  });
  after(() => project?.dispose());

  it("has nothing to change, in up and in refresh", async () => {
    await project.succeed(["preview", "--expect-no-changes"]);
    await project.succeed(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    await project.succeed(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    await project.succeed(["preview", "--refresh", "--expect-no-changes"]);
  });

  it("keeps the official plugin's notes in its state, for the way back", async () => {
    const state = await project.stateText();
    assert.match(state, /__pulumi_raw_state_delta/);
    assert.match(state, /schema_version/);
  });

  it("changes its containers in place", async () => {
    await project.writeProgram(program(`name: "${names.container}-renamed", memory: 64,`));
    await project.up();
    const now = await inspectContainer(engine, made.Id);
    assert.equal(now?.Name, `/${names.container}-renamed`);
    assert.equal(now.HostConfig.Memory, 64 * 1024 * 1024);
    assert.equal(now.State.StartedAt, made.State.StartedAt);
    await project.succeed(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  });

  it("replaces them where it must, and takes everything down at the end", async () => {
    await project.writeProgram(program('envs: ["MODE=test"],'));
    await project.up();
    assert.equal(await inspectContainer(engine, made.Id), undefined);
    const label = `bulkhead-test/${project.stack}`;
    const [successor] = await engine.read("list", docker =>
      docker.listContainers({ filters: { label: [`bulkhead.stack=${label}`] } }),
    );
    assert.deepEqual(Object.keys(successor?.NetworkSettings.Networks ?? {}), [names.network]);
    await project.succeed(["destroy", "--yes", "--skip-preview"]);
    assert.equal(await inspectNetwork(engine, names.network), undefined);
    assert.equal(await inspectVolume(engine, names.volume), undefined);
    assert.notEqual(await inspectImage(engine, demoImage("app")), undefined);
  });
});

/** Makes the objects as the official plugin does; the label is only the mark by which a killed test's are found. */
async function makeObjects(stack: string): Promise<ContainerInspect> {
  const mark = { "bulkhead.stack": `bulkhead-test/${stack}` };
  await createNetwork(engine, {
    Name: names.network,
    Labels: mark,
    IPAM: { Config: [{ Subnet: block.subnet, Gateway: block.gateway }] },
  });
  await createVolume(engine, { Name: names.volume, Labels: { k: "v", ...mark } });
  const id = await createContainer(engine, {
    name: names.container,
    Image: demoImage("app"),
    Entrypoint: [],
    Cmd: command,
    Labels: mark,
    HostConfig: { Init: false, NetworkMode: "bridge", Binds: [`${names.volume}:/v:rw`] },
  });
  await disconnectNetwork(engine, "bridge", id);
  await connectNetwork(engine, names.network, id, { Aliases: ["alpha", "zeta"] });
  await startContainer(engine, id);
  const seen = await inspectContainer(engine, id);
  assert.ok(seen !== undefined);
  return seen;
}

/** The resources of the state, in the form the official plugin was recorded to write. */
async function stateOf(stack: string, container: ContainerInspect): Promise<object[]> {
  const network = await inspectNetwork(engine, names.network);
  const image = await inspectImage(engine, demoImage("app"));
  const endpoint = container.NetworkSettings.Networks?.[names.network];
  const urn = (type: string, name: string): string => `urn:pulumi:${stack}::bulkhead-test::${type}::${name}`;
  const provider = {
    urn: urn("pulumi:providers:docker", "default_5_2_0"),
    type: "pulumi:providers:docker",
    id: "0d9f2a5e-3b0f-4a70-9d53-5d7a0b3f6c11",
    custom: true,
    inputs: { version: "5.2.0" },
    outputs: { version: "5.2.0" },
  };
  const root = {
    urn: urn("pulumi:pulumi:Stack", `bulkhead-test-${stack}`),
    type: "pulumi:pulumi:Stack",
    custom: false,
  };
  const resource = (name: string, one: RecordedCase, inputs: Properties, outputs: Properties) => ({
    urn: urn(one.type, name),
    type: one.type,
    id: outputs["id"],
    custom: true,
    parent: root.urn,
    provider: `${provider.urn}::${provider.id}`,
    inputs: { ...one.inputs, ...inputs },
    outputs: { ...one.outputs, ...inputs, ...outputs },
  });
  const [net, vol, app] = [
    recorded("net1", [
      ["10.66.1.0/24", block.subnet],
      ["10.66.1.1", block.gateway],
    ]),
    recorded("volLabels", []),
    recorded("networksOne", [["net1-64fa74b", names.network]]),
  ];
  const volumes = [{ containerPath: "/v", volumeName: names.volume }];
  return [
    root,
    provider,
    resource(
      "image",
      recorded("imgKeep", []),
      { name: demoImage("app") },
      {
        id: `${image?.Id}${demoImage("app")}`,
        imageId: image?.Id,
      },
    ),
    resource("net", net, { name: names.network }, { id: network?.Id }),
    resource(
      "data",
      vol,
      { name: names.volume },
      { id: names.volume, mountpoint: `/var/lib/docker/volumes/${names.volume}/_data` },
    ),
    resource(
      "app",
      app,
      {
        name: names.container,
        image: demoImage("app"),
        entrypoints: [],
        volumes: volumes.map(volume => ({ __defaults: [], ...volume })),
      },
      {
        id: container.Id,
        hostname: container.Config.Hostname,
        workingDir: container.Config.WorkingDir ?? "",
        user: container.Config.User ?? "",
        volumes: volumes.map(volume => ({
          fromContainer: "",
          hostPath: "",
          readOnly: false,
          selinuxRelabel: "",
          ...volume,
        })),
        networkDatas: [
          {
            networkName: names.network,
            ipAddress: endpoint?.IPAddress,
            ipPrefixLength: endpoint?.IPPrefixLen,
            gateway: endpoint?.Gateway,
            globalIpv6Address: "",
            globalIpv6PrefixLength: 0,
            ipv6Gateway: "",
            macAddress: endpoint?.MacAddress,
          },
        ],
      },
    ),
  ];
}

function recorded(name: string, pairs: readonly (readonly [string, string])[]): RecordedCase {
  const found = recordedCases.find(one => one.case === name);
  assert.ok(found !== undefined, name);
  return movedHere(found, pairs);
}

async function importState(project: PulumiProject, resources: readonly object[]): Promise<void> {
  const deployment = JSON.parse((await project.succeed(["stack", "export"])).stdout) as {
    deployment: Record<string, unknown>;
  };
  deployment.deployment["resources"] = resources;
  const file = join(project.folder, "official.json");
  await writeFile(file, JSON.stringify(deployment));
  await project.succeed(["stack", "import", "--file", file]);
}
