import { isUnknown } from "../../model/known.ts";
import type { Protocol, PublishedPort, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { firstOf, unknowns } from "./labels.ts";

type Published = Pick<Workload, "published" | "unknowns">;

/** The ports of a container: at any address of the host and on a free port unless they say otherwise. */
export function containerPorts(fields: Fields): Published {
  return portsOf(fields.objects("ports"), "internal", item => ({
    address: item.text("ip") ?? "0.0.0.0",
    hostPort: item.number("external") ?? 0,
  }));
}

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
  outside: (item: Fields) => Pick<PublishedPort, "address" | "hostPort" | "mode">,
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
