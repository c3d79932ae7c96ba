import { type Network, type Topology, unknownDriver, type Workload } from "../../../../topology/index.ts";
import { network, notYet, on, type Parts, topology, web, why, workload } from "../world.ts";
import { type Example, type Examples, of } from "./case.ts";

const alone = (changes: Partial<Network>): Topology => topology({ networks: [network("net", changes)] });
const net = (changes: Partial<Network>): Example => of(alone(changes), "network/net");
const attached = (names: readonly string[], networks: readonly Network[]): Topology =>
  web(on(...names), { networks });
const overlay = (changes: Partial<Network>): Example => net({ driver: "overlay", ...changes });
const hidden: Partial<Workload> = { unknowns: { attachments: why } };
const one: Parts = { networks: [network("a"), network("b", { internal: true })] };

export const networksExamples: Examples = {
  "default-bridge": {
    violated: {
      "the default bridge": of(
        attached(["bridge"], [network("bridge", { defaultBridge: true, external: true })]),
      ),
    },
    clean: { "a network of its own": of(attached(["net"], [network("net")])) },
    unknown: { "networks to come": of(web(hidden)) },
  },
  "legacy-link": {
    violated: {
      "a link on no network of its own": of(web({ links: [{ to: "db", alias: "database" }] })),
      "a link on the default bridge": of(
        web(
          { links: [{ to: "db", alias: "database" }], ...on("bridge") },
          { networks: [network("bridge", { defaultBridge: true, external: true })] },
        ),
      ),
    },
    clean: {
      none: of(web()),
      "another name on a network of one's own": of(
        web({ links: [{ to: "db", alias: "database" }], ...on("net") }, { networks: [network("net")] }),
      ),
    },
    unknown: { "links to come": of(web({ unknowns: { links: why } })) },
  },
  "several-ways-out": {
    violated: { "two networks with one": of(attached(["a", "b"], [network("a"), network("b")])) },
    clean: {
      "one with, one without": of(attached(["a", "b"], one.networks ?? [])),
      "the host's interfaces": of(web({ namespace: { kind: "host" }, ...on("a", "b") })),
      "one said to lead out": of(
        web(
          {
            attachments: [
              { network: "a", aliases: [] },
              { network: "b", aliases: [], gatewayPriority: 10 },
            ],
          },
          { networks: [network("a"), network("b")] },
        ),
      ),
    },
    unknown: {
      "internal or not is to come": of(
        attached(["a", "b"], [network("a"), network("b", { internal: notYet })]),
      ),
      "networks to come": of(web(hidden)),
      "a network nobody describes": of(attached(["a", "elsewhere"], [network("a")])),
    },
  },
  "overlay-unencrypted": {
    violated: { "an overlay in the open": overlay({ encrypted: false }) },
    clean: { "an encrypted overlay": overlay({ encrypted: true }), "a bridge": net({}) },
    unknown: { "an option to come": overlay({ encrypted: notYet }) },
  },
  "overlay-attachable": {
    violated: { "an attachable overlay": overlay({ attachable: true }) },
    clean: {
      "for services alone": overlay({}),
      "a bridge, to which it means nothing": net({ attachable: true }),
    },
    unknown: { "a value to come": overlay({ attachable: notYet }) },
  },
  "outside-network": {
    violated: { macvlan: net({ driver: "macvlan" }), ipvlan: net({ driver: "ipvlan" }) },
    clean: {
      "a bridge": net({}),
      "made elsewhere, by others": net({ driver: "macvlan", external: true }),
      "upon a bridge that leads nowhere": net({ driver: "macvlan", internal: true }),
    },
    unknown: {
      "a driver to come": net({ driver: unknownDriver }),
      "a parent to come": net({ driver: "macvlan", internal: notYet }),
    },
  },
  "open-gateway": {
    violated: {
      "all ports": net({ gateway: "nat-unprotected" }),
      "published ports": net({ gateway: "routed" }),
    },
    clean: { translated: net({}), "no way in at all": net({ gateway: "routed", internal: true }) },
    unknown: { "a mode to come": net({ gateway: notYet }) },
  },
  "internal-with-host": {
    violated: { "an internal bridge": net({ internal: true }) },
    clean: {
      "an internal bridge without the host": net({ internal: true, hostAddress: false }),
      "isolated by its gateway": net({ internal: true, gateway: "isolated" }),
      "a bridge that leads out": net({}),
    },
    unknown: { "an option to come": net({ internal: true, hostAddress: notYet }) },
  },
  "network-unused": {
    violated: { "nobody on it": net({}) },
    clean: { "a member": of(attached(["net"], [network("net")])) },
    unknown: {
      "members to come": of(
        topology({ networks: [network("net")], workloads: [workload("web", hidden)] }),
        "network/net",
      ),
    },
  },
};
