import assert from "node:assert/strict";
import { MultiTierApp, Segment, Workload, type WorkloadArgs } from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { record, refused } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const image = "acme/dhcp:1";
const hostNetwork = { reason: "it answers DHCP broadcasts" };

const onHost = (args: Partial<WorkloadArgs> = {}) =>
  record(() => new Workload("dhcp", { image, hostNetwork, ports: ["67/udp"], ...args }));

describe("registration: Workload on the host's network", () => {
  it("is on it and on nothing else, without settings that would be the host's", async () => {
    const recording = await onHost();
    const { inputs } = recording.one("Container", "dhcp1");
    const { networkMode, networksAdvanced, ports, sysctls, dnsOpts } = inputs;
    assert.deepEqual(
      { networkMode, networksAdvanced, ports, sysctls, dnsOpts },
      { networkMode: "host", networksAdvanced: [], ports: [], sysctls: {}, dnsOpts: undefined },
    );
  });

  it("carries its reason in a label and in the topology", async () => {
    const recording = await onHost();
    const labels = recording.one("Container", "dhcp1").inputs["labels"] as { label: string; value: string }[];
    assert.deepEqual(
      labels.find(({ label }) => label === "bulkhead.host-network"),
      { label: "bulkhead.host-network", value: hostNetwork.reason },
    );
    assert.deepEqual(recording.topology.workloads[0]?.namespace, { kind: "host", ...hostNetwork });
  });

  it("declares all that this opens between it, the host and the outside", async () => {
    const { topology } = await onHost();
    assert.deepEqual(topology.flows.map(flowKey), [
      "dhcp host any/tcp",
      "dhcp outside any/tcp",
      "host dhcp 67/udp",
      "outside dhcp 67/udp",
    ]);
    assert.deepEqual(held(topology), asDeclared);
  });

  it("shows as excess what it has to do with others that lead to the host, which nobody declared", async () => {
    const { topology } = await record(() => {
      new Workload("dhcp", { image, hostNetwork, ports: ["67/udp"] });
      new Workload("mail", { image, ports: [25], egress: true });
      new Workload("db", { image, segments: [new Segment("data")] });
    });
    const { excess, missing } = judge(reach(topology));
    assert.deepEqual([excess.map(flowKey), missing], [["dhcp mail 25/tcp", "mail dhcp 67/udp"], []]);
  });

  it("refuses all that contradicts it, and a reason that says nothing", async () => {
    const contrary = await refused(
      () =>
        new Workload("dhcp", {
          image,
          hostNetwork,
          ports: [80],
          publish: ["80"],
          egress: true,
          listenVariable: "LISTEN",
          hardening: { sysctls: { "net.ipv4.ip_forward": "1", "kernel.msgmax": "65536" } },
        }),
    );
    const leave = "leave it out, or hostNetwork";
    assert.deepEqual(Object.fromEntries(contrary.map(({ path, reason }) => [path, reason])), {
      publish: `on the host's network its ports are the host's already; ${leave}`,
      egress: `on the host's network it goes out as the host does; ${leave}`,
      listenVariable: `on the host's network it has no name to listen on; ${leave}`,
      'hardening.sysctls["net.ipv4.ip_forward"]': `on the host's network it would change the host's own settings; ${leave}`,
    });
    assert.deepEqual(
      await refused(() => new Workload("dhcp", { image, hostNetwork: { reason: " because " } })),
      [{ path: "hostNetwork.reason", reason: "say in a few words why nothing less will do" }],
    );
  });

  it("has no part in an application's flows", async () => {
    const tiers = { dhcp: { image, hostNetwork, ports: [80] }, web: { image, link: ["dhcp" as const] } };
    assert.deepEqual(await refused(() => new MultiTierApp("shop", { tiers })), [
      {
        path: "tiers.web.link[0]",
        reason: "dhcp is on the host's network, where no flow leads; leave out one of the two",
      },
    ]);
  });
});
