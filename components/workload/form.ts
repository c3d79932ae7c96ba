import { z } from "zod";
import {
  dnsName,
  exactly,
  image,
  inputString,
  labels,
  pool,
  portNumber,
  protocol,
  replicaCount,
  resources,
  secretString,
  transform,
} from "../check/schemas.ts";
import { meantIssue } from "../check/wording.ts";
import { egress, egressRelayForm } from "../egress/form.ts";
import { isSegment } from "../network/facts.ts";
import { isSharedSocket } from "../storage/facts.ts";
import { isMountable, whyNoVolume } from "../storage/mountable.ts";
import { milliseconds } from "./duration.ts";
import { whyNoCapability } from "./kernel/capabilities.ts";
import { whyNoSignal } from "./kernel/signals.ts";
import { whyNoSysctl } from "./kernel/sysctls.ts";
import { whyNoTmpfsOptions } from "./kernel/tmpfsOptions.ts";
import { isLinkable } from "./link.ts";
import { placementSchema } from "./placement.ts";
import { parsePorts, parsePublish } from "./ports.ts";

/** A path that stands for itself: what is mounted or uploaded there is compared by its text. */
const absolutePath = z
  .string()
  .regex(/^(\/(?!\.{1,2}(\/|$))[^/:]+)+$/, "give an absolute path, such as /etc/acme, without . or .. in it");
const duration = textBut(whyNoDuration);
const durationOrNone = textBut(text => (milliseconds(text) === 0 ? undefined : whyNoDuration(text)));
const seconds = z.int("give a whole number of seconds").min(0, "give 0 or more seconds");
/** What is handed to a program: the kernel ends a text at the first NUL. */
const word = inputString.refine(
  value => typeof value !== "string" || !value.includes("\0"),
  "there is a NUL character in it, which no program can be given; leave it out",
);
const words = z.array(word, "give a list of words");
const variableName = z.string().regex(/^[A-Za-z_]\w*$/, "give a variable's name");

function whyNoDuration(text: string): string | undefined {
  const length = milliseconds(text);
  if (length === undefined) return 'give a duration, such as "500ms", "10s" or "1m30s"';
  return length < 1 ? 'the engine takes no less than a millisecond; give more, such as "1s"' : undefined;
}

/** A text that something may keep from being what is wanted. */
function textBut(whyNot: (text: string) => string | undefined): z.ZodString {
  return z.string().superRefine((text, context) => {
    const reason = whyNot(text);
    if (reason !== undefined) context.addIssue(meantIssue(reason));
  });
}

/** A text that is read by a function, and complains in its words. */
function textOf(parse: (text: string) => object): z.ZodType {
  return z.string().superRefine((text, context) => {
    const parsed = parse(text);
    if ("complaint" in parsed) context.addIssue(meantIssue(String(parsed.complaint)));
  });
}

function whyNoVariable(name: string): string | undefined {
  return /^[^=\s]+$/.test(name) && !name.includes("\0") ? undefined : "give a variable's name";
}

/** Whether the image has such a user is for the engine to say. */
function whyNoUser(text: string): string | undefined {
  const isUser = /^[^\s:]*(:[^\s:]*)?$/.test(text) && !text.includes("\0");
  return isUser ? undefined : 'give a user, with a group or without, such as "1000:1000" or "app"';
}

const portObject = exactly({ port: portNumber, protocol: protocol.optional() });
const port = z.union([portNumber, textOf(parsePorts), portObject], {
  error: issue =>
    typeof issue.input === "number"
      ? "a port is a whole number from 1 to 65535"
      : 'give a port number, a text such as "53/udp", or { port, protocol: "tcp" | "udp" | "sctp" }',
});

export const publishSchema = exactly({
  port: portNumber,
  hostPort: portNumber.optional(),
  address: z.union([z.ipv4(), z.ipv6()], "give an IP address of the host").optional(),
  protocol: protocol.optional(),
});

const publish = z.union(
  [
    z.literal("all"),
    z.array(
      z.union(
        [textOf(parsePublish), publishSchema],
        'give { port, hostPort, address, protocol }, or a text such as "8080:80"',
      ),
    ),
  ],
  'give a list of ports, or "all"',
);

const ipAddress = z.union([z.ipv4(), z.ipv6()], "give an IP address");
const domain = z
  .string()
  .regex(/^[\w-]+(\.[\w-]+)*\.?$/, "give a domain, such as example.com")
  .max(253, "a domain has at most 253 characters");

const dnsSchema = exactly({
  servers: z.array(ipAddress).optional(),
  search: z.array(domain).optional(),
  options: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*(:\d+)?$/, "give an option of resolv.conf, such as ndots:2"))
    .optional(),
});

const hostNetworkSchema = exactly({
  reason: z.string().trim().min(10, "say in a few words why nothing less will do"),
});

const healthSchema = exactly({
  command: words.min(1, "give at least one word"),
  interval: duration.optional(),
  timeout: duration.optional(),
  retries: z.int("give a whole number").min(1, "give 1 or more").optional(),
  startPeriod: durationOrNone.optional(),
  wait: z.boolean().optional(),
  waitTimeout: z
    .int("give a whole number of seconds")
    .min(1, "give 1 or more; or set wait to false, to wait for nothing")
    .optional(),
});

const limitsSchema = exactly({
  memory: z
    .int("give a whole number of MiB")
    .min(6, "the engine takes no less than 6 MiB; give more")
    .max(16_777_216, "give at most 16777216 MiB, which are 16 TiB")
    .optional(),
  cpus: z.number().min(0.01, "the engine takes no less than 0.01 of a processor; give more").optional(),
  logMegabytes: z.int("give a whole number").min(1, "give 1 or more").optional(),
  logFiles: z.int("give a whole number").min(1, "give 1 or more").optional(),
});

const hardening = exactly({
  writableRoot: z.boolean().optional(),
  capabilities: z.array(textBut(whyNoCapability)).optional(),
  newPrivileges: z.boolean().optional(),
  user: textBut(whyNoUser).optional(),
  tmpfs: z.record(absolutePath, textBut(whyNoTmpfsOptions)).optional(),
  sysctls: z.record(textBut(whyNoSysctl), z.string()).optional(),
}).optional();

const mounted = z.union(
  [
    z.custom<unknown>(isMountable, "give a Volume"),
    inputString.superRefine((given, context) => {
      const reason = typeof given === "string" ? whyNoVolume(given) : undefined;
      if (reason !== undefined) context.addIssue(meantIssue(reason));
    }),
  ],
  "give a Volume, or the name of one on the engine",
);

/** A segment to take part in. */
export const segment = z.custom<unknown>(isSegment, "give a Segment");
const attachment = z.union(
  [
    segment,
    exactly({
      segment,
      serves: z.boolean().optional(),
      ports: z.array(portNumber).optional(),
      aliases: z.array(dnsName).optional(),
    }),
  ],
  "give a Segment, or { segment, serves, ports, aliases }",
);

/** What a link's own arguments are, beside its target. */
export const linkFields = {
  prefix: variableName.optional(),
  secrets: z.enum(["file", "env"]).optional(),
} as const;

/** A socket to share. */
export const sharedSocket = z.custom<unknown>(isSharedSocket, "give a SharedSocket");
const socket = z.union(
  [
    sharedSocket,
    exactly({
      socket: sharedSocket,
      file: z
        .string()
        .regex(/^[\w][\w.-]*$/, "give a file's name, such as api.sock")
        .max(40, "give at most 40 characters: the kernel takes no long paths for sockets")
        .optional(),
      port: portNumber.optional(),
      variable: variableName.optional(),
    }),
  ],
  "give a SharedSocket, or { socket, file, port, variable }",
);

const linkables = "a Workload, a Proxy, a Database, a RemoteDatabase, a OneWayLink or a ProxiedApp";
const linkable = z.custom<unknown>(isLinkable, `give ${linkables}`);
const link = z.union(
  [linkable, exactly({ to: linkable, ...linkFields, over: sharedSocket.optional() })],
  `give ${linkables}, or { to: one of them, prefix, secrets, over }`,
);

/** The form of a workload's arguments; what hangs together is checked in rules/. */
export const workloadFields = {
  image,
  hostname: dnsName.optional(),
  replicas: replicaCount.optional(),
  ports: z.array(port).optional(),
  publish: publish.optional(),
  egress: egress.optional(),
  egressRelay: egressRelayForm({ hardening, limits: limitsSchema.optional() }).optional(),
  segments: z.array(attachment).optional(),
  hostNetwork: hostNetworkSchema.optional(),
  dns: dnsSchema.optional(),
  sockets: z.array(socket).optional(),
  link: z.array(link).optional(),
  listenVariable: z
    .union(
      [variableName, exactly({ variable: variableName, loopback: z.boolean().optional() })],
      "give a variable's name, or { variable, loopback }",
    )
    .optional(),
  init: z.boolean().optional(),
  command: words.optional(),
  entrypoint: words.optional(),
  environment: z.record(textBut(whyNoVariable), word).optional(),
  secrets: z.record(z.string().regex(/^\w[\w.-]*$/, "give a file's name"), secretString).optional(),
  files: z
    .array(
      exactly({
        path: absolutePath,
        content: inputString,
        permissions: z
          .string()
          .regex(/^0[0-7]{3}$/, "give four octal digits, such as 0444")
          .optional(),
      }),
    )
    .optional(),
  volumes: z
    .array(exactly({ volume: mounted, at: absolutePath, readOnly: z.boolean().optional() }))
    .optional(),
  health: healthSchema.optional(),
  hardening,
  limits: limitsSchema.optional(),
  restart: z.enum(["no", "on-failure", "always", "unless-stopped"]).optional(),
  stopSignal: textBut(whyNoSignal).optional(),
  graceSeconds: seconds.max(86_400, "give at most 86400 seconds, which are a day").optional(),
  labels: labels.optional(),
  app: z.string().optional(),
  tier: z.string().optional(),
  pool: pool.optional(),
  rollout: z.enum(["replace", "rolling"]).optional(),
  placement: placementSchema.optional(),
  after: resources.optional(),
  transform: transform.optional(),
} as const;
