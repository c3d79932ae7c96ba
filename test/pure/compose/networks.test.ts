import assert from "node:assert/strict";
import { reach } from "../../../topology/index.ts";
import { service, topologyOf } from "./reading.ts";

describe("compose: networks", () => {
  it("are described by driver, options, labels and subnets", () => {
    const { networks } = topologyOf(`
services: {web: {image: web, networks: [a, b]}}
networks:
  a:
    internal: true
    labels: [x=y]
    ipam: {config: [{subnet: 10.1.0.0/24}, {subnet: "fd00::/64"}]}
    driver_opts:
      com.docker.network.bridge.enable_icc: "false"
      com.docker.network.bridge.gateway_mode_ipv4: routed
      com.docker.network.bridge.enable_ip_masquerade: "false"
      com.docker.network.bridge.inhibit_ipv4: "true"
  b: {driver: overlay, attachable: true, driver_opts: {encrypted: ""}}
`);
    const [a, b] = networks;
    assert.deepEqual(
      { ...a, source: undefined },
      {
        id: "a",
        driver: "bridge",
        internal: true,
        memberTraffic: false,
        gateway: "routed",
        hostAddress: false,
        masquerade: false,
        attachable: false,
        encrypted: false,
        defaultBridge: false,
        external: false,
        subnets: ["10.1.0.0/24", "fd00::/64"],
        labels: { x: "y" },
        source: undefined,
      },
    );
    assert.deepEqual([b?.driver, b?.attachable, b?.encrypted], ["overlay", true, true]);
  });

  it("called default are there for those who name it, and customized where the file says how", () => {
    const implicit = topologyOf("services: {a: {image: a, networks: {default: {aliases: [x]}}}}");
    assert.deepEqual(
      implicit.networks.map(({ id, internal }) => [id, internal]),
      [["default", false]],
    );
    const own = topologyOf("services: {a: {image: a}}\nnetworks: {default: {internal: true}}");
    assert.deepEqual(
      own.networks.map(({ id, internal }) => [id, internal]),
      [["default", true]],
    );
    assert.deepEqual(topologyOf("services: {a: {image: a, network_mode: none}}").networks, []);
  });

  it("with one name on the engine are one network; the project's own never are another's", () => {
    const { networks, workloads } = topologyOf(
      `
services:
  a: {image: a, networks: [mine, same, bridge]}
  b: {image: b, networks: [also]}
networks:
  mine:
  same: {name: shared}
  also: {name: shared, external: true}
  shared:
  bridge:
`,
      { defaultName: "Shop!" },
    );
    assert.deepEqual(networks.map(({ id }) => id).sort(), ["mine", "shared", "shop_bridge", "shop_shared"]);
    assert.deepEqual(
      workloads[0]?.attachments.map(({ network }) => network),
      ["mine", "shared", "shop_bridge"],
    );
    assert.deepEqual(
      workloads[1]?.attachments.map(({ network }) => network),
      ["shared"],
    );
  });

  it("made elsewhere are unknown in all the file does not say", () => {
    const { networks } = topologyOf(
      "services: {a: {image: a, networks: [x]}}\nnetworks: {x: {external: true, name: theirs}}",
    );
    const [theirs] = networks;
    const unknown = { unknown: "network theirs is made elsewhere" };
    assert.deepEqual(
      [theirs?.id, theirs?.external, theirs?.internal, theirs?.memberTraffic],
      ["theirs", true, unknown, unknown],
    );
  });

  it("give names to services: aliases, and that of the container", () => {
    const { attachments } = service(
      "container_name: the-web\nnetworks: {n: {aliases: [www], ipv4_address: 10.0.0.5, gw_priority: 1}, m: }",
      "networks: {n: , m: }",
    );
    assert.deepEqual(attachments, [
      { network: "n", aliases: ["the-web", "www"], address: "10.0.0.5", gatewayPriority: 1 },
      { network: "m", aliases: ["the-web"] },
    ]);
  });

  for (const [mode, namespace, networks] of [
    ["host", { kind: "host" }, []],
    ["none", { kind: "none" }, []],
    ["service:web", { kind: "workload", of: "web" }, []],
    ["container:the-web", { kind: "workload", of: "web" }, []],
    ["container:theirs", { kind: "workload", of: "theirs" }, []],
    ["bridge", { kind: "own" }, ["bridge"]],
    ["default", { kind: "own" }, ["bridge"]],
    ["their-network", { kind: "own" }, ["their-network"]],
  ] as const) {
    it(`of mode ${mode}`, () => {
      const { workloads, networks: described } = topologyOf(
        `services: {a: {image: a, network_mode: "${mode}"}, web: {image: web, container_name: the-web}}`,
      );
      const [a] = workloads;
      assert.deepEqual([a?.namespace, a?.attachments.map(({ network }) => network)], [namespace, networks]);
      for (const network of networks)
        assert.ok(
          described.some(({ id }) => id === network),
          `${network} is described`,
        );
    });
  }

  it("of the engine's own names are the host's and none", () => {
    const { workloads } = topologyOf(`
services: {a: {image: a, networks: [h]}, b: {image: b, networks: [n]}}
networks: {h: {external: true, name: host}, n: {external: true, name: none}}`);
    assert.deepEqual(
      workloads.map(({ namespace }) => namespace.kind),
      ["host", "none"],
    );
  });

  it("say who reaches whom", () => {
    const topology = topologyOf(`
services:
  web: {image: nginx, ports: ["127.0.0.1:8080:80"], networks: [front]}
  app: {image: app, expose: [8000], networks: [front, back]}
  db: {image: postgres, expose: [5432], networks: [back]}
networks: {front: , back: {internal: true}}`);
    const open = reach(topology)
      .edges.filter(({ verdict, from, to }) => verdict === "allowed" && from !== "host" && to !== "host")
      .map(({ from, to, port }) => `${from} => ${to} ${port}`);
    assert.deepEqual(open.sort(), [
      "app => db 5432",
      "app => outside any",
      "app => web 80",
      "db => app 8000",
      "web => app 8000",
      "web => outside any",
    ]);
  });
});
