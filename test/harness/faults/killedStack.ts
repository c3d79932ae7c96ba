import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ContainerInspect,
  inspectContainer,
  inspectNetwork,
  listContainers,
  listNetworks,
  listVolumes,
} from "../../../engine/index.ts";
import { until } from "../../../tools/toolchain/until.ts";
import { engine } from "../engine.ts";
import { type Outcome, outcomeOf, PulumiProject } from "../project.ts";
import { pluginsOf } from "./pluginProcess.ts";
import type { Random } from "./random.ts";

/** Stands in the stack as a secret, and must never be seen. */
const canary = "canary-33e0";

/** Milliseconds in which a plugin must have ended after the one that started it. */
const patience = 10_000;

/** Two networks, three containers and a volume; between the two versions lie a replacement and changes in place. */
const program = (version: "first" | "second"): string => `
import * as docker from "@pulumi/docker";
import { secret } from "@pulumi/pulumi";
import { demoImage } from "./images/reference.ts";
const second = ${version === "second"};
const front = new docker.Network("front");
const back = new docker.Network("back");
const data = new docker.Volume("data");
const idle = {
  image: demoImage("app"), entrypoints: ["busybox", "sleep"], command: ["1000"], restart: "unless-stopped",
  envs: [secret("TOKEN=${canary}")],
};
const on = (...networks: docker.Network[]) => networks.map(network => ({ name: network.name, aliases: ["x"] }));
new docker.Container("replaced", { ...idle, labels: [{ label: "second", value: String(second) }], networksAdvanced: on(front, back) });
new docker.Container("moved", { ...idle, networksAdvanced: second ? on(back) : on(front) });
new docker.Container("keeps", {
  ...idle, memory: second ? 64 : 32, memorySwap: second ? 64 : 32, networksAdvanced: on(front),
  volumes: [{ volumeName: data.name, containerPath: "/data" }],
  uploads: [{ file: "/etc/token", content: secret("${canary}") }],
  healthcheck: { tests: ["CMD", "busybox", "test", "-f", "/etc/token"], interval: "100ms" }, wait: true,
});
`;

type Stand = "nothing" | "first" | "second";

/** What a kill was. */
export interface Kill {
  readonly victim: "pulumi" | "plugin";
  readonly signal: "SIGINT" | "SIGKILL";
  readonly during: string;
  /** Milliseconds after the command's beginning. */
  readonly after: number;
}

/** A small stack whose commands are killed again and again at random moments. */
export class KilledStack {
  readonly #project: PulumiProject;
  readonly #random: Random;
  #stand: Stand = "nothing";
  /** What the command that was killed last had said. */
  #said = "";
  /** Milliseconds that each command takes when nothing happens to it. */
  readonly #durations = new Map<string, number>();

  private constructor(project: PulumiProject, random: Random) {
    this.#project = project;
    this.#random = random;
  }

  /** Makes the stack, and sees how long its commands take when nothing happens to them. */
  static async create(random: Random): Promise<KilledStack> {
    const project = await PulumiProject.create({ program: program("first") });
    const stack = new KilledStack(project, random);
    // Its own journal: what is noted of it must be gone at its end.
    project.env["XDG_STATE_HOME"] = join(project.folder, "noted");
    for (const goal of ["first", "second", "nothing"] as const) {
      const begun = performance.now();
      await stack.#finish(goal);
      stack.#durations.set(commandTo(goal), performance.now() - begun);
    }
    return stack;
  }

  /** Kills a command at a random moment, lets the next one finish the work, and asserts all that must hold then. */
  async kill(): Promise<Kill> {
    for (let attempt = 1; ; attempt++) {
      const goal = this.#nextGoal();
      const during = commandTo(goal);
      const victim = this.#random.pick<Kill["victim"]>(["pulumi", "plugin"]);
      const signal = this.#random.pick<Kill["signal"]>(["SIGINT", "SIGKILL"]);
      const after = await this.#killOnce(goal, victim, signal, this.#random.next());
      try {
        await this.#finish(goal);
      } catch (error) {
        const what = `${signal} to ${victim}, ${after ?? "no"} ms into ${during}, after which`;
        throw new Error(`${what}: ${(error as Error).message}\nIt had said:\n${this.#said}`, {
          cause: error,
        });
      }
      if (after !== undefined) return { victim, signal, during, after };
      // It was quicker than before, and had ended by then.
      if (attempt === 5) throw new Error(`Nothing was left to kill of ${during}, ${attempt} times in a row.`);
    }
  }

  async dispose(): Promise<void> {
    await this.#project.dispose();
  }

  #nextGoal(): Stand {
    if (this.#stand === "nothing") return "first";
    if (this.#random.next() < 0.3) return "nothing";
    return this.#stand === "first" ? "second" : "first";
  }

  /**
   * Kills a command after a part of the time it takes; a plugin, after a part of the time in which it is there.
   * Gives the milliseconds after the beginning, or undefined when the command had ended by then.
   */
  async #killOnce(
    goal: Stand,
    victim: Kill["victim"],
    signal: Kill["signal"],
    part: number,
  ): Promise<number | undefined> {
    await this.#write(goal);
    const begun = performance.now();
    const running = this.#project.start(argumentsTo(goal));
    const closed = once(running, "close");
    const outcome = outcomeOf(running);
    const lives = (): boolean => running.exitCode === null && running.signalCode === null;
    const plugins = victim === "plugin" ? await this.#pluginsWhile(lives) : [];
    const left = (this.#durations.get(commandTo(goal)) ?? 0) - (performance.now() - begun);
    await Promise.race([delay(Math.max(0, part * left)), closed]);
    const after = Math.round(performance.now() - begun);
    const hit = lives() && (victim === "pulumi" ? running.kill(signal) : killAll(plugins, signal));
    await closed;
    // The machine has less to do than when it was measured.
    if (!hit) this.#durations.set(commandTo(goal), performance.now() - begun);
    const { stdout, stderr } = await outcome;
    this.#said = `${stdout}${stderr}`;
    saysNoSecret({ stdout, stderr });
    await this.#pluginsAreGone();
    if (victim === "pulumi" && signal === "SIGKILL") await this.#project.succeed(["cancel", "--yes"]);
    return hit ? after : undefined;
  }

  /** The plugins of a running command, as soon as there is one. */
  async #pluginsWhile(lives: () => boolean): Promise<readonly number[]> {
    const found = await until(async () => {
      const plugins = await pluginsOf(this.#project.folder);
      return plugins.length > 0 || !lives() ? plugins : undefined;
    }, patience);
    return found ?? [];
  }

  async #pluginsAreGone(): Promise<void> {
    const gone = await until(async () => {
      return (await pluginsOf(this.#project.folder)).length === 0 || undefined;
    }, patience);
    assert.ok(gone, "a plugin lives on after the pulumi that started it");
  }

  async #write(goal: Stand): Promise<void> {
    if (goal !== "nothing") await this.#project.writeProgram(program(goal));
  }

  /** Runs a command to its end, and asserts that all is as it should be then. */
  async #finish(goal: Stand): Promise<void> {
    await this.#write(goal);
    saysNoSecret(await this.#project.succeed(argumentsTo(goal)));
    this.#stand = goal;
    if (goal === "nothing") await this.#isGone();
    else await this.#stands(goal);
  }

  get #labels(): string[] {
    return [`bulkhead.stack=bulkhead-test/${this.#project.stack}`];
  }

  async #isGone(): Promise<void> {
    const [containers, networks, volumes] = await Promise.all([
      listContainers(engine, this.#labels),
      listNetworks(engine, this.#labels),
      listVolumes(engine, this.#labels),
    ]);
    const left = [
      ...containers.map(({ Names }) => Names[0]),
      ...[...networks, ...volumes].map(each => each.Name),
    ];
    assert.deepEqual(left, [], "destroy leaves nothing");
    const notes = await readdir(join(this.#project.folder, "noted"), {
      recursive: true,
      withFileTypes: true,
    });
    assert.deepEqual(
      notes.filter(note => note.isFile()).map(({ name }) => name),
      [],
      "nothing is noted as begun",
    );
  }

  /** Exactly what the program says is there, runs, and is on its networks; and nothing else is on these. */
  async #stands(goal: "first" | "second"): Promise<void> {
    const found = await listContainers(engine, this.#labels);
    const containers = await Promise.all(found.map(({ Id }) => inspectContainer(engine, Id)));
    const seen = containers.filter(one => one !== undefined).map(container => shown(container));
    seen.sort(([left], [right]) => (left < right ? -1 : 1));
    assert.deepEqual(seen, expected(goal));
    const networks = await listNetworks(engine, this.#labels);
    assert.equal(networks.length, 2);
    for (const { Id, Name } of networks) {
      const members = Object.keys((await inspectNetwork(engine, Id))?.Containers ?? {});
      const on = containers.filter(one => one?.NetworkSettings.Networks?.[Name] !== undefined);
      assert.deepEqual(members.sort(), on.map(one => one?.Id).sort(), `the endpoints on ${Name}`);
    }
    assert.equal((await listVolumes(engine, this.#labels)).length, 1);
  }
}

type Shown = readonly [
  name: string,
  networks: readonly string[],
  memory: number,
  label: string | undefined,
  status: string,
];

function shown({ Name, NetworkSettings, HostConfig, Config, State }: ContainerInspect): Shown {
  return [
    plain(Name.slice(1)),
    Object.keys(NetworkSettings.Networks ?? {})
      .map(plain)
      .sort(),
    (HostConfig.Memory ?? 0) / 1024 / 1024,
    Config.Labels?.["second"],
    State.Health?.Status ?? State.Status,
  ];
}

function expected(goal: "first" | "second"): Shown[] {
  const second = goal === "second";
  return [
    ["keeps", ["front"], second ? 64 : 32, undefined, "healthy"],
    ["moved", [second ? "back" : "front"], 0, undefined, "running"],
    ["replaced", ["back", "front"], 0, String(second), "running"],
  ];
}

/** Without the end of a made-up name. */
function plain(name: string): string {
  return name.replace(/-[0-9a-f]{7}$/, "");
}

function argumentsTo(goal: Stand): readonly string[] {
  return goal === "nothing" ? ["destroy", "--yes", "--skip-preview"] : ["up", "--yes", "--skip-preview"];
}

function commandTo(goal: Stand): string {
  return { nothing: "destroy", first: "up of the first version", second: "up of the second version" }[goal];
}

function killAll(ids: readonly number[], signal: NodeJS.Signals): boolean {
  return ids.map(id => kills(id, signal)).some(killed => killed);
}

function kills(id: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(id, signal);
  } catch {
    // It has ended by itself.
    return false;
  }
}

function saysNoSecret({ stdout, stderr }: Pick<Outcome, "stdout" | "stderr">): void {
  assert.ok(!`${stdout}${stderr}`.includes(canary), "no secret in what pulumi says");
}
