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
import { composePeer } from "./compose.ts";
import { directPeer } from "./direct.ts";
import { rows } from "./goals.ts";
import { planOf, type Size, sizeName } from "./plan.ts";
import { emptyPeer, pulumiPeer } from "./pulumi.ts";
import { type Job, measureRound } from "./round.ts";

const small: Size = { networks: 4, containers: 6 };
const large: Size = { networks: 20, containers: 60 };

const folderPrefix = "bulkhead-bench-";

/** How long it takes to bring networks and containers up and down, beside Compose and the bare engine. */
export const upBench: Bench = {
  summary:
    "seconds for up, up again and down of 6 and of 60 containers, beside Compose and bare engine calls",
  run: measure,
};

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
    const block = new SubnetBlock();
    const [smallPlan, largePlan] = [small, large].map(size =>
      planOf(size, [label, mark], () => block.next()),
    ) as [ReturnType<typeof planOf>, ReturnType<typeof planOf>];
    const peers = [pulumiPeer(pulumi), ...composes.map(composePeer), directPeer];
    const jobs: Job[] = [
      { peer: emptyPeer(pulumi), plan: smallPlan, size: "", deployed: false },
      ...peers.map(peer => ({ peer, plan: smallPlan, size: sizeName(small), deployed: true })),
      ...peers.map(peer => ({ peer, plan: largePlan, size: sizeName(large), deployed: true })),
    ];
    const programs = { Pulumi: pulumi.version, Compose: composeVersions.join(" and ") };
    const site = { engine, mark, folder, context };
    context.say("warming up: one small deployment each, not counted");
    await measureRound(site, 0, jobs.slice(0, 1 + peers.length), new Samples());
    const machine = await describeMachine(engine, programs);
    const samples = new Samples();
    for (let round = 1; round <= context.rounds; round++) {
      await measureRound(site, round, turned(jobs, round - 1), samples);
    }
    return {
      machine,
      rows: rows(samples, sizeName(small), sizeName(large)),
      method: method(context.rounds),
    };
  } finally {
    await clean(engine, mark, folderPrefix, context.say);
  }
}

function method(rounds: number): string[] {
  return [
    `Wall time of whole processes; the median of ${rounds} rounds, with the smallest and the largest. Each round runs every line once, beginning with another one, after one uncounted warm-up. Every create starts from nothing, in a fresh stack; the containers' processes are all up before the next step begins.`,
    "Every peer deploys the same: internal bridge networks with subnets of their own, and containers with a sleeping process on one or two of them, without health checks, ended by SIGTERM with 10 s to spare. **pulumi**: `pulumi up` and `pulumi destroy`, both with `--yes --skip-preview`, of a plain @pulumi/docker program with this repository's provider and file state. **compose**: `up -d` and `down`. **direct calls**: a Node script that sends the engine the calls that this takes and nothing else, eight at a time: a container's networks are in its creation where the engine takes them there (API 1.44), and connected one after another elsewhere. **empty program**: `pulumi up` of a program without resources.",
    "Rows with a colon are computed from the medians above them; their spread, from each round's own values.",
  ];
}
