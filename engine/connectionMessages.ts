import type { FailureKind } from "./failure.ts";
import { sentence } from "./sentence.ts";

/** A call of which the engine was not heard, or no more. */
export interface Unheard {
  /** What was attempted, as words after "could not". */
  readonly doing: string;
  /** The engine's address, as words. */
  readonly where: string;
  /** How often it was attempted. */
  readonly tried: number;
  /** What Node, ssh or TLS say of it. */
  readonly message: string;
}

/** How one family of what happens to connections reads in plain words. */
export interface ConnectionTranslation {
  /** What it is called among the others. */
  readonly name: string;
  readonly kind: FailureKind;
  /** The codes of Node's errors. */
  readonly codes: RegExp;
  readonly what: (unheard: Unheard) => string;
  readonly remedy: string;
}

export const noEngineHere = {
  name: "no-engine",
  kind: "unreachable",
  // What Node's parser of HTTP says of something else.
  codes: /^HPE_/,
  what: ({ where }: Pick<Unheard, "where">) => `What answers at ${where} is no Docker engine.`,
  remedy: "Correct the address: DOCKER_HOST, the provider's host or the docker context.",
} as const satisfies ConnectionTranslation;

/** For calls that the engine has given no status for. */
export const connectionTranslations = [
  {
    name: "cancelled",
    kind: "cancelled",
    codes: /^ABORT_ERR$/,
    what: ({ doing }) => `Could not ${doing}: it was cancelled.`,
    remedy: "Run the command again to go on.",
  },
  {
    // A call that was under way, and of which nothing more is heard.
    name: "broken-off",
    kind: "broken-off",
    codes: /^(?:ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/,
    what: ({ doing, where, tried }) =>
      `Could not ${doing}: the Docker engine at ${where} broke the connection off${tried === 1 ? ", and whether it was done is not known" : ` (tried ${tried} times)`}.`,
    remedy:
      "See whether it is running (`docker info`), then run the command again: it goes on where it stopped.",
  },
  {
    name: "refused-user",
    kind: "unreachable",
    codes: /^EACCES$/,
    what: ({ where }) => `The Docker engine at ${where} refuses this user.`,
    remedy: "Join the group docker (`sudo usermod -aG docker $USER`, then log in again), or run as root.",
  },
  {
    name: "no-ssh",
    kind: "unreachable",
    codes: /^ESSH$/,
    what: ({ where, message }) =>
      `The Docker engine at ${where} cannot be reached over ssh: ${sentence(message)}`,
    remedy:
      "Let `ssh` to that host run `docker version` without a question first (a key without a passphrase or in an agent, the host among the known ones).",
  },
  {
    name: "no-answer",
    kind: "unreachable",
    codes: /^(?:ENOENT|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    what: ({ where, tried }) =>
      `No Docker engine answers at ${where}${tried === 1 ? "" : ` (tried ${tried} times)`}.`,
    remedy:
      "Start it (`systemctl start docker`, Docker Desktop, or `npm run setup` in this project), or point DOCKER_HOST at one.",
  },
  noEngineHere,
  {
    // What keeps a connection with certificates from coming about, on this side and on the other.
    name: "untrusted",
    kind: "unreachable",
    codes: /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)/,
    what: ({ where, message }) =>
      `The certificate of the Docker engine at ${where} is not to be trusted (${message}).`,
    remedy:
      "Give the certificate of its authority (caMaterial, or ca.pem in certPath), or correct the host's name.",
  },
  {
    name: "certificate-refused",
    kind: "unreachable",
    codes: /^(?:ERR_SSL_|EPROTO)/,
    what: ({ where, message }) =>
      `The Docker engine at ${where} takes no connection with these certificates (${message.replace(/^.*:SSL routines:[^:]*:/, "").replace(/:.*$/s, "")}).`,
    remedy:
      "Give a client certificate that its authority has signed, with its key (certMaterial and keyMaterial, or certPath).",
  },
] as const satisfies readonly ConnectionTranslation[];
