import { type Engine, findOrPullImage } from "../../engine/index.ts";
import type { Topology } from "../../topology/index.ts";
import { findInstances, type Instance } from "../live/instances.ts";
import { hostAddresses } from "./hostAddresses.ts";
import { inParallel } from "./inParallel.ts";
import { type Answered, judgeProbes } from "./judge.ts";
import { type ProbeTools, probeFrom } from "./namespaceProbe.ts";
import { type Attempt, type Control, downIn, planProbes, type Question } from "./plan.ts";
import type { Found, Verification } from "./report.ts";

/** What to verify, and with what. */
export interface VerifyOptions {
  readonly engine: Engine;
  /** What the stack's components declared. */
  readonly topology: Topology;
  /** `project/stack`, as its containers are labelled. */
  readonly stack: string;
  /** An image with python3. */
  readonly probeImage: string;
}

/** Containers of probes that run at a time. */
const parallel = 8;

/**
 * Connects for real, from inside each workload's network namespace, to every other workload's ports and to published
 * ports, and holds what was found against what is declared.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { engine, topology, stack } = options;
  const instances = await findInstances(engine, stack);
  const plan = planProbes(topology, instances, await hostAddresses(engine));
  const tools: ProbeTools = { engine, image: options.probeImage };
  await findOrPullImage(engine, options.probeImage);
  const sources = [...instances, undefined];
  const answered = await inParallel(parallel, sources, source => askFrom(tools, source, plan));
  const down = downIn(topology, instances);
  return {
    version: 1,
    name: topology.name,
    ...(down.length === 0 ? {} : { down }),
    probes: judgeProbes(
      topology,
      answered.flatMap(({ questions }) => questions),
      answered.flatMap(({ controls }) => controls),
    ),
  };
}

/** Asks everything there is to ask from one place, in one go. */
async function askFrom(
  tools: ProbeTools,
  source: Instance | undefined,
  plan: ReturnType<typeof planProbes>,
): Promise<{ questions: Answered<Question>[]; controls: Answered<Control>[] }> {
  const questions = plan.questions.filter(question => question.source === source);
  const controls = source === undefined ? [] : plan.controls.filter(control => control.source === source);
  const groups: readonly (readonly Attempt[])[] = [...questions, ...controls].map(({ attempts }) => attempts);
  const found = await probeFrom(tools, source?.id, groups.flat());
  const results = split(found, groups);
  return {
    questions: questions.map((asked, index) => ({ asked, found: results[index] ?? [] })),
    controls: controls.map((asked, index) => ({ asked, found: results[questions.length + index] ?? [] })),
  };
}

function split(found: readonly Found[], groups: readonly (readonly Attempt[])[]): Found[][] {
  let offset = 0;
  return groups.map(group => {
    const part = found.slice(offset, offset + group.length);
    offset += group.length;
    return part;
  });
}
