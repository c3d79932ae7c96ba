import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import type { Engine, Task } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { makeMark } from "../../tools/marks/index.ts";
import { ensureFilled, OwnSwarm } from "../../tools/ownEngine/index.ts";
import {
  engineEnvironment,
  ensureEnginePrograms,
  ensurePulumi,
  inspectMachine,
  pulumiEnvironment,
} from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { BenchFailure } from "../measure/failure.ts";
import { describeMachine } from "../measure/machine.ts";
import { timed } from "../measure/process.ts";
import type { Report } from "../measure/report.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { pairs, replicas, stackFile } from "./services.ts";

const root = join(import.meta.dirname, "../..");

/** How many tasks there are to be. */
const tasks = 2 * pairs * replicas;

/** Milliseconds in which all tasks are to run. */
const patience = 180_000;

/** How long a stack takes on a swarm of three nodes, beside `docker stack deploy` of the same. */
export const swarmBench: Bench = {
  summary: `seconds until ${2 * pairs} services of ${replicas} replicas run on a swarm of three nodes, beside docker stack deploy`,
  run: measure,
};

async function measure(context: BenchContext): Promise<Report> {
  const pulumi = await ensurePulumi();
  const machine = await inspectMachine();
  const env = engineEnvironment(await ensureEnginePrograms("29", machine), machine);
  const mark = makeMark("bench");
  const filled = await ensureFilled("29", mark, env);
  const samples = new Samples();
  const swarm = await OwnSwarm.start(mark, { env, filled });
  try {
    const { engine, host } = swarm.manager.own;
    const described = await describeMachine(engine, { Pulumi: pulumi.version });
    const own = { ...pulumiEnvironment(root, pulumi, { ...env, DOCKER_HOST: host }), DOCKER_HOST: host };
    for (let round = 1; round <= context.rounds; round++) {
      context.say(`round ${round}`);
      await withPulumi(own, engine, context.signal, samples);
      await withStack(own, engine, context.signal, samples);
    }
    const ratio = (metric: string, over: string, under: string, atMost: number): Row =>
      computed(metric, "x", [samples.of(over), samples.of(under)], (one = 0, other = 0) => one / other, {
        atMost,
      });
    return {
      machine: described,
      rows: [
        measured("pulumi up", "s", samples.of("pulumi")),
        measured("docker stack deploy, until all run", "s", samples.of("stack")),
        ratio("pulumi / stack", "pulumi", "stack", 1.2),
        measured("pulumi up of a change of one service", "s", samples.of("change")),
        ratio("change / up", "change", "pulumi", 0.5),
        measured("reach of it, from the state", "s", samples.of("reach"), { atMost: 1 }),
      ],
      method: [
        `Wall time from the start of the command until ${tasks} tasks run; the median of ${context.rounds} rounds, with the smallest and the largest. The nodes are three engines of this run's own on one machine.`,
        "Neither has checks of health. `pulumi up` waits for the tasks itself; after `docker stack deploy`, which does not, the manager is asked every 250 ms. Both take everything down between the rounds.",
      ],
    };
  } finally {
    await swarm.dispose();
  }
}

async function withPulumi(
  env: NodeJS.ProcessEnv,
  engine: Engine,
  signal: AbortSignal,
  samples: Samples,
): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), "bulkhead-bench-swarm-"));
  const own = {
    ...env,
    PULUMI_BACKEND_URL: `file://${cwd}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "of this bench",
  };
  const pulumi = (...args: readonly string[]) =>
    timed({ program: "pulumi", args: [...args, "--non-interactive"], cwd, env: own }, signal);
  const up = ["up", "--yes", "--skip-preview", "--stack", "bench"];
  try {
    await makeProject(cwd);
    await pulumi("stack", "init", "bench");
    samples.add("pulumi", await pulumi(...up));
    await allRun(engine, signal);
    await pulumi("config", "set", "release", "second", "--stack", "bench");
    samples.add("change", await pulumi(...up));
    const reach = ["tools/run.mjs", "cli/main.ts", "reach", "--stack", "bench", "--cwd", cwd];
    samples.add(
      "reach",
      await timed({ program: process.execPath, args: reach, cwd: root, env: own, accepts: [0, 1] }, signal),
    );
    await pulumi("destroy", "--yes", "--skip-preview", "--stack", "bench");
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function makeProject(folder: string): Promise<void> {
  for (const name of [
    "components",
    "topology",
    "images",
    "node_modules",
    "provider",
    "engine",
    "package.json",
  ]) {
    await symlink(join(root, name), join(folder, name));
  }
  await mkdir(join(folder, "bench/swarm"), { recursive: true });
  for (const file of ["program.ts", "services.ts"]) {
    // A copy: of a link, Node would look for the components where it leads to.
    await copyFile(join(import.meta.dirname, file), join(folder, "bench/swarm", file));
  }
  await writeFile(
    join(folder, "Pulumi.yaml"),
    stringify({
      name: "bulkhead-bench",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: "bench/swarm/program.ts",
      plugins: { providers: [{ name: "docker", path: "provider/bin" }] },
    }),
  );
}

async function withStack(
  env: NodeJS.ProcessEnv,
  engine: Engine,
  signal: AbortSignal,
  samples: Samples,
): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), "bulkhead-bench-swarm-"));
  try {
    await writeFile(join(cwd, "stack.yaml"), stringify(stackFile(demoImage("app"), "first")));
    const docker = (...args: readonly string[]) => timed({ program: "docker", args, cwd, env }, signal);
    const started = performance.now();
    await docker("stack", "deploy", "--resolve-image", "never", "--compose-file", "stack.yaml", "bench");
    await allRun(engine, signal);
    samples.add("stack", (performance.now() - started) / 1000);
    await docker("stack", "rm", "bench");
    await nothingRuns(engine, signal);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

const allRun = (engine: Engine, signal: AbortSignal): Promise<void> => until(engine, tasks, signal);
const nothingRuns = (engine: Engine, signal: AbortSignal): Promise<void> => until(engine, 0, signal);

async function until(engine: Engine, count: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const found = await engine.read("list tasks", async docker => (await docker.listTasks()) as Task[]);
    const running = found.filter(({ Status }) => Status.State === "running").length;
    if (running === count && (count > 0 || found.length === 0)) return;
    if (performance.now() > end) {
      throw new BenchFailure(
        `${running} of ${count} tasks run after ${patience / 1000} s.`,
        "Look at them with `docker service ps`.",
      );
    }
    await pause(250, undefined, { signal });
  }
}
