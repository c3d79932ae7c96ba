import {
  createContainer,
  createNetwork,
  createVolume,
  type Engine,
  inspectContainer,
  inspectNetwork,
  removeContainer,
  removeNetwork,
  removeVolume,
  runToEnd,
  startContainer,
} from "../../engine/index.ts";
import { makeMark } from "../../tools/marks/index.ts";
import { OwnEngine } from "../../tools/ownEngine/index.ts";
import { engineEnvironment, ensureEnginePrograms, inspectMachine } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { BenchFailure } from "../measure/failure.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { importPair, pairImage } from "./pair.ts";
import { apart, type Places, port, type Way, ways } from "./ways.ts";

const release = "29";

/** Milliseconds for one way: what is measured takes about three seconds, and a machine may be busy. */
const deadline = 60_000;

/** How containers reach each other, each way beside the others. */
export const networkBench: Bench = {
  summary: "latency, throughput and loss of the ways between two containers, and from the host",
  run: measure,
};

/** An engine that a way is measured on, and what is added to the way's name. */
interface Side {
  readonly engine: Engine;
  readonly mark: string;
  readonly suffix: string;
  readonly ways: readonly Way[];
}

interface Found {
  readonly roundTrip: { readonly p50: number; readonly p99: number };
  readonly connection: { readonly p50: number; readonly p99: number };
  readonly throughput: number;
  readonly lost?: number;
}

async function measure(context: BenchContext): Promise<Report> {
  const host = await inspectMachine();
  const env = engineEnvironment(await ensureEnginePrograms(release, host), host, process.env);
  const mark = makeMark("bench");
  const engines: OwnEngine[] = [];
  try {
    for (const flags of [[], ["--userland-proxy=false"]]) {
      engines.push(await OwnEngine.start(mark, { env, flags }));
    }
    const sides = engines.map(({ engine }, index): Side => {
      const proxy = index === 0;
      return {
        engine,
        mark,
        suffix: proxy ? "" : ", no userland proxy",
        ways: ways.filter(way => way.proxy === "both" || (way.proxy === "without") !== proxy),
      };
    });
    for (const { engine } of sides) await importPair(engine);
    await sides[0]?.engine.call("begin a swarm of one", docker =>
      docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" }),
    );
    const machine = await describeMachine(engines[0]?.engine, {});
    return { machine, ...(await rounds(sides, context)) };
  } finally {
    for (const engine of engines) await engine.dispose();
  }
}

async function rounds(sides: readonly Side[], context: BenchContext): Promise<Omit<Report, "machine">> {
  const samples = new Samples();
  const left = new Set<string>();
  for (let round = 1; round <= context.rounds; round++) {
    for (const side of sides) {
      for (const way of side.ways) {
        context.signal.throwIfAborted();
        const name = `${way.name}${side.suffix}`;
        if (left.has(name)) continue;
        try {
          const found = await once(side, way);
          for (const [what, value] of Object.entries(figures(found))) samples.add(`${name}: ${what}`, value);
          context.say(`round ${round}: ${name}: ${JSON.stringify(found)}`);
        } catch (error) {
          if (way.optional !== true) throw error;
          left.add(name);
          context.say(`${name} is left out: ${(error as Error).message}`);
        }
      }
    }
  }
  const [first] = sides;
  const isApart = first !== undefined && (await once(first, apart).catch(() => undefined)) === undefined;
  return { rows: rows(samples, isApart), method: method(context.rounds, [...left]) };
}

const units = {
  "round trip p50": "ms",
  "round trip p99": "ms",
  "new connection p50": "ms",
  "new connection p99": "ms",
  throughput: "MB/s",
  "datagrams lost": "%",
} as const;

function figures({
  roundTrip,
  connection,
  throughput,
  lost,
}: Found): Partial<Record<keyof typeof units, number>> {
  return {
    "round trip p50": roundTrip.p50,
    "round trip p99": roundTrip.p99,
    "new connection p50": connection.p50,
    "new connection p99": connection.p99,
    throughput,
    ...(lost === undefined ? {} : { "datagrams lost": lost }),
  };
}

function rows(samples: Samples, isApart: boolean): Row[] {
  return [
    ...samples.names().map(name => {
      const what = name.slice(name.lastIndexOf(": ") + 2) as keyof typeof units;
      return measured(name, units[what], samples.of(name));
    }),
    measured(`${apart.name}: connections`, "answers", [isApart ? 0 : 1], { atMost: 0 }),
  ];
}

/** Puts up a server and what leads to it, measures, and takes all of it down. */
async function once({ engine, mark }: Side, way: Way): Promise<Found> {
  const [own, other] = ["pair", "pair-other"].map(name => `${mark}-${name}`) as [string, string];
  const undo: (() => Promise<unknown>)[] = [];
  const network = async (name: string, spec: Way["network"]): Promise<void> => {
    const made = await createNetwork(engine, { Name: name, ...spec });
    undo.unshift(() => removeNetwork(engine, made));
  };
  try {
    if (way.network !== undefined) await network(own, way.network);
    if (way.client === "other") await network(other, {});
    const mounts = way.mounts === undefined ? {} : { Binds: [`${own}:${way.mounts}`] };
    if (way.mounts !== undefined) {
      await createVolume(engine, { Name: own });
      undo.unshift(() => removeVolume(engine, own));
    }
    const mode = way.network === undefined ? "host" : own;
    const server = await createContainer(engine, {
      name: `${mark}-server`,
      Image: pairImage,
      Cmd: ["serve", String(port), ...(way.serverArgs ?? [])],
      ExposedPorts: { [`${port}/tcp`]: {}, [`${port}/udp`]: {} },
      HostConfig: { NetworkMode: mode, ...way.server, ...mounts },
      ...(mode === "host"
        ? {}
        : { NetworkingConfig: { EndpointsConfig: { [own]: { Aliases: ["server"] } } } }),
    });
    undo.unshift(() => removeContainer(engine, server, { volumes: true }));
    await startContainer(engine, server);
    const clientMode = way.client === "host" ? "host" : way.client === "other" ? other : own;
    const places = await placesOf(engine, server, clientMode === "host" ? own : clientMode);
    const client = {
      name: `${mark}-client`,
      Image: pairImage,
      Cmd: ["measure", ...way.dial(places)],
      HostConfig: { NetworkMode: clientMode, ...mounts },
    };
    const { stdout, stderr } = await runToEnd(engine, client, deadline);
    if (stdout !== "") return JSON.parse(stdout) as Found;
    throw new BenchFailure(`${way.name} could not be measured.`, `Correct what it says: ${stderr}`);
  } finally {
    for (const step of undo) await step();
  }
}

async function placesOf(engine: Engine, server: string, network: string): Promise<Places> {
  const found = await inspectContainer(engine, server);
  const [address] = Object.values(found?.NetworkSettings.Networks ?? {});
  const near = await inspectNetwork(engine, network);
  return {
    server: address?.IPAddress ?? "",
    gateway: near?.IPAM.Config?.[0]?.Gateway ?? "",
  };
}

function method(rounds: number, left: readonly string[]): string[] {
  return [
    `The medians of ${rounds} rounds, with the smallest and the largest; each round measures every way once, one after the other, on engines of the bench's own: Engine ${release} as it comes, and one with \`--userland-proxy=false\`. Both ends are containers with one small program (bench/network/program) and nothing else to do.`,
    "**round trip**: 64 bytes there and back over one TCP connection (or Unix socket), 3,000 times. **new connection**: from dialling, which asks the engine's DNS where it is by name, to a first answer, 300 times, one after another. **throughput**: what arrives in 1.5 s of pouring over one connection. **datagrams lost**: of 2,000 with 1,000 bytes each, one every 0.1 ms, those that do not come back.",
    ...(left.length === 0 ? [] : [`Left out, as this machine could not: ${left.join(", ")}.`]),
  ];
}
