import type { PublishedPort, Topology, Workload } from "../../../../topology/index.ts";
import { network, notYet, on, topology, web, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const port = (changes: Partial<PublishedPort> = {}): PublishedPort => ({
  address: "0.0.0.0",
  hostPort: 8080,
  port: 80,
  protocol: "tcp",
  ...changes,
});
const publishes = (changes: Partial<PublishedPort> = {}, more: Partial<Workload> = {}): Topology =>
  web({ published: [port(changes)], ...more });
const hidden = of(web({ unknowns: { published: why } }));
/** Two workloads that publish a port each. */
const two = (one: Partial<PublishedPort>, other: Partial<PublishedPort>): Topology =>
  topology({
    workloads: [workload("one", { published: [port(one)] }), workload("two", { published: [port(other)] })],
  });

export const publishingExamples: Examples = {
  "wildcard-publish": {
    violated: {
      everywhere: of(publishes()),
      "everywhere, in IPv6": of(publishes({ address: "::" })),
      "a service, whatever it says": of(publishes({ address: "127.0.0.1" }, { kind: "service" })),
    },
    clean: {
      loopback: of(publishes({ address: "127.0.0.1" })),
      "internal networks alone, where nothing is open": of(
        web({ published: [port()], ...on("closed") }, { networks: [network("closed", { internal: true })] }),
      ),
      "one interface": of(publishes({ address: "192.0.2.1" })),
      "a port meant for everybody": { topology: publishes({ hostPort: 443 }), settings: { ports: ["443"] } },
      "a datastore, which is another rule's": of(publishes({}, { datastore: "postgres" })),
    },
    unknown: { "an address to come": of(publishes({ address: notYet })), "ports to come": hidden },
  },
  "admin-port-published": {
    violated: {
      "an engine's": of(publishes({ port: 2375 })),
      "one that is set": { topology: publishes({ port: 9000 }), settings: { ports: ["9000"] } },
    },
    clean: {
      loopback: of(publishes({ port: 2375, address: "127.0.0.1" })),
      "another port": of(publishes()),
    },
    unknown: {
      "an address to come": of(publishes({ port: 2375, address: notYet })),
      "ports to come": hidden,
    },
  },
  "ssh-server": {
    violated: {
      "published at another port": of(publishes({ port: 22, hostPort: 2222 })),
      "open to peers": of(web({ ports: [{ port: 22, protocol: "tcp" }] })),
    },
    clean: { "another port": of(publishes({ hostPort: 22 })) },
    unknown: { "ports to come": hidden },
  },
  "publish-all": {
    violated: { "all of them": of(web({ publishAll: true })) },
    clean: { "each by number": of(publishes()) },
    unknown: { "a value to come": of(web({ publishAll: notYet })) },
  },
  "privileged-host-port": {
    violated: {
      "port 80": { topology: publishes({ hostPort: 80 }), settings: { enforcementLevel: "advisory" } },
    },
    clean: {
      "switched off unless asked for": of(publishes({ hostPort: 80 })),
      "a free port": { topology: publishes({ hostPort: 0 }), settings: { enforcementLevel: "advisory" } },
      "port 1024": { topology: publishes({ hostPort: 1024 }), settings: { enforcementLevel: "advisory" } },
    },
    unknown: {
      "a port to come": {
        topology: publishes({ hostPort: notYet }),
        settings: { enforcementLevel: "advisory" },
      },
    },
  },
  "publish-without-effect": {
    violated: {
      "internal networks alone": of(
        web({ published: [port()], ...on("closed") }, { networks: [network("closed", { internal: true })] }),
      ),
      "the host's interfaces": of(publishes({}, { namespace: { kind: "host" } })),
      "another's interfaces": of(publishes({}, { namespace: { kind: "workload", of: "vpn" } })),
      "no interfaces": of(publishes({}, { namespace: { kind: "none" } })),
    },
    clean: {
      "nothing published": of(web({ namespace: { kind: "host" } })),
      "a network that leads out": of(
        web({ published: [port()], ...on("open") }, { networks: [network("open")] }),
      ),
    },
    unknown: { "networks to come": of(publishes({}, { unknowns: { attachments: why } })) },
  },
  "duplicate-host-port": {
    violated: {
      "two replicas on one": of(publishes({}, { replicas: 2 })),
      "the same address": of(two({ address: "127.0.0.1" }, { address: "127.0.0.1" }), "workload/two"),
      "one of them everywhere": of(two({}, { address: "127.0.0.1" }), "workload/two"),
    },
    clean: {
      "two addresses": of(two({ address: "127.0.0.1" }, { address: "192.0.2.1" })),
      "two protocols": of(two({}, { protocol: "udp" })),
      "free ports": of(two({ hostPort: 0 }, { hostPort: 0 })),
      "two families of addresses": of(two({ address: "0.0.0.0" }, { address: "::" })),
      "two replicas at free ports": of(publishes({ hostPort: 0 }, { replicas: 2 })),
      "a service, which a Swarm spreads": of(publishes({}, { kind: "service", replicas: 2 })),
    },
    unknown: { "an address to come": of(two({}, { address: notYet }), "workload/two") },
  },
  "service-host-port": {
    violated: { "a port of the tasks' nodes": of(publishes({ mode: "host" }, { kind: "service" })) },
    clean: {
      "a port of every node": of(publishes({ mode: "ingress" }, { kind: "service" })),
      "a container's, on its one host": of(publishes({ mode: "host" })),
    },
    unknown: { "ports to come": of(web({ kind: "service", unknowns: { published: why } })) },
  },
};
