import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusal } from "../harness/faults/call.ts";
import { type Fault, FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { type Declared, type Kept, MiniPulumi } from "../harness/faults/miniPulumi.ts";
import { ModelEngine } from "../harness/faults/modelEngine.ts";
import type { ModelState } from "../harness/faults/modelState.ts";
import { canary, smallStack } from "../harness/faults/smallStack.ts";

const image = "registry.example.com/app:1";
const { first, changed } = smallStack({
  stack: "every-call",
  image,
  subnets: [
    { subnet: "10.64.0.0/28", gateway: "10.64.0.1" },
    { subnet: "10.64.0.16/28", gateway: "10.64.0.17" },
  ],
  pulls: true,
});

/** What goes wrong, and whether the engine is then started anew, with what that does to its containers. */
interface Trouble {
  readonly title: string;
  readonly fault: Fault;
  readonly restarts: boolean;
}

const troubles: readonly Trouble[] = [
  { title: "the engine refuses connections from it on", fault: { kind: "gone" }, restarts: false },
  { title: "its connection is reset", fault: { kind: "lost" }, restarts: false },
  { title: "its reply breaks off in the middle", fault: { kind: "cut" }, restarts: false },
  { title: "the engine is restarted in the middle of its reply", fault: { kind: "fallen" }, restarts: true },
  {
    title: "the engine refuses it with status 500, repeating all it was sent",
    fault: { kind: "refused", reply: ({ body }) => refusal(500, `cannot do: ${body.toString("utf8")}`) },
    restarts: false,
  },
];

/** A command, what is there before it, and the program that holds after it. */
interface Command {
  readonly title: string;
  readonly before: readonly Declared[];
  readonly run: (pulumi: MiniPulumi) => Promise<unknown>;
  readonly program: readonly Declared[];
}

const create: Command = { title: "create", before: [], run: pulumi => pulumi.up(first), program: first };
const update: Command = {
  title: "update",
  before: first,
  run: pulumi => pulumi.up(changed),
  program: changed,
};
const read: Command = { title: "read", before: first, run: pulumi => pulumi.refresh(), program: first };
const remove: Command = { title: "delete", before: first, run: pulumi => pulumi.destroy(), program: [] };

describe("provider: whatever happens at any one call to the engine", () => {
  const model = new ModelEngine([image]);
  const nothing = model.state;
  const folder = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
  /** Where the provider notes what it begins; and what stands there before a command. */
  const [home, noted] = [join(folder, "home"), join(folder, "noted")];
  let engine: FaultyEngine;
  let pulumi: MiniPulumi;
  before(async () => {
    for (const each of [home, noted]) mkdirSync(each);
    engine = await FaultyEngine.start(model.answer);
    pulumi = new MiniPulumi({ host: engine.host }, "every-call", { XDG_STATE_HOME: home });
  });
  after(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const command of [create, update, read, remove]) {
    for (const trouble of troubles) {
      it(`${command.title}: ${trouble.title}: said plainly; the next run finishes it, and nothing is left at the end`, async () => {
        const goal = await goalOf(command.program);
        await atEveryCall(command, trouble, () => goesOn(command.program, goal));
      });
    }
  }

  for (const command of [create, update]) {
    for (const trouble of troubles) {
      it(`${command.title}: ${trouble.title}: destroyed right after it, nothing is left of what the state knew, and of what it was never told`, async () => {
        const goal = await goalOf(first);
        await atEveryCall(command, trouble, async () => {
          const spokenTo = pulumi.kept.length > 0;
          await pulumi.destroy();
          const { containers, networks, volumes } = model.state;
          const left = [containers, networks, volumes].flatMap(Object.keys).length;
          // Of a state that holds nothing yet, the provider is not spoken to.
          assert.ok(left === 0 || (left === 1 && !spokenTo), "nothing is left");
          await goesOn(first, goal);
        });
      });
    }
  }

  it("every reply comes late: it is waited for, and all goes well", async () => {
    await reset(nothing, []);
    engine.slowDown(20);
    try {
      assert.equal(await pulumi.up(first), first.length);
      await goesOn(first, view(model.state));
    } finally {
      engine.slowDown(0);
    }
  });

  /** Lets a command meet its trouble at each of its calls, each time from the same beginning. */
  async function atEveryCall(command: Command, { fault, restarts }: Trouble, then: () => Promise<void>) {
    await reset(nothing, []);
    await pulumi.up(command.before);
    const [state, kept] = [model.state, pulumi.kept];
    copy(home, noted);
    engine.clear();
    await command.run(pulumi);
    const calls = engine.calls.length;
    assert.ok(calls > 5, "there are calls that something can happen to");
    for (let index = 0; index < calls; index++) {
      await reset(state, kept);
      copy(noted, home);
      await engine.plan(index, fault);
      try {
        await command.run(pulumi).catch(saysPlainly);
        assert.ok(engine.befallen !== undefined, "it happened");
        await engine.comeBack();
        if (restarts) {
          model.restart();
          await pulumi.refresh();
        }
        await then();
      } catch (error) {
        const { message } = error as Error;
        throw new Error(`At call ${index} of ${calls} (${engine.befallen}): ${message}`, { cause: error });
      }
    }
  }

  /** What there is when a program holds. */
  async function goalOf(program: readonly Declared[]): Promise<unknown> {
    await reset(nothing, []);
    await pulumi.up(program);
    return view(model.state);
  }

  async function goesOn(program: readonly Declared[], goal: unknown): Promise<void> {
    await pulumi.up(program);
    assert.deepEqual(view(model.state), goal);
    await pulumi.refresh();
    assert.equal(await pulumi.up(program), 0, "nothing is left to do");
    await pulumi.destroy();
    assert.deepEqual({ ...model.state, made: 0 }, nothing, "nothing is left");
    const notes = readdirSync(home, { recursive: true, withFileTypes: true }).filter(each => each.isFile());
    assert.deepEqual(notes, [], "nothing is noted as begun");
  }

  async function reset(state: ModelState, kept: readonly Kept[]): Promise<void> {
    await engine.vanish();
    engine.clear();
    await engine.comeBack();
    model.state = state;
    pulumi.kept = kept;
  }
});

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}

function saysPlainly({ message }: Error): void {
  assert.ok(!message.includes(canary), `no secret: ${message}`);
  // One sentence of what, and one of what to do; nothing of the code.
  assert.match(message, /^[A-Z`].+\. [A-Z`].+[.)]$/);
  assert.doesNotMatch(message, /\n\s+at |undefined|\[object/);
}

/** What an engine has, without what is another each time: ids, and the ends of made-up names. */
function view(state: ModelState): unknown {
  const plain = (name: string): string => name.replace(/-[0-9a-f]{7}$/, "");
  return {
    images: state.images,
    networks: Object.values(state.networks)
      .map(({ Name }) => plain(Name))
      .sort(),
    volumes: Object.keys(state.volumes).map(plain),
    containers: Object.values(state.containers)
      .sort((left, right) => (left.Name < right.Name ? -1 : 1))
      .map(one => ({
        name: plain(one.Name),
        ...{ status: one.status, health: one.health, archives: one.archives, env: one.Config.Env },
        memory: one.HostConfig.Memory,
        networks: Object.entries(one.Networks).map(([name, { Aliases }]) => ({
          on: plain(name),
          as: Aliases,
        })),
      })),
  };
}
