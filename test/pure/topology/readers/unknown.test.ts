import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isUnknown,
  reach,
  readResources,
  type StackResource,
  type UnknownField,
} from "../../../../topology/index.ts";
import {
  container,
  image,
  network,
  networkIn,
  noListYet,
  notYet,
  read,
  secret,
  service,
  urnOf,
  volume,
  workload,
} from "./stack.ts";

/** As the policy SDK shows properties: whatever is not known throws when it is touched. */
function touchy(value: object): object {
  return new Proxy(value, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      if (found === notYet || found === noListYet)
        throw new Error(`${String(key)} can't be known during preview`);
      return typeof found === "object" && found !== null ? touchy(found) : found;
    },
  });
}

/** What a container does not know, where the model has no place to say so but `unknowns`. */
const hidden: readonly (readonly [field: UnknownField, outputs: object])[] = [
  ["attachments", { networksAdvanced: noListYet }],
  ["attachments", { networksAdvanced: [{ name: "backend" }, { name: notYet }] }],
  ["attachments", { networksAdvanced: [notYet] }],
  ["published", { ports: noListYet }],
  ["published", { ports: [{ internal: notYet }] }],
  ["published", { ports: [{ internal: 80, protocol: notYet }] }],
  ["mounts", { volumes: noListYet }],
  ["mounts", { volumes: [{ containerPath: notYet, hostPath: "/run" }] }],
  ["mounts", { volumes: [{ fromContainer: notYet }] }],
  ["mounts", { mounts: [{ type: notYet, target: "/x" }] }],
  ["mounts", { mounts: [{ type: "npipe", target: "/x" }] }],
  ["mounts", { mounts: [{ type: "bind", target: notYet }] }],
  ["mounts", { tmpfs: notYet }],
  ["environment", { envs: ["A=1", notYet] }],
  ["environment", { envs: secret }],
  ["environment", { envs: ["[secret]"] }],
  ["labels", { labels: [{ label: "owner", value: notYet }] }],
  ["labels", { labels: notYet }],
  ["hosts", { hosts: [{ host: "db", ip: notYet }] }],
  ["dns", { dns: [notYet] }],
  ["devices", { devices: [{ hostPath: notYet }] }],
  ["sysctls", { sysctls: { "net.ipv4.ip_forward": notYet } }],
  ["securityOptions", { securityOpts: [notYet] }],
  ["pid", { pidMode: notYet }],
  ["ipc", { ipcMode: notYet }],
  ["userns", { usernsMode: 5 }],
  ["cgroupParent", { cgroupParent: notYet }],
  ["ulimits", { ulimits: noListYet }],
];

describe("topology: what a preview does not know", () => {
  for (const [field, outputs] of hidden) {
    it(`is said of ${field}: ${JSON.stringify(outputs)}`, () => {
      for (const shown of [outputs, touchy(outputs)]) {
        const { unknowns } = workload(read(container("web", shown)));
        assert.deepEqual(Object.keys(unknowns ?? {}), [field]);
        assert.match(unknowns?.[field] ?? "", /is not known yet|is secret|is not a text|nothing is known of/);
      }
    });
  }

  it("is said of single values in their place", () => {
    const web = workload(
      read(
        container(
          "web",
          touchy({
            image: notYet,
            command: [notYet],
            networkMode: notYet,
            ports: [{ internal: 80, external: notYet, ip: notYet }],
            publishAllPorts: notYet,
            volumes: [
              { containerPath: "/a", volumeName: notYet, readOnly: notYet },
              { containerPath: "/b", hostPath: notYet },
            ],
            privileged: notYet,
            capabilities: { adds: noListYet, drops: ["ALL"] },
            user: notYet,
            readOnly: notYet,
            securityOpts: noListYet,
            memory: notYet,
            cpus: notYet,
            restart: notYet,
            healthcheck: notYet,
            logDriver: notYet,
          }),
        ),
      ),
    );
    const [a, b] = web.mounts;
    const { privileges, care } = web;
    for (const value of [
      ...[web.image, web.command, web.publishAll, web.published[0]?.hostPort, web.published[0]?.address],
      ...[a?.from, a?.readOnly, b?.from],
      ...[privileges.privileged, privileges.capabilitiesAdded, privileges.user, privileges.readOnlyRoot],
      ...[privileges.noNewPrivileges, care.memory, care.cpus, care.restart, care.healthCheck, care.logDriver],
    ]) {
      assert.ok(isUnknown(value), JSON.stringify(value));
    }
    assert.deepEqual(privileges.capabilitiesDropped, ["ALL"]);
    assert.equal(web.namespace.kind, "unknown");
  });

  it("is said of networks, volumes and services too", () => {
    const topology = read(
      network("backend", touchy({ internal: notYet, options: notYet, ipamConfigs: [{ subnet: notYet }] })),
      network("plain", { driver: notYet }),
      volume("data", { driverOpts: { o: "bind", device: notYet } }),
      service("web", touchy({ taskSpec: notYet, mode: notYet, endpointSpec: notYet })),
    );
    const backend = networkIn(topology, "backend");
    for (const value of [backend.internal, backend.memberTraffic, backend.gateway, backend.hostAddress]) {
      assert.ok(isUnknown(value));
    }
    assert.match(backend.unknowns?.subnets ?? "", /not known yet/);
    assert.equal(networkIn(topology, "plain").driver, "undescribed");
    assert.ok(isUnknown(topology.volumes[0]?.hostPath));
    const web = workload(topology);
    assert.ok(isUnknown(web.replicas));
    for (const field of ["attachments", "published", "mounts"] as const)
      assert.ok(web.unknowns?.[field], field);
  });

  it("is taken from what a property depends on, where that leaves one answer", () => {
    const dependencies = {
      networksAdvanced: [
        urnOf("docker:index/network:Network", "front"),
        urnOf("docker:index/network:Network", "backend"),
      ],
      volumes: [urnOf("docker:index/volume:Volume", "data")],
      image: [urnOf("docker:index/remoteImage:RemoteImage", "base")],
    };
    const stack = [
      network("front", { name: notYet }),
      network("backend", { name: notYet }),
      volume("data", { name: notYet }),
      image("base", { name: "acme/web:1", imageId: notYet }),
    ];
    const outputs = {
      networksAdvanced: [{ name: notYet }, { name: notYet }],
      volumes: [{ containerPath: "/data", volumeName: notYet }],
      image: notYet,
    };
    const web = workload(read(...stack, container("web", outputs, { propertyDependencies: dependencies })));
    assert.deepEqual(web.attachments.map(({ network: id }) => id).sort(), ["backend", "front"]);
    assert.equal(web.unknowns, undefined);
    assert.equal(web.mounts[0]?.from, "data");
    assert.equal(web.image, "acme/web:1");
    const one = { ...outputs, networksAdvanced: [{ name: notYet }] };
    const unclear = workload(read(...stack, container("web", one, { propertyDependencies: dependencies })));
    assert.deepEqual(unclear.attachments, []);
    assert.match(unclear.unknowns?.attachments ?? "", /not known yet/);
  });

  it("is the container a mode joins, where the mode comes from one", () => {
    const vpn = container("vpn", { name: notYet });
    const web = (urns: readonly string[]) =>
      workload(
        read(vpn, container("web", { networkMode: notYet }, { propertyDependencies: { networkMode: urns } })),
      );
    assert.deepEqual(web([vpn.urn]).namespace, { kind: "workload", of: "vpn" });
    assert.equal(web([]).namespace.kind, "unknown");
  });

  it("is looked up in the inputs, where the outputs do not say: nothing there means the engine's default", () => {
    const shown = (inputs: object) =>
      workload(read(container("web", { ipcMode: notYet, envs: secret, privileged: notYet }, { inputs })));
    assert.equal(shown({}).unknowns?.ipc, undefined);
    assert.equal(shown({}).privileges.privileged, false);
    assert.equal(shown({ ipcMode: "host", privileged: true }).privileges.ipc, "host");
    assert.equal(shown({ privileged: true }).privileges.privileged, true);
    assert.deepEqual(shown({ envs: ["A=1"] }).environment, [{ name: "A", secret: false, value: "1" }]);
  });

  it("leaves of a secret variable its name alone, where the secret shows, and nothing of one out of place", () => {
    const shown = (value: unknown): unknown => ({ ...secret, ciphertext: undefined, value });
    const read1 = (envs: unknown) => workload(read(container("web", { envs })));
    assert.deepEqual(read1(["A=1", shown("TOKEN=canary")]).environment, [
      { name: "A", secret: false, value: "1" },
      { name: "TOKEN", secret: true },
    ]);
    assert.deepEqual(read1(shown(["TOKEN=canary"])).environment, [{ name: "TOKEN", secret: true }]);
    for (const odd of ["canary", "Y2FuYXJ5==", "=canary"]) {
      const { environment, unknowns } = read1([shown(odd)]);
      assert.deepEqual(environment, []);
      assert.match(unknowns?.environment ?? "", /secret/);
    }
    assert.doesNotMatch(JSON.stringify(read1([shown("TOKEN=canary")])), /canary/);
  });

  it("never makes reading fail, whatever stands anywhere, nor what is computed from it", () => {
    const junk = fc.anything({ maxDepth: 4, withObjectString: true });
    const key = fc.constantFrom(
      ...["name", "image", "networkMode", "networksAdvanced", "ports", "volumes", "mounts", "envs", "labels"],
      ...[
        "taskSpec",
        "endpointSpec",
        "mode",
        "options",
        "ipamConfigs",
        "capabilities",
        "topology",
        "driverOpts",
      ],
    );
    const value = fc.oneof(
      junk,
      fc.constantFrom(notYet, noListYet, secret, [notYet], [{ name: notYet }], [null]),
    );
    const properties = fc.oneof(junk, fc.dictionary(key, value));
    const type = fc.constantFrom(
      ...[
        "container:Container",
        "network:Network",
        "volume:Volume",
        "service:Service",
        "remoteImage:RemoteImage",
      ].map(name => `docker:index/${name}`),
      "bulkhead:index:Workload",
      "acme:index:Any",
    );
    const stack = fc.array(
      fc.record<StackResource>(
        {
          urn: fc.constantFrom("a", "b", "c").map(name => urnOf("x", name)),
          type,
          id: junk,
          parent: fc.constantFrom(undefined, urnOf("x", "a"), urnOf("x", "b")),
          inputs: properties,
          outputs: properties,
        },
        { requiredKeys: ["urn", "type"] },
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(stack, resources => {
        const topology = readResources("junk", resources);
        assert.ok(reach(topology, { denied: "all" }).nodes.length >= 2);
        assert.deepEqual(JSON.parse(JSON.stringify(topology)), topology);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });
});
