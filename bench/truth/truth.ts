import { type EngineSetting, engineSettings } from "../../test/truth/setting.ts";
import { Trial } from "../../test/truth/trial.ts";
import { makeMark } from "../../tools/marks/index.ts";
import {
  type EngineRelease,
  engineEnvironment,
  engineReleases,
  ensureEnginePrograms,
  inspectMachine,
} from "../../tools/toolchain/index.ts";
import { majorVersion } from "../../topology/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { measured, type Row } from "../measure/row.ts";
import { Turns } from "./turns.ts";

/** Scenes over all settings of all engines. */
const scenes = 500;

/** Scenes that are made and tried at a time, each on another engine: most of a scene is waiting. */
const together = 3;

/** One setting of one engine, and what came of it so far. */
interface Part {
  readonly name: string;
  readonly release: EngineRelease;
  readonly setting: EngineSetting;
  readonly seeds: readonly number[];
  scenes: number;
  compared: number;
  wrong: number;
  /** Answers of which it is said that they cannot be told. */
  unsure: number;
}

export const truthBench: Bench = {
  summary: `what is computed of ${scenes} small topologies against what gets through, on every engine's settings`,
  run: truth,
};

async function truth(context: BenchContext): Promise<Report> {
  const described = await describeMachine(undefined, {});
  const parts = partsOf();
  const turns = new Turns(together);
  const begun = Date.now();
  const onScene = (): void => context.say(progress(parts, begun));
  // One that cannot go on does not leave the others' engines behind.
  const ended = await Promise.allSettled(parts.map(part => tryPart(part, turns, context, onScene)));
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected" && !context.signal.aborted) throw failed.reason;
  // Broken off, it tells what it has by then.
  if (total(parts, "scenes") === 0) context.signal.throwIfAborted();
  return { machine: described, rows: rowsOf(parts), method };
}

function partsOf(): Part[] {
  const settings = engineReleases.flatMap(release =>
    engineSettings(majorVersion(release)).map(setting => ({ release, setting })),
  );
  const share = Math.ceil(scenes / settings.length);
  return settings.map(({ release, setting }, index) => ({
    name: `Engine ${release} ${setting.name}`,
    release,
    setting,
    seeds: Array.from({ length: share }, (_, scene) => 1000 + index * share + scene),
    ...{ scenes: 0, compared: 0, wrong: 0, unsure: 0 },
  }));
}

/** Tries a setting's scenes one after another, as long as nobody breaks it off. */
async function tryPart(
  part: Part,
  turns: Turns,
  { signal, say }: BenchContext,
  onScene: () => void,
): Promise<void> {
  const trial = await turns.take(async () => {
    signal.throwIfAborted();
    const host = await inspectMachine();
    const env = engineEnvironment(await ensureEnginePrograms(part.release, host), host, process.env);
    return await Trial.begin(makeMark("bench"), part.setting, env);
  });
  try {
    for (const seed of part.seeds) {
      await turns.take(async () => {
        if (signal.aborted) return;
        const { compared, wrong, unsure } = await trial.of(seed);
        part.scenes += 1;
        part.compared += compared;
        part.wrong += wrong.length;
        part.unsure += unsure.length;
        for (const { call, computed, found } of wrong)
          say(`${part.name}, seed ${seed}: ${call}: computed ${computed}, found ${found}`);
        onScene();
      });
    }
  } finally {
    await trial.end();
  }
}

function progress(parts: readonly Part[], begun: number): string {
  const [done, compared, wrong] = [total(parts, "scenes"), total(parts, "compared"), total(parts, "wrong")];
  const all = parts.reduce((sum, { seeds }) => sum + seeds.length, 0);
  const left = Math.round((((Date.now() - begun) / done) * (all - done)) / 60_000);
  return `${done} of ${all} scenes: ${compared} answers compared, ${wrong} wrong; about ${left} minutes left`;
}

function total(parts: readonly Part[], what: "scenes" | "compared" | "wrong" | "unsure"): number {
  return parts.reduce((sum, part) => sum + part[what], 0);
}

function rowsOf(parts: readonly Part[]): Row[] {
  const none = { atMost: 0 };
  const settings = parts
    .filter(({ compared }) => compared > 0)
    .map(({ name, scenes: tried, compared, wrong }) =>
      measured(`${name}: wrong of ${compared} answers in ${tried} scenes`, "answers", [wrong], none),
    );
  const all = `wrong of ${total(parts, "compared")} answers`;
  return [
    measured("scenes tried", "scenes", [total(parts, "scenes")], { atLeast: scenes }),
    measured(all, "answers", [total(parts, "wrong")], none),
    measured("said to hang on chance", "answers", [total(parts, "unsure")]),
    ...settings,
  ];
}

const method = [
  "Each scene is made on an engine of its own: up to three networks and four containers, with families, gateway modes, bindings and priorities by chance. From every container, the host and another machine every address of every other is called, and those of the host at what is published. Only an answer by name counts.",
  "What hangs on chance is neither right nor wrong: with nftables, a port that is published for both families and has another network for its way out by IPv6 is open to others by IPv4 or not, as the engine happens to join the networks.",
] as const;
