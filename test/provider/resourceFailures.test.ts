import assert from "node:assert/strict";
import {
  createContainer,
  createVolume,
  inspectImage,
  inspectNetwork,
  inspectVolume,
  removeContainer,
  removeVolume,
  startContainer,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine, testLabels } from "../harness/engine.ts";
import type { Made, RpcFailure } from "../harness/providerClient.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import { imageUrn, networkUrn, useProvider, volumeUrn } from "./useProvider.ts";

const [taken, free] = [uniqueSubnet(), uniqueSubnet()];

describe("provider: a network that cannot be", () => {
  const provider = useProvider();
  let first: Made;
  before(async () => {
    first = await provider.client.make(networkUrn(), {
      ipamConfigs: [{ subnet: taken.subnet, gateway: taken.gateway }],
    });
  });

  const refused: readonly (readonly [title: string, inputs: () => Properties, says: string])[] = [
    [
      "overlaps another, which is named",
      () => ({ ipamConfigs: [{ subnet: taken.subnet.replace("/28", "/29"), gateway: taken.gateway }] }),
      `Could not create network NAME: its subnet overlaps ${taken.subnet} of the network FIRST. Choose another subnet, or remove that network if nobody needs it.`,
    ],
    [
      "has the name of another",
      () => ({ name: first.inputs["name"], ipamConfigs: [{ subnet: free.subnet, gateway: free.gateway }] }),
      `Could not create network FIRST (${free.subnet}): a network named FIRST already exists. Give another name, or remove that network if nobody needs it.`,
    ],
    [
      "is an overlay without a swarm",
      () => ({ driver: "overlay", ipamConfigs: [{ subnet: free.subnet, gateway: free.gateway }] }),
      `Could not create network NAME (${free.subnet}): This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again. The engine refused it; correct the setting it names.`,
    ],
  ];
  for (const [title, inputs, says] of refused) {
    it(`because it ${title}, leaves nothing`, async () => {
      const urn = networkUrn();
      const checked = (await provider.client.check(urn, {}, inputs())).inputs;
      const name = String(checked["name"]);
      await fails(provider.client.create(urn, checked), message => {
        const [own, other] = [name, String(first.inputs["name"])];
        assert.equal(message.replaceAll(other, "FIRST").replaceAll(own, "NAME"), says);
      });
      const left = await inspectNetwork(engine, name);
      assert.ok(left === undefined || left.Id === first.id);
    });
  }

  it("removed because strangers are on it names them and stays", async () => {
    const stranger = unique("stranger");
    const id = await createContainer(engine, {
      name: stranger,
      Image: demoImage("app"),
      Entrypoint: ["busybox", "sleep", "1000"],
      Labels: { ...testLabels },
      HostConfig: { NetworkMode: String(first.inputs["name"]) },
    });
    await startContainer(engine, id);
    await fails(provider.client.delete(first.urn, first.id, first.state), message => {
      assert.equal(
        message,
        `Could not remove network ${String(first.inputs["name"])}: ${stranger} is connected to it. ` +
          "Disconnect or remove what does not belong there, then run the command again.",
      );
    });
    assert.equal((await inspectNetwork(engine, first.id))?.Id, first.id);
    await removeContainer(engine, id, { volumes: true });
  });

  it("removed twice is no failure", async () => {
    for (const _ of ["removes it", "finds it gone"])
      await provider.client.delete(first.urn, first.id, first.state);
    assert.equal(await inspectNetwork(engine, first.id), undefined);
  });
});

describe("provider: a volume that cannot be", () => {
  const provider = useProvider();

  it("because one of its name has other options leaves that one alone", async () => {
    const name = unique("vol");
    await createVolume(engine, { Name: name, Labels: testLabels });
    const driverOpts = { type: "tmpfs", device: "tmpfs" };
    await fails(provider.client.make(volumeUrn(), { name, driverOpts }), message => {
      assert.equal(
        message,
        `Could not create volume ${name}: one of that name exists already, with another driver or other options. ` +
          "Give another name, or remove that volume if nobody needs what it holds.",
      );
    });
    assert.deepEqual((await inspectVolume(engine, name))?.Labels, testLabels);
    await removeVolume(engine, name);
  });

  it("because its driver takes no such option leaves nothing", async () => {
    const urn = volumeUrn();
    const { inputs } = await provider.client.check(urn, {}, { driverOpts: { nosuch: "1" } });
    const name = String(inputs["name"]);
    await fails(provider.client.create(urn, inputs), message => {
      assert.equal(
        message,
        `Could not create volume ${name}: create ${name}: invalid option: "nosuch". The engine refused it; correct the setting it names.`,
      );
    });
    assert.equal(await inspectVolume(engine, name), undefined);
  });

  it("removed because a container has it says which and stays", async () => {
    const { urn, id, state } = await provider.client.make(volumeUrn(), {});
    const user = await createContainer(engine, {
      name: unique("user"),
      Image: demoImage("app"),
      Labels: { ...testLabels },
      HostConfig: { Binds: [`${id}:/data`] },
    });
    await fails(provider.client.delete(urn, id, state), message => {
      assert.equal(
        message,
        `Could not remove volume ${id}: it is in use by container ${user.slice(0, 12)}. Remove the containers that mount it first.`,
      );
    });
    assert.equal((await inspectVolume(engine, id))?.Name, id);
    await removeContainer(engine, user, { volumes: true });
    await provider.client.delete(urn, id, state);
    await provider.client.delete(urn, id, state);
    assert.equal(await inspectVolume(engine, id), undefined);
  });
});

describe("provider: an image that cannot be", () => {
  const provider = useProvider();
  const [name] = useImageNames(newImageName());

  it("because no registry has it says so", async () => {
    await fails(provider.client.make(imageUrn(), { name: "localhost:1/nosuch:1" }), message => {
      assert.equal(
        message,
        "Could not pull image localhost:1/nosuch:1: it is not on the engine, and the registry localhost:1 does not answer. " +
          "Check the image's name and that the engine reaches the registry.",
      );
    });
  });

  it("removed because a container is of it says so and stays", async () => {
    const image = await commitImage(name);
    const user = await createContainer(engine, {
      name: unique("user"),
      Image: name,
      Labels: { ...testLabels },
      HostConfig: {},
    });
    const state = { name, imageId: image };
    await fails(provider.client.delete(imageUrn(), `${image}${name}`, state), message => {
      assert.equal(
        message,
        `Could not remove image ${name}: a container or another tag still uses the image. ` +
          "Set keepLocally to leave images on the engine, or remove what uses it first.",
      );
    });
    assert.equal((await inspectImage(engine, name))?.Id, image);
    await removeContainer(engine, user, { volumes: true });
    await provider.client.delete(imageUrn(), `${image}${name}`, state);
    assert.equal(await inspectImage(engine, name), undefined);
  });
});

async function fails(attempt: Promise<unknown>, check: (message: string) => void): Promise<void> {
  await assert.rejects(attempt, (error: RpcFailure) => {
    assert.equal(error.partial, false);
    check(error.details);
    return true;
  });
}
