import type { Field } from "../../tables/shape.ts";
import { integer, list, object, text } from "../../tables/shape.ts";
import { behaviourRows } from "./behaviour.ts";
import { healthRows } from "./health.ts";
import { limitRows } from "./limits.ts";
import { networkingRows } from "./networking.ts";
import { processRows } from "./process.ts";
import { securityRows } from "./security.ts";
import { storageRows } from "./storage.ts";

/** Every input property of a container; the files of this folder hold them by subject. */
export const containerRows = {
  ...behaviourRows,
  ...healthRows,
  ...limitRows,
  ...networkingRows,
  ...processRows,
  ...securityRows,
  ...storageRows,
};

/** Outputs that are no inputs. */
export const containerComputed: Readonly<Record<string, Field>> = {
  bridge: { about: "address of the engine's default bridge", shape: text },
  containerLogs: { about: "the log of an attached container with logs", shape: text },
  exitCode: { about: "how it ended; none while it runs", shape: integer(0) },
  networkDatas: {
    about: "where it is on its networks",
    shape: list(
      object("ContainerNetworkData", {
        networkName: { about: "the network's name", shape: text },
        ipAddress: { about: "IPv4 address", shape: text },
        ipPrefixLength: { about: "length of its prefix", shape: integer(0) },
        gateway: { about: "IPv4 gateway", shape: text },
        globalIpv6Address: { about: "IPv6 address", shape: text },
        globalIpv6PrefixLength: { about: "length of its prefix", shape: integer(0) },
        ipv6Gateway: { about: "IPv6 gateway", shape: text },
        macAddress: { about: "MAC address", shape: text },
      }),
    ),
  },
};
