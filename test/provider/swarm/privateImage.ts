import assert from "node:assert/strict";
import { listTasks, pushImage, removeImage, tagImage } from "../../../engine/index.ts";
import { demoImage } from "../../../images/reference.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import { ProviderClient, type RpcFailure } from "../../harness/providerClient.ts";
import { registryUser, TestRegistry } from "../../harness/registry.ts";
import { type OwnSwarm, serviceUrn } from "../useSwarm.ts";
import { idleTask } from "./services.ts";

const { username, password } = registryUser;

/** A service whose image is in a registry that asks for a login, and nowhere else: the node must be given one. */
export function privateImageTests(swarm: OwnSwarm): void {
  let registry: TestRegistry;
  let names: readonly [string, string];
  const left: string[] = [];
  before(async () => {
    registry = await TestRegistry.start({ beside: swarm.pid });
    names = [`${registry.host}/shop/app:1`, `${registry.host}/shop/app:2`];
    for (const name of names) {
      await tagImage(swarm.engine, demoImage("app"), name);
      await pushImage(swarm.engine, name, { login: { username, password, serveraddress: registry.host } });
    }
  });
  beforeEach(async () => {
    // A node that has an image asks nobody for it.
    for (const name of [...names, ...new Set(left.splice(0))])
      await removeImage(swarm.engine, name, { force: false });
  });
  after(() => registry?.dispose());

  const inputsOf = (image: string, more: Properties = {}): Properties => ({
    taskSpec: idleTask({ image }, { restartPolicy: { condition: "none" } }),
    convergeConfig: { delay: "1s", timeout: "40s" },
    // The swarm watches each new task for a while before it goes on.
    updateConfig: { monitor: "300ms" },
    ...more,
  });

  /** Creates it, changes its image, and gives the images its running tasks had before and after. */
  async function imagesOf(client: ProviderClient, more: Properties): Promise<(string | undefined)[]> {
    const one = await client.make(serviceUrn(), inputsOf(names[0], more));
    try {
      const first = await runningImage(one.id);
      const { inputs } = await client.check(one.urn, one.inputs, inputsOf(names[1], more));
      await client.update(one.urn, one.id, one.inputs, one.state, inputs);
      return [first, await runningImage(one.id)];
    } finally {
      await client.delete(one.urn, one.id, one.state);
    }
  }

  /** The nodes are told a name with the digest that the registry has for it. */
  async function assertPinned(client: ProviderClient, more: Properties): Promise<void> {
    const found = await imagesOf(client, more);
    left.push(...found.flatMap(image => image ?? []));
    const pinned = found.map(image => /^(.+)@sha256:[0-9a-f]{64}$/.exec(image ?? "")?.[1]);
    assert.deepEqual(pinned, names);
  }

  async function runningImage(id: string): Promise<string | undefined> {
    const tasks = await listTasks(swarm.engine, id);
    return tasks.find(({ Status, DesiredState }) => Status.State === "running" && DesiredState === "running")
      ?.Spec.ContainerSpec.Image;
  }

  it("is had with the service's own login, at its creation and at a change", async () => {
    const auth = { serverAddress: registry.host, username, password };
    await assertPinned(swarm.client, { auth });
  });

  it("is had with the provider's login for that registry", async () => {
    const registryAuth = JSON.stringify([{ address: registry.host, username, password }]);
    const client = await ProviderClient.start({ config: { host: swarm.engine.where, registryAuth } });
    try {
      await assertPinned(client, {});
    } finally {
      await client.stop();
    }
  });

  it("is not had without one, and then told what to give", async () => {
    const urn = serviceUrn();
    const { inputs } = await swarm.client.check(urn, {}, inputsOf(names[0]));
    const failure = await swarm.client.create(urn, inputs).then(
      () => assert.fail("it came up"),
      (error: RpcFailure) => error,
    );
    assert.equal(
      failure.details,
      `Service ${String(inputs["name"])} does not come up: its node does not have the image ${names[0]}, and cannot pull it. ` +
        "Check its name, and give its registry's login in auth or the provider's registryAuth.",
    );
    await swarm.client.delete(urn, String(inputs["name"]), inputs);
  });
}
