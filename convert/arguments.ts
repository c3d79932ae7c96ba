import { posix } from "node:path";
import { isUnknown, type MountedPath, type Workload } from "../topology/index.ts";
import type { Decision } from "./decide.ts";
import { environmentOf } from "./environment.ts";
import type { FoundFlow } from "./flows.ts";
import { type LinkedService, linksOf } from "./links.ts";
import { comesBack, withoutCounterpart } from "./lost.ts";
import { expressionOf, type Settings } from "./settings.ts";

/** What arguments are written with. */
export interface Writing {
  readonly settings: Settings;
  /** What each service is called in the program. */
  readonly variables: ReadonlyMap<string, string>;
  /** What each volume is called in the program. */
  readonly volumes: ReadonlyMap<string, string>;
  /** What each network that is kept as it is is called in the program, by its id. */
  readonly segments: ReadonlyMap<string, string>;
  /** Services that get a way out of their own. */
  readonly goesOut: ReadonlySet<string>;
  /** All services, by their ids. */
  readonly services: ReadonlyMap<string, Decision>;
  /** Ports that others call a service on, or that its image says. */
  readonly called: ReadonlyMap<string, readonly number[]>;
  /** Whether a path beside the compose file is a file that can be put into a container. */
  readonly isFile: (path: string) => boolean;
  readonly remarks: string[];
}

/** An argument: its name and its text, or a comment. */
export type Argument = readonly [name: string, text: string] | string;

const quoted = (text: string): string => JSON.stringify(text);
const listed = (texts: readonly string[]): string => `[${texts.join(", ")}]`;

/** The arguments of a service that becomes a workload or a job, in the order in which a person would write them. */
export function workloadArguments(decision: Decision, writing: Writing): Argument[] {
  const { workload, details, kind } = decision;
  const { settings } = writing;
  const words = (given: readonly string[]): string =>
    listed(given.map(word => settings.expression(word, workload.name).text));
  const linked = linksOf(decision, writing.services);
  const all: (Argument | undefined)[] = [
    ["image", imageOf(decision, writing)],
    kind === "job" ? undefined : replicasOf(workload),
    details.entrypoint && ["entrypoint", words(details.entrypoint)],
    details.command && ["command", words(details.command)],
    kind === "job" ? undefined : portsOf(workload, writing),
    kind === "job" ? undefined : publishOf(workload, writing),
    linkOf(decision, linked, writing),
    segmentsOf(workload, writing),
    hostNetworkOf(workload, writing),
    writing.goesOut.has(workload.id) ? ["egress", "true"] : undefined,
    workload.dns.length === 0 ? undefined : ["dns", `{ servers: ${listed(workload.dns.map(quoted))} }`],
    ...environmentOf(workload, linked.brought, writing.settings),
    ...mountsOf(workload, writing),
    healthOf(decision),
    hardeningOf(workload),
    limitsOf(workload),
    kind === "job" ? undefined : restartOf(workload),
    details.stopSignal === undefined || kind === "job"
      ? undefined
      : ["stopSignal", quoted(details.stopSignal)],
    kind === "job" ? undefined : graceOf(decision),
    kind === "job" && comesBack(details) ? ["schedule", quoted(details.schedule ?? "")] : undefined,
    labelsOf(workload, writing),
    afterOf(decision, writing),
    ...lostOf(decision, writing),
  ];
  return all.filter(one => one !== undefined);
}

/** Its image; that of a service that is built is somebody's to give. */
export function imageOf({ workload, details }: Decision, { settings, remarks }: Writing): string {
  if (details.build === undefined && details.image !== undefined)
    return settings.expression(details.image, "image").text;
  const { name } = settings.image(workload.name, `the image that ${details.build ?? "."} builds`);
  remarks.push(
    `${workload.id}: its image is built from ${details.build ?? "."}; build and push it, and give its name as ${name}.`,
  );
  return name;
}

function replicasOf({ replicas }: Workload): Argument | undefined {
  return isUnknown(replicas) || replicas === 1 ? undefined : ["replicas", String(replicas)];
}

function portsOf({ id, ports, published }: Workload, { called }: Writing): Argument | undefined {
  const all = new Map<string, string>();
  for (const { port, protocol } of [...ports, ...published]) {
    all.set(
      `${port}/${protocol}`,
      protocol === "tcp" ? String(port) : `{ port: ${port}, protocol: "${protocol}" }`,
    );
  }
  for (const port of called.get(id) ?? []) all.set(`${port}/tcp`, String(port));
  return all.size === 0 ? undefined : ["ports", listed([...all.values()])];
}

function publishOf({ id, published }: Workload, { remarks }: Writing): Argument | undefined {
  if (published.length === 0) return undefined;
  const texts = published.map(({ address, hostPort, port, protocol }) => {
    if (isUnknown(hostPort) || isUnknown(address)) {
      remarks.push(
        `${id}: where port ${port} is published hangs on a variable; it gets a free port. Give one.`,
      );
    }
    const parts = [
      `port: ${port}`,
      ...(isUnknown(hostPort) || hostPort === 0 ? [] : [`hostPort: ${hostPort}`]),
      ...(isUnknown(address) ? [] : [`address: ${quoted(address)}`]),
      ...(protocol === "tcp" ? [] : [`protocol: "${protocol}"`]),
    ];
    return `{ ${parts.join(", ")} }`;
  });
  return ["publish", listed(texts)];
}

function linkOf(
  { calls }: Decision,
  { targets }: LinkedService,
  { variables, remarks }: Writing,
): Argument | undefined {
  for (const flow of calls) if (flow.port === undefined) remarks.push(unknownPort(flow));
  const texts = targets.map(({ to, prefix }) => {
    const name = variables.get(to) ?? to;
    return prefix === undefined ? name : `{ to: ${name}, prefix: ${quoted(prefix)} }`;
  });
  return texts.length === 0 ? undefined : ["link", listed(texts)];
}

function unknownPort({ from, to, because }: FoundFlow): string {
  return `${from} may call ${to} (${because}), but nothing tells on which port: give ${to} its \`ports\`, and ${from} \`link: [${to}]\`.`;
}

/** One that was on the host's network stays there, where all stays as it was. */
function hostNetworkOf({ namespace }: Workload, { segments }: Writing): Argument | undefined {
  if (namespace.kind !== "host" || segments.size === 0) return undefined;
  return ["hostNetwork", '{ reason: "its compose file puts it there" }'];
}

/** The networks it was on, with the names it had there beside its own. */
function segmentsOf({ id, name, attachments }: Workload, writing: Writing): Argument | undefined {
  const { segments, services } = writing;
  const linked = [...services.values()]
    .flatMap(({ workload: { links } }) => links)
    .filter(({ to }) => to === id);
  const texts = attachments.flatMap(({ network, aliases }) => {
    const segment = segments.get(network);
    if (segment === undefined) return [];
    const called = [...aliases, ...linked.map(({ alias }) => alias)];
    const others = [...new Set(called)].filter(alias => alias !== name);
    return others.length === 0
      ? [segment]
      : [`{ segment: ${segment}, aliases: ${listed(others.map(quoted))} }`];
  });
  return texts.length === 0 ? undefined : ["segments", listed(texts)];
}

function mountsOf(workload: Workload, writing: Writing): Argument[] {
  const { isFile, volumes } = writing;
  const [volumesKept, secrets, files, binds]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const mount of workload.mounts) {
    const { kind, from, at, readOnly } = mount;
    const suffix = readOnly === true ? ", readOnly: true" : "";
    if (kind === "volume") {
      const volume = volumes.get(volumeKey(workload, mount));
      if (volume !== undefined) volumesKept.push(`{ volume: ${volume}, at: ${quoted(at)}${suffix} },`);
    } else if (kind === "bind" && typeof from === "string") {
      const isOwn = from.startsWith("./") || from === ".";
      if (isOwn && isFile(from)) {
        const content = `readFileSync(join(folder, ${quoted(from)}), "utf8")`;
        const [, name] = /^\/run\/secrets\/(\w[\w.-]*)$/.exec(at) ?? [];
        if (name === undefined) files.push(`{ path: ${quoted(at)}, content: ${content} },`);
        else secrets.push(`${quoted(name)}: secret(${content}),`);
      } else {
        const source = posix.isAbsolute(from) ? quoted(from) : `join(folder, ${quoted(from)})`;
        binds.push(`{ source: ${source}, target: ${quoted(at)}, readOnly: ${readOnly === true} },`);
        if (from.startsWith("~"))
          writing.remarks.push(`${workload.id}: ${from} is in somebody's home. Name the folder.`);
      }
    } else if (kind !== "tmpfs") {
      writing.remarks.push(`${workload.id}: what it mounts at ${at} (${kind}) is not taken over.`);
    }
  }
  const block = (lines: readonly string[]): string => `[\n${lines.join("\n")}\n]`;
  return [
    ...(secrets.length === 0 ? [] : [["secrets", `{\n${secrets.join("\n")}\n}`] as const]),
    ...(volumesKept.length === 0 ? [] : [["volumes", block(volumesKept)] as const]),
    ...(files.length === 0 ? [] : [["files", block(files)] as const]),
    ...(binds.length === 0 ? [] : [["transform", `withBinds(${block(binds)})`] as const]),
  ];
}

/** A named volume by its name; one without a name is the service's own. */
export function volumeKey({ id }: Workload, { from, at }: MountedPath): string {
  return typeof from === "string" ? from : `${id}:${at}`;
}

function healthOf({ details: { health }, kind }: Decision): Argument | undefined {
  if (health === undefined || kind === "job") return undefined;
  const { command, retries, ...given } = health;
  // Compose's own, where nothing is said: a check that takes longer than Bulkhead's would never pass.
  const times = { timeout: "30s", ...given };
  const parts = [
    `command: ${listed(command.map(word => quoted(word.replaceAll("$$", "$"))))}`,
    ...Object.entries(times).map(([name, time]) => `${name}: ${quoted(String(time))}`),
    ...(retries === undefined ? [] : [`retries: ${retries}`]),
  ];
  return ["health", `{ ${parts.join(", ")} }`];
}

/** What Compose gives every container, and Bulkhead none unless it is asked for. */
const usual = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];

function hardeningOf({ privileges, mounts }: Workload): Argument | undefined {
  const { capabilitiesAdded: added, capabilitiesDropped: dropped, readOnlyRoot, user } = privileges;
  const more = isUnknown(added) ? [] : added;
  const less = isUnknown(dropped) ? [] : dropped;
  const capabilities = [
    ...new Set([...usual.filter(name => !less.includes("ALL") && !less.includes(name)), ...more]),
  ];
  const tmpfs = mounts.filter(({ kind }) => kind === "tmpfs");
  const settable = Object.entries(privileges.sysctls);
  const isUsual = less.length === 0 && more.length === 0;
  const parts = [
    ...(isUsual
      ? ["...asBefore"]
      : ["writableRoot: true", `capabilities: ${listed(capabilities.map(quoted))}`]),
    ...(readOnlyRoot === true ? ["writableRoot: false"] : []),
    ...(isUnknown(user) || user === "" ? [] : [`user: ${quoted(user)}`]),
    ...(settable.length === 0
      ? []
      : [`sysctls: { ${settable.map(([name, value]) => `${quoted(name)}: ${quoted(value)}`).join(", ")} }`]),
    ...(tmpfs.length === 0
      ? []
      : [
          `tmpfs: { ${tmpfs.map(({ at, options = [] }) => `${quoted(at)}: ${quoted(options.join(","))}`).join(", ")} }`,
        ]),
  ];
  // What Bulkhead does anyway is not said.
  const byItself = ["capabilities: []", ...(readOnlyRoot === true ? ["writableRoot: true"] : [])];
  const last = isUsual ? [] : ["writableRoot: false"];
  const unique = parts.filter(part => ![...byItself, ...last].includes(part));
  if (unique.length === 0) return undefined;
  return ["hardening", unique.length === 1 && isUsual ? "asBefore" : `{ ${unique.join(", ")} }`];
}

function limitsOf({ care: { memory, cpus } }: Workload): Argument | undefined {
  const parts = [
    ...(typeof memory === "number" ? [`memory: ${Math.max(6, Math.round(memory))}`] : []),
    ...(typeof cpus === "number" ? [`cpus: ${cpus}`] : []),
  ];
  return parts.length === 0 ? undefined : ["limits", `{ ${parts.join(", ")} }`];
}

function restartOf({ care: { restart } }: Workload): Argument | undefined {
  const known = ["no", "on-failure", "always"];
  return typeof restart === "string" && known.includes(restart) ? ["restart", quoted(restart)] : undefined;
}

/** Seconds before it is killed, where it was given other than the engine's ten. */
function graceOf({ details: { graceSeconds } }: Decision): Argument | undefined {
  return graceSeconds === undefined ? undefined : ["graceSeconds", String(graceSeconds)];
}

/** Labels that tools of its own read; those that are the engine's or this project's are not anybody's to set. */
function labelsOf({ id, labels, templates }: Workload, { settings, remarks }: Writing): Argument | undefined {
  const written: Readonly<Record<string, string>> = templates?.labels ?? {};
  const all = Object.entries({ ...labels, ...written });
  const lines = all.flatMap(([name, value]) => {
    if (/^(com\.docker|bulkhead)\./.test(name)) return [];
    const isTemplate = Object.hasOwn(written, name);
    const { text, secret } = isTemplate ? settings.expression(value, name) : expressionOf([value]);
    if (!secret) return [`${quoted(name)}: ${text},`];
    remarks.push(`${id}: the label ${name} holds a secret, and is not taken over. Hand it over as a file.`);
    return [];
  });
  return lines.length === 0 ? undefined : ["labels", `{\n${lines.join("\n")}\n}`];
}

function afterOf({ after, kind }: Decision, { variables }: Writing): Argument | undefined {
  const names = after.map(id => variables.get(id) ?? id);
  return names.length === 0 || kind === "database" ? undefined : ["after", listed(names)];
}

/** What has no counterpart: a comment where it was, and a line of the report. */
export function lostOf(decision: Decision, { remarks, segments }: Writing): string[] {
  const { workload } = decision;
  const { privileges, namespace, hosts, links } = workload;
  const renamed = segments.size > 0 ? [] : links.filter(({ to, alias }) => to !== alias);
  for (const { to, alias } of renamed) {
    remarks.push(
      `${workload.id}: it called ${to} by the name ${alias}. Its environment says ${to} now; see what else does.`,
    );
  }
  const lost = [
    ...(privileges.privileged === true ? ["privileged"] : []),
    ...(privileges.devices.length > 0 ? [`devices ${privileges.devices.join(", ")}`] : []),
    ...(["pid", "ipc", "userns", "uts", "cgroupParent"] as const).flatMap(name =>
      privileges[name] === undefined ? [] : [`${name} ${privileges[name]}`],
    ),
    ...(namespace.kind === "own" || (namespace.kind === "host" && segments.size > 0)
      ? []
      : [`network_mode ${namespace.kind}`]),
    ...(hosts.length > 0 ? [`extra_hosts ${hosts.map(({ name }) => name).join(", ")}`] : []),
  ];
  for (const one of lost)
    remarks.push(`${workload.id}: ${one} is not taken over. See whether it does without.`);
  const others = withoutCounterpart(decision);
  if (others.length > 0)
    remarks.push(`${workload.id}: there is nothing for ${others.join(", ")}. See whether it does without.`);
  return [...lost, ...(others.length === 0 ? [] : [others.join(", ")])].map(
    one => `// Not taken over: ${one}.`,
  );
}
