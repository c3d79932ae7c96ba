import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../engine/index.ts";
import { makeMark } from "../../tools/marks/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { ensureEngine, ensurePulumi, run } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { clean, label } from "../measure/clean.ts";
import { describeMachine } from "../measure/machine.ts";
import { timed } from "../measure/process.ts";
import type { Report } from "../measure/report.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { project } from "../up/pulumi.ts";
import { fill, type Places, type Relay, requests, type Site, seconds, selects, type Way } from "./load.ts";

const folderPrefix = "bulkhead-bench-path-";

/** What the ways of the library cost those who use them, each beside its alternative. */
export const pathBench: Bench = {
  summary:
    "what a shared socket saves over a bridge, kept connections over new ones, and what a one-way relay costs",
  run: measure,
};

const relays: readonly Relay[] = ["haproxy", "nginx"];

const names = {
  bridge: "select, PostgreSQL over a bridge, c1",
  socket: "select, PostgreSQL over a shared socket, c1",
  relayed: (by: Relay) => `select, PostgreSQL past a one-way relay (${by}), c1`,
  logging: "request, proxy that keeps connections to replicas and logs each request, c32",
  keeping: "request, proxy that keeps connections to replicas, c32",
  ending: "request, proxy that makes one for each request, c32",
  direct: "round trip, HTTP, direct, c1",
  relay: (by: Relay) => `round trip, HTTP, past a one-way relay (${by}), c1`,
} as const;

/** One line of a round, in the unit of its row. */
interface Job {
  readonly name: string;
  readonly unit: "/s" | "ms";
  readonly measure: (site: Site) => Promise<number>;
}

const select = (name: string, over: Way): Job => ({ name, unit: "/s", measure: site => selects(site, over) });
const request = (name: string, host: string): Job => ({
  name,
  unit: "/s",
  measure: site => requests(site, site.places.front, host, 32),
});
const roundTrip = (name: string, network: (places: Places) => string): Job => ({
  name,
  unit: "ms",
  measure: async site => 1000 / (await requests(site, network(site.places), "pages", 1)),
});

const jobs: readonly Job[] = [
  select(names.bridge, "bridge"),
  select(names.socket, "socket"),
  ...relays.map(by => select(names.relayed(by), by)),
  request(names.keeping, "keeping"),
  request(names.ending, "ending"),
  request(names.logging, "logging"),
  roundTrip(names.direct, ({ web }) => web),
  ...relays.map(by => roundTrip(names.relay(by), ({ near }) => near[by].web)),
];

async function measure(context: BenchContext): Promise<Report> {
  const [pulumi] = [await ensurePulumi(), await ensureEngine()];
  await ensureImages();
  const engine = Engine.locate();
  const mark = makeMark("bench");
  await clean(engine, mark, folderPrefix, context.say);
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${mark}-`));
  try {
    const { commands } = await project(pulumi, folder, mark);
    const { create, down } = commands;
    if (create === undefined || down === undefined) throw new Error("The project cannot be deployed.");
    const stack = JSON.stringify(join(import.meta.dirname, "stack.ts"));
    await writeFile(join(folder, "index.ts"), `export * from ${stack};\n`);
    context.say("deploying what is to be measured");
    await timed(create, context.signal);
    try {
      const output = await run("pulumi", ["stack", "output", "--json", "--stack", mark], create);
      const { places } = JSON.parse(output) as { places: Places };
      return await rounds({ engine, mark, labels: { [label]: mark }, places }, context);
    } finally {
      await timed(down, new AbortController().signal);
    }
  } finally {
    await clean(engine, mark, folderPrefix, context.say);
  }
}

async function rounds(site: Site, { rounds, signal, say }: BenchContext): Promise<Report> {
  await fill(site);
  for (const job of jobs) await job.measure(site);
  const machine = await describeMachine(site.engine, {});
  const samples = new Samples();
  for (let round = 1; round <= rounds; round++) {
    for (const job of turned(round)) {
      signal.throwIfAborted();
      samples.add(job.name, await job.measure(site));
    }
    say(
      `round ${round}: ${ratios(samples)
        .map(({ metric, spread }) => `${metric} ${spread.min.toFixed(2)}-${spread.max.toFixed(2)}`)
        .join("; ")}`,
    );
  }
  return { machine, rows: rows(samples), method: method(rounds) };
}

/** The same lines, the other way round every second time: nobody is always after the same other. */
function turned(round: number): readonly Job[] {
  return round % 2 === 1 ? jobs : jobs.toReversed();
}

function rows(samples: Samples): Row[] {
  return [...jobs.map(({ name, unit }) => measured(name, unit, samples.of(name))), ...ratios(samples)];
}

function ratios(samples: Samples): Row[] {
  const ratio = (what: string, over: string, under: string, goal: Parameters<typeof computed>[4]): Row =>
    computed(what, "x", [samples.of(over), samples.of(under)], (one = 0, other = 0) => one / other, goal);
  return [
    ratio("selects: socket / bridge", names.socket, names.bridge, { atLeast: 1.3 }),
    ratio("requests: kept / new connections", names.keeping, names.ending, { atLeast: 3 }),
    ...relays.flatMap(by => [
      ratio(`round trip, HTTP, ${by}: relay / direct`, names.relay(by), names.direct, { atMost: 2 }),
      // Of selects there are fewer in a second the longer each takes.
      ratio(`round trip, select, ${by}: relay / direct`, names.bridge, names.relayed(by), { atMost: 2 }),
    ]),
  ];
}

function method(rounds: number): string[] {
  return [
    `The medians of ${rounds} rounds, with the smallest and the largest, after one uncounted. Each round puts ${seconds} s of load on each line, those to be compared one after the other, the other way round every second time. Rows with a colon are computed from the medians above them; their spread, from each round's own values.`,
    "Everything measured is deployed by `pulumi up` of bench/path/stack.ts, made of this library's components with their defaults; what stands behind proxies and relays has wider limits; the load comes from containers of the bench's own, on networks of that stack, and goes nowhere else.",
    "**select**: `pgbench -S -M prepared -c 1` on a million rows in memory, server, client and relay on one core. **request**: `wrk -t1 -c32` to a `Proxy` of haproxy, and behind it nginx, which answers with a few bytes at once; the proxies differ in `keepAlive` alone, and but for the third log no request that went well (`accessLog`). **round trip**: the time of one request of `wrk -t1 -c1` over a connection that is kept, to the same nginx, straight and past a `OneWayLink`, whose `server` is haproxy or nginx.",
  ];
}
