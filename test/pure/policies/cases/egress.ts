import { type Flow, outsideNamed, type Topology } from "../../../../topology/index.ts";
import { network, on, topology, workload } from "../world.ts";
import { type Example, type Examples, of } from "./case.ts";

/** web calls some names by a relay of its own. */
function calling(...names: readonly string[]): Topology {
  const calls = names.map((name): Flow => {
    const [, host = name, port = "443"] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
    const flow = { port: Number(port), protocol: "tcp", reason: "egress" } as const;
    return { from: "web", to: outsideNamed(host), ...flow, via: "relay" };
  });
  return topology({
    workloads: [
      workload("web", on("near")),
      workload("web-relay", {
        ...on("near", "far"),
        forwards: calls.map(({ to, port }) => ({ port: Number(port), to, toPort: Number(port) })),
      }),
    ],
    networks: [network("near", { internal: true, hostAddress: false }), network("far")],
    flows: [
      ...calls,
      ...calls.map((call): Flow => ({ ...call, from: "web-relay", via: "network" })),
      { from: "web-relay", to: "outside", port: "any", protocol: "tcp", via: "network" },
    ],
  });
}

const allowing = (asked: Topology, ...allowed: readonly string[]): Example => ({
  topology: asked,
  settings: { allowed },
});
const anywhere = topology({
  workloads: [workload("web", on("far"))],
  networks: [network("far")],
  flows: [{ from: "web", to: "outside", port: "any", protocol: "tcp", via: "network" }],
});

export const egressExamples: Examples = {
  "egress-wide": {
    violated: {
      "all of a domain of one label": of(calling("*.com")),
      "the second level of a country": of(calling("*.co.uk")),
      "a cloud's customers": of(calling("*.s3.eu-central-1.amazonaws.com")),
      "a block of many": of(calling("203.0.0.0/15")),
      "a block longer than the config lets pass": {
        topology: calling("203.0.113.0/24"),
        settings: { prefix: 28 },
      },
    },
    clean: {
      "a name": of(calling("api.example.com")),
      "all below somebody's own domain": of(calling("*.example.org")),
      "a block of few": of(calling("203.0.113.0/24")),
      "nobody under a customer's own": of(calling("shop.github.io")),
      "nothing at all": of(calling()),
    },
  },
  "egress-allowed": {
    violated: {
      "a name that is not among them": allowing(calling("api.example.com"), "pay.example.com"),
      "another port": allowing(calling("api.example.com:8443"), "api.example.com:443"),
      "more than is allowed below a domain": allowing(calling("*.example.org"), "*.sub.example.org"),
      "the domain itself": allowing(calling("example.org"), "*.example.org"),
      "all of the world": allowing(anywhere, "api.example.com"),
    },
    clean: {
      "each of them, with and without its port": allowing(
        calling("api.example.com", "pay.example.com"),
        "api.example.com:443",
        "pay.example.com",
      ),
      "below a domain": allowing(calling("deep.example.org", "*.sub.example.org"), "*.example.org"),
      "a block": allowing(calling("203.0.113.0/24"), "203.0.113.0/24"),
      "nobody says what is": of(calling("api.example.com")),
    },
  },
};
