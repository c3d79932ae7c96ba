import { columns, wrap } from "../topology/index.ts";
import type { Probe, Verification } from "./prober/report.ts";

/**
 * Draws what was probed, a connection a line: declared, found, verdict; below each that is not well, why and what to do.
 *
 * ```
 * shop-app => shop-db   tcp 5432  declared  open        ok
 * shop-web => shop-db   tcp 5432  -         timeout     ok
 * ```
 */
export function verifyTable(verification: Verification): string {
  const { probes, down = [] } = verification;
  const rows = columns(
    probes.map(probe => [
      probe.from,
      "=>",
      probe.to,
      `${probe.protocol} ${probe.port}`,
      probe.declared ? "declared" : "-",
      probe.found,
      probe.verdict === "ok" ? "ok" : probe.verdict.toUpperCase(),
    ]),
  ).split("\n");
  const lines = rows.flatMap((row, index) => [row, ...explanation(probes[index])]);
  return [
    ...(probes.length === 0 ? [] : [...lines, ""]),
    ...wrap(verifySummary(verification)),
    ...(down.length === 0 ? [] : wrap(downRemedy)),
  ].join("\n");
}

const downRemedy =
  "See why that is so (docker ps --all, docker logs), run `pulumi up --refresh`, and verify again.";

/** One sentence on the whole. */
export function verifySummary({ probes, down = [] }: Verification): string {
  const names = new Intl.ListFormat("en-GB").format(down);
  const untried = down.length === 0 ? "" : `; nothing was tried from ${names}, of which no container runs`;
  return `${tried(probes)}${untried}.`;
}

function tried(probes: readonly Probe[]): string {
  if (probes.length === 0) return "There is nothing to probe: no workload declares a TCP port";
  const bad = probes.filter(({ verdict }) => verdict !== "ok");
  if (bad.length === 0) return `${probes.length} connections tried: all as declared`;
  const counts = Object.entries(Object.groupBy(bad, ({ verdict }) => verdict));
  const text = counts.map(([verdict, group]) => `${group?.length ?? 0} ${verdict}`).join(", ");
  return `${probes.length} connections tried: ${text}`;
}

function explanation(probe: Probe | undefined): string[] {
  if (probe === undefined || probe.verdict === "ok") return [];
  return [probe.cause, probe.remedy].flatMap(text => (text === undefined ? [] : wrap(text, "    ")));
}
