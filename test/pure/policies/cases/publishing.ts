import type { PublishedPort, Topology, Workload } from "../../../../topology/index.ts";
import { notYet, topology, web, why, workload } from "../world.ts";
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
  "duplicate-host-port": {
    violated: {
      "the same address": of(two({ address: "127.0.0.1" }, { address: "127.0.0.1" }), "workload/two"),
      "one of them everywhere": of(two({}, { address: "127.0.0.1" }), "workload/two"),
    },
    clean: {
      "two addresses": of(two({ address: "127.0.0.1" }, { address: "192.0.2.1" })),
      "two protocols": of(two({}, { protocol: "udp" })),
      "free ports": of(two({ hostPort: 0 }, { hostPort: 0 })),
    },
    unknown: { "an address to come": of(two({}, { address: notYet }), "workload/two") },
  },
};
