import { EngineFailure } from "./failure.ts";
import { translations } from "./messages.ts";

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
 * @param tried how often it was attempted; what is attempted more than once does no harm when it is done twice.
 */
export function translate(error: unknown, doing: string, where: string, tried = 1): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const raw = rawFailure(error);
  const broken = brokenOff(raw, doing, where, tried, error) ?? unreachableEngine(raw, where, tried, error);
  if (broken !== undefined) return broken;
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

/** A call that was under way, and of which nothing more is heard. */
function brokenOff(
  { statusCode, code }: RawFailure,
  doing: string,
  where: string,
  tried: number,
  cause: unknown,
): EngineFailure | undefined {
  if (statusCode !== undefined) return undefined;
  if (code === "ABORT_ERR") {
    return new EngineFailure(
      "cancelled",
      `Could not ${doing}: it was cancelled.`,
      "Run the command again to go on.",
      { cause },
    );
  }
  if (code !== "ECONNRESET" && code !== "EPIPE" && code !== "ERR_STREAM_PREMATURE_CLOSE") return undefined;
  const outcome = tried === 1 ? ", and whether it was done is not known" : ` (tried ${tried} times)`;
  return new EngineFailure(
    "broken-off",
    `Could not ${doing}: the Docker engine at ${where} broke the connection off${outcome}.`,
    "See whether it is running (`docker info`), then run the command again: it goes on where it stopped.",
    { cause },
  );
}

function unreachableEngine(
  raw: RawFailure,
  where: string,
  tried: number,
  cause: unknown,
): EngineFailure | undefined {
  if (raw.statusCode !== undefined) return undefined;
  switch (raw.code) {
    case "EACCES":
      return new EngineFailure(
        "unreachable",
        `The Docker engine at ${where} refuses this user.`,
        "Join the group docker (`sudo usermod -aG docker $USER`, then log in again), or run as root.",
        { cause },
      );
    case "ESSH":
      return new EngineFailure(
        "unreachable",
        `The Docker engine at ${where} cannot be reached over ssh: ${sentence(raw.message)}`,
        "Let `ssh` to that host run `docker version` without a question first (a key without a passphrase or in an agent, the host among the known ones).",
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
        `No Docker engine answers at ${where}${tried === 1 ? "" : ` (tried ${tried} times)`}.`,
        "Start it (`systemctl start docker`, Docker Desktop, or `npm run setup` in this project), or point DOCKER_HOST at one.",
        { cause },
      );
    default:
      // What Node's parser of HTTP says of something else.
      return raw.code?.startsWith("HPE_") ? noEngine(where, cause) : untrusted(raw, where, cause);
  }
}

/** What is said of an answer that no engine gives. */
export function noEngine(where: string, cause?: unknown): EngineFailure {
  return new EngineFailure(
    "unreachable",
    `What answers at ${where} is no Docker engine.`,
    "Correct the address: DOCKER_HOST, the provider's host or the docker context.",
    { cause },
  );
}

/** What keeps a connection with certificates from coming about, on either side. */
function untrusted(
  { code = "", message }: RawFailure,
  where: string,
  cause: unknown,
): EngineFailure | undefined {
  if (/^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)/.test(code)) {
    return new EngineFailure(
      "unreachable",
      `The certificate of the Docker engine at ${where} is not to be trusted (${message}).`,
      "Give the certificate of its authority (caMaterial, or ca.pem in certPath), or correct the host's name.",
      { cause },
    );
  }
  if (/^(?:ERR_SSL_|EPROTO)/.test(code)) {
    return new EngineFailure(
      "unreachable",
      `The Docker engine at ${where} takes no connection with these certificates (${message.replace(/^.*:SSL routines:[^:]*:/, "").replace(/:.*$/s, "")}).`,
      "Give a client certificate that its authority has signed, with its key (certMaterial and keyMaterial, or certPath).",
      { cause },
    );
  }
  return undefined;
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
