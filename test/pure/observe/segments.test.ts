import assert from "node:assert/strict";
import type { NetworkInspect } from "../../../engine/index.ts";
import { segmentsOf } from "../../../observe/prober/scene.ts";
import { plainNetwork } from "../../../topology/index.ts";

function network(Name: string, Subnet: string, Labels: Record<string, string> | null): NetworkInspect {
  return {
    Id: Name,
    Name,
    Created: "",
    Scope: "local",
    Driver: "bridge",
    EnableIPv6: false,
    Internal: false,
    Attachable: false,
    Ingress: false,
    IPAM: { Driver: "default", Config: [{ Subnet }], Options: null },
    Options: null,
    Labels,
  };
}

describe("a stack's networks on the engine", () => {
  it("are those with its label, and those it took over, which have none", () => {
    const declared = [{ ...plainNetwork("kept"), subnets: ["172.18.0.0/16"] }];
    const found = segmentsOf(
      [
        network("made-1a2b", "10.64.0.0/27", { "bulkhead.stack": "shop/dev", "bulkhead.segment": "made" }),
        network("shop_default", "172.18.0.0/16", null),
        network("somebodys", "172.19.0.0/16", {}),
        network("another-1", "172.18.0.0/16", { "bulkhead.stack": "shop/prod" }),
      ],
      { label: "shop/dev" },
      declared,
    );
    assert.deepEqual(
      [...found],
      [
        ["made-1a2b", "made"],
        ["shop_default", "kept"],
      ],
    );
  });
});
