/** One `docker run` as a service of a compose file, and what it needs beside it. */
export interface RunService {
  readonly name: string;
  readonly service: Readonly<Record<string, unknown>>;
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** A line that cannot be understood: a sentence of what, and one of what to do. */
export class RunError extends Error {}

/** How an option is written in a compose file: as one value, as a list's item, or as something that is there or not. */
type Kind = "text" | "list" | "flag" | "nothing" | "unread";

/** Options by their names, with where they go. `nothing` is about the command itself, `unread` has a value of that kind. */
const options: Readonly<Record<string, readonly [kind: Kind, key?: string]>> = {
  "add-host": ["list", "extra_hosts"],
  "cap-add": ["list", "cap_add"],
  "cap-drop": ["list", "cap_drop"],
  "cgroup-parent": ["text", "cgroup_parent"],
  cpus: ["text", "cpus"],
  detach: ["nothing"],
  device: ["list", "devices"],
  dns: ["list", "dns"],
  entrypoint: ["text", "entrypoint"],
  env: ["list", "environment"],
  "env-file": ["list", "env_file"],
  expose: ["list", "expose"],
  "group-add": ["list", "group_add"],
  hostname: ["text", "hostname"],
  init: ["flag", "init"],
  interactive: ["nothing"],
  ipc: ["text", "ipc"],
  label: ["list", "labels"],
  link: ["list", "links"],
  "log-driver": ["unread"],
  "log-opt": ["unread"],
  memory: ["text", "mem_limit"],
  mount: ["list", "mounts"],
  name: ["text", "name"],
  network: ["list", "network"],
  "network-alias": ["list", "aliases"],
  pid: ["text", "pid"],
  "pids-limit": ["text", "pids_limit"],
  platform: ["text", "platform"],
  privileged: ["flag", "privileged"],
  publish: ["list", "ports"],
  pull: ["unread"],
  "read-only": ["flag", "read_only"],
  restart: ["text", "restart"],
  rm: ["nothing"],
  "security-opt": ["list", "security_opt"],
  "shm-size": ["text", "shm_size"],
  "stop-signal": ["text", "stop_signal"],
  sysctl: ["list", "sysctls"],
  tmpfs: ["list", "tmpfs"],
  tty: ["nothing"],
  user: ["text", "user"],
  userns: ["text", "userns_mode"],
  uts: ["text", "uts"],
  volume: ["list", "volumes"],
  workdir: ["text", "working_dir"],
};

const short: Readonly<Record<string, string>> = {
  d: "detach",
  e: "env",
  h: "hostname",
  i: "interactive",
  l: "label",
  m: "memory",
  p: "publish",
  t: "tty",
  u: "user",
  v: "volume",
  w: "workdir",
};

const others: Readonly<Record<string, string>> = { net: "network", "net-alias": "network-alias" };

/**
 * Reads the words of a `docker run`.
 *
 * @throws RunError where an option is not known, or there is no image.
 * @see https://docs.docker.com/reference/cli/docker/container/run/
 */
export function readRun(words: readonly string[]): RunService {
  const start = words.indexOf("run");
  if (start === -1) throw new RunError("This is no `docker run`. Give the whole command, in quotes.");
  const left = words.slice(start + 1);
  const said = new Map<string, string[]>();
  const say = (key: string, value: string): unknown => said.set(key, [...(said.get(key) ?? []), value]);
  while (left[0]?.startsWith("-") && left[0].length > 1) {
    for (const [name, value] of optionsIn(left.shift() ?? "")) {
      const [kind, key = ""] = options[name] ?? [];
      if (kind === undefined) {
        throw new RunError(
          `--${name} of docker run is not understood. Take it out, and see to it in the project.`,
        );
      }
      if (kind === "nothing") continue;
      if (kind === "flag") say(key, value ?? "true");
      else {
        const given = value ?? left.shift();
        if (given === undefined) throw new RunError(`--${name} has no value. Give one.`);
        if (kind !== "unread") say(key, given);
      }
    }
  }
  const [image, ...command] = left;
  if (image === undefined) throw new RunError("This runs no image. Give one after the options.");
  return serviceOf(image, command, said);
}

/** `--name=value`, `-p8080:80`, `-it`: each as an option's name and perhaps its value. */
function optionsIn(word: string): [name: string, value: string | undefined][] {
  if (word.startsWith("--")) {
    const [name = "", ...value] = word.slice(2).split("=");
    return [[others[name] ?? name, value.length === 0 ? undefined : value.join("=")]];
  }
  const found: [string, string | undefined][] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = short[word[at] ?? ""] ?? word[at] ?? "";
    const rest = word.slice(at + 1).replace(/^=/, "");
    if (options[name]?.[0] !== "nothing") return [...found, [name, rest === "" ? undefined : rest]];
    found.push([name, undefined]);
  }
  return found;
}

/** What goes somewhere else than under its own key. */
const special = ["name", "network", "aliases", "mounts", "volumes"];

function serviceOf(
  image: string,
  command: readonly string[],
  said: ReadonlyMap<string, readonly string[]>,
): RunService {
  const last = (key: string): string | undefined => said.get(key)?.at(-1);
  const name = last("name") ?? image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "service";
  const plain = [...said].filter(([key]) => !special.includes(key));
  const isList = (key: string): boolean =>
    Object.values(options).some(([kind, to]) => kind === "list" && to === key);
  const volumes = [...(said.get("volumes") ?? []), ...(said.get("mounts") ?? []).map(mountOf)];
  const network = networking(said.get("network") ?? [], said.get("aliases") ?? []);
  return {
    name,
    service: {
      image,
      ...(command.length === 0 ? {} : { command: command.map(undollared) }),
      ...Object.fromEntries(
        plain.map(([key, values]) => [
          key,
          isList(key) ? values.map(undollared) : undollared(values.at(-1) ?? ""),
        ]),
      ),
      ...(volumes.length === 0 ? {} : { volumes }),
      ...network.service,
    },
    networks: network.names,
    volumes: volumes.flatMap(volume =>
      typeof volume === "string" ? named(volume.split(":")) : named([volume.source, ""]),
    ),
  };
}

/** A dollar of a command line that the shell has left is one. */
function undollared(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function named([source = "", target]: readonly string[]): string[] {
  return target !== undefined && /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(source) ? [source] : [];
}

function networking(
  networks: readonly string[],
  aliases: readonly string[],
): { readonly service: Readonly<Record<string, unknown>>; readonly names: readonly string[] } {
  const [first] = networks;
  if (first === undefined) return { service: { network_mode: "bridge" }, names: [] };
  if (/^(?:bridge|host|none|default|container:.*)$/.test(first))
    return { service: { network_mode: first }, names: [] };
  const attachment = aliases.length === 0 ? {} : { aliases };
  return {
    service: { networks: Object.fromEntries(networks.map(name => [name, attachment])) },
    names: networks,
  };
}

interface RunMount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only: boolean;
}

/** `type=bind,source=/a,target=/b,readonly` */
function mountOf(text: string): RunMount {
  const parts = new Map(text.split(",").map(part => part.split("=", 2) as [string, string | undefined]));
  const part = (...names: readonly string[]): string =>
    names.map(name => parts.get(name)).find(value => value !== undefined) ?? "";
  return {
    type: part("type") || "volume",
    source: part("source", "src"),
    target: part("target", "destination", "dst"),
    read_only: parts.has("readonly") || parts.has("ro"),
  };
}

/** Several runs as one compose file. */
export function composeOf(runs: readonly RunService[]): unknown {
  const all = (names: readonly string[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(names.map(name => [name, {}]));
  return {
    services: Object.fromEntries(runs.map(({ name, service }) => [name, service])),
    networks: all(runs.flatMap(({ networks }) => networks)),
    volumes: all(runs.flatMap(({ volumes }) => volumes)),
  };
}
