import { DockerPlugin, PartialFailure } from "../../../provider/plugin.ts";
import { decode, encode, type Properties } from "../../../provider/protocol/values.ts";

/** A resource as a program declares it; its inputs may follow from what was made before it. */
export interface Declared {
  readonly urn: string;
  readonly inputs: (made: (urn: string) => Properties) => Properties;
}

/** A resource as a state holds it. */
export interface Kept {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
  /** It came to be, and was not finished. */
  readonly incomplete: boolean;
  /** It is replaced, and to be deleted. */
  readonly replaced: boolean;
}

/** What Pulumi's engine does with a stack, as far as a provider hears of it, with a plugin for each command. */
export class MiniPulumi {
  /** What its state holds, in the order in which it was made. */
  kept: readonly Kept[] = [];
  readonly #config: Properties;
  readonly #providerId: string;
  readonly #env: NodeJS.ProcessEnv;
  #running: DockerPlugin | undefined;

  /** @param config of the provider: `host`, and the like. */
  constructor(config: Properties, providerId: string, env: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#providerId = providerId;
    this.#env = env;
  }

  /** Brings everything about; gives how many resources had to be changed. */
  async up(program: readonly Declared[]): Promise<number> {
    const plugin = this.#plugin();
    let changes = 0;
    for (const { urn, inputs } of program) {
      const news = inputs(of => this.#made(of).state);
      changes += (await this.#step(plugin, urn, news)) ? 1 : 0;
    }
    const wanted = new Set(program.map(({ urn }) => urn));
    for (const one of this.kept.toReversed()) {
      if (wanted.has(one.urn) && !one.replaced) continue;
      await this.#delete(plugin, one);
      changes += 1;
    }
    return changes;
  }

  async refresh(): Promise<void> {
    const plugin = this.#plugin();
    for (const one of this.kept) {
      const found = await plugin.read(subject(one.urn), one.id, over(one.inputs), over(one.state));
      this.#keep(one, found && { ...one, ...found, incomplete: false });
    }
  }

  async destroy(): Promise<void> {
    const plugin = this.#plugin();
    for (const one of this.kept.toReversed()) await this.#delete(plugin, one);
  }

  /** Breaks off the command that runs, as Ctrl-C does. */
  cancel(): void {
    this.#running?.cancel();
  }

  #plugin(): DockerPlugin {
    const plugin = new DockerPlugin({ report: () => {}, tell: () => {}, warn: () => {} }, this.#env);
    plugin.configure(over(this.#config), this.#providerId);
    this.#running = plugin;
    return plugin;
  }

  #made(urn: string): Kept {
    const found = this.kept.find(one => one.urn === urn && !one.replaced);
    if (found === undefined) throw new Error(`${urn} is not made yet.`);
    return found;
  }

  /** Makes or changes one resource; gives whether there was anything to do. */
  async #step(plugin: DockerPlugin, urn: string, news: Properties): Promise<boolean> {
    const old = this.kept.find(one => one.urn === urn && !one.replaced);
    const inputs = await this.#check(plugin, urn, old?.inputs ?? {}, news);
    if (old === undefined) {
      await this.#create(plugin, urn, inputs);
      return true;
    }
    const difference = await plugin.diff(subject(urn), old.id, over(old.inputs), over(old.state), inputs);
    if (difference.details.some(detail => detail.replace)) {
      if (difference.deleteBeforeReplace) await this.#delete(plugin, old);
      // What the provider has filled in, it fills in anew.
      await this.#create(plugin, urn, await this.#check(plugin, urn, {}, news)).finally(() => {
        // One whose successor came to be, if only half, is to go.
        if (this.kept.some(one => one.urn === urn && one !== old))
          this.#keep(old, { ...old, replaced: true });
      });
      return true;
    }
    if (!difference.changed && !old.incomplete) return false;
    await this.#record(old, { ...old, inputs }, async () => ({
      id: old.id,
      state: await plugin.update(subject(urn), old.id, over(old.state), inputs, false),
    }));
    return true;
  }

  async #check(plugin: DockerPlugin, urn: string, olds: Properties, news: Properties): Promise<Properties> {
    const naming = { seed: undefined, proposed: undefined, disabled: false };
    const { inputs, failures } = await plugin.check(subject(urn), over(olds), over(news), naming);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return over(inputs);
  }

  async #create(plugin: DockerPlugin, urn: string, inputs: Properties): Promise<void> {
    const made = { urn, id: "", inputs, state: {}, incomplete: false, replaced: false };
    await this.#record(undefined, made, () => plugin.create(subject(urn), inputs, false));
  }

  async #delete(plugin: DockerPlugin, one: Kept): Promise<void> {
    await plugin.delete(subject(one.urn), one.id, over(one.state));
    this.#keep(one, undefined);
  }

  /** Keeps what came of a step, also of one that failed half-way. */
  async #record(
    old: Kept | undefined,
    now: Kept,
    work: () => Promise<{ readonly id: string; readonly state: Properties }>,
  ): Promise<void> {
    try {
      this.#keep(old, { ...now, ...(await work()), incomplete: false });
    } catch (error) {
      if (error instanceof PartialFailure) {
        const { id, state, inputs } = error;
        this.#keep(old, { ...now, id, state, inputs, incomplete: true });
      }
      throw error;
    }
  }

  #keep(old: Kept | undefined, now: Kept | undefined): void {
    const others = this.kept.filter(one => one !== old);
    const at = old === undefined ? others.length : this.kept.indexOf(old);
    this.kept = now === undefined ? others : others.toSpliced(at, 0, now);
  }
}

/** What crosses the protocol, as it arrives on the other side. */
function over(properties: Properties): Properties {
  return decode(encode(properties));
}

function subject(urn: string): { readonly urn: string; readonly type: string } {
  return { urn, type: urn.split("::")[2] ?? "" };
}
