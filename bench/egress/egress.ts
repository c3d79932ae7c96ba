import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, listContainers, runToEnd } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { makeMark } from "../../tools/marks/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { ensureEngine, ensurePulumi, run } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { clean, label } from "../measure/clean.ts";
import { BenchFailure } from "../measure/failure.ts";
import { describeMachine } from "../measure/machine.ts";
import { timed } from "../measure/process.ts";
import type { Report } from "../measure/report.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { project } from "../up/pulumi.ts";
import { address, beyond, forgetBeyond, name } from "./beyond.ts";

const folderPrefix = "bulkhead-bench-egress-";
const seconds = 4;
const deadline = (seconds + 30) * 1000;

/** Where the load's containers find the bench's folder, and in it what has each connection pause between two requests. */
const inside = "/bench";
const pacing = "paced.lua";
const pause = 10;

/** What the relay of a list in `egress` costs those who call by it. */
export const egressBench: Bench = {
  summary:
    "what a relay of egress costs: TLS requests over kept connections and over new ones, and its memory",
  run: measure,
};

interface Site {
  readonly engine: Engine;
  /** Of this bench, on the disk; containers find it at {@link inside}. */
  readonly folder: string;
  readonly mark: string;
  readonly places: { readonly caller: string; readonly direct: string };
}

type Way = "direct" | "relay";
type Kind = "kept" | "fresh" | "paced";
const ways: readonly Way[] = ["direct", "relay"];

const names = {
  kept: (by: Way) => `requests, TLS, connections kept, c32, ${by}`,
  fresh: (by: Way) => `requests, TLS, a connection each, c32, ${by}`,
  late: (by: Way) => `p99 of a request, TLS, connections kept, c32, ${by}`,
  paced: (by: Way) => `requests, TLS, connections kept, c32, ${pause} ms between, ${by}`,
  pacedMiddle: (by: Way) => `median of a request, the same, ${by}`,
  pacedLate: (by: Way) => `p99 of a request, the same, ${by}`,
  memory: "memory of the relay after the load",
} as const;

async function measure(context: BenchContext): Promise<Report> {
  const [pulumi] = [await ensurePulumi(), await ensureEngine()];
  await ensureImages();
  const engine = Engine.locate();
  const mark = makeMark("bench");
  await clean(engine, mark, folderPrefix, context.say);
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${mark}-`));
  try {
    await beyond(engine, folder, mark, { [label]: mark });
    const { commands } = await project(pulumi, folder, mark);
    const { create, down } = commands;
    if (create === undefined || down === undefined) throw new Error("The project cannot be deployed.");
    const stack = JSON.stringify(join(import.meta.dirname, "stack.ts"));
    await writeFile(join(folder, "index.ts"), `export * from ${stack};\n`);
    for (const [key, value] of [
      ["name", name],
      ["server", address],
    ] as const)
      await run("pulumi", ["config", "set", key, value, "--stack", mark], create);
    context.say("deploying what is to be measured");
    await timed(create, context.signal);
    try {
      const output = await run("pulumi", ["stack", "output", "--json", "--stack", mark], create);
      const { places } = JSON.parse(output) as Pick<Site, "places">;
      await writeFile(join(folder, pacing), `function delay() return ${pause} end\n`);
      return await rounds({ engine, folder, mark, places }, context);
    } finally {
      await timed(down, new AbortController().signal);
    }
  } finally {
    await clean(engine, mark, folderPrefix, context.say);
    await forgetBeyond();
  }
}

async function rounds(site: Site, { rounds, signal, say }: BenchContext): Promise<Report> {
  for (const way of ways) await load(site, way, "kept");
  const machine = await describeMachine(site.engine, {});
  const samples = new Samples();
  for (let round = 1; round <= rounds; round++) {
    for (const way of round % 2 === 1 ? ways : ways.toReversed()) {
      signal.throwIfAborted();
      const kept = await load(site, way, "kept");
      samples.add(names.kept(way), kept.perSecond);
      samples.add(names.late(way), kept.p99);
      samples.add(names.fresh(way), (await load(site, way, "fresh")).perSecond);
      const paced = await load(site, way, "paced");
      samples.add(names.paced(way), paced.perSecond);
      samples.add(names.pacedMiddle(way), paced.median);
      samples.add(names.pacedLate(way), paced.p99);
    }
    samples.add(names.memory, await relayMemory(site));
    say(
      `round ${round}: ${rowsOf(samples)
        .slice(-6)
        .map(({ metric, value }) => `${metric} ${value.toFixed(2)}`)
        .join("; ")}`,
    );
  }
  return { machine, rows: rowsOf(samples), method: method(rounds) };
}

function rowsOf(samples: Samples): Row[] {
  const { kept, fresh, late, paced, pacedMiddle, pacedLate, memory } = names;
  const both = (of: (by: Way) => string) => ways.map(way => samples.of(of(way)));
  const ratio = (one = 0, other = 0): number => other / one;
  const more = (one = 0, other = 0): number => other - one;
  return [
    ...ways.flatMap(way => [
      measured(kept(way), "/s", samples.of(kept(way))),
      measured(fresh(way), "/s", samples.of(fresh(way))),
      measured(late(way), "ms", samples.of(late(way))),
      measured(paced(way), "/s", samples.of(paced(way))),
      measured(pacedMiddle(way), "ms", samples.of(pacedMiddle(way))),
      measured(pacedLate(way), "ms", samples.of(pacedLate(way))),
    ]),
    computed("requests, connections kept: relay / direct", "x", both(kept), ratio, { atLeast: 0.9 }),
    computed("requests, a connection each: relay / direct", "x", both(fresh), ratio, { atLeast: 0.5 }),
    computed("p99, connections kept: relay - direct", "ms", both(late), more, { atMost: 1 }),
    computed(`requests, ${pause} ms between: relay / direct`, "x", both(paced), ratio, { atLeast: 0.9 }),
    computed(`p99, ${pause} ms between: relay - direct`, "ms", both(pacedLate), more, { atMost: 1 }),
    measured(memory, "MB", samples.of(memory), { atMost: 40 }),
  ];
}

interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
}

let counter = 0;

async function load({ engine, folder, mark, places }: Site, way: Way, kind: Kind): Promise<Load> {
  counter += 1;
  const kinds = {
    kept: [],
    fresh: ["-H", "Connection: close"],
    paced: ["-s", `${inside}/${pacing}`],
  } as const;
  const spec = {
    name: `${mark}-load${counter}`,
    Labels: { [label]: mark },
    Image: demoImage("load"),
    Cmd: ["-t1", "-c32", `-d${seconds}s`, "--latency", ...kinds[kind], `https://${name}:443/`],
    // Within the caller's own network it has the caller's names; straight it is told where the name leads.
    HostConfig: {
      Binds: [`${folder}:${inside}:ro`],
      ...(way === "relay"
        ? { NetworkMode: `container:${places.caller}` }
        : { NetworkMode: places.direct, ExtraHosts: [`${name}:${address}`] }),
    },
  };
  const { stdout, stderr } = await runToEnd(engine, spec, deadline);
  const text = stdout + stderr;
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  const percentile = (wanted: string): number => {
    const [, value, unit = ""] = new RegExp(`${wanted}%\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? [];
    return Number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
  };
  const [median, p99] = [percentile("50"), percentile("99")];
  if (!(perSecond > 0) || !(p99 > 0) || /Non-2xx|Socket errors: connect [1-9]/.test(text)) {
    throw new BenchFailure(`wrk, ${way}, did not end well.`, `Correct what it says:\n${text}`);
  }
  return { perSecond, median, p99 };
}

/** What the engine counts for it but for what the kernel keeps of files. */
async function relayMemory({ engine, mark }: Site): Promise<number> {
  const found = await listContainers(engine, [
    `bulkhead.stack=bulkhead-bench/${mark}`,
    "bulkhead.workload=caller-relay",
  ]);
  const id = found[0]?.Id ?? "";
  const stats = await engine.read("read the relay's memory", docker =>
    docker.getContainer(id).stats({ stream: false }),
  );
  const { usage, stats: parts } = stats.memory_stats as { usage: number; stats: Record<string, number> };
  return (usage - (parts["inactive_file"] ?? parts["total_inactive_file"] ?? 0)) / 1e6;
}

function method(rounds: number): string[] {
  return [
    `The medians of ${rounds} rounds, with the smallest and the largest, after one uncounted. Each round puts ${seconds} s of load on each line, those to be compared one after the other, the other way round every second time. Rows with a colon are computed from the medians above them; their spread, from each round's own values.`,
    "`wrk -t1 -c32` to nginx with TLS 1.3 in a namespace of its own at the far end of a cable, which is called by name: straight, from a network with a way out, by address translation; and from the network of a workload that lists the name in its `egress`, by its relay with its defaults but for two processors. **a connection each**: with `Connection: close`, so that each request takes a handshake. **memory**: what the engine counts for the relay's container, without files that the kernel could forget.",
    `The first lines put as much load on as there is: wrk, nginx and the relay share all processors of the machine, so that whatever the relay takes is missing elsewhere, and every request waits for every other. With **${pause} ms between** two requests of a connection the processors are not used up, as where a program has other things to do: that is what a call takes longer by the relay.`,
  ];
}
