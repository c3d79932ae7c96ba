import assert from "node:assert/strict";
import { Engine, inspectContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engineEnvironment, ensureEnginePrograms } from "../../tools/toolchain/enginePrograms.ts";
import { inspectMachine } from "../../tools/toolchain/machine.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import type { Made } from "../harness/providerClient.ts";
import { uniqueSubnet } from "../harness/run.ts";
import { ipv6Beside } from "./properties/world.ts";
import { containerUrn, idle, imageUrn, networkUrn, useFurtherProviders, volumeUrn } from "./useProvider.ts";

const block = uniqueSubnet();
const v6 = ipv6Beside(block);

describe("provider: a state that was made on 20.10", function () {
  this.timeout(300_000);
  const further = useFurtherProviders();
  let own: PrivateEngine;
  before(async () => {
    const machine = await inspectMachine();
    const old = engineEnvironment(await ensureEnginePrograms("20.10", machine), machine);
    own = await PrivateEngine.create([demoImage("app")], { env: old });
  });
  after(() => own?.dispose());

  it("goes on with 29 after an upgrade: nothing is replaced, and what stands still is started", async () => {
    const config = { host: own.host };
    const before = await further({ config });
    const make = async (urn: string, given: Properties) => ({ given, made: await before.make(urn, given) });
    const image = await make(imageUrn(), { name: demoImage("app"), keepLocally: true });
    const network = await make(networkUrn(), {
      ipv6: true,
      ipamConfigs: [
        { subnet: block.subnet, gateway: block.gateway },
        { subnet: v6.subnet, gateway: v6.gateway },
      ],
    });
    const volume = await make(volumeUrn(), {});
    const name = String(network.made.inputs["name"]);
    const container = await make(containerUrn(), {
      ...idle,
      image: String(image.made.state["imageId"]),
      networksAdvanced: [{ name, aliases: ["shop"], ipv4Address: block.address(5), ipv6Address: v6.address }],
      ports: [{ internal: 8080, ip: "127.0.0.1" }],
      volumes: [{ containerPath: "/data", volumeName: String(volume.made.inputs["name"]) }],
      memory: 64,
      labels: [{ label: "team", value: "shop" }],
    });
    const plain = await make(containerUrn(), { ...idle });

    await own.stop();
    const machine = await inspectMachine();
    await own.start(engineEnvironment(await ensureEnginePrograms("29", machine), machine));

    // A client of its own: the other one speaks to the engine as it was.
    const upgraded = Engine.locate(config);
    const later = await further({ config });
    for (const { given, made } of [image, network, volume, container, plain]) {
      const { inputs } = await later.check(made.urn, made.inputs, given);
      const same = await later.diff(made.urn, made.id, made.inputs, made.state, inputs);
      assert.deepEqual([same.changed, same.detailed], [false, {}], made.urn);
      const read = await later.read(made.urn, made.id, made.inputs, made.state);
      assert.equal(read?.id, made.id);
      const found = await later.diff(made.urn, made.id, read.inputs, read.state, inputs);
      const runs = made === container.made || made === plain.made;
      assert.deepEqual([found.diffs, found.replaces], [runs ? ["mustRun"] : [], []], made.urn);
    }
    for (const { made } of [container, plain]) {
      const state = await later.update(made.urn, made.id, made.inputs, made.state, made.inputs);
      const seen = await inspectContainer(upgraded, made.id);
      assert.equal(seen?.State.Running, true);
      assert.deepEqual((await later.read(made.urn, made.id, made.inputs, state))?.inputs, made.inputs);
    }
    const all: readonly Made[] = [plain, container, volume, network, image].map(({ made }) => made);
    for (const { urn, id, state } of all) await later.delete(urn, id, state);
  });
});
