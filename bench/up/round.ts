import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, listContainers, listNetworks, readLogs } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import type { BenchContext } from "../bench.ts";
import { BenchFailure } from "../measure/failure.ts";
import { watchPeakMemory } from "../measure/peakMemory.ts";
import { timed } from "../measure/process.ts";
import type { Samples } from "../measure/samples.ts";
import { memoryOf, timeOf } from "./goals.ts";
import { type Deployment, type Peer, type Step, steps } from "./peer.ts";
import { type Plan, readyLine } from "./plan.ts";

/** A peer and what it deploys. */
export interface Job {
  readonly peer: Peer;
  readonly plan: Plan;
  /** In words, for the report; empty where it makes no difference. */
  readonly size: string;
  /** False where nothing of the plan comes to be. */
  readonly deployed: boolean;
}

/** Where a run takes place. */
export interface Site {
  readonly engine: Engine;
  readonly mark: string;
  readonly folder: string;
  readonly context: BenchContext;
}

/** Milliseconds within which the processes of all containers must be up. */
const readyTime = 60_000;

/** Runs every job once, and adds what it took to the samples. */
export async function measureRound(
  site: Site,
  round: number,
  jobs: readonly Job[],
  samples: Samples,
): Promise<void> {
  for (const [index, job] of jobs.entries()) await measureJob(site, `${round}-${index}`, job, samples);
}

async function measureJob(site: Site, turn: string, job: Job, samples: Samples): Promise<void> {
  const folder = await mkdtemp(join(site.folder, `${turn}-`));
  const deployment = await job.peer.prepare(job.plan, folder, `${site.mark}-${turn}`);
  const watching = new AbortController();
  const peak =
    deployment.pidFile === undefined ? undefined : watchPeakMemory(deployment.pidFile, watching.signal);
  const times: string[] = [];
  try {
    for (const step of steps) {
      const seconds = await measureStep(site, job, deployment, step);
      if (seconds === undefined) continue;
      samples.add(timeOf(step, job.size, job.peer.name), seconds);
      times.push(`${step} ${seconds.toFixed(2)} s`);
    }
  } finally {
    watching.abort();
  }
  const bytes = await peak;
  if (bytes !== undefined && job.deployed) samples.add(memoryOf(job.size), bytes / 1e6);
  await rm(folder, { recursive: true, force: true });
  site.context.say(
    `round ${turn.split("-")[0]}: ${[job.size, job.peer.name].filter(Boolean).join(", ")}: ${times.join(", ")}`,
  );
}

async function measureStep(
  { engine, context }: Site,
  { plan, peer, deployed }: Job,
  { commands }: Deployment,
  step: Step,
): Promise<number | undefined> {
  const command = commands[step];
  if (command === undefined) return undefined;
  const seconds = await timed(command, context.signal);
  if (deployed && !(await isAsAfter(step, engine, plan))) {
    throw new BenchFailure(
      `After ${step} by ${peer.name}, the engine does not have what it should.`,
      "What it took says nothing; see what the program does by itself.",
    );
  }
  return seconds;
}

/** True once everything is there and each container's process is up, or everything is gone. */
export async function isAsAfter(step: Step, engine: Engine, plan: Plan): Promise<boolean> {
  const filter = [plan.label.join("=")];
  const networks = await listNetworks(engine, filter);
  const containers = await listContainers(engine, filter);
  if (step === "down") return networks.length === 0 && containers.length === 0;
  if (networks.length !== plan.networks.length || containers.length !== plan.containers.length) return false;
  const isUp = async (): Promise<true | undefined> => {
    const logs = await Promise.all(containers.map(({ Id }) => readLogs(engine, Id)));
    return logs.every(log => log.includes(readyLine)) || undefined;
  };
  return (await until(isUp, readyTime)) === true;
}
