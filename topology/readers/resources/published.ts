import { isUnknown } from "../../model/known.ts";
import type { Protocol, PublishedPort, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { firstOf, unknowns } from "./labels.ts";

type Published = Pick<Workload, "published" | "unknowns">;

/**
 * The ports of a container: on a free port unless they say otherwise, and at every address of IPv4, for that is what the
 * provider asks the engine for where nothing is said. An empty text it hands on: that is every address of both families.
 */
export function containerPorts(fields: Fields): Published {
  return portsOf(fields.objects("ports"), "internal", item => ({
    ...(item.text("ip") === "" ? anywhere : { address: item.text("ip") ?? anywhere.address }),
    hostPort: item.number("external") ?? 0,
  }));
}

const anywhere = { address: "0.0.0.0", anyAddress: true } as const;

/** The ports of a service, which take no address. */
export function servicePorts(endpoint: Fields): Published {
  return portsOf(endpoint.objects("ports"), "targetPort", item => {
    const mode = item.text("publishMode") ?? "ingress";
    return {
      address: "0.0.0.0",
      hostPort: item.number("publishedPort") ?? 0,
      // Not known yet counts as the default, which lets in the most.
      mode: mode === "host" ? "host" : "ingress",
    };
  });
}

function portsOf(
  { items, unknown }: ReturnType<Fields["objects"]>,
  inside: string,
  outside: (item: Fields) => Pick<PublishedPort, "address" | "anyAddress" | "hostPort" | "mode">,
): Published {
  const whys = [unknown];
  const published = items.flatMap((item): PublishedPort[] => {
    const [port, protocol] = [item.number(inside), item.text("protocol") ?? "tcp"];
    if (port === undefined || isUnknown(port) || isUnknown(protocol) || !isProtocol(protocol)) {
      whys.push(
        isUnknown(port) ? port.unknown : isUnknown(protocol) ? protocol.unknown : "a port is malformed",
      );
      return [];
    }
    return [{ ...outside(item), port, protocol }];
  });
  return { published, ...unknowns({ published: firstOf(whys) }) };
}

function isProtocol(text: string): text is Protocol {
  return text === "tcp" || text === "udp" || text === "sctp";
}
