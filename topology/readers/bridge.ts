import { isUnknown, type Maybe } from "../model/known.ts";
import { type GatewayMode, type Network, unknownDriver } from "../model/network.ts";

/** What the options of a network decide. */
export type NetworkBehaviour = Pick<
  Network,
  | "memberTraffic"
  | "hostAddress"
  | "masquerade"
  | "gateway"
  | "gateway6"
  | "publishesAt"
  | "trustedInterfaces"
  | "encrypted"
>;

const prefix = "com.docker.network.bridge";

/**
 * What a network's driver options say in the words of the model.
 *
 * @param options by name, as the engine takes them; or why none of them is known.
 * @see https://docs.docker.com/engine/network/drivers/bridge/#options
 */
export function networkBehaviour(
  driver: string,
  options: Maybe<ReadonlyMap<string, Maybe<string>>>,
): NetworkBehaviour {
  if (isUnknown(options)) {
    return {
      memberTraffic: options,
      hostAddress: options,
      masquerade: options,
      gateway: options,
      gateway6: options,
      encrypted: options,
    };
  }
  const bridge = driver === "bridge" || driver === unknownDriver;
  const inhibited = switched(options.get(`${prefix}.inhibit_ipv4`), false);
  return {
    memberTraffic: switched(options.get(`${prefix}.enable_icc`), true),
    hostAddress: !bridge ? false : isUnknown(inhibited) ? inhibited : !inhibited,
    masquerade: switched(options.get(`${prefix}.enable_ip_masquerade`), true),
    gateway: gatewayMode(options.get(`${prefix}.gateway_mode_ipv4`)),
    // Whatever its value: the engine looks for the option alone.
    encrypted: options.has("encrypted"),
    ...rarelySet(options),
  };
}

/** What is as usual is not said. */
function rarelySet(options: ReadonlyMap<string, Maybe<string>>): Partial<NetworkBehaviour> {
  const gateway6 = gatewayMode(options.get(`${prefix}.gateway_mode_ipv6`));
  const binding = options.get(`${prefix}.host_binding_ipv4`);
  const trusted = options.get(`${prefix}.trusted_host_interfaces`);
  return {
    ...(gateway6 === "nat" ? {} : { gateway6 }),
    ...(binding === undefined || binding === "" ? {} : { publishesAt: binding }),
    ...(trusted === undefined || trusted === ""
      ? {}
      : { trustedInterfaces: isUnknown(trusted) ? trusted : trusted.split(":") }),
  };
}

/** Read as the engine does, which is Go's ParseBool. */
function switched(option: Maybe<string> | undefined, otherwise: boolean): Maybe<boolean> {
  if (option === undefined || isUnknown(option)) return option ?? otherwise;
  if (["1", "t", "T", "true", "TRUE", "True"].includes(option)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(option)) return false;
  return { unknown: `the engine takes "${option}" for neither true nor false` };
}

function gatewayMode(option: Maybe<string> | undefined): Maybe<GatewayMode> {
  switch (option) {
    case undefined:
    case "":
    case "nat":
      return "nat";
    case "nat-unprotected":
    case "routed":
    case "isolated":
      return option;
    default:
      return isUnknown(option) ? option : { unknown: `the engine knows no gateway mode "${option}"` };
  }
}
