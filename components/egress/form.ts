import { z } from "zod";
import { nearestOf } from "../check/near.ts";
import { exactly, image, portNumber, replicaCount } from "../check/schemas.ts";
import { meantIssue } from "../check/wording.ts";
import { neverOpenIn, readBlock } from "./addresses.ts";
import { egressProtocols } from "./rules.ts";

function text(whyNot: (text: string) => string | undefined): z.ZodString {
  return z.string().superRefine((given, context) => {
    const reason = whyNot(given);
    if (reason !== undefined) context.addIssue(meantIssue(reason));
  });
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const hostForm = new RegExp(`^(\\*\\.)?(${label}\\.)*${label}$`);

function whyNoHost(given: string): string | undefined {
  if (/^[a-z+]+:\/\//i.test(given)) return "that is a URL; give the name alone, such as api.example.com";
  if (/^[\d.]+(\/\d+)?$/.test(given) || /^[0-9a-f:]*:[0-9a-f:]*$/i.test(given)) {
    return "that is an address; give { cidr } for one, or the name that leads there";
  }
  if (given.includes(":")) return "a port stands in ports; give the name alone";
  if (given.includes("*") && !/^\*\.[^*]+$/.test(given)) {
    return "a * stands for whole names before a domain, and at the front alone; give such as *.example.org";
  }
  if (given !== given.toLowerCase()) return `write it in lower case: ${given.toLowerCase()}`;
  if (!hostForm.test(given) || given.length > 253) return "give a name of DNS, such as api.example.com";
  if (!given.includes(".")) return "a name beyond the host has a dot in it; a peer is called by link";
  return undefined;
}

function whyNoBlock(given: string): string | undefined {
  const block = readBlock(given);
  if (block === undefined) {
    return "give a block of IPv4 addresses by its first one, such as 203.0.113.0/24, or an address";
  }
  const never = neverOpenIn(block);
  return never === undefined
    ? undefined
    : `it lies in ${never}, which stays closed whatever is listed; leave it out`;
}

function whyNoPort(given: string): string | undefined {
  const match = /^([a-z]+) +(\d+)$/.exec(given);
  const [, word = "", number = ""] = match ?? [];
  if (match === null) return 'give a port number, or a word before it, such as "tls 8443"';
  if (word === "udp") return "a relay passes TCP on and no UDP; leave it out";
  if (!(egressProtocols as readonly string[]).includes(word)) {
    const near = nearestOf(word, egressProtocols);
    return `give tls, http or tcp before the number${near === undefined ? "" : `; did you mean ${near}?`}`;
  }
  return portNumber.safeParse(Number(number)).success
    ? undefined
    : "a port is a whole number from 1 to 65535";
}

const ports = z
  .array(
    z.union([portNumber, text(whyNoPort)], {
      error: issue =>
        typeof issue.input === "number"
          ? "a port is a whole number from 1 to 65535"
          : 'give a port number, or a text such as "tls 8443"',
    }),
  )
  .min(1, "give at least one port");

const rule = z.union(
  [
    exactly({ host: text(whyNoHost), ports, within: text(whyNoBlock).optional() }),
    exactly({ cidr: text(whyNoBlock), ports }),
    exactly({ dns: z.boolean() }),
    exactly({ learn: z.boolean() }),
  ],
  "give { host, ports }, { cidr, ports }, { dns: true } or { learn: true }",
);

/** The form of `egress`: all of the world, nothing of it, or a list. */
export const egress = z.union(
  [z.boolean(), z.array(rule)],
  "give true, false, or a list such as [{ host, ports }]",
);

const addresses = z.array(z.ipv4("give an IPv4 address"));

/** The form of `egressRelay`, but for what it has in common with every workload. */
export function egressRelayForm<Common extends Readonly<Record<"hardening" | "limits", z.ZodType>>>(
  common: Common,
): z.ZodType {
  return exactly({
    image,
    replicas: replicaCount.min(1, "give 1 or more: without a relay nothing goes out").optional(),
    servers: addresses.min(1, "give at least one, or leave it out for the host's").optional(),
    idleTimeout: z.int("give a whole number of seconds").min(1, "give 1 or more").optional(),
    ...common,
  });
}
