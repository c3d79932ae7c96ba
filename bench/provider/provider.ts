import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../engine/index.ts";
import { makeMark, SubnetBlock } from "../../tools/marks/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import {
  type Compose,
  composeVersions,
  ensureCompose,
  ensureEngine,
  ensurePulumi,
} from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { clean, label } from "../measure/clean.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { Samples } from "../measure/samples.ts";
import { turned } from "../measure/turned.ts";
import { composePeer } from "../up/compose.ts";
import { directPeer } from "../up/direct.ts";
import { memoryOf } from "../up/goals.ts";
import { planOf, sizeName } from "../up/plan.ts";
import { emptyPeer } from "../up/pulumi.ts";
import { type Job, measureRound, type Site } from "../up/round.ts";
import { chainOf, checkInterval } from "./chain.ts";
import { firstReply } from "./firstReply.ts";
import { gatePeer, pollingPeer } from "./gate.ts";
import { names, rows } from "./goals.ts";
import { emptyLife, largeLife } from "./large.ts";
import { measureLife } from "./stages.ts";

const large = { networks: 20, containers: 60 };
const chain = { networks: 1, containers: 4 };
const chainName = `${chain.containers} in a chain, each awaited healthy`;
const folderPrefix = "bulkhead-bench-provider-";

/** What the provider takes for each kind of change of a running deployment, beside those who do the same. */
export const providerBench: Bench = {
  summary:
    "seconds for changes of a deployment of 82 resources, its refresh and its no-op, health gates, and the provider's start",
  run: measure,
};

/** One line of a round. */
type Line = (round: number, samples: Samples) => Promise<void>;

async function measure(context: BenchContext): Promise<Report> {
  const pulumi = await ensurePulumi();
  await ensureEngine();
  await ensureImages();
  const composes: Compose[] = [];
  for (const version of composeVersions) composes.push(await ensureCompose(version));
  const engine = Engine.locate();
  const mark = makeMark("bench");
  await clean(engine, mark, folderPrefix, context.say);
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${mark}-`));
  try {
    const site: Site = { engine, mark, folder, context };
    const block = new SubnetBlock();
    const [plan, chainPlan] = [large, chain].map(size => planOf(size, [label, mark], () => block.next())) as [
      ReturnType<typeof planOf>,
      ReturnType<typeof planOf>,
    ];
    const size = sizeName(large);
    const job = (peer: Job["peer"]): Job => ({ peer, plan, size, deployed: true });
    const gate = (peer: Job["peer"]): Job => ({
      peer,
      plan: chainOf(chainPlan),
      size: chainName,
      deployed: true,
    });
    const blank: Job = {
      peer: { ...emptyPeer(pulumi), name: names.blank },
      plan,
      size: "",
      deployed: false,
    };
    const lines: readonly Line[] = [
      async (round, samples) => {
        await measureLife(site, `${round}-empty`, emptyLife, pulumi, samples);
      },
      async (round, samples) => {
        const bytes = await measureLife(
          site,
          `${round}-large`,
          largeLife(engine, plan, size),
          pulumi,
          samples,
        );
        if (bytes !== undefined) samples.add(memoryOf(size), bytes / 1e6);
      },
      (round, samples) =>
        measureRound(site, round, [...composes.map(composePeer), directPeer].map(job), samples),
      (round, samples) =>
        measureRound(site, round, [gate(gatePeer(pulumi)), gate(pollingPeer), blank], samples),
      async (_round, samples) => samples.add(names.firstReply, await firstReply(context.signal)),
    ];
    context.say("warming up: the small ones, not counted");
    for (const line of [lines[0], lines[4]]) await line?.(0, new Samples());
    const machine = await describeMachine(engine, {
      Pulumi: pulumi.version,
      Compose: composeVersions.join(" and "),
    });
    const samples = new Samples();
    for (let round = 1; round <= context.rounds; round++) {
      for (const line of turned(lines, round - 1)) await line(round, samples);
    }
    return { machine, rows: rows(samples, size, chainName), method: method(context.rounds) };
  } finally {
    await clean(engine, mark, folderPrefix, context.say);
  }
}

function method(rounds: number): string[] {
  return [
    `Wall time of whole processes; the median of ${rounds} rounds, with the smallest and the largest. Each round runs every line once, beginning with another one. Rows with a colon are computed from the medians above them; their spread, from each round's own values.`,
    "The deployment, **compose** and **direct calls** (eight at a time) are those of the bench `up`; with its stack and its default provider, it has 82 resources. Its stages follow each other on one stack: create, no-op, refresh, another image for one container (one is new, the others run on), a further network that every container is attached to while it runs (none was started again), the same network gone again, down. No-op and refresh fail if they find anything to do. Pulumi's commands have `--yes --skip-preview`, this repository's provider, file state, and the project's own runner of programs.",
    "**empty program**: it imports `@pulumi/docker` and this library's components, as the measured program does, and makes nothing. **program without a line**: it imports nothing, not even `@pulumi/pulumi`, which Pulumi's runner loads in any case.",
    `**awaited healthy**: containers whose check runs every ${checkInterval} ms; each is made once the one before it is healthy. **polling** is a script that sends the same calls and looks once a second. **first reply**: from the start of the provider's process to its answer to GetPluginInfo, the median of five starts in each round.`,
  ];
}
