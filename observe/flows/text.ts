import { columns } from "../../topology/index.ts";
import { plain } from "../text/plain.ts";
import type { Observation } from "./report.ts";

/** What was seen, for people. */
export function observationText(found: Observation): string {
  const { seconds, samples, containers, flows, unused } = found;
  const undeclared = flows.filter(({ declared }) => declared === false);
  const between = flows.filter(
    ({ from, to }) => ![from, to].some(end => end === "host" || end === "outside"),
  );
  const rows = flows.map(({ from, to, port, protocol, samples: count, declared }) => [
    plain(from),
    "=>",
    plain(to),
    `${protocol} ${port}`,
    declared === undefined ? "" : declared ? "declared" : "UNDECLARED",
    `in ${count} of ${samples} samples`,
  ]);
  const idle = unused.map(({ from, to, port, protocol }) => [
    plain(from),
    "=>",
    plain(to),
    port === "any" ? "any port" : `${protocol} ${port}`,
    "declared, and not seen",
  ]);
  return [
    `Looked for ${seconds} s at ${containers} ${containers === 1 ? "container" : "containers"}.`,
    ...(rows.length === 0 ? ["No connection was seen."] : [columns(rows)]),
    ...(idle.length === 0 ? [] : [columns(idle)]),
    ...(undeclared.length === 0 ? [] : [suggestion("To be declared, if they are meant:", undeclared)]),
    ...(flows.some(({ declared }) => declared !== undefined) || between.length === 0
      ? []
      : [suggestion("As flows:", between)]),
  ].join("\n\n");
}

/** Flows as a program writes them. */
function suggestion(title: string, flows: Observation["flows"]): string {
  const lines = flows.map(({ from, to, port, protocol }) =>
    plain(
      to === "outside"
        ? `  ${from}: egress: true`
        : `  ${from}: link: [${to}]   // ${to} answers on ${protocol} ${port}`,
    ),
  );
  return [title, ...new Set(lines)].join("\n");
}
