import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, EngineFailure, runToEnd } from "../../engine/index.ts";
import type { Attempt } from "./plan.ts";
import type { Found } from "./report.ts";

/** Milliseconds one container of probes may take: all attempts run at once, and each gives up after two seconds. */
const deadline = 60_000;

/** What the probes run with. */
export interface ProbeTools {
  readonly engine: Engine;
  /** An image with python3. */
  readonly image: string;
}

/**
 * Tries connections from inside a container's network namespace (the host's when there is none), by a short-lived
 * container that shares it. It works wherever the engine is, and needs nothing in the images it looks at.
 */
export async function probeFrom(
  tools: ProbeTools,
  containerId: string | undefined,
  attempts: readonly Attempt[],
): Promise<Found[]> {
  if (attempts.length === 0) return [];
  const decoys = attempts.flatMap(({ host, decoy }) => (decoy === undefined ? [] : [`${host}:${decoy}`]));
  const targets = [...new Set([...attempts.map(({ host, port }) => `${host}:${port}`), ...decoys])];
  const words = await connectFrom(tools, containerId, targets);
  const found = new Map(targets.map((target, index) => [target, words[index] ?? "unreachable"]));
  return attempts.map(({ host, port, decoy }) => {
    const word = found.get(`${host}:${port}`) ?? "unreachable";
    const stranger = decoy !== undefined && found.get(`${host}:${decoy}`) === "open";
    return word === "open" && stranger ? "unreachable" : word;
  });
}

/** Connects to each `host:port`, in a container that shares the namespace; the words are in the targets' order. */
async function connectFrom(
  tools: ProbeTools,
  containerId: string | undefined,
  targets: readonly string[],
): Promise<Found[]> {
  const { engine, image } = tools;
  const script = await readFile(join(import.meta.dirname, "probe.py"), "utf8");
  const spec = {
    name: `bulkhead-probe-${crypto.randomUUID()}`,
    Image: image,
    Entrypoint: ["python3", "-c", script],
    Cmd: [...targets],
    // A name nobody knows is given up after a second.
    Env: ["RES_OPTIONS=timeout:1 attempts:1"],
    Labels: { "bulkhead.probe": "true" },
    HostConfig: {
      NetworkMode: containerId === undefined ? "host" : `container:${containerId}`,
      CapDrop: ["ALL"],
      ReadonlyRootfs: true,
      SecurityOpt: ["no-new-privileges:true"],
      Memory: 128 * 1024 * 1024,
    },
  };
  const { stdout, stderr } = await runToEnd(engine, spec, deadline).catch(error => {
    throw /has no program python3/.test(String(error)) ? withoutPython(image, error) : error;
  });
  const words = stdout.trim().split("\n");
  if (words.length === targets.length) return words as Found[];
  throw new EngineFailure(
    "engine",
    `A probe in image ${image} ended before it had tried everything.`,
    "Verify again, or give another image with --probe-image; the last lines it wrote:",
    { evidence: stderr.trim().split("\n").slice(-5) },
  );
}

function withoutPython(image: string, cause: unknown): EngineFailure {
  return new EngineFailure(
    "engine",
    `The image ${image} has no python3 to probe with.`,
    "Give one that has with --probe-image.",
    { cause },
  );
}
