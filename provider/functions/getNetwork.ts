import { EngineFailure, inspectNetwork } from "../../engine/index.ts";
import { flag, list, map, object, text } from "../tables/shape.ts";
import type { FunctionType } from "./function.ts";

/** `docker:index/getNetwork:getNetwork`: looks at a network of the engine. */
export const getNetwork: FunctionType = {
  token: "docker:index/getNetwork:getNetwork",
  arguments: { name: { about: "the network's name or id", shape: text, required: true } },
  results: {
    id: { about: "its id", shape: text },
    containers: {
      about: "who is on it, in the order of their ids",
      shape: list(
        object("getNetworkContainer", {
          containerId: { about: "the container's id", shape: text },
          name: { about: "its name", shape: text },
          endpointId: { about: "id of its endpoint", shape: text },
          macAddress: { about: "its MAC address", shape: text },
          ipv4Address: { about: "its IPv4 address with the prefix's length", shape: text },
          ipv6Address: { about: "its IPv6 address, likewise", shape: text },
        }),
      ),
    },
    driver: { about: "its driver", shape: text },
    internal: { about: "whether there is no way out of it", shape: flag },
    ipamConfigs: {
      about: "its subnets",
      shape: list(
        object("getNetworkIpamConfig", {
          subnet: { about: "in CIDR notation", shape: text },
          gateway: { about: "address of the gateway", shape: text },
          ipRange: { about: "part of the subnet that addresses are taken from", shape: text },
          auxAddress: { about: "addresses the engine does not give", shape: map },
        }),
      ),
    },
    options: { about: "options of the driver", shape: map },
    scope: { about: "local, swarm or global", shape: text },
  },

  async run({ engine }, given) {
    const name = String(given["name"]);
    const seen = await inspectNetwork(engine, name);
    if (seen === undefined) {
      throw new EngineFailure(
        "not-found",
        `There is no network ${name} on the engine.`,
        "Create it first, or correct its name; `docker network ls` lists those there are.",
      );
    }
    const members = Object.entries(seen.Containers ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
    return {
      id: seen.Id,
      name: seen.Name,
      driver: seen.Driver,
      internal: seen.Internal,
      scope: seen.Scope,
      options: seen.Options ?? {},
      ipamConfigs: (seen.IPAM.Config ?? []).map(pool => ({
        subnet: pool.Subnet ?? "",
        gateway: pool.Gateway ?? "",
        ipRange: pool.IPRange ?? "",
        auxAddress: pool.AuxiliaryAddresses ?? {},
      })),
      containers: members.map(([containerId, member]) => ({
        containerId,
        name: member.Name,
        endpointId: member.EndpointID,
        macAddress: member.MacAddress,
        ipv4Address: member.IPv4Address,
        ipv6Address: member.IPv6Address,
      })),
    };
  },
};
