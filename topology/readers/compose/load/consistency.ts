import type { Remarks } from "../problem.ts";
import type { Place } from "../yaml/sourceText.ts";
import { entries, field, items, type Mapping, type Value } from "../yaml/value.ts";

/** A service of a project. */
export interface NamedService {
  readonly name: string;
  readonly key: Place;
  readonly value: Value;
}

/** Complains of what services name and the project does not have, and of what cannot go together. */
export function checkConsistency(
  document: Mapping,
  services: readonly NamedService[],
  inactive: ReadonlySet<string>,
  problems: Remarks,
): void {
  const names = new Set(services.map(({ name }) => name));
  for (const service of services) {
    checkOwn(service, problems);
    checkReferences(service, document, problems);
    for (const { to, place, required } of referencesOf(service.value)) {
      if (names.has(to) || (!required && inactive.has(to))) continue;
      const why = inactive.has(to)
        ? "is in none of the active profiles. Activate one of its"
        : "is not there. Define it, or correct the";
      const end = inactive.has(to) ? "profiles." : "name.";
      problems.add(place, `Service ${service.name} needs service ${to}, which ${why} ${end}`);
    }
  }
}

function checkOwn({ name, key, value }: NamedService, problems: Remarks): void {
  const has = (part: string): boolean => {
    const found = value.kind === "mapping" ? value.entries.get(part)?.value : undefined;
    return found !== undefined && !(found.kind === "scalar" && found.value === "");
  };
  if (value.kind !== "mapping") return;
  if (!has("image") && !has("build") && !has("provider")) {
    problems.add(key, `Service ${name} has neither an image nor a build. Give it one of them.`);
  }
  const networks = field(value, "networks");
  if (has("network_mode") && networks !== undefined && entries(networks).length > 0) {
    problems.add(networks.place, `Service ${name} has network_mode and networks. Take one of them out.`);
  }
  checkTwice(name, value, problems);
}

/** What can be said in two places, and must then be said alike. */
function checkTwice(name: string, service: Value, problems: Remarks): void {
  const deploy = field(service, "deploy");
  const limits = field(field(deploy, "resources"), "limits");
  const twice: readonly (readonly [string, Value | undefined, string])[] = [
    ["cpus", limits, "cpus"],
    ["mem_limit", limits, "memory"],
    ["pids_limit", limits, "pids"],
    ["scale", deploy, "replicas"],
  ];
  for (const [own, other, theirs] of twice) {
    const [one, two] = [numberIn(field(service, own)), numberIn(field(other, theirs))];
    if (!one || other === undefined || (own === "scale" && two === undefined) || one === (two ?? 0)) continue;
    const message = `Service ${name} gives ${own} in one way, and ${theirs} of deploy in another. Give both alike.`;
    problems.add(field(service, own)?.place ?? service.place, message);
  }
  const replicas = numberIn(field(service, "scale")) ?? numberIn(field(deploy, "replicas")) ?? 1;
  const container = field(service, "container_name");
  if (container !== undefined && replicas > 1) {
    problems.add(
      container.place,
      `Service ${name} has ${replicas} replicas and one container_name. Take that out.`,
    );
  }
}

function numberIn(value: Value | undefined): number | undefined {
  return value?.kind === "scalar" && typeof value.value === "number" ? value.value : undefined;
}

/** Networks, volumes, secrets and configs must be described; those of the engine are described too. */
function checkReferences({ name, value }: NamedService, document: Mapping, problems: Remarks): void {
  const missing = (part: string, wanted: string, place: Place): void => {
    const known = field(document, part);
    if (known?.kind === "mapping" && known.entries.has(wanted)) return;
    const message = `Service ${name} uses ${wanted}, which is not among the file's ${part}. Add it there.`;
    problems.add(place, message);
  };
  for (const { name: network, key } of entries(field(value, "networks"))) {
    if (network !== "default") missing("networks", network, key);
  }
  for (const mount of items(field(value, "volumes"))) {
    const [type, source] = [scalarText(field(mount, "type")), scalarText(field(mount, "source"))];
    if (type === "volume" && source !== undefined) missing("volumes", source, mount.place);
  }
  for (const part of ["secrets", "configs"]) {
    for (const grant of items(field(value, part))) {
      const source = scalarText(field(grant, "source"));
      if (source !== undefined) missing(part, source, grant.place);
    }
  }
}

interface Reference {
  readonly to: string;
  readonly place: Place;
  readonly required: boolean;
}

/** The services that a service cannot do without. */
export function referencesOf(service: Value): Reference[] {
  const modes = ["network_mode", "ipc", "pid", "uts", "cgroup"].flatMap(name => {
    const mode = field(service, name);
    const written = scalarText(mode) ?? "";
    return mode !== undefined && written.startsWith("service:")
      ? [{ to: written.slice("service:".length), place: mode.place, required: true }]
      : [];
  });
  const listed = ["links", "volumes_from"].flatMap(name =>
    items(field(service, name)).flatMap(item => {
      const [to = ""] = (scalarText(item) ?? "").split(":");
      return to === "container" || to === "" ? [] : [{ to, place: item.place, required: true }];
    }),
  );
  const waited = entries(field(service, "depends_on")).map(({ name, key, value }) => {
    const required = field(value, "required");
    return { to: name, place: key, required: !(required?.kind === "scalar" && required.value === false) };
  });
  return [...modes, ...listed, ...waited];
}

function scalarText(value: Value | undefined): string | undefined {
  return value?.kind === "scalar" && typeof value.value === "string" ? value.value : undefined;
}
