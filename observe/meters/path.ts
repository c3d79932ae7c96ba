import {
  type ContainerInspect,
  type Engine,
  EngineFailure,
  inspectContainer,
  listContainers,
} from "../../engine/index.ts";
import { Helpers } from "../helper/helpers.ts";
import { type HelperSource, helperImage } from "../helper/image.ts";
import type { NamespaceHelper } from "../helper/namespaceHelper.ts";

/** What was measured between two workloads in one go: a line of `bulkhead watch` in a pipe, and a documented format. */
export interface PathSample {
  readonly version: 1;
  /** As ISO 8601 has it. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly sent: number;
  readonly received: number;
  /** Milliseconds there and back; absent where nothing came back. */
  readonly p50?: number;
  readonly p90?: number;
  readonly p99?: number;
  /** Bytes a second from the one to the other; absent where it was not measured. */
  readonly throughput?: number;
}

/** Between whom to measure, and with what. */
export interface PathOptions {
  readonly engine: Engine;
  readonly helper: HelperSource;
  /** A word of its own for each run. */
  readonly run: string;
  readonly from: string;
  readonly to: string;
  /** Milliseconds of a flood for the throughput; 0 for none. */
  readonly burst: number;
}

/** Datagrams of one sample, and milliseconds between them and until one is lost. */
const train = { count: 50, interval: 4, size: 64, patience: 500 } as const;

/** A path that is open for measuring. */
export interface OpenPath {
  measure(): Promise<PathSample>;
  end(): Promise<void>;
}

/**
 * Opens a path from one container to another: a helper at either end, whose ports the programs there know nothing of.
 * It measures the network between the two, and not how fast a program answers.
 */
export async function openPath(options: PathOptions): Promise<OpenPath> {
  const { engine } = options;
  const [source, target] = [await containerOf(engine, options.from), await containerOf(engine, options.to)];
  const address = addressOn(source, target);
  const helpers = new Helpers(await helperImage(engine, options.helper), options.run);
  try {
    const echo = await (await helpers.in(target.Id)).echo();
    const helper = await helpers.in(source.Id);
    return {
      measure: () => sampleOf(options, helper, address, echo),
      end: () => helpers.end(),
    };
  } catch (error) {
    await helpers.end();
    throw error;
  }
}

async function sampleOf(
  { from, to, burst }: PathOptions,
  helper: NamespaceHelper,
  host: string,
  { udp, tcp }: { readonly udp: number; readonly tcp: number },
): Promise<PathSample> {
  const at = new Date().toISOString();
  const { sent, took, bytesPerSecond } = await helper.measure({
    host,
    port: udp,
    tcpPort: tcp,
    burst,
    ...train,
  });
  const sorted = [...took].sort((left, right) => left - right);
  return {
    version: 1,
    at,
    from,
    to,
    sent,
    received: took.length,
    ...(sorted.length === 0
      ? {}
      : { p50: percentile(sorted, 50), p90: percentile(sorted, 90), p99: percentile(sorted, 99) }),
    ...(bytesPerSecond === undefined ? {} : { throughput: Math.round(bytesPerSecond) }),
  };
}

/** The value that so many of a hundred do not exceed. */
export function percentile(sorted: readonly number[], percent: number): number {
  const index = Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1);
  return Math.round((sorted[index] ?? 0) * 1000) / 1000;
}

async function containerOf(engine: Engine, name: string): Promise<ContainerInspect> {
  const labelled = await listContainers(engine, [`bulkhead.workload=${name}`]);
  const running = labelled.find(({ State }) => State === "running");
  const found =
    (await inspectContainer(engine, name)) ?? (running && (await inspectContainer(engine, running.Id)));
  if (found?.State.Running === true) return found;
  throw new EngineFailure("not-found", `No container ${name} runs.`, "`docker ps` lists those that do.");
}

function addressOn(source: ContainerInspect, target: ContainerInspect): string {
  const own = Object.keys(source.NetworkSettings.Networks ?? {});
  const shared = Object.entries(target.NetworkSettings.Networks ?? {}).find(
    ([network, { IPAddress }]) => own.includes(network) && IPAddress !== "",
  );
  if (shared !== undefined) return shared[1].IPAddress;
  const [from, to] = [source.Name.slice(1), target.Name.slice(1)];
  throw new EngineFailure(
    "engine",
    `${from} and ${to} share no network, so there is nothing between them to measure.`,
    `\`bulkhead doctor ${from} ${to}\` says more.`,
  );
}
