import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Engine, tagImage } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { demoImage } from "../../images/reference.ts";
import { freePort } from "../../test/harness/freePort.ts";
import { makeMark } from "../../tools/marks/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { ensureEngine, ensurePulumi } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import type { Construction } from "../construct/once.ts";
import { BenchFailure } from "../measure/failure.ts";
import { describeMachine } from "../measure/machine.ts";
import { timed } from "../measure/process.ts";
import type { Report } from "../measure/report.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { median } from "../measure/statistics.ts";
import { turned } from "../measure/turned.ts";
import {
  type Build,
  command,
  levels,
  makeServices,
  makeShop,
  otherBuild,
  type Site,
  thisBuild,
} from "./build.ts";

const root = join(import.meta.dirname, "../..");
const folderPrefix = "bulkhead-bench-builds-";

/** This build beside another one of this project, at what people wait for. */
export const buildsBench: Bench = {
  summary: "seconds that people wait for, beside another build of this project (--beside CHECKOUT)",
  run: measure,
};

/** What is measured of a build, and at most how much of the other's time it is to take. */
const steps = {
  first: { title: "the shop's first up", atMost: 0.5 },
  again: { title: "its next up, without a change", atMost: 0.5 },
  verify: { title: "verify of the shop", atMost: 0.33 },
  down: { title: "its down" },
  change: { title: "up of a change of one of 60 workloads", atMost: 0.6 },
  construct: { title: "construction of 12 components, 40 workloads", atMost: 0.7 },
} as const satisfies Readonly<Record<string, { title: string; atMost?: number }>>;

type Step = keyof typeof steps;
type Times = Partial<Record<Step, number>>;

async function measure(context: BenchContext): Promise<Report> {
  if (context.beside === undefined) {
    throw new BenchFailure(
      "There is no build to stand beside this one.",
      "Name a checkout of it with its packages installed: --beside FOLDER.",
    );
  }
  const other = await otherBuild(context.beside);
  const builds = [thisBuild(root), other];
  const { version } = await ensurePulumi();
  await ensureEngine();
  const engine = Engine.locate();
  await ensureImages(engine);
  await shareImages(engine, other);
  const machine = await describeMachine(engine, { Pulumi: version });
  const samples = new Samples();
  context.say("warming up: one shop each, not counted");
  for (const build of builds) await atShop(build, context);
  for (let round = 1; round <= context.rounds; round++) {
    for (const build of turned(builds, round - 1)) {
      const times = {
        ...(await atShop(build, context)),
        ...(await atServices(build, context)),
        construct: await construction(build, context.signal),
      };
      const said = Object.entries(times).map(([step, seconds]) => `${step} ${seconds.toFixed(2)} s`);
      context.say(`round ${round}: ${build.name}: ${said.join(", ")}`);
      for (const [step, seconds] of Object.entries(times)) samples.add(`${step} ${build.name}`, seconds);
    }
  }
  return { machine, rows: rowsOf(samples, builds, other), method: method(context.rounds, other) };
}

/** Gives this build's demo images the names that the other one has for them: to make them anew takes what is measured apart. */
async function shareImages(engine: Engine, { folder }: Build): Promise<void> {
  const names = Object.keys(catalog) as DemoImageName[];
  // An older build may not have all of them.
  const script = `import { catalog } from ${JSON.stringify(join(folder, "images/catalog.ts"))};
    import { demoImage } from ${JSON.stringify(join(folder, "images/reference.ts"))};
    const known = ${JSON.stringify(names)}.filter(name => Object.hasOwn(catalog, name));
    console.log(JSON.stringify(Object.fromEntries(known.map(name => [name, demoImage(name)]))));`;
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  const theirs = JSON.parse(stdout) as Partial<Record<DemoImageName, string>>;
  for (const name of names) {
    const reference = theirs[name];
    if (reference !== undefined) await tagImage(engine, demoImage(name), reference);
  }
}

function rowsOf(samples: Samples, builds: readonly Build[], other: Build): Row[] {
  return (Object.keys(steps) as Step[]).flatMap(step => {
    const { title, ...goal } = steps[step];
    const of = (build: Build): readonly number[] => samples.of(`${step} ${build.name}`);
    const [ours = [], theirs = []] = builds.map(of);
    return [
      ...builds.map(build => measured(`${title}, ${build.name}`, "s", of(build))),
      computed(
        `${title}: this build / ${other.name}`,
        "x",
        [ours, theirs],
        (one = Number.NaN, another = Number.NaN) => one / another,
        "atMost" in goal ? goal : undefined,
      ),
    ];
  });
}

/** Deploys the shop from nothing, again, looks at it and takes it down. */
async function atShop(build: Build, context: BenchContext): Promise<Times> {
  return await atSite(build, makeShop, async site => {
    const port = `hostPort=${await freePort()}`;
    const up = command(site, "up", "--demo-images", "--config", port, ...levels(site));
    const time = async (one: typeof up): Promise<number> => await timed(one, context.signal);
    const first = await time(up);
    const again = await time(up);
    const verify = await time(command(site, "verify"));
    return { first, again, verify, down: await time(command(site, "down", "--data")) };
  });
}

/** Deploys the services, changes one of them, and takes all down. */
async function atServices(build: Build, context: BenchContext): Promise<Times> {
  return await atSite(build, makeServices, async site => {
    const time = async (...args: readonly [string, ...string[]]): Promise<number> =>
      await timed(command(site, ...args), context.signal);
    await time("up", ...levels(site));
    const change = await time("up", "--config", "release=second", ...levels(site));
    await time("down", "--data");
    return { change };
  });
}

/** Gives a project a folder and a stack of its own; what a run that was broken off left on the engine goes with it. */
async function atSite(
  build: Build,
  make: (site: Site) => Promise<void>,
  work: (site: Site) => Promise<Times>,
): Promise<Times> {
  const mark = makeMark("bench");
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${mark}-`));
  const site = { build, folder, stack: mark };
  try {
    await make(site);
    return await work(site);
  } catch (error) {
    await timed(command(site, "down", "--data"), new AbortController().signal).catch(() => undefined);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Times the same program of each build is run in a round; it takes a second, and tells little by itself. */
const constructions = 5;

/** The same program of each build, in processes of its own. */
async function construction({ folder }: Build, signal: AbortSignal): Promise<number> {
  const script = join(folder, "bench/construct/once.ts");
  const found: number[] = [];
  for (let run = 0; run < constructions; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, [script], { signal });
    found.push((JSON.parse(stdout) as Construction).construct);
  }
  return median(found);
}

function method(rounds: number, other: Build): string[] {
  return [
    `Wall time of whole commands, as \`npm run\` starts them; the median of ${rounds} rounds, with the smallest and the largest, after one uncounted. Each round runs this build and commit ${other.name}, beginning with another one.`,
    "The shop is each build's own, with its own levels of rules, on this build's demo images: `up` with its previews, its rules and its probes, from nothing and again; `verify`; `down --data`. The 60 workloads are bench/builds/services.ts, thirty servers with a client each; a variable of one client changes. Construction is bench/construct of each build, the median of five runs.",
    "Rows with a colon are computed from the medians above them; their spread, from each round's own values.",
  ];
}
