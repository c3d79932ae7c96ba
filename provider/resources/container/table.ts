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
  bridge: { shape: text },
  containerLogs: { shape: text },
  exitCode: { shape: integer(0) },
  networkDatas: {
    shape: list(
      object("ContainerNetworkData", {
        networkName: { shape: text },
        ipAddress: { shape: text },
        ipPrefixLength: { shape: integer(0) },
        gateway: { shape: text },
        globalIpv6Address: { shape: text },
        globalIpv6PrefixLength: { shape: integer(0) },
        ipv6Gateway: { shape: text },
        macAddress: { shape: text },
      }),
    ),
  },
};
