import type { Maybe } from "../../../model/known.ts";
import type { OpenPort, PublishedPort } from "../../../model/workload.ts";
import { portRange, protocolOf } from "../form/portRange.ts";
import { field, items, type Value } from "../yaml/value.ts";
import type { Positions } from "./positions.ts";
import { text, written } from "./scalars.ts";

/**
 * The ports a service publishes.
 *
 * @param defaultAddress the host's address where the file gives none.
 */
export function publishedOf(
  service: Value,
  defaultAddress: Maybe<string>,
  positions: Positions,
  id: string,
): PublishedPort[] {
  return items(field(service, "ports")).map((port, index) => {
    positions.set(["workloads", id, "published", index], port.place);
    return {
      address: text(port, "host_ip") || defaultAddress,
      hostPort: hostPort(text(port, "published")),
      ...targetOf(port),
    };
  });
}

/** Any free one where nothing is said. */
function hostPort(published: Maybe<string> | undefined): Maybe<number> {
  if (published === undefined || published === "") return 0;
  if (typeof published !== "string") return published;
  const range = portRange(published);
  return range?.first === range?.last ? (range?.first ?? 0) : { unknown: `a free one of ${published}` };
}

/** The ports that a service says it answers on: those it exposes, and those it publishes. */
export function openPorts(service: Value): OpenPort[] {
  const exposed = items(field(service, "expose")).flatMap(port => {
    const [ports = "", protocol] = written(port).split("/");
    const [range, name] = [portRange(ports), protocolOf(protocol)];
    if (range === undefined || name === undefined) return [];
    const count = range.last - range.first + 1;
    return Array.from({ length: count }, (_, index) => ({ port: range.first + index, protocol: name }));
  });
  const all = [...exposed, ...items(field(service, "ports")).map(targetOf)];
  return [...new Map(all.map(port => [`${port.port}/${port.protocol}`, port])).values()];
}

function targetOf(port: Value): OpenPort {
  const protocol = field(port, "protocol");
  return {
    port: Number(written(field(port, "target") ?? port)),
    protocol: protocolOf(protocol && written(protocol)) ?? "tcp",
  };
}
