import { EngineFailure, type FailureKind } from "./failure.ts";

/** How one family of engine messages reads in plain words. */
interface Translation {
  readonly kind: FailureKind;
  readonly pattern: RegExp;
  /** `doing` is what was attempted, e.g. `start container app1`; `match` is the pattern's match. */
  readonly what: (doing: string, match: RegExpMatchArray) => string;
  readonly remedy: string;
}

/** First match wins, so the more specific lines stand above the general ones. */
const translations: readonly Translation[] = [
  {
    kind: "port-in-use",
    pattern:
      /(?:Bind for |listen \w+ |host port (?:for )?)(\S*?:\d+)\b.*(?:already allocated|already in use)/i,
    what: (doing, match) => `Could not ${doing}: the host's port ${match[1]} is already in use.`,
    remedy: "Choose another host port, or stop what listens there (`ss -ltnp` and `docker ps` show it).",
  },
  {
    kind: "name-in-use",
    pattern: /container name "\/?([^"]+)" is already in use by container "?([0-9a-f]{0,12})/i,
    what: (doing, match) =>
      `Could not ${doing}: the name ${match[1]} is taken by another container (${match[2]}).`,
    remedy: "Give another name, or remove that container if nobody needs it.",
  },
  {
    kind: "name-in-use",
    pattern: /network with name (\S+) already exists/i,
    what: (doing, match) => `Could not ${doing}: a network named ${match[1]} already exists.`,
    remedy: "Give another name, or remove that network if nobody needs it.",
  },
  {
    kind: "subnet-overlap",
    pattern: /Pool overlaps with other one on this address space/i,
    what: doing => `Could not ${doing}: its subnet overlaps that of another network of this engine.`,
    remedy: "Choose another subnet; `docker network inspect` shows those in use.",
  },
  {
    kind: "no-subnet-left",
    pattern: /could not find an available,? non-overlapping IPv4 address pool/i,
    what: doing => `Could not ${doing}: the engine's default address pools are used up.`,
    remedy: "Give the network a subnet of its own (ipamConfigs: subnet and gateway).",
  },
  {
    kind: "endpoints-in-use",
    pattern: /has active endpoints/i,
    what: doing => `Could not ${doing}: containers are still connected to it.`,
    remedy: "Disconnect or remove them first; `docker network inspect` lists them.",
  },
  {
    kind: "volume-in-use",
    pattern: /volume is in use(?: - \[([0-9a-f, ]+)\])?/i,
    what: (doing, match) =>
      `Could not ${doing}: it is in use${match[1] === undefined ? "" : ` by container ${match[1].slice(0, 12)}`}.`,
    remedy: "Remove the containers that mount it first.",
  },
  {
    kind: "image-in-use",
    pattern: /image is (?:being used by|referenced in)|conflict: unable to (?:remove|delete)/i,
    what: doing => `Could not ${doing}: a container or another tag still uses the image.`,
    remedy: "Set keepLocally to leave images on the engine, or remove what uses it first.",
  },
  {
    kind: "image-missing",
    pattern: /No such image: (\S+)/i,
    what: (doing, match) => `Could not ${doing}: the image ${match[1]} is not on the engine.`,
    remedy: "Pull or build it first (a RemoteImage resource pulls it), or correct its name.",
  },
  {
    kind: "image-missing",
    pattern:
      /pull access denied for ([^\s,]+)|manifest (?:for (\S+) )?(?:unknown|not found)|repository ([^\s,]+) not found/i,
    what: (doing, match) =>
      `Could not ${doing}: no registry has the image${named(match[1] ?? match[2] ?? match[3])}, or it asks for a login.`,
    remedy: "Check the image's name and tag, and give the registry's login in the provider's registryAuth.",
  },
  {
    kind: "image-missing",
    pattern:
      /(?:Get|Head) "?https?:\/\/([^/"]+)[^:]*: (?:dial|net\/http|context deadline|x509|http:|unexpected|Service|Forbidden|EOF|proxyconnect|remote error|read|lookup)/i,
    what: (doing, match) =>
      `Could not ${doing}: it is not on the engine, and the registry ${match[1]} does not answer.`,
    remedy: "Check the image's name and that the engine reaches the registry.",
  },
  {
    kind: "no-space",
    pattern: /no space left on device/i,
    what: doing => `Could not ${doing}: the engine's disk is full.`,
    remedy: "Free space on the engine (`docker system df` shows what takes it).",
  },
  {
    kind: "already-so",
    pattern:
      /removal of container \S+ is already in progress|is not connected to (?:the )?network|already exists in network/i,
    what: doing => `Could not ${doing}: the engine says it is so already.`,
    remedy: "Run the command again.",
  },
];

/** The parts of an engine client's error that carry meaning. */
interface RawFailure {
  readonly message: string;
  readonly statusCode?: number;
  readonly code?: string;
}

/**
 * Turns whatever the engine client threw into an {@link EngineFailure}.
 *
 * @param error what was thrown.
 * @param doing what was attempted, as words after "could not": `create network shop-web`.
 * @param where the engine's address, as words.
 */
export function translate(error: unknown, doing: string, where: string): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const raw = rawFailure(error);
  const unreachable = unreachableEngine(raw, where, error);
  if (unreachable !== undefined) return unreachable;
  for (const { kind, pattern, what, remedy } of translations) {
    const match = raw.message.match(pattern);
    if (match !== null) return new EngineFailure(kind, what(doing, match), remedy, { cause: error });
  }
  if (raw.statusCode === 404) {
    return new EngineFailure(
      "not-found",
      `Could not ${doing}: ${sentence(raw.message)}`,
      "`pulumi refresh` brings the state in line with the engine.",
      { cause: error },
    );
  }
  return new EngineFailure(
    "engine",
    `Could not ${doing}: ${sentence(raw.message)}`,
    "The engine refused it; correct the setting it names.",
    { cause: error },
  );
}

function unreachableEngine(raw: RawFailure, where: string, cause: unknown): EngineFailure | undefined {
  if (raw.statusCode !== undefined) return undefined;
  switch (raw.code) {
    case "EACCES":
      return new EngineFailure(
        "unreachable",
        `The Docker engine at ${where} refuses this user.`,
        "Join the group docker (`sudo usermod -aG docker $USER`, then log in again), or run as root.",
        { cause },
      );
    case "ECONNRESET":
    case "EPIPE":
      return new EngineFailure(
        "unreachable",
        `The Docker engine at ${where} broke the connection off.`,
        "See whether it is running (`docker info`), then run the command again.",
        { cause },
      );
    case "ENOENT":
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return new EngineFailure(
        "unreachable",
        `No Docker engine answers at ${where}.`,
        "Start it (`systemctl start docker`, Docker Desktop, or `npm run setup` in this project), or point DOCKER_HOST at one.",
        { cause },
      );
    default:
      return undefined;
  }
}

function rawFailure(error: unknown): RawFailure {
  if (typeof error !== "object" || error === null) return { message: String(error) };
  const { message, statusCode, code, json, reason } = error as Record<string, unknown>;
  const detail =
    typeof json === "object" && json !== null ? (json as Record<string, unknown>)["message"] : undefined;
  return {
    message: String(detail ?? message ?? reason ?? error),
    ...(typeof statusCode === "number" ? { statusCode } : {}),
    ...(typeof code === "string" ? { code } : {}),
  };
}

/** Strips the client's prefixes and makes one sentence of an engine's message. */
function sentence(message: string): string {
  const plain = message
    .replace(/^\(HTTP code \d+\)[^-]*- /, "")
    .replace(/^Error response from daemon: /, "")
    .replace(/\s+/g, " ")
    .trim();
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
}

function named(image: string | undefined): string {
  return image === undefined ? "" : ` ${image}`;
}
