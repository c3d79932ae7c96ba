import type { Topology, Workload } from "../../../../topology/index.ts";
import { network, notYet, on, topology, volume, web, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const owned = { labels: { owner: "team-shop" } };
const everything = (labels: Partial<Workload>): Topology =>
  topology({
    workloads: [workload("web", labels)],
    networks: [network("net", labels), network("theirs", { external: true })],
    volumes: [volume("data", labels), volume("theirs", { external: true })],
  });
const all = ["workload/web", "network/net", "volume/data"];
const twins = (...places: readonly [readonly string[], readonly string[]]): Topology =>
  topology({
    workloads: [
      workload("one", { name: "app", ...on(...places[0]) }),
      workload("two", { name: "app", ...on(...places[1]) }),
    ],
  });
const unused = { volumes: [volume("data")] };

export const namesExamples: Examples = {
  "owner-label": {
    violated: {
      "no label anywhere": of(everything({}), ...all),
      "a label that is set": { topology: web(owned), settings: { label: "team" } },
      "a value that does not fit": { topology: web(owned), settings: { pattern: "^team-\\d+$" } },
    },
    clean: {
      "labels everywhere": of(everything(owned)),
      "a value that fits": { topology: web(owned), settings: { pattern: "^team-" } },
    },
    unknown: { "labels to come": of(web({ unknowns: { labels: why } })) },
  },
  "name-pattern": {
    violated: {
      capitals: of(topology({ workloads: [workload("Web")] }), "workload/Web"),
      "a pattern that is set": { topology: web(), settings: { pattern: "^shop-" } },
    },
    clean: { "lower case": of(everything({})) },
  },
  "duplicate-name": {
    violated: { "on one network": of(twins(["a", "b"], ["b"]), "workload/two") },
    clean: { "on two networks": of(twins(["a"], ["b"])), "two names": of(web()) },
  },
  "volume-unused": {
    violated: { "nobody mounts it": of(topology(unused), "volume/data") },
    clean: {
      "somebody mounts it": of(
        web({ mounts: [{ kind: "volume", from: "data", at: "/data", readOnly: true }] }, unused),
      ),
      "made elsewhere": of(topology({ volumes: [volume("data", { external: true })] })),
    },
    unknown: {
      "mounts to come": of(web({ unknowns: { mounts: why } }, unused), "volume/data"),
      "which volume is to come": of(
        web({ mounts: [{ kind: "volume", from: notYet, at: "/data", readOnly: true }] }, unused),
        "volume/data",
      ),
    },
  },
};
