import type { MountedPath, Topology } from "../../../../topology/index.ts";
import { notYet, type Parts, topology, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

type Writes = MountedPath["readOnly"];

const mount = (readOnly: Writes, from: MountedPath["from"] = "files"): MountedPath => ({
  kind: "volume",
  ...(from === undefined ? {} : { from }),
  at: "/files",
  readOnly,
});

/** Two workloads, of the tiers a and b, with one volume. */
function two(
  first: Writes,
  second: Writes,
  tiers: readonly [string, string] = ["a", "b"],
  parts: Parts = {},
): Topology {
  return topology({
    ...parts,
    workloads: [
      workload("one", { tier: tiers[0], mounts: [mount(first)] }),
      workload("two", { tier: tiers[1], mounts: [mount(second)] }),
    ],
  });
}

const folder = (path: string): MountedPath => ({ kind: "bind", from: path, at: "/x", readOnly: false });
const folders = topology({
  workloads: [
    workload("one", { tier: "a", mounts: [folder("/srv/data")] }),
    workload("two", { tier: "b", mounts: [folder("/srv//data/")] }),
  ],
});
const alone = topology({ workloads: [workload("one", { mounts: [mount(false), mount(false)] })] });
const socket: Parts = {
  flows: [{ from: "two", to: "one", port: 5432, protocol: "tcp", via: "socket" }],
};

export const sharingExamples: Examples = {
  "volume-across-tiers": {
    violated: {
      "both write": of(two(false, false), "volume/files"),
      "to a folder of the host": of(folders, "host-path/srv/data"),
    },
    clean: {
      "one writes, the other reads": of(two(false, true)),
      "within one tier": of(two(false, false, ["a", "a"])),
      "alone, twice": of(alone),
    },
    unknown: { "whether the second writes is to come": of(two(false, notYet), "volume/files") },
  },
  "shared-files": {
    violated: {
      "one writes, the other reads": of(two(false, true), "volume/files"),
      "within one tier": of(two(false, false, ["a", "a"]), "volume/files"),
    },
    clean: {
      "nobody writes": of(two(true, true)),
      "a socket, declared": of(two(false, true, ["a", "b"], socket)),
      "alone, twice": of(alone),
    },
    unknown: {
      "whether anybody writes is to come": of(two(notYet, true), "volume/files"),
      "which volume is to come": of(
        topology({ workloads: [workload("web", { mounts: [mount(false, notYet)] })] }),
      ),
      "mounts to come": of(topology({ workloads: [workload("web", { unknowns: { mounts: why } })] })),
    },
  },
};
