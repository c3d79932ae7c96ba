import { engineSettings } from "../../test/truth/setting.ts";
import { Trial } from "../../test/truth/trial.ts";
import { makeMark } from "../../tools/marks/index.ts";
import {
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

/** Scenes over all settings of all engines. */
const scenes = 500;

/** Answers that were held against each other in one setting, and those that differ. */
interface Count {
  compared: number;
  wrong: number;
}

export const truthBench: Bench = {
  summary: `what is computed of ${scenes} small topologies against what gets through, on every engine's settings`,
  run: truth,
};

async function truth(context: BenchContext): Promise<Report> {
  const described = await describeMachine(undefined, {});
  const settings = engineReleases.flatMap(release =>
    engineSettings(majorVersion(release)).map(setting => ({ release, setting })),
  );
  const share = Math.ceil(scenes / settings.length);
  const rows: Row[] = [];
  for (const [index, { release, setting }] of settings.entries()) {
    const host = await inspectMachine();
    const env = engineEnvironment(await ensureEnginePrograms(release, host), host, process.env);
    const trial = await Trial.begin(makeMark("bench"), setting, env);
    const count: Count = { compared: 0, wrong: 0 };
    try {
      for (let scene = 0; scene < share; scene++) {
        context.signal.throwIfAborted();
        const seed = 1000 + index * share + scene;
        const { compared, wrong } = await trial.of(seed);
        count.compared += compared;
        count.wrong += wrong.length;
        for (const { call, computed, found } of wrong)
          context.say(`seed ${seed}: ${call}: computed ${computed}, found ${found}`);
      }
    } finally {
      await trial.end();
    }
    const name = `Engine ${release} ${setting.name}`;
    context.say(`${name}: ${count.compared} answers compared, ${count.wrong} wrong`);
    const right = (count.compared - count.wrong) / count.compared;
    rows.push(measured(`${name}: right of ${count.compared}`, "x", [right], { atLeast: 1 }));
  }
  return { machine: described, rows, method };
}

const method = [
  "Each scene is made on an engine of its own: up to three networks and four containers, with families, gateway modes, bindings and priorities by chance. From every container, the host and another machine every address of every other is called, and those of the host at what is published. Only an answer by name counts.",
] as const;
