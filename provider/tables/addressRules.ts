import type { Plain } from "../protocol/values.ts";
import { canonicalAddress, canonicalMac, canonicalSubnet, type Family, familyOf } from "./address.ts";
import { type Rule, text } from "./shape.ts";

/** What a place that holds an address is checked and compared by. */
type AddressRule = Pick<Rule, "shape" | "normal" | "complain">;

/** An address, of one family or of either; other words that may stand in its place (`host-gateway`) are told apart. */
export function addressRule(
  options: { readonly family?: Family; readonly orWord?: string } = {},
): AddressRule {
  return {
    shape: text,
    normal: inText(canonicalAddress),
    complain: value =>
      typeof value === "string" && value !== options.orWord
        ? addressComplaint(value, options.family)
        : undefined,
  };
}

/** A list of addresses in place of its items' own rule, which a list of texts has none of. */
export const addressesRule: Pick<Rule, "normal" | "complain"> = {
  normal: value => (Array.isArray(value) ? value.map(inText(canonicalAddress)) : value),
  complain: value => firstComplaint(value, item => addressComplaint(item, undefined)),
};

/** A map of names to addresses. */
export const addressMapRule: Pick<Rule, "normal" | "complain"> = {
  normal: value =>
    isMap(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inText(canonicalAddress)(item)]))
      : value,
  complain: value =>
    firstComplaint(isMap(value) ? Object.values(value) : [], item => addressComplaint(item, undefined)),
};

/** A subnet in CIDR notation. */
export const subnetRule: AddressRule = {
  shape: text,
  normal: inText(canonicalSubnet),
  complain: value => (typeof value === "string" ? subnetComplaint(value) : undefined),
};

/** A MAC address of one interface. */
export const macRule: AddressRule = {
  shape: text,
  normal: inText(canonicalMac),
  complain: value => (typeof value === "string" ? macComplaint(value) : undefined),
};

/** Says what is wrong with an address, or nothing; an empty one is none. */
export function addressComplaint(value: string, family: Family | undefined): string | undefined {
  if (value === "") return undefined;
  const like = family === undefined ? "10.64.0.5 or fd00:64::5" : family === 4 ? "10.64.0.5" : "fd00:64::5";
  const kind = family === undefined ? "IP" : `IPv${family}`;
  const fits = canonicalAddress(value) !== undefined && (family === undefined || familyOf(value) === family);
  return fits ? undefined : `"${value}" is no ${kind} address; write it like ${like}`;
}

/** Says what is wrong with a subnet, or nothing; an empty one is none. */
export function subnetComplaint(value: string): string | undefined {
  if (value === "") return undefined;
  const canonical = canonicalSubnet(value);
  if (canonical === undefined)
    return `"${value}" is not a subnet; write it like 10.64.0.0/24 or fd00:64::/64`;
  const [address = ""] = value.split("/");
  // Engines from 25 on refuse it; older ones take the subnet that it lies in.
  return canonicalAddress(address) === canonical.split("/")[0]
    ? undefined
    : `"${value}" is an address in a subnet, not the subnet; write ${canonical}`;
}

/** Says what is wrong with a MAC address, or nothing; an empty one is none. */
export function macComplaint(value: string): string | undefined {
  if (value === "") return undefined;
  const canonical = canonicalMac(value);
  if (canonical === undefined) return `"${value}" is no MAC address; write six bytes like 02:42:0a:40:00:05`;
  if (/^(?:00:){5}00$/.test(canonical)) return `"${value}" is nobody's; write one like 02:42:0a:40:00:05`;
  // The lowest bit of the first byte: the kernel gives no interface such an address.
  return Number.parseInt(canonical.slice(0, 2), 16) % 2 === 1
    ? `"${value}" is the address of a group; write one whose first byte is even, like 02:42:0a:40:00:05`
    : undefined;
}

/** Applies to texts, and leaves everything else, and what is no such thing, as it is. */
function inText(canonical: (text: string) => string | undefined): (value: Plain) => Plain {
  return value => (typeof value === "string" ? (canonical(value) ?? value) : value);
}

function firstComplaint(value: Plain, complain: (item: string) => string | undefined): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap(item => (typeof item === "string" ? (complain(item) ?? []) : []))[0];
}

function isMap(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
