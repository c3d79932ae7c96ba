import type { Maybe } from "../../../model/known.ts";
import type { OpenPort, PublishedPort } from "../../../model/workload.ts";
import { portRange, protocolOf } from "../form/portRange.ts";
import { hasBlank } from "../form/scalars.ts";
import type { Session } from "../load/session.ts";
import { field, items, type Value } from "../yaml/value.ts";
import type { Positions } from "./positions.ts";
import { plainText, text, written } from "./scalars.ts";

/** The ports a service publishes, and why there may be others. */
export interface Published {
  readonly published: readonly PublishedPort[];
  readonly unknown: string | undefined;
}

/**
 * The ports a service publishes.
 *
 * @param defaultAddress the host's address where the file gives none.
 */
export function publishedOf(
  service: Value,
  defaultAddress: Maybe<string>,
  around: { readonly positions: Positions; readonly session: Pick<Session, "remarks"> },
  id: string,
): Published {
  const { positions, session } = around;
  const published: PublishedPort[] = [];
  let unknown: string | undefined;
  for (const port of items(field(service, "ports"))) {
    const target = targetOf(port);
    if (target === undefined) {
      unknown = "a port of it hangs on a variable that is not set";
      continue;
    }
    const wrong = impossible(port, target);
    if (wrong !== undefined) {
      session.remarks.add(port.place, `${wrong} The engine refuses it. Give a port from 1 to 65535.`);
      continue;
    }
    positions.set(["workloads", id, "published", published.length], port.place);
    published.push({
      ...addressOf(text(port, "host_ip"), defaultAddress),
      hostPort: hostPort(text(port, "published")),
      ...target,
    });
  }
  return { published, unknown };
}

/** Where the file gives no address, the network does, or else it is every one of both families. */
function addressOf(
  written: Maybe<string> | undefined,
  defaultAddress: Maybe<string>,
): Pick<PublishedPort, "address" | "anyAddress"> {
  if (written === undefined || written === "") return { address: defaultAddress, anyAddress: true };
  return { address: written };
}

/** What no engine takes, though Compose does. */
function impossible(port: Value, target: OpenPort): string | undefined {
  if (target.port < 1 || target.port > 65_535) return `${target.port} is no port.`;
  const protocol = plainText(port, "protocol");
  if (protocolOf(protocol) === undefined) return `${protocol} is no protocol.`;
  const published = plainText(port, "published");
  if (published === undefined || published === "" || portRange(published) !== undefined) return undefined;
  return `${published} is no port of the host.`;
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
  const all = [...exposed, ...items(field(service, "ports")).flatMap(port => targetOf(port) ?? [])].filter(
    ({ port }) => port >= 1 && port <= 65_535,
  );
  return [...new Map(all.map(port => [`${port.port}/${port.protocol}`, port])).values()];
}

/** The port in the container; undefined where a variable hides it. */
function targetOf(port: Value): OpenPort | undefined {
  const target = field(port, "target");
  if (target === undefined || hasBlank(written(target))) return undefined;
  return { port: Number(written(target)), protocol: protocolOf(plainText(port, "protocol")) ?? "tcp" };
}
