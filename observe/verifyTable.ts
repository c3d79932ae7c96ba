import { nameOutside, wrap } from "../topology/index.ts";
import {
  type Egress,
  isFine,
  type LiveChange,
  type Probe,
  type UnseenNode,
  type Verification,
} from "./prober/report.ts";
import { plain } from "./text/plain.ts";
import { table } from "./text/table.ts";

/**
 * Draws what was probed, a connection a line: declared, found, verdict; below each that is not well, why and what to do.
 * What was changed by hand comes first, for it is the cause of the rest.
 *
 * ```
 * shop-app => shop-db   tcp 5432  declared  open        ok
 * shop-web => shop-db   tcp 5432  -         timeout     ok
 * ```
 */
export function verifyTable(verification: Verification): string {
  const { probes, egress = [], changes = [], down = [], unseen = [] } = verification;
  // Of ways out by a name each is shown; of others, what is not as declared.
  const shown = egress.filter(({ to, verdict }) => verdict !== "ok" || nameOutside(to) !== undefined);
  const all = [...probes, ...shown];
  const rows = table(all.map(row));
  const lines = rows.flatMap((row, index) => [...row, ...explanation(all[index])]);
  return [
    ...changes.flatMap(changeLines),
    ...(changes.length === 0 ? [] : [""]),
    ...(all.length === 0 ? [] : [...lines, ""]),
    ...wrap(plain(verifySummary(verification))),
    ...(down.length === 0 ? [] : wrap(downRemedy)),
    ...(unseen.length === 0 ? [] : wrap(plain(unseenRemedy(unseen)))),
  ].join("\n");
}

function row(one: Probe | Egress): string[] {
  return [
    one.from,
    "=>",
    one.to,
    "port" in one ? `${one.protocol} ${one.port}` : "way out",
    one.declared ? "declared" : "-",
    one.found,
    wordOf(one),
  ];
}

function wordOf(one: Probe | Egress): string {
  if (one.verdict === "ok") return "ok";
  const level = "acknowledged" in one ? `, ${one.acknowledged}` : "";
  return `${one.verdict.toUpperCase()}${level}`;
}

function changeLines({ subject, cause, remedy, matters }: LiveChange): string[] {
  const head = matters ? "CHANGED" : "note";
  return [...wrap(plain(`${head}  ${subject}: ${cause}`)), ...wrap(plain(remedy), "    ")];
}

const downRemedy =
  "See why that is so (docker ps --all, docker logs), run `pulumi up --refresh`, and verify again.";

function unseenRemedy(unseen: readonly UnseenNode[]): string {
  const options = unseen.map(({ node }) => `--node ssh://${node}`).join(" ");
  return `Name the engines of those nodes as DOCKER_HOST has it, e.g. \`${options}\`, and verify again.`;
}

/** One sentence on the whole. */
export function verifySummary({
  probes,
  egress = [],
  changes = [],
  down = [],
  unseen = [],
}: Verification): string {
  const names = new Intl.ListFormat("en-GB").format(down);
  const untried = down.length === 0 ? "" : `; nothing was tried from ${names}, of which no container runs`;
  const matter = changes.filter(({ matters }) => matters).length;
  const changed =
    matter === 0 ? "" : `; ${matter === 1 ? "one thing is" : `${matter} things are`} not as declared`;
  const out = egress.filter(one => !isFine(one)).length;
  const ways = out === 0 ? "" : `; ${out} of the ways out not as declared`;
  const open = egress.filter(({ acknowledged }) => acknowledged === "host-open").map(({ from }) => from);
  const host = open.length === 0 ? "" : `; host-open: ${new Intl.ListFormat("en-GB").format(open)}`;
  const elsewhere = new Intl.ListFormat("en-GB").format(unseen.map(({ node }) => node));
  const missed =
    unseen.length === 0 ? "" : `; nothing was tried from what runs on ${elsewhere}, which were not asked`;
  return `${tried(probes)}${ways}${host}${changed}${untried}${missed}.`;
}

function tried(probes: readonly Probe[]): string {
  if (probes.length === 0) return "There is nothing to probe: no workload declares a port or listens on one";
  const bad = probes.filter(({ verdict }) => verdict !== "ok");
  if (bad.length === 0) return `${probes.length} connections tried: all as declared`;
  const counts = Object.entries(Object.groupBy(bad, ({ verdict }) => verdict));
  const text = counts.map(([verdict, group]) => `${group?.length ?? 0} ${verdict}`).join(", ");
  return `${probes.length} connections tried: ${text}`;
}

function explanation(probe: Probe | Egress | undefined): string[] {
  if (probe === undefined || probe.verdict === "ok") return [];
  return [probe.cause, probe.remedy].flatMap(text => (text === undefined ? [] : wrap(plain(text), "    ")));
}
