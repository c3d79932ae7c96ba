import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createContainer,
  type Engine,
  EngineFailure,
  type EventStream,
  findOrPullImage,
  lastLogLines,
  readLogs,
  removeContainer,
  startContainer,
  waitFor,
} from "../../engine/index.ts";
import type { Attempt } from "./plan.ts";
import type { Found } from "./report.ts";

/** Milliseconds one container of probes may take: all attempts run at once, and each gives up after two seconds. */
const deadline = 60_000;

/** What the probes run with. */
export interface ProbeTools {
  readonly engine: Engine;
  readonly events: EventStream;
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
  const { engine, events, image } = tools;
  const script = await readFile(join(import.meta.dirname, "probe.py"), "utf8");
  await findOrPullImage(engine, image);
  const id = await createContainer(engine, {
    name: `bulkhead-probe-${crypto.randomUUID()}`,
    Image: image,
    Entrypoint: ["python3", "-c", script],
    Cmd: targets,
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
  });
  try {
    await startContainer(engine, id, "a probe");
    const ended = await waitFor(engine, events, id, {
      deadline,
      until: container => (container?.State.Status === "exited" ? container : undefined),
    });
    if (ended?.State.ExitCode === 0)
      return (await readLogs(engine, id, { stderr: false })).trim().split("\n") as Found[];
    throw new EngineFailure(
      "engine",
      `A probe in image ${image} failed.`,
      "Give an image with python3 (--probe-image).",
      { evidence: await lastLogLines(engine, id) },
    );
  } finally {
    await removeContainer(engine, id, { volumes: true });
  }
}
