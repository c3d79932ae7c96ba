import { Engine } from "../engine/index.ts";
import type { StackMark } from "../observe/index.ts";
import { type Outside, type Pair, type Verification, verify } from "../observe/prober/index.ts";
import { step } from "../tools/toolchain/progress.ts";
import type { Topology } from "../topology/index.ts";
import { CliFailure, exitStatus } from "./failure.ts";
import { helperSource, startWarden } from "./helper.ts";
import { progressLine } from "./progressLine.ts";

/** What is probed, and with what. */
export interface ProbeRequest {
  readonly engine: Engine;
  /** Addresses or contexts of the engines of further nodes of its Swarm. @default none */
  readonly node?: readonly string[] | undefined;
  /** As its containers are labelled. */
  readonly mark: StackMark;
  readonly topology: Topology;
  /** An image that holds the helper; this package's own helper when left out. */
  readonly probeImage?: string | undefined;
  /** A place beyond the host, `HOST:PORT`. */
  readonly outside?: string | undefined;
  /** A pair alone. @default everybody */
  readonly only?: Pair;
}

/** Probes a stack's running containers. */
export async function probeStack(request: ProbeRequest): Promise<Verification> {
  const { engine, mark, topology } = request;
  const outside = request.outside === undefined ? undefined : placeOf(request.outside);
  const warden = startWarden();
  const progress = progressLine();
  try {
    const { only } = request;
    const why =
      only === undefined ? "every workload tries to reach every other" : `from ${only.from} to ${only.to}`;
    return await step("probing the running containers", why, () =>
      verify({
        engine,
        nodes: (request.node ?? []).map(engineNamed),
        topology,
        stack: mark,
        helper: helperSource(request.probeImage),
        run: warden.run,
        onProgress: (done, all) => progress.show(`probed from ${done} of ${all} places`),
        ...(outside === undefined ? {} : { outside }),
        ...(only === undefined ? {} : { only }),
      }),
    );
  } finally {
    progress.clear();
    warden.dismiss();
  }
}

/** The engine at an address as DOCKER_HOST has it, or of a context of the docker CLI. */
function engineNamed(text: string): Engine {
  return Engine.locate(text.includes("://") ? { host: text } : { context: text });
}

/** `HOST:PORT`. */
export function placeOf(text: string): Outside {
  const [, host = "", port = ""] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(text) ?? [];
  if (host !== "" && Number(port) >= 1 && Number(port) <= 65535) return { host, port: Number(port) };
  throw new CliFailure(`"${text}" is not a place to call.`, "Write HOST:PORT, e.g. example.com:443.");
}

/** What a verification ends a command with: one that shows nothing for certain is no good news. */
export function statusOf({
  probes,
  egress = [],
  changes = [],
  down = [],
  unseen = [],
}: Verification): number {
  const counted = [...probes, ...egress.filter(one => one.acknowledged === undefined)];
  const verdicts = new Set(counted.map(({ verdict }) => verdict));
  // What is down, or on nodes that were not asked, is told by itself: that nothing could be tried is no finding.
  const differs = changes.some(({ matters }) => matters);
  if (verdicts.has("excess") || verdicts.has("missing") || differs) return exitStatus.findings;
  return verdicts.has("inconclusive") || down.length + unseen.length > 0
    ? exitStatus.cannotTell
    : exitStatus.fine;
}
