import assert from "node:assert/strict";
import { elements } from "../../../cli/check/place.ts";
import type { Finding } from "../../../policies/index.ts";
import { emptyTopology, type PublishedPort, plainWorkload, type Topology } from "../../../topology/index.ts";

function finding(rule: string, resource: string, evidence: string): Finding {
  const about = {
    rule,
    level: "advisory",
    severity: "low",
    verdict: "violated",
    resource,
    evidence,
  } as const;
  return { ...about, message: "", remedy: "", fingerprint: "" };
}

function publication(hostPort: number, address = "0.0.0.0"): PublishedPort {
  return { address, hostPort, port: hostPort, protocol: "tcp" };
}

function stackOf(published: readonly PublishedPort[]): Topology {
  const web = { ...plainWorkload("web"), published, labels: { team: "shop" } };
  return { ...emptyTopology("shop"), workloads: [web, plainWorkload("db")] };
}

describe("the element that a finding is about", () => {
  const topology = stackOf([publication(80), publication(443, "::"), publication(0)]);
  const find = elements(topology);

  it("is the first port that the evidence names, with its address, or by the host's port alone", () => {
    const published = ["workloads", "web", "published"];
    assert.deepEqual(find(finding("wildcard-publish", "workload/web", "0.0.0.0:80->80/tcp")), [
      ...published,
      0,
    ]);
    assert.deepEqual(find(finding("wildcard-publish", "workload/web", "[::]:443->443/tcp")), [
      ...published,
      1,
    ]);
    assert.deepEqual(find(finding("duplicate-host-port", "workload/web", "443/tcp with db")), [
      ...published,
      1,
    ]);
    assert.deepEqual(find(finding("wildcard-publish", "workload/web", "0.0.0.0:*->0/tcp")), [
      ...published,
      2,
    ]);
    assert.deepEqual(find(finding("wildcard-publish", "workload/web", "0.0.0.0:81->81/tcp")), published);
  });

  it("is an entry of a map, or the whole of what it is about", () => {
    const label = find(finding("secret-in-labels", "workload/web", "team=…"));
    assert.deepEqual(label, ["workloads", "web", "labels", "team"]);
    assert.deepEqual(find(finding("no-such-rule", "network/front", "")), ["networks", "front"]);
  });

  it("is found at once among as many ports as there are", function () {
    this.timeout(5000);
    const ports = Array.from({ length: 16_000 }, (_, index) => publication(10_000 + index));
    const among = elements(stackOf(ports));
    for (const [index, { hostPort }] of ports.entries()) {
      const evidence = `0.0.0.0:${hostPort}->${hostPort}/tcp`;
      assert.equal(among(finding("wildcard-publish", "workload/web", evidence)).at(-1), index);
    }
  });

  it("is where a variable of the file is asked for first, looked up once for all of them", () => {
    let read = 0;
    const asking = Array.from({ length: 400 }, (_, index) => ({
      ...plainWorkload(`w${index}`),
      environment: [
        {
          name: "TOKEN",
          secret: false,
          get template(): string {
            read += 1;
            return `\${T${index}}`;
          },
        },
      ],
    }));
    const among = elements({ ...emptyTopology("shop"), workloads: asking });
    for (const [index, { id }] of asking.entries())
      assert.deepEqual(among(finding("secret-variable", `variable/T${index}`, "environment")), [
        ...["workloads", id, "environment", 0],
      ]);
    assert.deepEqual(among(finding("secret-variable", "variable/OTHER", "")), ["variables", "OTHER"]);
    assert.ok(read <= 4 * asking.length, `${read} reads`);
  });
});
