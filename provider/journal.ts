import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { failedWith } from "../engine/index.ts";

/** One creation that nobody has confirmed so far. */
interface Entry {
  readonly urn: string;
  readonly name: string;
  /** Whether Pulumi was told what came of it: what it was not told of can be in no state. */
  readonly told: boolean;
}

/** A creation as it was begun. */
export interface Began {
  readonly kind: "container" | "network" | "volume" | "service" | "secret" | "serviceConfig";
  readonly urn: string;
  readonly name: string;
}

/**
 * Remembers, on this machine, which objects are being created, until Pulumi's engine speaks of them again.
 * A run that is killed leaves objects on the engine that its state does not know. Only what stands here, and carries
 * the labels of the same provider instance and URN, may be cleared away by the next run: a label alone does not tell
 * an orphan from an object that was renamed in the state or kept on purpose.
 *
 * One small file per creation, below `$XDG_STATE_HOME/pulumi-bulkhead/creating/<provider id>`.
 */
export class Journal {
  readonly #folder: string | undefined;
  /** File name to entry, as found when the journal was opened: the creations of earlier runs. */
  readonly #earlier = new Map<string, Entry>();
  readonly #files = new Set<string>();
  /** File names of the creations of this run. */
  readonly #begun = new Set<string>();

  #turn: Promise<void> = Promise.resolve();

  private constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Opens the journal of a provider instance; one without an id remembers nothing. */
  static open(providerId: string | undefined, env: NodeJS.ProcessEnv = process.env): Journal {
    if (providerId === undefined) return new Journal(undefined);
    const state = env["XDG_STATE_HOME"] || join(homedir(), ".local/state");
    const folder = join(state, "pulumi-bulkhead/creating", providerId.replace(/[^\w.-]/g, "_"));
    const journal = new Journal(folder);
    for (const found of list(folder)) {
      const [file, told] = [found.replace(toldSuffix, ""), found.endsWith(toldSuffix)];
      journal.#files.add(file);
      const entry = parse(join(folder, found));
      if (entry !== undefined) journal.#earlier.set(file, told ? { ...entry, told } : entry);
    }
    return journal;
  }

  /** Creates an object, noted as begun; the note stays unless the engine refused, which leaves nothing behind. */
  async creating<T>(kind: Began["kind"], urn: string, name: string, create: () => Promise<T>): Promise<T> {
    this.#begin(kind, urn, name);
    try {
      return await create();
    } catch (error) {
      if (!failedWith(error, "unreachable", "broken-off")) this.confirm(kind, name);
      throw error;
    }
  }

  /** Pulumi is being told what has come of a creation. */
  tell(kind: string, name: string): void {
    const file = fileOf(kind, name);
    if (this.#folder === undefined || !this.#begun.has(file) || !this.#files.has(file)) return;
    // In one piece, whenever a kill comes: a note that is written anew could be cut short, and forgotten.
    renameSync(join(this.#folder, file), join(this.#folder, file + toldSuffix));
  }

  /** The engine speaks of the object, so its state knows it; or the object is gone. */
  confirm(kind: string, name: string): void {
    const file = fileOf(kind, name);
    if (this.#folder === undefined || !this.#files.delete(file)) return;
    this.#earlier.delete(file);
    for (const name of [file, file + toldSuffix]) rmSync(join(this.#folder, name), { force: true });
  }

  /** Names of the objects that an earlier run began to create for this URN and nobody has confirmed. */
  unconfirmed(kind: string, urn: string): string[] {
    return [...this.#earlier]
      .filter(([file, entry]) => file.startsWith(`${kind}-`) && entry.urn === urn)
      .map(([, entry]) => entry.name);
  }

  /** Lets what clears up do so one after another: two must not meet at the same object, nor at its successor. */
  async inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    await mine;
  }

  /** What earlier runs began to create, and of which Pulumi was never told. */
  untold(): Began[] {
    return [...this.#earlier].flatMap(([file, { urn, name, told }]) => {
      const kind = kinds.find(each => file.startsWith(`${each}-`));
      return told === false && kind !== undefined ? [{ kind, urn, name }] : [];
    });
  }

  #begin(kind: string, urn: string, name: string): void {
    const file = fileOf(kind, name);
    this.#write(file, { urn, name, told: false });
    this.#begun.add(file);
  }

  #write(file: string, entry: Entry): void {
    if (this.#folder === undefined) return;
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, file), JSON.stringify(entry));
    this.#files.add(file);
  }
}

/** Ends the name of a note once Pulumi was told. */
const toldSuffix = ".told";

const kinds = ["container", "network", "volume", "service", "secret", "serviceConfig"] as const;

function fileOf(kind: string, name: string): string {
  return `${kind}-${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder: nothing was ever begun.
    return [];
  }
}

function parse(path: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Entry;
  } catch {
    // A file cut short by the kill itself: the creation had not been sent yet.
    return undefined;
  }
}
