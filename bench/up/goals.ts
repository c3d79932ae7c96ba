import { type ComposeVersion, composeVersions, versions } from "../../tools/toolchain/index.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import type { Samples } from "../measure/samples.ts";
import type { Step } from "./peer.ts";

/** The names under which the bench's samples are kept. */
export const names = {
  pulumi: "pulumi",
  direct: "direct calls",
  empty: "empty program",
} as const;

/** The name of Docker Compose in one version. */
export function composeName(version: ComposeVersion): string {
  return `compose ${version}`;
}

/** A sample's name: what was done, how much of it, by whom. */
export function timeOf(step: string, size: string, peer: string): string {
  return size === "" ? `${step}, ${peer}` : `${step}, ${size}, ${peer}`;
}

/** Of the provider's process, in megabytes. */
export function memoryOf(size: string): string {
  return `peak memory of the provider, ${size}`;
}

/** A creation may take this many times what the engine's calls and an empty program take by themselves. */
const createPerOwn = 1.05;
/** With many containers, Pulumi's own time counts little, and the current Compose is the measure. */
const perCompose = 0.85;
/** A deployment in which nothing is to be done may take this many times an empty program. */
const noOpPerEmpty = 2;
const providerMegabytes = 110;

/** All that was measured, and after it what is asked of it. */
export function rows(samples: Samples, small: string, large: string): Row[] {
  const memories = new Set([small, large].map(memoryOf));
  const seconds = samples.names().filter(name => !memories.has(name));
  const time = (step: Step, size: string, peer: string): readonly number[] =>
    samples.of(timeOf(step, size, peer));
  const emptyCreate = time("create", "", names.empty);
  // There is none on a machine without /proc.
  const memory = samples.find(memoryOf(large));
  return [
    ...seconds.map(name => measured(name, "s", samples.of(name))),
    ...(memory === undefined ? [] : [measured(memoryOf(large), "MB", memory, { atMost: providerMegabytes })]),
    ...[small, large].map(size =>
      computed(
        `create, ${size}: pulumi / (direct calls + empty program)`,
        "x",
        [time("create", size, names.pulumi), emptyCreate, time("create", size, names.direct)],
        (pulumi = 0, empty = 0, direct = 0) => pulumi / (direct + empty),
        size === large ? { atMost: createPerOwn } : undefined,
      ),
    ),
    ...composeVersions.flatMap(version =>
      (["create", "down"] as const).map(step =>
        computed(
          `${step}, ${large}: pulumi / ${composeName(version)}`,
          "x",
          [time(step, large, names.pulumi), time(step, large, composeName(version))],
          (pulumi = 0, compose = 0) => pulumi / compose,
          step === "down" || version === versions.currentCompose ? { atMost: perCompose } : undefined,
        ),
      ),
    ),
    ...[small, large].map(size =>
      computed(
        `no-op, ${size}: pulumi / empty program`,
        "x",
        [time("no-op", size, names.pulumi), time("no-op", "", names.empty)],
        (pulumi = 0, empty = 0) => pulumi / empty,
        size === large ? { atMost: noOpPerEmpty } : undefined,
      ),
    ),
  ];
}
