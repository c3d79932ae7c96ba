import type { Cause, Ends, Excess, Mechanism } from "../topology/index.ts";
import { sentence } from "./found.ts";
import type { Found, Subject } from "./rule.ts";
import type { World } from "./world.ts";

/** Ways that rules of their own are about: by the host, which opens everything, or by files. */
const othersMatter: ReadonlySet<Mechanism> = new Set<Mechanism>([
  ...(["host network", "runtime socket", "privileged", "capability", "host path"] as const),
  ...(["device", "host processes", "shared volume"] as const),
]);

/** Says what is wrong: "web reaches db on 5432/tcp", "4 workloads (a, b, c and one more) reach db on 5432/tcp". */
type Statement = (from: string, to: string, ports: string, several: boolean) => string;

/**
 * One finding for each pair of ends that reach each other for certain, with all the causes; where one calls many, or
 * many call one, one for all of them by each cause. What is not known is put together by its reason, and left out where
 * it is open for certain by another way.
 */
export function* undeclaredFindings(
  entries: readonly Excess[],
  world: World,
  statement: Statement,
): Generator<Found> {
  const left = entries.filter(({ cause }) => !othersMatter.has(cause.mechanism));
  const certain = left.filter(({ verdict }) => verdict === "allowed");
  const [few, many] = [certain.filter(isFew), certain.filter(entry => !isFew(entry))];
  for (const group of Map.groupBy(few.flatMap(pairsOf), ({ from, to }) => `${from} ${to}`).values())
    yield ofPair(group, world, statement);
  for (const entry of many) yield ofMany(entry, world, statement);
  const settled = new Set(few.flatMap(pairsOf).flatMap(waysOf));
  const doubtful = left.filter(entry => entry.verdict === "unknown" && !isSettled(entry, settled));
  for (const group of Map.groupBy(doubtful, ({ cause }) => cause.detail).values())
    yield* ofDoubt(group, world);
}

interface Pair extends Pick<Excess, "ports" | "cause"> {
  readonly from: string;
  readonly to: string;
}

function isFew({ from, to }: Excess): boolean {
  return from.count === from.some.length && to.count === to.some.length;
}

function pairsOf({ from, to, ports, cause }: Excess): Pair[] {
  return from.some.flatMap(one => to.some.map(other => ({ from: one, to: other, ports, cause })));
}

/** Each port between two ends, as a text to compare. */
function waysOf({ from, to, ports }: Pair): string[] {
  return ports.map(({ port, protocol }) => `${from} ${to} ${port}/${protocol}`);
}

function isSettled(entry: Excess, settled: ReadonlySet<string>): boolean {
  const isOpen = ({ from, to, ports }: Pair): boolean =>
    ports.every(
      ({ port, protocol }) =>
        settled.has(`${from} ${to} ${port}/${protocol}`) || settled.has(`${from} ${to} any/${protocol}`),
    );
  return isFew(entry) && pairsOf(entry).every(isOpen);
}

function ofPair(group: readonly Pair[], world: World, statement: Statement): Found {
  const [{ from = "", to = "" } = {}] = group;
  const ports = portsText(group.flatMap(one => one.ports));
  const causes = [...new Map(group.map(({ cause }) => [cause.detail, cause])).values()];
  const message = `${sentence(statement(from, to, ports, false)).slice(0, -1)}: ${details(causes)}.`;
  const subject = subjectOf(from, to, world);
  return { subject, verdict: "violated", evidence: ports, message, ...remedyOf(causes) };
}

function ofMany({ from, to, ports, cause }: Excess, world: World, statement: Statement): Found {
  const [callers, servers] = [nameOf(from), nameOf(to)];
  const text = statement(endsText(from), endsText(to), portsText(ports), from.count > 1);
  return {
    subject: subjectOf(callers, servers, world),
    verdict: "violated",
    evidence: `${cause.mechanism} ${cause.name} ${portsText(ports)}`,
    message: `${sentence(text).slice(0, -1)}: ${cause.detail}.`,
    ...remedyOf([cause]),
  };
}

function* ofDoubt(group: readonly Excess[], world: World): Generator<Found> {
  const [first] = group;
  const [from, to] = [first?.from.some[0], first?.to.some[0]];
  if (first === undefined || from === undefined || to === undefined) return;
  const further = group.reduce((sum, one) => sum + one.from.count * one.to.count, -1);
  const more = further === 0 ? "" : ` (and ${further} further ways)`;
  const why = first.cause.detail;
  const message = `It cannot be told whether ${from} reaches ${to} on ${portsText(first.ports)}${more}: ${why}.`;
  yield { subject: subjectOf(from, to, world), verdict: "unknown", evidence: why, message };
}

/** Named by both ends; shown where the server is, or else the client. */
export function subjectOf(from: string, to: string, world: World): Subject {
  const end = world.workload(to) ?? world.workload(from);
  return { name: `flow/${from}->${to}`, origin: end?.origin, source: end?.source };
}

function nameOf({ count, some }: Ends): string {
  return count === 1 ? (some[0] ?? "*") : "*";
}

function endsText({ count, some }: Ends): string {
  if (count === 1) return some[0] ?? "";
  const rest = count - some.length;
  return rest === 0
    ? `${count} workloads (${some.join(", ")})`
    : `${count} workloads (${some.join(", ")} and ${rest} more)`;
}

export function portsText(ports: Excess["ports"]): string {
  const texts = ports.map(({ port, protocol }) =>
    port === "any" ? `any ${protocol} port` : `${port}/${protocol}`,
  );
  return [...new Set(texts)].sort().join(", ");
}

function details(causes: readonly Cause[]): string {
  return causes.map(({ detail }) => detail).join("; ");
}

function remedyOf(causes: readonly Cause[]): Pick<Found, "remedy"> {
  const ways = [...new Set(causes.flatMap(({ remedy }) => remedy ?? []))];
  return ways.length === 0 ? {} : { remedy: `${sentence(ways.join("; "))} Or declare it, if it is meant.` };
}
