import type { BenchContext } from "../bench.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { growthExponent } from "../measure/statistics.ts";
import { judgeOnce, requestOf } from "./packProcess.ts";
import { stackOf } from "./stack.ts";

/** Containers of the stacks; there are three networks to ten of them. */
const sizes: readonly number[] = [100, 300, 1000, 2000, 5000];
/** The size that the goals are about. */
const goalSize = 1000;
const [mostSeconds, mostMemory] = [1, 400];
/** Linear is 1; what is left of warming up makes it less, a sort makes it a little more. */
const mostGrowth = 1.15;

/** Rows of a part of a bench, with how they were measured. */
export interface Part {
  readonly rows: readonly Row[];
  readonly method: string;
}

/** How long the pack takes to judge stacks of many sizes, and what memory. */
export async function scaleRows({ rounds, signal, say }: BenchContext): Promise<Part> {
  const samples = new Samples();
  const requests = sizes.map(size => [size, requestOf(stackOf(size))] as const);
  for (let round = 1; round <= rounds; round++) {
    for (const [size, request] of requests) {
      signal.throwIfAborted();
      const { seconds, memory, findings } = await judgeOnce(request, signal);
      samples.add(secondsOf(size), seconds);
      if (memory !== undefined) samples.add(memoryOf(size), memory / 1e6);
      say(`round ${round}: ${size} containers, ${findings} findings, ${seconds.toFixed(2)} s`);
    }
  }
  return { rows: rows(samples), method };
}

function rows(samples: Samples): Row[] {
  return [
    ...sizes.map(size =>
      measured(secondsOf(size), "s", samples.of(secondsOf(size)), goal(size, mostSeconds)),
    ),
    ...sizes.flatMap(size => {
      const found = samples.find(memoryOf(size));
      return found === undefined ? [] : [measured(memoryOf(size), "MB", found, goal(size, mostMemory))];
    }),
    growth(samples, sizes),
    growth(
      samples,
      sizes.filter(size => size >= goalSize),
    ),
  ];
}

function growth(samples: Samples, some: readonly number[]): Row {
  return computed(
    `growth of seconds, ${some[0]} to ${some.at(-1)} containers`,
    "exponent",
    some.map(size => samples.of(secondsOf(size))),
    (...seconds) => growthExponent(some.map((size, at) => [size, seconds[at] ?? Number.NaN])),
    { atMost: mostGrowth },
  );
}

function goal(size: number, atMost: number): { atMost: number } | undefined {
  return size === goalSize ? { atMost } : undefined;
}

const secondsOf = (size: number): string => `judge ${size} containers, ${size * 0.3} networks`;
const memoryOf = (size: number): string => `memory for ${size} containers`;

const method = `**judge**: the pack's own executable is started as Pulumi starts it and shown a whole stack over the analyzer protocol, once in a process, so nothing is warm. Seconds are from the call to the answer, with all rules at their defaults: messages are decoded, the topology is read from the resources, reachability is computed, every rule is applied. Memory is the peak of the process's resident set. The stacks are applications of ten containers and three networks with tiers and declared flows; one in five is published at every address, one in fifty has a privileged proxy, and the workers of an application share its network undeclared. The exponent is the k of size^k, fitted to the medians.`;
