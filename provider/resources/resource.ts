import type { Engine, EventStream } from "../../engine/index.ts";
import type { Journal } from "../journal.ts";
import type { Owner } from "../ownership.ts";
import type { Plain, Properties } from "../protocol/values.ts";
import type { RegistryLogins } from "../registry/logins.ts";
import type { CheckFailure } from "../tables/check.ts";
import type { Table } from "../tables/property.ts";
import type { Field } from "../tables/shape.ts";

/** What an operation on one resource may use. */
export interface Operation {
  readonly engine: Engine;
  readonly events: EventStream;
  readonly journal: Journal;
  readonly owner: Owner;
  readonly logins: RegistryLogins;
  /** Names of the images this run has found or pulled: the later deletion of a replaced twin must leave them. */
  readonly imagesInUse: Set<string>;
  /** Names of the networks this run has made or found, by name and by id. */
  readonly networks: Map<string, string>;
  /** Where this run has its networks, by their URNs. */
  readonly subnets: Map<string, Standing>;
  /** Breaks off what waits. */
  readonly signal: AbortSignal;
  /** Shows a short status beside the resource while the operation runs. */
  readonly report: (status: string) => void;
  /** Keeps a line in the resource's messages after the operation. */
  readonly tell: (message: string) => void;
  /** The same, as a warning. */
  readonly warn: (message: string) => void;
}

/** Where this run has a network. */
export interface Standing {
  readonly subnets: readonly string[];
  /** The name of the network that stands there already. */
  readonly name: string | undefined;
}

/** Inputs with what the plugin decides of them, and what is wrong with them. */
export interface Settled {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/** An object as the engine has it: its id, its outputs, and the inputs that would give it. */
export interface Found {
  readonly id: string;
  readonly state: Properties;
  readonly inputs: Properties;
}

/**
 * One type of resource: its table and what to do with the engine. All inputs given to these functions have been checked
 * and hold neither secrets nor unknowns; the protocol takes them off and puts them back on.
 */
export interface ResourceType {
  /** E.g. `docker:index/network:Network`. */
  readonly token: string;
  readonly table: Table;
  /** Outputs that are no inputs, for the schema. */
  readonly computed: Readonly<Record<string, Field>>;
  /** True when the name is made up where none is given. */
  readonly autonamed: boolean;
  /** What is wrong between properties; those that are not known yet hold an `Unknown`. */
  readonly complaints?: (inputs: Properties) => readonly CheckFailure[];
  /**
   * Decides what is left open, in a preview as in an update, with a look at the engine where one is configured.
   *
   * @param olds inputs as the state has them, without secrets.
   * @param news inputs that are well formed, with their secrets.
   */
  readonly settle?: (
    operation: Operation | undefined,
    olds: Properties,
    news: Properties,
  ) => Promise<Settled>;
  /** When an old and a new one cannot exist side by side. */
  readonly exclusive: Exclusion;
  /** True for a property that may hold although nobody wrote it down. */
  readonly mayHold?: (property: string) => boolean;
  /**
   * Looks at an object: does it have these values by itself, so that writing them out changes nothing? Undefined when
   * there is none.
   */
  readonly holds?: (
    operation: Operation,
    id: string,
  ) => Promise<((property: string, value: Plain) => boolean) | undefined>;
  /** Creates the object. Throws {@link Incomplete} when it exists but is not what was asked for. */
  readonly create: (operation: Operation, inputs: Properties) => Promise<{ id: string; state: Properties }>;
  /** Looks at an object; inputs are undefined for an import. Undefined when there is none. */
  readonly read: (
    operation: Operation,
    id: string,
    inputs: Properties | undefined,
  ) => Promise<Found | undefined>;
  /** Makes the object what the inputs say; gives its outputs. */
  readonly update: (operation: Operation, id: string, inputs: Properties) => Promise<Properties>;
  readonly delete: (operation: Operation, id: string, inputs: Properties) => Promise<void>;
}

/** When the old object must go before its replacement is made. */
export interface Exclusion {
  /** From inputs without what is not known yet. */
  readonly decide: (before: Properties, after: Properties) => boolean;
  /** The same in words, for docs/provider.md: "the old one goes first when both ...". */
  readonly about: string;
}

/** An object that exists but did not become what was asked for: it goes into the state, marked as incomplete. */
export class Incomplete extends Error {
  readonly id: string;
  readonly state: Properties;

  constructor(id: string, state: Properties, cause: Error) {
    super(cause.message, { cause });
    this.name = "Incomplete";
    this.id = id;
    this.state = state;
  }
}

/** Looks at an object that has just been made; one that cannot be looked at goes into the state all the same. */
export async function looked<T>(id: string, inputs: Properties, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw new Incomplete(id, { ...inputs, id }, error as Error);
  }
}
