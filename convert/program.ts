import type { Topology, Workload } from "../topology/index.ts";
import { type Argument, volumeKey, type Writing, workloadArguments } from "./arguments.ts";
import { databaseArguments } from "./database.ts";
import type { Decision, Decisions } from "./decide.ts";
import { datastoreOf, type FoundFlow, portOf } from "./flows.ts";
import { isSecretName, Names } from "./names.ts";
import { type KeptNetwork, lacksWayOut } from "./segments.ts";
import { type Setting, Settings } from "./settings.ts";
import { partsOf, type VariablePart } from "./template.ts";

/** A program, and what it needs to be given. */
export interface Program {
  readonly text: string;
  readonly settings: readonly Setting[];
  readonly remarks: readonly string[];
}

/** What a program is written from. */
export interface ProgramOptions {
  readonly topology: Topology;
  readonly decisions: Decisions;
  /** The networks that are kept as they are; none where each pair gets its own. */
  readonly kept: readonly KeptNetwork[];
  /** Whether the networks and volumes are on the engine already, under their ids, and are to be taken over. */
  readonly takesOver: boolean;
  /** The way from the program to the folder of the compose file. */
  readonly folder: string;
  /** Whether a path beside the compose file is a file that can be put into a container. */
  readonly isFile: (path: string) => boolean;
  /** Ports that a service's image says it answers on. */
  readonly exposed: (workload: Workload) => readonly number[];
  /** The module that components come from. */
  readonly components: string;
  /** What variables of the compose file hold where it is read. */
  readonly variable: (name: string) => string | undefined;
}

/** Writes the program of a project as a person would: what is given, what is kept, then each service after those it calls. */
export function writeProgram(options: ProgramOptions): Program {
  const { decisions, kept, takesOver, folder, isFile } = options;
  const { services } = decisions;
  const isPaired = kept.length === 0;
  const names = new Names();
  const variables = new Map(services.map(({ workload }) => [workload.id, names.of(workload.name)]));
  const volumes = volumesOf(services, names);
  const segments = new Map(kept.map(one => [one.network.id, names.of(`${one.network.id}-network`)]));
  const remarks: string[] = [];
  // On a network with everybody, what is not said to answer would be in excess.
  const called = Map.groupBy(
    isPaired ? services.flatMap(({ calls }) => calls) : [...decisions.flows, ...answering(options)],
    ({ to }) => to,
  );
  const writing: Writing = {
    settings: new Settings(names, heldBy(options)),
    variables,
    volumes: new Map([...volumes].map(([key, { variable }]) => [key, variable])),
    called: new Map([...called].map(([to, flows]) => [to, flows.flatMap(({ port }) => port ?? [])] as const)),
    segments,
    services: new Map(services.map(one => [one.workload.id, one])),
    goesOut: new Set(services.filter(one => goesOut(one, options)).map(({ workload }) => workload.id)),
    isFile,
    remarks,
  };
  const referred = new Set(services.flatMap(({ calls, after }) => [...calls.map(({ to }) => to), ...after]));
  const blocks = services.map(service => serviceText(service, writing, referred.has(service.workload.id)));
  const body = blocks.join("\n\n");
  const settings = writing.settings.list();
  const keeping = takesOver ? ", { protectData: true }" : "";
  const volumeLines = [...volumes.values()].map(
    ({ variable, name, id }) =>
      `const ${variable} = new Volume(${JSON.stringify(name)}${keeping}${takesOver ? `, takenOver(${JSON.stringify(id)})` : ""});`,
  );
  const segmentLines = kept.map(one => segmentLine(one, segments.get(one.network.id) ?? "", takesOver));
  const usesFolder = body.includes("join(folder,");
  const usesProfiles = services.some(({ profile }) => profile !== undefined);
  const usesConfig = settings.length > 0 || usesProfiles;
  const parts = [
    imports([...volumeLines, ...segmentLines, body].join("\n"), usesFolder, usesConfig, options.components),
    [
      ...(usesConfig ? ["const config = new Config();"] : []),
      ...settings.map(settingLine),
      ...(usesProfiles
        ? ["/** What is switched on beside the rest: `pulumi config set profiles '[\"NAME\"]'`. */"]
        : []),
      ...(usesProfiles ? ['const profiles = config.getObject<string[]>("profiles") ?? [];'] : []),
    ].join("\n"),
    usesFolder
      ? `/** Where the compose file lies. */\nconst folder = join(import.meta.dirname, ${JSON.stringify(folder)});`
      : "",
    body.includes("asBefore") ? asBefore : "",
    body.includes("withBinds(") ? withBinds : "",
    takesOver && volumeLines.length + segmentLines.length > 0 ? takenOver : "",
    volumeLines.join("\n"),
    segmentLines.join("\n"),
    body,
  ];
  return { text: `${parts.filter(one => one !== "").join("\n\n")}\n`, settings, remarks };
}

/** The secrets that variables hold, by what they are: a file of variables may hand the same on under the same name. */
function heldBy({ topology, variable }: ProgramOptions): Map<string, VariablePart> {
  const entries = topology.workloads.flatMap(({ environment }) => environment);
  const parts = entries
    .flatMap(({ name, template = "" }) => partsOf(template).map(part => ({ name, part })))
    .flatMap(({ name, part }) => (typeof part === "string" ? [] : [{ name, part }]));
  return new Map(
    parts.flatMap(({ name, part }) => {
      const value = variable(part.variable) ?? "";
      const isSecret = isSecretName(part.variable) || isSecretName(name);
      return value !== "" && isSecret ? [[value, part] as const] : [];
    }),
  );
}

const asBefore = `/** What most images need of what Compose lets them do; take away what one does without. */
const asBefore = {
  writableRoot: true,
  capabilities: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"],
};`;

/** Where services answer as far as nobody has to say it: where those of their kind do, or as their image says. */
function answering({ topology, exposed }: ProgramOptions): Pick<FoundFlow, "to" | "port">[] {
  return topology.workloads.flatMap(workload =>
    [...exposed(workload), portOf(workload)].map(port => ({ to: workload.id, port })),
  );
}

/** One with an own way out gets a network of its own for it; what keeps data needs none, unless it is on one with others. */
function goesOut({ workload }: Decision, { topology, kept }: ProgramOptions): boolean {
  if (workload.namespace.kind !== "own") return false;
  return kept.length === 0 ? datastoreOf(workload) === undefined : lacksWayOut(workload, topology, kept);
}

function segmentLine({ network, leadsOut }: KeptNetwork, variable: string, takesOver: boolean): string {
  const { id, subnets } = network;
  const isTaken = takesOver && leadsOut === (network.internal === false);
  const [subnet] = isTaken ? subnets.filter(one => /^[0-9.]+\/[0-9]+$/.test(one)) : [];
  const parts = [
    ...(leadsOut ? ['kind: "egress"', "memberTraffic: true"] : isTaken ? ["hostAddress: true"] : []),
    "mutual: true",
    ...(subnet === undefined
      ? []
      : [
          `subnet: ${JSON.stringify(subnet)}`,
          `pool: { cidr: ${JSON.stringify(subnet)}, prefix: ${subnet.split("/")[1]} }`,
        ]),
  ];
  const over = isTaken ? `, takenOver(${JSON.stringify(id)})` : "";
  return `const ${variable} = new Segment(${JSON.stringify(componentName(id))}, { ${parts.join(", ")} }${over});`;
}

/** What is on the engine is adopted under its name, with all it holds, and nothing of it is changed. */
const takenOver = `/** Takes over what the engine has under a name. Nothing of it is changed: a network or a volume would be made anew. */
const takenOver = (name: string): ComponentResourceOptions => ({
  transformations: [
    ({ type, props, opts }) =>
      type.startsWith("docker:")
        ? { props: { ...props, name }, opts: { ...opts, import: name, retainOnDelete: true, ignoreChanges: ["*"] } }
        : undefined,
  ],
});`;

const withBinds = `/** Folders of the host in a container. */
const withBinds =
  (binds: readonly { source: string; target: string; readOnly: boolean }[]) =>
  (args: ContainerArgs): ContainerArgs => ({
    ...args,
    mounts: output(args.mounts ?? []).apply(mounts => [
      ...(mounts ?? []),
      ...binds.map(bind => ({ type: "bind", ...bind })),
    ]),
  });`;

function imports(body: string, usesFolder: boolean, usesConfig: boolean, module: string): string {
  const uses = (name: string): boolean => body.includes(name);
  const pulumi = [
    ...(uses("takenOver(") ? ["type ComponentResourceOptions"] : []),
    ...(usesConfig ? ["Config"] : []),
    ...(uses("interpolate`") ? ["interpolate"] : []),
    ...(uses("withBinds(") ? ["output"] : []),
    ...(uses("secret(") ? ["secret"] : []),
  ];
  const components = [
    ...["Database", "Job", "Segment", "Volume", "Workload"].filter(name => uses(`new ${name}(`)),
  ];
  return [
    ...(uses("readFileSync(") ? ['import { readFileSync } from "node:fs";'] : []),
    ...(usesFolder ? ['import { join } from "node:path";'] : []),
    ...(uses("withBinds(") ? ['import type { ContainerArgs } from "@pulumi/docker";'] : []),
    ...(pulumi.length > 0 ? [`import { ${pulumi.join(", ")} } from "@pulumi/pulumi";`] : []),
    `import { ${components.join(", ")} } from ${JSON.stringify(module)};`,
  ].join("\n");
}

function settingLine({ name, secret, otherwise }: Setting): string {
  const key = JSON.stringify(name);
  if (otherwise === undefined) {
    return `const ${name} = config.${secret ? "requireSecret" : "require"}(${key});`;
  }
  return `const ${name} = config.${secret ? "getSecret" : "get"}(${key}) ?? ${JSON.stringify(otherwise)};`;
}

interface NamedVolume {
  readonly variable: string;
  readonly name: string;
  /** As the file or the engine calls it. */
  readonly id: string;
}

/** The volumes of services that are no Database, each once. */
function volumesOf(services: readonly Decision[], names: Names): Map<string, NamedVolume> {
  const found = new Map<string, NamedVolume>();
  for (const { workload, kind } of services) {
    if (kind === "database") continue;
    for (const mount of workload.mounts.filter(one => one.kind === "volume")) {
      const key = volumeKey(workload, mount);
      const name = typeof mount.from === "string" ? mount.from : `${workload.name}-${lastPart(mount.at)}`;
      if (!found.has(key))
        found.set(key, { variable: names.of(`${name}-volume`), name: componentName(name), id: name });
    }
  }
  return found;
}

function lastPart(path: string): string {
  return path.split("/").findLast(part => part !== "") ?? "data";
}

/** A name that a component can have. */
function componentName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "") || "service"
  );
}

function serviceText(decision: Decision, writing: Writing, isReferred: boolean): string {
  const { workload, kind, profile } = decision;
  const component = { database: "Database", job: "Job", workload: "Workload" }[kind];
  const args =
    kind === "database" ? databaseArguments(decision, writing) : workloadArguments(decision, writing);
  const name = componentName(workload.name);
  const all: Argument[] = [...hostnameOf(workload, name, kind, writing.remarks), ...args];
  const lines = all.map(one => (typeof one === "string" ? one : `${one[0]}: ${one[1]},`)).join("\n");
  const made = `new ${component}(${JSON.stringify(name)}, {\n${indented(lines)}\n});`;
  const variable = writing.variables.get(workload.id) ?? name;
  const text = isReferred ? `const ${variable} = ${made}` : made;
  return profile === undefined
    ? text
    : `if (profiles.includes(${JSON.stringify(profile)})) {\n${text.replace(/^(?=.)/gm, "  ")}\n}`;
}

/** Peers go on calling it by the name it had, if that is one that a host can have. */
function hostnameOf(
  { name: old }: Workload,
  name: string,
  kind: Decision["kind"],
  remarks: string[],
): Argument[] {
  if (old === name || kind === "job") return [];
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(old)) return [["hostname", JSON.stringify(old)]];
  remarks.push(`${old}: no host can be called that, so it is ${name} now. Correct it where others name it.`);
  return [];
}

/** Two spaces for each bracket that is open. */
function indented(text: string): string {
  let depth = 1;
  return text
    .split("\n")
    .map(line => {
      const closes = /^[\]})]/.test(line);
      if (closes) depth -= 1;
      const written = `${"  ".repeat(depth)}${line}`;
      if (/[[{(]$/.test(line)) depth += 1;
      return line === "" ? "" : written;
    })
    .join("\n");
}
