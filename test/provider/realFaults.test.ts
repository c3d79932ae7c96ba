import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Engine,
  inspectContainer,
  inspectNetwork,
  listContainers,
  listNetworks,
  listVolumes,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { engine } from "../harness/engine.ts";
import { type Fault, FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { type Declared, MiniPulumi } from "../harness/faults/miniPulumi.ts";
import { Random } from "../harness/faults/random.ts";
import { realEngine } from "../harness/faults/realEngine.ts";
import { canary, smallStack } from "../harness/faults/smallStack.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { runId, testProject, uniqueSubnet } from "../harness/run.ts";

const image = demoImage("app");

/** Decides which calls are struck; a failure names it. */
const seed = Number(process.env["BULKHEAD_FAULTS_SEED"] ?? randomInt(2 ** 31));

/** How often an engine is restarted three times; `npm run test:kills` does it more often. */
const rounds = Number(process.env["BULKHEAD_RESTARTS"] ?? 1);

let stacks = 0;

/** A small stack on a real engine, which is reached through a socket at which things go wrong. */
class StruckStack {
  readonly #on: Engine;
  readonly #faulty: FaultyEngine;
  readonly #random: Random;
  readonly #pulumi: MiniPulumi;
  readonly #home = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
  readonly #labels: readonly string[];
  readonly first: readonly Declared[];
  readonly changed: readonly Declared[];

  private constructor(on: Engine, faulty: FaultyEngine, random: Random) {
    stacks += 1;
    const stack = `${runId}-struck${stacks}`;
    const [front, back] = [uniqueSubnet(), uniqueSubnet()];
    const { first, changed } = smallStack({ stack, image, subnets: [pool(front), pool(back)], pulls: false });
    this.#labels = [`bulkhead.stack=${testProject}/${stack}`];
    this.#pulumi = new MiniPulumi({ host: faulty.host }, stack, { XDG_STATE_HOME: this.#home });
    [this.#on, this.#faulty, this.#random] = [on, faulty, random];
    [this.first, this.changed] = [first, changed];
  }

  static async create(on: Engine, random: Random): Promise<StruckStack> {
    assert.ok(on.address.kind === "unix");
    return new StruckStack(on, await FaultyEngine.start(realEngine(on.address.path)), random);
  }

  async dispose(): Promise<void> {
    await this.#faulty.dispose();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /**
   * Goes from one program to the next, with a fault at one of its calls; then what is to be done to the engine is
   * done, and the next run is to finish the work. Gives the call that was struck.
   */
  async strike(program: readonly Declared[], fault: Fault, mend: () => Promise<void>): Promise<string> {
    const index = Math.floor(this.#random.next() * (program.length === 0 ? 6 : 14));
    await this.#faulty.plan(index, fault);
    await this.#pulumi.up(program).catch(saysPlainly);
    const struck = this.#faulty.befallen;
    assert.ok(struck !== undefined, `there is a call ${index}`);
    await mend();
    await this.#faulty.comeBack();
    this.#faulty.clear();
    await this.#pulumi.refresh();
    await this.#pulumi.up(program);
    await this.#holds(program);
    return struck;
  }

  /** What the program says is there and runs, and nothing else; and nobody else is on its networks. */
  async #holds(program: readonly Declared[]): Promise<void> {
    const networks = await listNetworks(this.#on, this.#labels);
    const found = await listContainers(this.#on, this.#labels);
    const containers = await Promise.all(found.map(({ Id }) => inspectContainer(this.#on, Id)));
    const volumes = await listVolumes(this.#on, this.#labels);
    const [none, changed] = [program.length === 0, program === this.changed];
    assert.deepEqual([networks.length, containers.length, volumes.length], none ? [0, 0, 0] : [2, 2, 1]);
    const ways = containers.map(one => Object.keys(one?.NetworkSettings.Networks ?? {}).length);
    assert.deepEqual(ways.sort(), none ? [] : changed ? [1, 1] : [1, 2]);
    assert.ok(containers.every(one => one?.State.Running));
    for (const { Id, Name } of networks) {
      const members = Object.keys((await inspectNetwork(this.#on, Id))?.Containers ?? {});
      const on = containers.filter(one => one?.NetworkSettings.Networks?.[Name] !== undefined);
      assert.deepEqual(members.sort(), on.map(one => one?.Id).sort(), `the endpoints on ${Name}`);
    }
  }
}

describe("provider: a fault at a random call to a real engine", () => {
  const faults: readonly (readonly [title: string, fault: Fault])[] = [
    ["whose reply breaks off", { kind: "cut" }],
    ["whose reply breaks off, and that refuses connections from then on", { kind: "fallen" }],
  ];
  for (const [index, [title, fault]] of faults.entries()) {
    it(`${title}: create, update and delete are finished by the next run; nothing is left`, async () => {
      await through(engine, index, async stack => {
        for (const program of [stack.first, stack.changed, []])
          await stack.strike(program, fault, async () => {});
      });
    });
  }
});

describe("provider: a real engine that is stopped, or killed, and started at a random call", () => {
  let own: PrivateEngine;
  before(async function () {
    this.timeout(120_000);
    own = await PrivateEngine.create([image]);
  });
  after(async function () {
    this.timeout(60_000);
    await own?.dispose();
  });

  for (let round = 0; round < rounds; round++) {
    it(`create, update and delete are finished by the next run; nothing is left (round ${round + 1})`, async function () {
      this.timeout(180_000);
      const [one, other] =
        round % 2 === 0 ? (["SIGKILL", "SIGTERM"] as const) : (["SIGTERM", "SIGKILL"] as const);
      await through(own.engine, 10 + round, async stack => {
        await stack.strike(stack.first, dying(one), () => own.start());
        await stack.strike(stack.changed, dying(other), () => own.start());
        await stack.strike([], dying(one), () => own.start());
      });
    });
  }

  function dying(signal: "SIGTERM" | "SIGKILL"): Fault {
    return { kind: "killed", kill: () => own.stop(signal) };
  }
});

/** Gives work a stack of its own; a failure says with which seed it comes again. */
async function through(
  on: Engine,
  index: number,
  work: (stack: StruckStack) => Promise<void>,
): Promise<void> {
  const stack = await StruckStack.create(on, new Random(seed + index));
  try {
    await work(stack);
  } catch (error) {
    throw new Error(`With BULKHEAD_FAULTS_SEED=${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    await stack.dispose();
  }
}

function saysPlainly({ message }: Error): void {
  assert.ok(!message.includes(canary), `no secret: ${message}`);
  assert.match(message, /^[A-Z`].+\. [A-Z`].+[.)]$/);
}

function pool({ subnet, gateway }: { readonly subnet: string; readonly gateway: string }) {
  return { subnet, gateway };
}
