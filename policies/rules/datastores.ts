import { isUnknown, type Workload } from "../../topology/index.ts";
import { type Case, eachWorkload, not, unsure, wrongIf, wrongIfHidden } from "../found.ts";
import { isLoopbackAddress, publication, textOf } from "../publications.ts";
import { type Family, rule } from "../rule.ts";

const published = rule({
  id: "datastore-published",
  title: "No datastore is published off the host",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Databases, caches and brokers on the open network are found within hours, and their passwords tried. Most of them were never meant to be called by anybody but their application.",
  remedy: "Let applications call it by its name on an internal network; publish at 127.0.0.1 at most.",
  cis: "5.14",
  check: eachWorkload(function* (workload) {
    yield* ofDatastore(workload, function* (what) {
      for (const port of workload.published) {
        const { address } = port;
        // Swarm publishes on all addresses of all nodes, whatever is said.
        const everywhere = workload.kind === "service";
        const beyond = everywhere || (isUnknown(address) ? address : !isLoopbackAddress(address));
        yield* wrongIf(beyond, textOf(port), `${what} publishes ${publication(port)} beyond the host`);
      }
      yield* wrongIf(workload.publishAll, "publish-all", `${what} publishes all its ports beyond the host`);
      yield* wrongIfHidden(workload, "published", `${what} publishes a port beyond the host`);
    });
  }),
});

const internal = rule({
  id: "datastore-network",
  title: "Datastores are on internal networks only",
  severity: "high",
  level: "mandatory",
  rationale:
    "A datastore needs no way out. With one, whoever breaks into it carries the data away; without, he cannot even fetch his tools.",
  remedy: "Make its networks internal (`internal: true`); a Segment is unless told otherwise.",
  check: eachWorkload(function* (workload, { world }) {
    yield* ofDatastore(workload, function* (what) {
      const { attachments, namespace } = workload;
      for (const { network: name } of namespace.kind === "own" ? attachments : []) {
        const statement = `${what} is on network ${name}, which has a way out`;
        const network = world.network(name);
        if (network === undefined) yield unsure(name, statement, `network ${name} is not described here`);
        else yield* wrongIf(not(network.internal), name, statement);
      }
      yield* wrongIfHidden(workload, "attachments", `${what} is on a network with a way out`);
    });
  }),
});

/** What is wrong with a workload if it is a datastore: for certain, perhaps where its image is not known, or not at all. */
function* ofDatastore(
  { id, datastore, image }: Workload,
  check: (what: string) => Iterable<Case>,
): Generator<Case> {
  if (datastore !== undefined) yield* check(`${datastore} workload ${id}`);
  else if (image !== undefined && isUnknown(image)) {
    const [first] = check(`workload ${id}`);
    if (first !== undefined)
      yield unsure(
        first.evidence,
        `workload ${id} is a datastore, which may not be where it is`,
        image.unknown,
      );
  }
}

export const datastores: Family = {
  id: "datastores",
  title: "Datastores",
  about:
    "Who can get at what keeps the data. A workload is a datastore when it is a Database, or when its image is known as one.",
  rules: [published, internal],
};
