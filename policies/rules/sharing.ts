import { isUnknown, type Maybe, plainPath, type Workload } from "../../topology/index.ts";
import { eachWorkload, sentence, unsure, violated, wrongIfHidden } from "../found.ts";
import { type Family, rule, type Subject } from "../rule.ts";
import type { World } from "../world.ts";
import { hostPaths } from "./mounts.ts";

const acrossTiers = rule({
  id: "volume-across-tiers",
  title: "No two tiers write to the same files",
  severity: "high",
  level: "mandatory",
  rationale:
    "Files that two tiers write are a way between them that no network shows: one plants what the other reads, runs or serves.",
  remedy:
    "Let one of them write and mount it read-only for the others, or hand the data over by a call that is declared.",
  *check({ world }) {
    for (const place of sharedPlaces(world)) {
      const certain = acrossTiersAmong(place.users.filter(({ readOnly }) => readOnly === false));
      const perhaps = acrossTiersAmong(place.users.filter(({ readOnly }) => readOnly !== true));
      const names = (certain ?? perhaps)?.map(({ workload }) => workload.id).join(" and ");
      const statement = `workloads ${names}, of different tiers, both write to ${place.name}`;
      if (certain !== undefined)
        yield { subject: place.subject, ...violated(evidenceOf(place), sentence(statement)) };
      else if (perhaps !== undefined)
        yield {
          subject: place.subject,
          ...unsure(evidenceOf(place), statement, "whether a mount is read-only is not known yet"),
        };
    }
  },
});

const shared = rule({
  id: "shared-files",
  title: "Workloads do not share files unasked",
  severity: "low",
  level: "advisory",
  rationale:
    "What one workload writes and another reads is communication, as much as a connection is, and nothing limits what is handed over.",
  remedy:
    "Declare it: SharedSocket, or a volume that one workload writes and the other mounts read-only. Otherwise give each its own volume.",
  compose: {
    remedy: "Mount it read-only (`:ro`) for all but the one that writes, or give each a volume of its own.",
  },
  exception: "Several workers of one program on one data folder.",
  *check({ world, settings, review }) {
    for (const place of sharedPlaces(world)) {
      const writers = place.users.filter(({ readOnly }) => readOnly !== true);
      const readers = place.users.filter(user => user !== writers[0]);
      const [writer] = writers;
      const strangers = readers.filter(({ workload }) => !hasFlow(world, writer?.workload, workload));
      if (writer === undefined || strangers.length === 0) continue;
      const others = strangers.map(({ workload }) => workload.id).join(", ");
      const statement = `workload ${writer.workload.id} writes to ${place.name}, which ${others} ${strangers.length === 1 ? "mounts" : "mount"} too`;
      const certain = writers.some(({ readOnly }) => readOnly === false);
      const found = certain
        ? violated(evidenceOf(place), sentence(statement))
        : unsure(evidenceOf(place), statement, "whether a mount is read-only is not known yet");
      yield { subject: place.subject, ...found };
    }
    yield* eachWorkload(workload => {
      const statement = `workload ${workload.id} shares files with another`;
      const unread = workload.mounts
        .map(({ from }) => from)
        .find(from => from !== undefined && isUnknown(from));
      return isUnknown(unread)
        ? [unsure("mounts", statement, unread.unknown)]
        : wrongIfHidden(workload, "mounts", statement);
    })({ world, settings, review });
  },
});

type User = Place["users"][number];

/** Two of different tiers, where there are two. */
function acrossTiersAmong(users: readonly User[]): readonly [User, User] | undefined {
  for (const user of users) {
    const other = users.find(({ workload }) => isAnotherTier(user.workload, workload));
    if (other !== undefined) return [user, other];
  }
  return undefined;
}

interface Place {
  /** `volume data`, `/srv/data of the host`. */
  readonly name: string;
  readonly subject: Subject;
  readonly users: readonly { readonly workload: Workload; readonly readOnly: Maybe<boolean> }[];
}

/** Volumes and folders of the host that more than one workload has. */
function sharedPlaces(world: World): Place[] {
  const uses = world.topology.workloads.flatMap(workload => [
    ...workload.mounts.flatMap(({ kind, from, readOnly }) =>
      kind === "volume" && from !== undefined && !isUnknown(from)
        ? [{ key: `volume/${from}`, name: `volume ${from}`, workload, readOnly }]
        : [],
    ),
    ...hostPaths(workload, world).flatMap(({ path, mount: { kind, readOnly } }) =>
      kind === "bind" && !isUnknown(path)
        ? [
            {
              key: `host-path${plainPath(path)}`,
              name: `${plainPath(path)} of the host`,
              workload,
              readOnly,
            },
          ]
        : [],
    ),
  ]);
  return [...Map.groupBy(uses, ({ key }) => key)].flatMap(([key, users]) => {
    const [first] = users;
    const several = new Set(users.map(({ workload }) => workload.id)).size > 1;
    if (!several || first === undefined) return [];
    const volume = key.startsWith("volume/") ? world.volume(key.slice("volume/".length)) : undefined;
    const subject = { name: key, origin: volume?.origin, source: volume?.source ?? first.workload.source };
    return [{ name: first.name, subject, users }];
  });
}

function isAnotherTier(one: Workload, other: Workload): boolean {
  return one.tier !== undefined && other.tier !== undefined && one.tier !== other.tier;
}

/** Whether a socket on shared files is declared between the two, in either direction. */
function hasFlow(world: World, one: Workload | undefined, other: Workload): boolean {
  return one !== undefined && (world.hasSocket(one.id, other.id) || world.hasSocket(other.id, one.id));
}

function evidenceOf({ users }: Place): string {
  return [...new Set(users.map(({ workload }) => workload.id))].sort().join(" ");
}

export const sharing: Family = {
  id: "sharing",
  title: "Shared files",
  about: "Volumes and folders as ways between workloads.",
  rules: [acrossTiers, shared],
};
