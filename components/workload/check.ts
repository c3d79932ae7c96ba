import { posix } from "node:path";
import { z } from "zod";
import type { Problems } from "../check/problems.ts";
import {
  dnsName,
  exactly,
  inputString,
  labels,
  portNumber,
  protocol,
  replicaCount,
} from "../check/schemas.ts";
import type { WorkloadArgs } from "./args.ts";
import { type LinkWish, linkWishes, type PortWish, portWishes, segmentWishes } from "./wishes.ts";

const absolutePath = z.string().regex(/^\/.+/, "give an absolute path");
const duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(h|ms|us|ns|m|s))+$/, 'give a duration, such as "500ms", "10s" or "1m30s"');
const seconds = z.int("give a whole number of seconds").min(0, "give 0 or more seconds");
const object = z.custom<object>(value => typeof value === "object" && value !== null, "give an object");
const words = z.array(inputString, "give a list of words");

const port = z.union([portNumber, exactly({ port: portNumber, protocol: protocol.optional() })], {
  error: issue =>
    typeof issue.input === "number"
      ? "a port is a whole number from 1 to 65535"
      : 'give a port number, or { port, protocol: "tcp" | "udp" | "sctp" }',
});

export const publishSchema = exactly({
  port: portNumber,
  hostPort: portNumber.optional(),
  address: z.union([z.ipv4(), z.ipv6()], "give an IP address of the host").optional(),
  protocol: protocol.optional(),
});

export const healthSchema = exactly({
  command: words.min(1, "give at least one word"),
  interval: duration.optional(),
  timeout: duration.optional(),
  retries: z.int("give a whole number").min(1, "give 1 or more").optional(),
  startPeriod: duration.optional(),
  wait: z.boolean().optional(),
  waitTimeout: seconds.optional(),
});

export const limitsSchema = exactly({
  memory: z.int("give a whole number of MiB").min(6, "the engine takes no less than 6 MiB").optional(),
  cpus: z.number().positive("give more than 0").optional(),
  logMegabytes: z.int("give a whole number").min(1, "give 1 or more").optional(),
  logFiles: z.int("give a whole number").min(1, "give 1 or more").optional(),
});

/** The form of a workload's arguments; what hangs together is checked below. */
export const workloadFields = {
  image: inputString,
  hostname: dnsName.optional(),
  replicas: replicaCount.optional(),
  ports: z.array(port).optional(),
  publish: z.array(publishSchema).optional(),
  egress: z.boolean().optional(),
  segments: z.array(object).optional(),
  link: z.array(object).optional(),
  listenVariable: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, "give a variable's name")
    .optional(),
  command: words.optional(),
  entrypoint: words.optional(),
  environment: z.record(z.string().regex(/^[^=\s]+$/, "give a variable's name"), inputString).optional(),
  secrets: z.record(z.string().regex(/^[\w.-]+$/, "give a file's name"), inputString).optional(),
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
    .array(exactly({ volume: inputString, at: absolutePath, readOnly: z.boolean().optional() }))
    .optional(),
  health: healthSchema.optional(),
  hardening: exactly({
    writableRoot: z.boolean().optional(),
    capabilities: z.array(z.string()).optional(),
    newPrivileges: z.boolean().optional(),
    user: z.string().optional(),
    tmpfs: z.record(absolutePath, z.string()).optional(),
    sysctls: z.record(z.string(), z.string()).optional(),
  }).optional(),
  limits: limitsSchema.optional(),
  restart: z.enum(["no", "on-failure", "always", "unless-stopped"]).optional(),
  stopSignal: z
    .string()
    .regex(/^SIG[A-Z0-9+-]+$/, "give a signal's name, such as SIGTERM")
    .optional(),
  graceSeconds: seconds.optional(),
  labels: labels.optional(),
  app: z.string().optional(),
  tier: z.string().optional(),
  pool: object.optional(),
  placement: z.literal("engine", 'give "engine"').optional(),
  after: z.array(object).optional(),
  transform: z.custom(value => typeof value === "function", "give a function").optional(),
} as const;

/** Checks everything about a workload that needs no other; paths begin with `base`. */
export function checkWorkload(name: string, args: WorkloadArgs, base: string, problems: Problems): void {
  const before = problems.count;
  problems.form(join(base, "name"), dnsName, name);
  problems.form(base, exactly(workloadFields), args);
  if (problems.count === before) checkWorkloadRules(args, base, problems);
}

/** Checks what the arguments have to do with each other; each is of the right form. */
export function checkWorkloadRules(args: WorkloadArgs, base: string, problems: Problems): void {
  const complain = (path: string, reason: string): void => problems.add(join(base, path), reason);
  checkPorts(args, complain);
  checkFiles(args, complain);
  checkSegments(args, complain);
  linkWishes(args).forEach((link, index) => {
    checkLink(link, `link[${index}]`, args, complain);
  });
}

type Complain = (path: string, reason: string) => void;

function checkPorts(args: WorkloadArgs, complain: Complain): void {
  const ports = portWishes(args);
  duplicates(ports.map(portText)).forEach(([index, text]) => {
    complain(`ports[${index}]`, `${text} stands there twice`);
  });
  const publish = args.publish ?? [];
  publish.forEach((published, index) => {
    const wanted = { port: published.port, protocol: published.protocol ?? "tcp" };
    if (!ports.some(open => portText(open) === portText(wanted))) {
      complain(
        `publish[${index}].port`,
        `${portText(wanted)} is not among the workload's ports; add it there`,
      );
    }
    if (published.hostPort !== undefined && (args.replicas ?? 1) > 1) {
      complain(
        `publish[${index}].hostPort`,
        "only one replica can have it; leave it out, or put a Proxy in front",
      );
    }
  });
  const taken = publish.map(({ hostPort, address, protocol }) =>
    hostPort === undefined ? "" : `${address ?? "127.0.0.1"}:${hostPort}/${protocol ?? "tcp"}`,
  );
  duplicates(taken).forEach(([index, text]) => {
    if (text !== "") complain(`publish[${index}].hostPort`, `${text} is published twice`);
  });
}

function checkFiles(args: WorkloadArgs, complain: Complain): void {
  const files = args.files ?? [];
  duplicates(files.map(file => file.path)).forEach(([index, path]) => {
    complain(`files[${index}].path`, `${path} stands there twice`);
  });
  if (args.hardening?.writableRoot) return;
  files.forEach(({ path }, index) => {
    const folder = posix.dirname(path);
    if (!systemFolders.has(folder)) return;
    const remedy = "put it into a folder of its own, such as /etc/acme/, or set hardening.writableRoot";
    complain(
      `files[${index}].path`,
      `under a read-only root a volume takes the place of ${folder}; ${remedy}`,
    );
  });
}

/** Folders an image cannot do without: a volume in their place would break it. */
const systemFolders: ReadonlySet<string> = new Set(
  "/ /bin /boot /dev /etc /lib /lib64 /proc /root /run /sbin /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/lib /var/run".split(
    " ",
  ),
);

function checkSegments(args: WorkloadArgs, complain: Complain): void {
  const wishes = segmentWishes(args);
  wishes.forEach(({ segment }, index) => {
    if (wishes.findIndex(other => other.segment === segment) !== index) {
      complain(`segments[${index}]`, "this segment stands there twice");
    }
  });
}

function checkLink(link: LinkWish, path: string, args: WorkloadArgs, complain: Complain): void {
  if (link.target === undefined) {
    complain(path, "give a Workload, a Database, or { to: one of them }");
    return;
  }
  const { workload } = link.target;
  if (workload.ports.length === 0) complain(path, `${workload.name} answers on no port; give it ports`);
  const networks = workload.attachments
    .filter(({ aliases }) => aliases.length > 0)
    .map(({ network }) => network);
  if (!segmentWishes(args).some(({ network }) => networks.includes(network.id))) {
    complain(path, `${workload.name} shares no segment with this workload; add one to the segments of both`);
  }
}

/** Index and text of each entry that stands in the list before. */
function duplicates(texts: readonly string[]): [index: number, text: string][] {
  return texts.flatMap((text, index): [number, string][] =>
    texts.indexOf(text) < index ? [[index, text]] : [],
  );
}

function portText({ port, protocol }: PortWish): string {
  return `${port}/${protocol}`;
}

function join(base: string, path: string): string {
  return base === "" ? path : `${base}.${path}`;
}
