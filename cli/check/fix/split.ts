import { parseDocument } from "yaml";
import type { Network, Topology, Workload } from "../../../topology/index.ts";
import { type Edit, EditableFile } from "./edits.ts";

/** The one network that Compose puts everybody on who names none. */
const shared = "default";

/** A client and the server it calls. */
type Pair = readonly [client: string, server: string];

/** A file whose services are apart but for those that call each other, and what is to become of the topology. */
export interface Split {
  readonly edits: readonly Edit[];
  readonly isExpected: (before: Topology, after: Topology) => boolean;
}

/**
 * Takes the project's own network apart: an internal network for each client and its server, as `depends_on`, `links`
 * and what stands in environments say, and one that leads out for each service that is no datastore. Undefined where
 * services name networks, or nobody is said to call anybody.
 */
export function splitNetworks(text: string, { workloads, networks }: Topology): Split | undefined {
  const members = workloads.filter(({ attachments }) =>
    attachments.some(({ network }) => network === shared),
  );
  const isPlain = members.every(({ attachments }) => attachments.length === 1);
  const pairs = pairsOf(text, members);
  if (!isPlain || members.length < 3 || pairs.length === 0) return undefined;
  const file = new EditableFile(text);
  const added = new Map<string, string>();
  for (const pair of pairs) added.set(nameOf(pair), "{internal: true}");
  const edits = members.map(member => {
    const own = pairs.filter(pair => pair.includes(member.name)).map(nameOf);
    if (member.datastore === undefined || own.length === 0) {
      own.push(`${member.name}-out`);
      added.set(`${member.name}-out`, "{}");
    }
    return file.setKey(["services", member.name], "networks", `[${own.join(", ")}]`);
  });
  const declared = [...added].map(([name, value]) => `  ${name}: ${value}\n`).join("");
  const hasOwn = networks.some(({ id }) => id !== shared);
  const made = hasOwn ? undefined : edits.every(edit => edit !== undefined) ? edits : undefined;
  if (made === undefined) return undefined;
  const end: Edit = {
    offset: text.length,
    length: 0,
    text: `${text.endsWith("\n") ? "" : "\n"}networks:\n${declared}`,
  };
  return {
    edits: [...made, end],
    isExpected: (before, after) => isSplit(before, after, pairs, [...added.keys()]),
  };
}

function nameOf([client, server]: Pair): string {
  return `${client}-${server}`;
}

/** Who calls whom, as far as the file says so; each pair once, in the order of names where each calls the other. */
function pairsOf(text: string, members: readonly Workload[]): Pair[] {
  const document: unknown = parseDocument(text, { merge: true }).toJS();
  const names = members.map(({ name }) => name);
  const found = members.flatMap(client => {
    const asked = new Set([...dependenciesOf(document, client.name), ...client.links.map(({ to }) => to)]);
    const texts = client.environment.flatMap(({ value, template }) => template ?? value ?? []);
    return names
      .filter(name => name !== client.name)
      .filter(name => asked.has(name) || texts.some(one => namesHost(one, name)))
      .map((server): Pair => [client.name, server]);
  });
  const once = new Map(found.map(pair => [[...pair].sort().join(" "), pair]));
  return [...once.values()];
}

/** Whether a text is a service's name, or has it where hosts stand: `db:5432`, `//db/`, `@db`. */
function namesHost(text: string, name: string): boolean {
  const escaped = name.replace(/[^\w]/g, "\\$&");
  return text === name || new RegExp(`(^|[/@,;=\\s])${escaped}(:\\d|/|$)`).test(text);
}

function dependenciesOf(document: unknown, name: string): string[] {
  const below = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  const given = below(below(below(document, "services"), name), "depends_on");
  if (Array.isArray(given)) return given.map(String);
  return typeof given === "object" && given !== null ? Object.keys(given) : [];
}

/** Whether nothing has changed but the networks, and those are as they are meant to be. */
function isSplit(
  before: Topology,
  after: Topology,
  pairs: readonly Pair[],
  made: readonly string[],
): boolean {
  const ids = new Set(after.networks.map(({ id }: Network) => id));
  const together = (one: string, other: string): boolean =>
    after.workloads
      .filter(({ name }) => name === one || name === other)
      .map(({ attachments }) => attachments.map(({ network }) => network))
      .reduce((left, right) => left.filter(network => right.includes(network))).length > 0;
  const isCalled = (one: string, other: string): boolean =>
    pairs.some(pair => pair.includes(one) && pair.includes(other));
  const names = before.workloads.map(({ name }) => name);
  return (
    made.every(name => ids.has(name)) &&
    names.every(one => names.every(other => one === other || together(one, other) === isCalled(one, other)))
  );
}
