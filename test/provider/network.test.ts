import assert from "node:assert/strict";
import { inspectNetwork } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { ProviderClient, urnOf } from "../harness/providerClient.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";

describe("provider: Network", () => {
  let provider: ProviderClient;
  before(async () => {
    provider = await ProviderClient.start();
  });
  after(() => provider.stop());

  it("is made as asked, and refresh right after shows no difference", async () => {
    const { subnet, gateway, address } = uniqueSubnet();
    const urn = urnOf("network", "Network", unique("net"));
    const made = await provider.make(urn, {
      internal: true,
      attachable: true,
      ipamConfigs: [{ subnet, gateway, auxAddress: { reserved: address(5) } }],
      options: { "com.docker.network.driver.mtu": "1400" },
      labels: [{ label: "team", value: "shop" }],
    });
    const seen = await inspectNetwork(engine, made.id);
    assert.equal(seen?.Internal, true);
    assert.equal(seen.Attachable, true);
    assert.deepEqual(seen.IPAM.Config, [
      { Subnet: subnet, Gateway: gateway, AuxiliaryAddresses: { reserved: address(5) } },
    ]);
    assert.equal(seen.Options?.["com.docker.network.driver.mtu"], "1400");
    assert.equal(seen.Labels?.["team"], "shop");
    assert.deepEqual(made.state["labels"], [{ label: "team", value: "shop" }]);

    const read = await provider.read(urn, made.id, made.inputs, made.state);
    assert.deepEqual(read?.inputs, made.inputs);
    assert.deepEqual(read?.state, made.state);
    assert.equal((await provider.diff(urn, made.id, made.inputs, made.state, made.inputs)).changed, false);

    await provider.delete(urn, made.id, made.state);
    assert.equal(await inspectNetwork(engine, made.id), undefined);
    assert.equal(await provider.read(urn, made.id, made.inputs, made.state), undefined);
  });
});
