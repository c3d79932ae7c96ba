import { hasBlank } from "../form/scalars.ts";
import { clean } from "../form/shortMount.ts";
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
  checkContainerNames(services, problems);
  for (const service of services) {
    checkOwn(service, problems);
    checkBuild(service, document, problems);
    checkReferences(service, document, problems);
    for (const { to, place, required } of referencesOf(service.value)) {
      if (names.has(to) || hasBlank(to) || (!required && inactive.has(to))) continue;
      const why = inactive.has(to)
        ? "is in none of the active profiles. Activate one of its"
        : "is not there. Define it, or correct the";
      const end = inactive.has(to) ? "profiles." : "name.";
      problems.add(place, `Service ${service.name} needs service ${to}, which ${why} ${end}`);
    }
  }
}

/** One name is one container's. */
function checkContainerNames(services: readonly NamedService[], problems: Remarks): void {
  const taken = new Map<string, string>();
  for (const { name, value } of services) {
    const given = field(value, "container_name");
    const container = scalarText(given);
    if (given === undefined || container === undefined || container === "") continue;
    const other = taken.get(container);
    if (other !== undefined) {
      problems.add(
        given.place,
        `Services ${other} and ${name} have the container_name ${container}. Change one of them.`,
      );
    }
    taken.set(container, name);
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
  checkTargets(name, value, problems);
  for (const watch of items(field(field(value, "develop"), "watch"))) {
    const action = scalarText(field(watch, "action")) ?? "";
    if (field(watch, "target") !== undefined || action === "rebuild" || action === "restart") continue;
    problems.add(watch.place, `Service ${name} watches for ${action} without a target. Give it one.`);
  }
}

/** One place in a container is one mount's. */
function checkTargets(name: string, service: Value, problems: Remarks): void {
  const taken = new Set<string>();
  const take = (target: string | undefined, place: Place): void => {
    if (target === undefined || hasBlank(target)) return;
    if (taken.has(target))
      problems.add(place, `Service ${name} mounts two things at ${target}. Take one of the two out.`);
    taken.add(target);
  };
  for (const tmpfs of items(field(service, "tmpfs"))) take(scalarText(tmpfs)?.split(":")[0], tmpfs.place);
  for (const mount of items(field(service, "volumes"))) {
    const target = scalarText(field(mount, "target"));
    take(target === undefined ? undefined : clean(target) || ".", mount.place);
  }
}

/** What an image is built with. */
function checkBuild({ name, value }: NamedService, document: Mapping, problems: Remarks): void {
  const build = field(value, "build");
  if (build === undefined) return;
  const [file, inline] = ["dockerfile", "dockerfile_inline"].map(part => scalarText(field(build, part)));
  if (file && inline) {
    problems.add(
      build.place,
      `Service ${name} has dockerfile and dockerfile_inline. Take one of the two out.`,
    );
  }
  for (const context of entries(field(build, "additional_contexts"))) {
    const written = scalarText(context.value) ?? "";
    if (!written.startsWith("service:")) continue;
    const other = field(field(document, "services"), written.slice("service:".length));
    if (field(other, "build") !== undefined) continue;
    problems.add(
      context.key,
      `Service ${name} builds on ${written}, which builds nothing. Correct the name.`,
    );
  }
  const platforms = items(field(build, "platforms")).map(scalarText);
  const platform = scalarText(field(value, "platform"));
  if (platform && platforms.length > 0 && !platforms.includes(platform))
    problems.add(build.place, `Service ${name} builds for other platforms than its own. Add ${platform}.`);
  for (const secret of items(field(build, "secrets"))) {
    checkDescribed(
      name,
      "secrets",
      scalarText(field(secret, "source")) ?? "",
      secret.place,
      document,
      problems,
    );
  }
}

/** What can be said in two places, and must then be said alike. */
function checkTwice(name: string, service: Value, problems: Remarks): void {
  const deploy = field(service, "deploy");
  const limits = field(field(deploy, "resources"), "limits");
  const reservations = field(field(deploy, "resources"), "reservations");
  const twice: readonly (readonly [string, Value | undefined, string])[] = [
    ["cpus", limits, "cpus"],
    ["mem_limit", limits, "memory"],
    ["mem_reservation", reservations, "memory"],
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
  if (replicas < 0) problems.add(service.place, `Service ${name} has fewer than 0 replicas. Give 0 or more.`);
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

/** What is named of networks, volumes, secrets and the like must be described; what is made elsewhere, too. */
function checkDescribed(
  name: string,
  part: string,
  wanted: string,
  place: Place,
  document: Mapping,
  problems: Remarks,
): void {
  const known = field(document, part);
  if (hasBlank(wanted) || (known?.kind === "mapping" && known.entries.has(wanted))) return;
  const message = `Service ${name} uses ${wanted}, which is not among the file's ${part}. Add it there.`;
  problems.add(place, message);
}

function checkReferences({ name, value }: NamedService, document: Mapping, problems: Remarks): void {
  const described = (part: string, wanted: string, place: Place): void =>
    checkDescribed(name, part, wanted, place, document, problems);
  for (const { name: network, key } of entries(field(value, "networks"))) {
    if (network !== "default") described("networks", network, key);
  }
  for (const { name: model, key } of entries(field(value, "models"))) described("models", model, key);
  for (const mount of items(field(value, "volumes"))) {
    const [type, source] = [scalarText(field(mount, "type")), scalarText(field(mount, "source"))];
    if (type === "volume" && source) described("volumes", source, mount.place);
  }
  for (const part of ["secrets", "configs"]) {
    for (const grant of items(field(value, part))) {
      described(part, scalarText(field(grant, "source")) ?? "", grant.place);
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
  const links = items(field(service, "links")).map(item => {
    const parts = (scalarText(item) ?? "").split(":");
    return { to: parts.length === 2 ? (parts[0] ?? "") : parts.join(":"), place: item.place, required: true };
  });
  const takenOver = items(field(service, "volumes_from")).flatMap(item => {
    const [to = ""] = (scalarText(item) ?? "").split(":");
    return to === "container" ? [] : [{ to, place: item.place, required: true }];
  });
  const waited = entries(field(service, "depends_on")).map(({ name, key, value }) => {
    const required = field(value, "required");
    return { to: name, place: key, required: !(required?.kind === "scalar" && required.value === false) };
  });
  return [...modes, ...links, ...takenOver, ...waited];
}

function scalarText(value: Value | undefined): string | undefined {
  return value?.kind === "scalar" && typeof value.value === "string" ? value.value : undefined;
}
