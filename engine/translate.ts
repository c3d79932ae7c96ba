import { type ConnectionTranslation, connectionTranslations, noEngineHere } from "./connectionMessages.ts";
import { EngineFailure } from "./failure.ts";
import { type Translation, translations } from "./messages.ts";
import { sentence } from "./sentence.ts";

/** What one entry is called. */
export type EntryName =
  | (typeof translations)[number]["name"]
  | (typeof connectionTranslations)[number]["name"];

/** All there are. */
export const entryNames: readonly EntryName[] = [...translations, ...connectionTranslations].map(
  ({ name }) => name,
);

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
  const unheard = connectionEntry(raw);
  if (unheard !== undefined) {
    const { kind, what, remedy } = unheard;
    const { message } = raw;
    return new EngineFailure(kind, what({ doing, where, tried, message }), remedy, { cause: error });
  }
  const entry = messageEntry(raw);
  const match = entry && raw.message.match(entry.pattern);
  if (entry && match)
    return new EngineFailure(entry.kind, entry.what(doing, match), entry.remedy, { cause: error });
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

/** The name of the entry by which an error of the engine client is told; undefined where there is none. */
export function entryOf(error: unknown): string | undefined {
  const raw = rawFailure(error);
  return (connectionEntry(raw) ?? messageEntry(raw))?.name;
}

/** What is said of an answer that no engine gives. */
export function noEngine(where: string): EngineFailure {
  const { kind, what, remedy } = noEngineHere;
  return new EngineFailure(kind, what({ where }), remedy);
}

/** An engine that has given a status was heard. */
function connectionEntry({ statusCode, code }: RawFailure): ConnectionTranslation | undefined {
  if (statusCode !== undefined || code === undefined) return undefined;
  return connectionTranslations.find(({ codes }) => codes.test(code));
}

function messageEntry({ message }: RawFailure): Translation | undefined {
  return translations.find(({ pattern }) => pattern.test(message));
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
