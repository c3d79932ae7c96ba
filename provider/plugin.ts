import { EngineFailure, EventStream } from "../engine/index.ts";
import { type Autonaming, autoname } from "./autoname.ts";
import { type Configuration, checkConfiguration, configure } from "./config.ts";
import { type Difference, differenceOf } from "./difference.ts";
import { functionType, refusedFunctions } from "./functions/index.ts";
import { Journal } from "./journal.ts";
import { clearUntold } from "./orphans.ts";
import type { Owner } from "./ownership.ts";
import { previewed } from "./preview.ts";
import { holdsUnknown, type Properties, reveal, secretTexts } from "./protocol/values.ts";
import { otherPlugin, refusedTypes, resourceType } from "./resources/index.ts";
import { Incomplete, type Operation, type ResourceType } from "./resources/resource.ts";
import { hider, withSecrets } from "./secrecy.ts";
import { neededApis } from "./tables/apis.ts";
import { canonical, same } from "./tables/canonical.ts";
import { type Checked, type CheckFailure, checkFields } from "./tables/check.ts";
import { inFormerForm } from "./tables/form.ts";

/** Which resource a request is about. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
}

/** Where messages go while an operation runs. */
export interface Messages {
  readonly report: (urn: string, status: string) => void;
  readonly tell: (urn: string, message: string) => void;
  readonly warn: (urn: string, message: string) => void;
}

/** An operation that failed after its object had come to be. */
export class PartialFailure extends Error {
  readonly id: string;
  readonly state: Properties;
  readonly inputs: Properties;

  constructor(message: string, id: string, state: Properties, inputs: Properties) {
    super(message);
    this.name = "PartialFailure";
    this.id = id;
    this.state = state;
    this.inputs = inputs;
  }
}

/** What the plugin does, in terms of resources; the protocol around it knows nothing of Docker. */
export class DockerPlugin {
  readonly #messages: Messages;
  readonly #env: NodeJS.ProcessEnv;
  readonly #cancelled = new AbortController();
  readonly #imagesInUse = new Set<string>();
  readonly #networks = new Map<string, string>();
  readonly #subnets: Operation["subnets"] = new Map();
  /** Done once, before the first deletion. */
  #cleared: Promise<void> | undefined;
  #configured:
    | (Configuration & {
        events: EventStream;
        journal: Journal;
        providerId: string | undefined;
      })
    | undefined;

  /** @param env where it looks for the user's folders. */
  constructor(messages: Messages, env: NodeJS.ProcessEnv = process.env) {
    this.#messages = messages;
    this.#env = env;
  }

  checkConfig(news: Properties): Checked {
    return checkConfiguration(news);
  }

  /** Takes the configuration; one that is not known yet (in a preview) leaves the plugin without an engine. */
  configure(args: Properties, providerId: string | undefined): void {
    if (holdsUnknown(args)) return;
    const configuration = configure(args);
    const journal = Journal.open(providerId, this.#env);
    const events = new EventStream(configuration.engine);
    this.#configured = { ...configuration, events, journal, providerId };
  }

  async check(
    subject: Subject,
    olds: Properties,
    news: Properties,
    naming: Omit<Autonaming, "resourceName">,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const type = await resourceType(subject.type);
    if (type === undefined) return { inputs: news, failures: [refusal(subject.type)] };
    this.#confirm(type, olds);
    const checked = checkFields(type.table, news);
    const known = reveal(checked.inputs) as Properties;
    const failures = [...checked.failures];
    if (failures.length === 0 && type.complaints !== undefined) {
      const hide = hider(secretTexts(news));
      for (const { property, reason } of type.complaints(known))
        failures.push({ property, reason: hide(reason) });
    }
    if (failures.length > 0 || type.settle === undefined)
      return this.#named(type, subject, olds, checked.inputs, failures, naming);
    const operation = this.#configured === undefined ? undefined : this.#operation(subject.urn);
    const settled = await type.settle(operation, reveal(olds) as Properties, checked.inputs);
    return this.#named(type, subject, olds, settled.inputs, [...settled.failures], naming);
  }

  #named(
    type: ResourceType,
    subject: Subject,
    olds: Properties,
    inputs: Properties,
    failures: CheckFailure[],
    naming: Omit<Autonaming, "resourceName">,
  ): { inputs: Properties; failures: readonly CheckFailure[] } {
    if (!type.autonamed || inputs["name"] !== undefined) return { inputs, failures };
    const resourceName = subject.urn.split("::").slice(3).join("::");
    const name = autoname(olds, { ...naming, resourceName });
    if (name === undefined) {
      failures.push({
        property: "name",
        reason: "this project forbids made-up names (pulumi:autonaming); give one",
      });
      return { inputs, failures };
    }
    const defaults = [...((inputs["__defaults"] as readonly string[] | undefined) ?? []), "name"].sort();
    return { inputs: { ...inputs, name, __defaults: defaults }, failures };
  }

  async diff(
    subject: Subject,
    id: string,
    oldInputs: Properties,
    oldState: Properties,
    news: Properties,
  ): Promise<Difference> {
    const type = await typeOf(subject);
    this.#confirm(type, oldState);
    const operation = this.#configured === undefined ? undefined : this.#operation(subject.urn);
    return await differenceOf(type, id, oldInputs, news, operation);
  }

  /** Provider settings change nothing of the resources; they are used from the next run on. */
  diffConfig(olds: Properties, news: Properties): boolean {
    return !same(canonical(olds, undefined), canonical(news, undefined));
  }

  async create(
    subject: Subject,
    inputs: Properties,
    preview: boolean,
  ): Promise<{ id: string; state: Properties }> {
    const type = await typeOf(subject);
    if (preview) return { id: "", state: withSecrets(inputs, previewed(type, inputs)) };
    try {
      const made = await this.#guard(inputs, async () => {
        await this.#requireApis(type, inputs);
        const { id, state } = await type.create(this.#operation(subject.urn), reveal(inputs) as Properties);
        return { id, state: withSecrets(inputs, state) };
      });
      this.#tell(type, inputs);
      return made;
    } catch (error) {
      if (error instanceof PartialFailure) this.#tell(type, inputs);
      throw error;
    }
  }

  async read(
    subject: Subject,
    id: string,
    oldInputs: Properties | undefined,
    oldState: Properties,
  ): Promise<{ id: string; state: Properties; inputs: Properties } | undefined> {
    const type = await typeOf(subject);
    this.#confirm(type, oldState);
    return await this.#guard(oldInputs ?? {}, async () => {
      const given = oldInputs === undefined ? undefined : (reveal(oldInputs) as Properties);
      const found = await type.read(this.#operation(subject.urn), id, given);
      if (found === undefined) return undefined;
      const inputs = withSecrets(oldInputs ?? {}, found.inputs);
      const state = inFormerForm({ ...type.table, ...type.computed }, oldState, found.state);
      return { id: found.id, state: withSecrets(inputs, state), inputs };
    });
  }

  async update(
    subject: Subject,
    id: string,
    oldState: Properties,
    news: Properties,
    preview: boolean,
  ): Promise<Properties> {
    const type = await typeOf(subject);
    if (preview) return withSecrets(news, previewed(type, news));
    this.#confirm(type, oldState);
    return await this.#guard(news, async () => {
      await this.#requireApis(type, news);
      return withSecrets(
        news,
        await type.update(this.#operation(subject.urn), id, reveal(news) as Properties),
      );
    });
  }

  async delete(subject: Subject, id: string, state: Properties): Promise<void> {
    const type = await typeOf(subject);
    await this.#guard(state, async () => {
      this.#cleared ??= this.#clearUntold();
      await this.#cleared;
      await type.delete(this.#operation(subject.urn), id, reveal(state) as Properties);
    });
    this.#confirm(type, state);
  }

  /** Calls a function of the package; a token it does not have is refused by name. */
  async invoke(
    token: string,
    given: Properties,
  ): Promise<{ result: Properties; failures: readonly CheckFailure[] }> {
    const type = await functionType(token);
    if (type === undefined) return { result: {}, failures: [functionRefusal(token)] };
    const { inputs, failures } = checkFields(type.arguments, given);
    if (failures.length > 0) return { result: {}, failures };
    const { __defaults, ...arguments_ } = inputs;
    const { engine, logins } = this.#connected();
    return await this.#guard(given, async () => {
      const call = { engine, logins, signal: this.#cancelled.signal };
      const result = { ...arguments_, ...(await type.run(call, reveal(arguments_) as Properties)) };
      return { result: withSecrets(given, result), failures };
    });
  }

  /** Why a method of the provider resource cannot be called, in words. */
  refuseCall(token: string): string {
    return functionRefusal(token).reason;
  }

  /** Breaks off what waits; the engine then asks for nothing more. */
  cancel(): void {
    this.#cancelled.abort();
  }

  #connected() {
    if (this.#configured !== undefined) return this.#configured;
    throw new EngineFailure(
      "address",
      "The docker provider is not configured: its settings are not known yet.",
      "Give host and the like as plain values, or run `pulumi up` for what they depend on first.",
    );
  }

  #operation(urn: string): Operation {
    const { engine, logins, events, journal, providerId } = this.#connected();
    const owner: Owner = { urn, provider: providerId };
    return {
      engine,
      events,
      journal,
      logins,
      owner,
      imagesInUse: this.#imagesInUse,
      networks: this.#networks,
      subnets: this.#subnets,
      signal: this.#cancelled.signal,
      report: status => this.#messages.report(urn, status),
      tell: message => this.#messages.tell(urn, message),
      warn: message => this.#messages.warn(urn, message),
    };
  }

  /** What an older engine would take without a word and ignore is refused. */
  async #requireApis(type: ResourceType, inputs: Properties): Promise<void> {
    const { engine } = this.#connected();
    for (const { path, api } of neededApis(type.table, reveal(inputs) as Properties))
      await engine.require(api, path);
  }

  /** The engine has spoken of an object, so its state knows it. */
  #confirm(type: ResourceType, properties: Properties): void {
    const name = reveal(properties["name"]);
    if (typeof name === "string") this.#configured?.journal.confirm(kindOf(type), name);
  }

  /** What Pulumi's engine is told of now, it will speak of again. */
  #tell(type: ResourceType, inputs: Properties): void {
    const name = reveal(inputs["name"]);
    if (typeof name === "string") this.#configured?.journal.tell(kindOf(type), name);
  }

  async #clearUntold(): Promise<void> {
    await clearUntold(this.#connected().journal, urn => this.#operation(urn));
  }

  /** Keeps secrets out of every message, and the object in the state where it came to be. */
  async #guard<T>(inputs: Properties, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const hide = hider([...secretTexts(inputs), ...(this.#configured?.secrets ?? [])]);
      if (error instanceof Incomplete) {
        throw new PartialFailure(hide(error.message), error.id, withSecrets(inputs, error.state), inputs);
      }
      throw new Error(hide(error instanceof Error ? error.message : String(error)));
    }
  }
}

async function typeOf(subject: Subject): Promise<ResourceType> {
  const type = await resourceType(subject.type);
  if (type === undefined) throw new Error(`${subject.type}: ${refusal(subject.type).reason}.`);
  return type;
}

function kindOf(type: ResourceType): string {
  const [, module = ""] = type.token.split(":");
  return module.replace(/^index\//, "");
}

function refusal(token: string): CheckFailure {
  const why = refusedTypes.get(token);
  const reason = why
    ? `Bulkhead's provider does not make ${token} (${why}); ${otherPlugin}`
    : `the package docker has no resource ${token}; see the @pulumi/docker documentation for those there are`;
  return { property: "", reason };
}

function functionRefusal(token: string): CheckFailure {
  const why = refusedFunctions.get(token);
  const reason = why
    ? `Bulkhead's provider does not have ${token} (${why}); ${otherPlugin}`
    : `the package docker has no function ${token}; see the @pulumi/docker documentation for those there are`;
  return { property: "", reason };
}
