import { join, normalize } from "node:path";
import { isUnknown, type Topology, type Workload } from "../../topology/index.ts";
import { environment } from "./projects.ts";

/** What a project says of one service, in the words of Compose's canonical file. */
interface Said {
  readonly networks: readonly string[];
  readonly ports: readonly string[];
  readonly mounts: readonly string[];
  readonly environment: Readonly<Record<string, string | null>>;
}

type Json = Readonly<Record<string, unknown>>;

/** What Compose's canonical file says of its services, read without this project's reader. */
export function saidByCompose(canonical: string, folder: string): Record<string, Said> {
  // Compose doubles dollars, so that it would read the same again.
  const whole = JSON.parse(canonical.replaceAll("$$", "$")) as Json;
  const networks = mappingIn(whole, "networks");
  const files = (part: string): Json => mappingIn(whole, part);
  return Object.fromEntries(
    Object.entries({ ...mappingIn(whole, "services"), ...mappingIn(whole, "jobs") })
      .map(([name, service]) => [name, service as Json] as const)
      .filter(([, service]) => service["provider"] === undefined && !isNone(service))
      .map(([name, service]) => [
        name,
        {
          networks: networksOf(service, networks),
          ports: listIn(service, "ports").flatMap(portOf).sort(),
          mounts: [
            ...listIn(service, "volumes").map(mount => mountOf(mount, mappingIn(whole, "volumes"))),
            ...(listIn(service, "tmpfs") as unknown as string[]).map(tmpfsOf),
            ...listIn(service, "secrets").flatMap(one => grantOf(one, files("secrets"), "/run/secrets/")),
            ...listIn(service, "configs").flatMap(one => grantOf(one, files("configs"), "/")),
          ]
            .map(mount => relativeTo(folder, mount))
            .sort(),
          environment: mappingIn(service, "environment") as Record<string, string | null>,
        },
      ]),
  );
}

/** What a topology says in the same words. */
export function saidByTopology(topology: Topology, folder: string): Record<string, Said> {
  return Object.fromEntries(
    topology.workloads.map(workload => [
      workload.name,
      {
        networks: workload.attachments.map(({ network }) => shortName(network)).sort(),
        ports: workload.published
          .map(({ address, hostPort, port, protocol }) => {
            const host = isUnknown(hostPort) ? "range" : hostPort === 0 ? "" : String(hostPort);
            const from = isUnknown(address) ? "" : address === "0.0.0.0" ? "" : address;
            return `${from}:${host}:${port}/${protocol}`;
          })
          .sort(),
        mounts: mountsOf(workload)
          .map(mount => relativeTo(folder, mount))
          .sort(),
        environment: Object.fromEntries(
          workload.environment.map(({ name, value }) => [name, value ?? null] as const),
        ),
      },
    ]),
  );
}

function mountsOf({ mounts }: Workload): string[] {
  return mounts.map(({ kind, from, at, readOnly }) => {
    const source = typeof from === "string" ? from.replace(/^~/, environment["HOME"] ?? "~") : "";
    return `${kind} ${source} ${at} ${readOnly}`;
  });
}

function mountOf(mount: Json, volumes: Json): string {
  const kind = mount["type"] === "npipe" ? "bind" : String(mount["type"]);
  const source = kind === "tmpfs" ? "" : String(mount["source"] ?? "");
  const volume = kind === "volume" && source !== "" ? (volumes[source] as Json | undefined) : undefined;
  const name = volume === undefined ? source : shortName(String(volume["name"]));
  return `${kind} ${name} ${mount["target"]} ${mount["read_only"] === true}`;
}

function tmpfsOf(tmpfs: string): string {
  const [at = "", options = ""] = tmpfs.split(":");
  return `tmpfs  ${at} ${options.split(",").includes("ro")}`;
}

function networksOf(service: Json, networks: Json): string[] {
  const mode = service["network_mode"];
  if (typeof mode === "string") {
    if (/^(?:host|none|service:.*|container:.*)$/s.test(mode)) return [];
    return [mode === "default" ? "bridge" : shortName(mode)];
  }
  const names = Object.keys(mappingIn(service, "networks")).map(network =>
    shortName(String((networks[network] as Json)["name"])),
  );
  // The names of the host's and of no network mean a namespace.
  return names.some(name => name === "none" || name === "host") ? [] : names.sort();
}

function grantOf(grant: Json, declared: Json, folder: string): string[] {
  const { file } = declared[String(grant["source"])] as Json;
  if (typeof file !== "string") return [];
  const target = String(grant["target"] ?? grant["source"]);
  return [`bind ${file} ${target.startsWith("/") ? target : `${folder}${target}`} true`];
}

function portOf(port: Json): string[] {
  const [target, published] = [Number(port["target"]), String(port["published"] ?? "")];
  const protocol = String(port["protocol"]).toLowerCase();
  const [first = "", last = first] = published.split("-");
  const isPort = (text: string): boolean => /^\+?\d+$/.test(text) && Number(text) <= 65_535;
  // The reader says of these that the engine takes none.
  if (target < 1 || target > 65_535 || !["tcp", "udp", "sctp"].includes(protocol)) return [];
  if (published !== "" && !(isPort(first) && isPort(last) && Number(first) <= Number(last))) return [];
  const host =
    first === last || published === "" ? (Number(first) === 0 ? "" : String(Number(first))) : "range";
  const address = String(port["host_ip"] ?? "");
  return [`${address === "0.0.0.0" ? "" : address}:${host}:${target}/${protocol}`];
}

function isNone(service: Json): boolean {
  return (service["scale"] ?? mappingIn(service, "deploy")["replicas"]) === 0;
}

/** Without the project's name in front. */
function shortName(name: string): string {
  return name.replace(/^shop_/, "");
}

function relativeTo(folder: string, mount: string): string {
  const [kind = "", from = "", ...rest] = mount.split(" ");
  const isPath = kind === "bind" && from !== "";
  return [kind, isPath ? normalize(from.startsWith("/") ? from : join(folder, from)) : from, ...rest].join(
    " ",
  );
}

function mappingIn(value: Json, name: string): Json {
  return (value[name] ?? {}) as Json;
}

function listIn(value: Json, name: string): Json[] {
  return (value[name] ?? []) as Json[];
}
