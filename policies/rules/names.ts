import type { Labelled, Topology, Workload } from "../../topology/index.ts";
import { networkSubject, unsure, violated, volumeSubject, workloadSubject } from "../found.ts";
import { type Family, type Found, rule, type Subject } from "../rule.ts";

const owner = rule({
  id: "owner-label",
  title: "Everything names its owner",
  severity: "low",
  level: "advisory",
  rationale: "When something breaks at night, or turns out to be open, the label says whom to call.",
  remedy: "Add the label to the stack's components: `labels` of each, or of the app that holds them.",
  compose: { remedy: "Add the label under `labels` of the service, network or volume." },
  settings: {
    label: { type: "string", default: "owner", description: "The label that names the owner" },
    pattern: {
      type: "string",
      format: "regex",
      default: ".",
      description: "Regular expression for its value",
    },
  },
  *check({ world, settings: { label, pattern } }) {
    const fits = new RegExp(pattern);
    for (const { subject, item } of labelled(world.topology)) {
      const value = item.labels[label];
      const why = item.unknowns?.labels;
      if (value !== undefined && fits.test(value)) continue;
      if (value !== undefined)
        yield {
          subject,
          ...violated(
            label,
            `The label ${label} of ${inWords(subject)} is "${value}", which does not fit ${pattern}.`,
          ),
        };
      else if (why !== undefined)
        yield { subject, ...unsure(label, `${inWords(subject)} lacks the label ${label}`, why) };
      else yield { subject, ...violated(label, `The label ${label} of ${inWords(subject)} is missing.`) };
    }
  },
});

const pattern = rule({
  id: "name-pattern",
  title: "Names follow one pattern",
  severity: "low",
  level: "advisory",
  rationale:
    "Names are what people search logs, metrics and firewalls for; those that follow no pattern are not found.",
  remedy: "Rename it to fit the pattern.",
  settings: {
    pattern: {
      type: "string",
      format: "regex",
      default: "^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$",
      description: "Regular expression for names of workloads, networks and volumes",
    },
  },
  *check({ world, settings: { pattern } }) {
    const fits = new RegExp(pattern);
    for (const { subject, item } of labelled(world.topology))
      if (!fits.test(item.id))
        yield { subject, ...violated(item.id, `The name of ${inWords(subject)} does not fit ${pattern}.`) };
  },
});

const duplicate = rule({
  id: "duplicate-name",
  title: "No two containers have one name",
  severity: "high",
  level: "mandatory",
  rationale:
    "Names are unique on an engine. The second container fails to start, or on a network takes half of the other's calls.",
  remedy: "Rename one of them, or leave the name to Pulumi.",
  compose: { remedy: "Rename one of them, or drop `container_name`." },
  *check({ world }) {
    const containers = world.topology.workloads.filter(
      ({ kind, elsewhere }) => kind === "container" && elsewhere === undefined,
    );
    for (const [name, group] of Map.groupBy(containers, one => one.name)) {
      const [first, ...others] = group;
      for (const other of others) {
        if (first === undefined || !meet(first, other)) continue;
        const message = `Workloads ${first.id} and ${other.id} are both called ${name} on the same network.`;
        yield { subject: workloadSubject(other), ...violated(`${name} ${first.id}`, message) };
      }
    }
  },
});

/** Whether two workloads of one name have it on the same network: a relay has it on its near side alone. */
function meet(first: Workload, other: Workload): boolean {
  const theirs = new Set(networksOfName(other));
  return networksOfName(first).some(network => theirs.has(network));
}

/** Where a workload is called by its name: where its component says so, or else wherever it is. */
function networksOfName({ name, attachments }: Workload): string[] {
  const named = attachments.filter(({ aliases }) => aliases.includes(name));
  return (named.length > 0 ? named : attachments).map(({ network }) => network);
}

const volumeUnused = rule({
  id: "volume-unused",
  title: "Every volume is mounted",
  severity: "low",
  level: "advisory",
  rationale: "A volume nobody mounts keeps data that nobody looks after.",
  remedy: "Remove it, or mount it where it was meant to be.",
  *check({ world }) {
    const { workloads, volumes } = world.topology;
    const used = new Set(workloads.flatMap(({ mounts }) => mounts.map(({ from }) => from)));
    const why = workloads.find(({ unknowns }) => unknowns?.mounts !== undefined)?.unknowns?.mounts;
    const unread = workloads.some(({ mounts }) => mounts.some(({ from }) => typeof from === "object"));
    for (const volume of volumes.filter(({ id, external }) => !external && !used.has(id))) {
      const statement = `volume ${volume.id} is mounted by nobody`;
      const doubt = why ?? (unread ? "what a mount is of is not known yet" : undefined);
      const subject = volumeSubject(volume);
      if (doubt !== undefined) yield { subject, ...unsure("mounts", statement, doubt) };
      else yield { subject, ...violated("mounts", `Volume ${volume.id} is mounted by nobody.`) };
    }
  },
});

/** Everything that was made here. */
function labelled({ workloads, networks, volumes }: Topology): {
  readonly subject: Subject;
  readonly item: Labelled & { readonly id: string };
}[] {
  return [
    ...workloads
      .filter(({ elsewhere }) => elsewhere === undefined)
      .map(item => ({ subject: workloadSubject(item), item })),
    ...networks.filter(({ external }) => !external).map(item => ({ subject: networkSubject(item), item })),
    ...volumes.filter(({ external }) => !external).map(item => ({ subject: volumeSubject(item), item })),
  ];
}

/** `network data`. */
function inWords({ name }: Found["subject"]): string {
  return name.replace("/", " ");
}

export const names: Family = {
  id: "names",
  title: "Names and owners",
  about: "Whether people find what they look for, and whom to ask.",
  rules: [owner, pattern, duplicate, volumeUnused],
};
