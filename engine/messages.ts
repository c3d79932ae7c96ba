import type { FailureKind } from "./failure.ts";

/** How one family of engine messages reads in plain words. */
export interface Translation {
  /** What it is called among the others. */
  readonly name: string;
  readonly kind: FailureKind;
  readonly pattern: RegExp;
  /** `doing` is what was attempted, e.g. `start container app1`; `match` is the pattern's match. */
  readonly what: (doing: string, match: RegExpMatchArray) => string;
  readonly remedy: string;
}

/** First match wins, so the more specific lines stand above the general ones. */
export const translations = [
  {
    name: "port-in-use",
    kind: "port-in-use",
    pattern:
      /(?:Bind for |listen \w+ |host port (?:for )?)(\S*?:\d+)\b.*(?:already allocated|already in use)/i,
    what: (doing, match) => `Could not ${doing}: the host's port ${match[1]} is already in use.`,
    remedy: "Choose another host port, or stop what listens there (`ss -ltnp` and `docker ps` show it).",
  },
  {
    name: "no-such-address",
    kind: "engine",
    pattern: /(?:listen \w+|bind host port) (\S+):\d+(?:\/\w+)?: (?:bind: )?cannot assign requested address/i,
    what: (doing, match) => `Could not ${doing}: the host has no address ${match[1]} to publish a port on.`,
    remedy:
      "Give an address of the host as the port's ip (`ip address` lists them), or leave it out for all of them.",
  },
  {
    name: "no-such-program",
    kind: "engine",
    pattern: /exec: "([^"]*)": (?:executable file not found|stat \S+: no such file or directory)/i,
    what: (doing, match) => `Could not ${doing}: its image has no program ${match[1]}.`,
    remedy: "Correct the entrypoint or the command; a name without a path is looked for in the image's PATH.",
  },
  {
    name: "program-not-allowed",
    kind: "engine",
    pattern: /exec: "([^"]*)": permission denied/i,
    what: (doing, match) => `Could not ${doing}: its user may not run ${match[1]}, or it is no program.`,
    remedy:
      "Correct the entrypoint or the command, or make the file executable (an upload has `executable`).",
  },
  {
    name: "no-such-user",
    kind: "engine",
    pattern: /unable to find (user|group) ([^:]+): no matching entries/i,
    what: (doing, match) => `Could not ${doing}: its image has no ${match[1]} ${match[2]}.`,
    remedy: "Give one the image has, or a number, e.g. 1000:1000.",
  },
  {
    name: "root-read-only",
    kind: "engine",
    pattern: /container rootfs is marked read-only/i,
    what: doing => `Could not ${doing}: its root is read-only.`,
    remedy: "Mount a volume where the file goes, or leave readOnly out.",
  },
  {
    name: "folder-in-the-way",
    kind: "engine",
    // Some engines say the path below the root.
    pattern: /cannot overwrite directory "\/?([^"]+)" with non-directory/i,
    what: (doing, match) => `Could not ${doing}: /${match[1]} is a folder there.`,
    remedy: "Give the file's whole path, with the name it is to have in that folder.",
  },
  {
    name: "no-gpu",
    // Which of them is said depends on what the engine looks for GPUs with.
    kind: "engine",
    pattern:
      /could not select device driver "[^"]*" with capabilities: \[\[[^\]]*\bgpu\b|failed to discover GPU vendor/i,
    what: doing => `Could not ${doing}: the engine has nothing that gives it GPUs.`,
    remedy:
      "Install the container toolkit of the GPUs' vendor on the engine's host, or leave gpus and deviceRequests out.",
  },
  {
    name: "no-such-mount-source",
    kind: "engine",
    pattern: /bind source path does not exist: (\S+)/i,
    what: (doing, match) => `Could not ${doing}: the engine's host has no ${match[1]} to mount.`,
    remedy:
      "Correct the mount's source, or make it first; with `volumes` the engine makes a missing folder by itself.",
  },
  {
    name: "address-in-use",
    kind: "engine",
    pattern: /^(?:\(HTTP[^)]*\)[^-]*- )?(?:failed to set up container networking: )?Address already in use/i,
    what: doing => `Could not ${doing}: its fixed address is taken on that network.`,
    remedy: "Choose another address; `docker network inspect` shows those in use.",
  },
  {
    name: "container-name-in-use",
    kind: "name-in-use",
    pattern: /container name "\/?([^"]+)" is already in use by container "?([0-9a-f]{0,12})/i,
    what: (doing, match) =>
      `Could not ${doing}: the name ${match[1]} is taken by another container (${match[2]}).`,
    remedy: "Give another name, or remove that container if nobody needs it.",
  },
  {
    name: "network-name-in-use",
    kind: "name-in-use",
    pattern: /network with name (\S+) already exists/i,
    what: (doing, match) => `Could not ${doing}: a network named ${match[1]} already exists.`,
    remedy: "Give another name, or remove that network if nobody needs it.",
  },
  {
    name: "swarm-name-in-use",
    kind: "name-in-use",
    pattern: /AlreadyExists.*(secret|config|service) (\S+) already exists/i,
    what: (doing, match) => `Could not ${doing}: a ${match[1]} named ${match[2]} already exists.`,
    remedy: "Give another name, or remove that one if nobody needs it.",
  },
  {
    name: "out-of-sequence",
    kind: "outdated",
    pattern: /update out of sequence/i,
    what: doing => `Could not ${doing}: somebody else changed it at the same time.`,
    remedy: "Run the command again.",
  },
  {
    name: "used-by-services",
    kind: "engine",
    pattern: /(secret|config) '([^']+)' is in use by the following services?: (.+)$/i,
    what: (doing, match) => `Could not ${doing}: the ${match[1]} ${match[2]} is in use by ${match[3]}.`,
    remedy:
      "Leave its name out, so that a new one comes before the old one goes, or remove those services first.",
  },
  {
    name: "subnet-overlap",
    kind: "subnet-overlap",
    pattern: /Pool overlaps with other one on this address space/i,
    what: doing => `Could not ${doing}: its subnet overlaps that of another network of this engine.`,
    remedy: "Choose another subnet; `docker network inspect` shows those in use.",
  },
  {
    name: "no-subnet-left",
    kind: "no-subnet-left",
    pattern:
      /could not find an available,? non-overlapping IPv4 address pool|all predefined address pools have been fully subnetted/i,
    what: doing => `Could not ${doing}: the engine's default address pools are used up.`,
    remedy: "Give the network a subnet of its own (ipamConfigs: subnet and gateway).",
  },
  {
    name: "no-ipv6-subnet-left",
    kind: "no-subnet-left",
    pattern: /could not find an available,? non-overlapping IPv6 address pool/i,
    what: doing => `Could not ${doing}: the engine has no IPv6 addresses of its own to give.`,
    remedy: "Give the network an IPv6 subnet (a second entry of ipamConfigs).",
  },
  {
    name: "no-such-network",
    kind: "not-found",
    pattern: /network (\S+) not found/i,
    what: (doing, match) => `Could not ${doing}: there is no network ${match[1]}.`,
    remedy:
      "Create that network first, or correct its name; `pulumi refresh` takes note of one that was removed by hand.",
  },
  {
    name: "no-such-container",
    kind: "not-found",
    pattern: /No such container: (\S+)/i,
    what: (doing, match) => `Could not ${doing}: there is no container ${match[1]}.`,
    remedy:
      "Create that container first, or correct its name; `pulumi refresh` takes note of one that was removed by hand.",
  },
  {
    name: "no-such-driver",
    kind: "engine",
    pattern: /plugin "?([^"\s]+)"? not found/i,
    what: (doing, match) => `Could not ${doing}: the engine has no driver ${match[1]}.`,
    remedy: "Correct the driver's name, or install its plugin (`docker plugin ls` lists those there are).",
  },
  {
    name: "endpoints-in-use",
    kind: "endpoints-in-use",
    pattern: /has active endpoints/i,
    what: doing => `Could not ${doing}: containers are still connected to it.`,
    remedy: "Disconnect or remove them first; `docker network inspect` lists them.",
  },
  {
    name: "volume-in-use",
    kind: "volume-in-use",
    pattern: /volume is in use(?: - \[([0-9a-f, ]+)\])?/i,
    what: (doing, match) =>
      `Could not ${doing}: it is in use${match[1] === undefined ? "" : ` by container ${match[1].slice(0, 12)}`}.`,
    remedy: "Remove the containers that mount it first.",
  },
  {
    name: "image-in-use",
    kind: "image-in-use",
    pattern: /image is (?:being used by|referenced in)|conflict: unable to (?:remove|delete)/i,
    what: doing => `Could not ${doing}: a container or another tag still uses the image.`,
    remedy: "Set keepLocally to leave images on the engine, or remove what uses it first.",
  },
  {
    name: "image-of-other-platform",
    kind: "image-missing",
    pattern:
      /image with reference (\S+) was found but does not (?:match the specified platform: wanted ([^,]+)|provide the specified platform \(([^)]+)\))/i,
    what: (doing, match) =>
      `Could not ${doing}: the image ${match[1]} on the engine is not for ${match[2] ?? match[3]}.`,
    remedy: "Pull the image for that platform, or leave platform out.",
  },
  {
    name: "no-such-image",
    kind: "image-missing",
    pattern: /No such image: (\S+)/i,
    what: (doing, match) => `Could not ${doing}: the image ${match[1]} is not on the engine.`,
    remedy: "Pull or build it first (a RemoteImage resource pulls it), or correct its name.",
  },
  {
    name: "login-asked-for",
    kind: "image-missing",
    pattern:
      /no basic auth credentials|unauthorized: (?:authentication required|incorrect username|access to the requested)|denied: requested access|access to the resource is denied|: 401 Unauthorized|insufficient_scope: authorization failed/i,
    what: doing => `Could not ${doing}: its registry asks for a login, or for another one.`,
    remedy: "Give the registry's login in the provider's registryAuth, or run `docker login`.",
  },
  {
    name: "no-image-to-push",
    kind: "image-missing",
    pattern: /An image does not exist locally with the tag|tag does not exist: /i,
    what: doing => `Could not ${doing}: the engine has no image of that name.`,
    remedy: "Pull, build or tag it first, or correct its name.",
  },
  {
    name: "no-image-in-registry",
    kind: "image-missing",
    pattern:
      /pull access denied for ([^\s,]+)|manifest (?:for (\S+) )?(?:unknown|not found)|repository ([^\s,]+) not found|failed to resolve reference "([^"]+)": \S+: not found/i,
    what: (doing, match) =>
      `Could not ${doing}: no registry has the image${named(match[1] ?? match[2] ?? match[3] ?? match[4])}, or it asks for a login.`,
    remedy: "Check the image's name and tag, and give the registry's login in the provider's registryAuth.",
  },
  {
    name: "no-registry",
    kind: "image-missing",
    pattern:
      /(?:Get|Head) "?https?:\/\/([^/"]+)[^"\s]*"?: (?:dial|net\/http|context deadline|x509|http:|unexpected|Service|Forbidden|EOF|proxyconnect|remote error|read|lookup)/i,
    what: (doing, match) =>
      `Could not ${doing}: ${doing.startsWith("push") ? "" : "it is not on the engine, and "}the registry ${match[1]} does not answer.`,
    remedy: "Check the image's name and that the engine reaches the registry.",
  },
  {
    name: "shutting-down",
    // What an engine says of its own parts while it goes down; nobody knows how far it got.
    kind: "unreachable",
    pattern:
      /failed to update store for object|database not open|client connection is closing|transport is closing|containerd\.sock|error reading from server|code = Unavailable|ttrpc: closed|context canceled|shutting down/i,
    what: doing => `Could not ${doing}: the Docker engine is shutting down.`,
    remedy: "Start it again, then run the command again: it goes on where it stopped.",
  },
  {
    name: "registry-breaks-off",
    // The engine has tried again by itself, for about a minute.
    kind: "image-missing",
    pattern: /unexpected EOF|connection reset by peer|TLS handshake timeout|download failed after attempts/i,
    what: doing => `Could not ${doing}: what comes from its registry breaks off.`,
    remedy: "Run the command again: layers that have arrived whole are not loaded again.",
  },
  {
    name: "no-space",
    kind: "no-space",
    pattern: /no space left on device/i,
    what: doing => `Could not ${doing}: the engine's disk is full.`,
    remedy: "Free space on the engine (`docker system df` shows what takes it).",
  },
  {
    name: "lost-track",
    // An engine that went down while it started a container has lost track of its process, and never starts it again.
    kind: "lost-track",
    pattern: /task [0-9a-f]{64}: already exists/i,
    what: doing =>
      `Could not ${doing}: the engine lost track of it when it was stopped in the middle of a start.`,
    remedy:
      "Remove it (`docker rm -f`), then run the command again with --refresh: another is made in its place.",
  },
  {
    name: "already-so",
    kind: "already-so",
    pattern:
      /removal of container \S+ is already in progress|is not connected to (?:the )?network|already exists in network/i,
    what: doing => `Could not ${doing}: the engine says it is so already.`,
    remedy: "Run the command again.",
  },
] as const satisfies readonly Translation[];

function named(image: string | undefined): string {
  return image === undefined ? "" : ` ${image}`;
}
