import { join } from "node:path";
import type { BenchContext } from "../bench.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { judgeOnce, ownPack, type PackProgram, requestOf } from "./packProcess.ts";
import type { Part } from "./scale.ts";
import { stackOf } from "./stack.ts";

const sizes: readonly number[] = [10, 100, 1000];
/** At most so many times what our own protocol takes, for the SDK's to take its place. */
const most: Readonly<Record<number, number>> = { 100: 1.3, 1000: 2 };

const folder = join(import.meta.dirname, "ordinaryPack");
/** The same rules as policies of @pulumi/policy. */
const ordinaryPack: PackProgram = {
  program: process.execPath,
  args: ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=32", "index.ts"],
  cwd: folder,
};

/** How long the rules take as ordinary policies of @pulumi/policy, beside our own protocol. */
export async function sdkRows({ rounds, signal, say }: BenchContext): Promise<Part> {
  const samples = new Samples();
  for (let round = 1; round <= rounds; round++) {
    for (const size of sizes) {
      const request = requestOf(stackOf(size));
      for (const [name, pack] of [
        [own(size), ownPack],
        [ordinary(size), ordinaryPack],
      ] as const) {
        signal.throwIfAborted();
        const { seconds, findings } = await judgeOnce(request, signal, pack);
        samples.add(name, seconds);
        say(`round ${round}: ${name}, ${findings} findings, ${seconds.toFixed(2)} s`);
      }
    }
  }
  return { rows: sizes.flatMap(size => rowsOf(size, samples)), method };
}

function rowsOf(size: number, samples: Samples): Row[] {
  const [ours, theirs] = [own(size), ordinary(size)];
  const atMost = most[size];
  return [
    measured(ours, "s", samples.of(ours)),
    measured(theirs, "s", samples.of(theirs)),
    computed(
      `${size} containers: @pulumi/policy / own protocol`,
      "x",
      [samples.of(theirs), samples.of(ours)],
      (sdk = 0, protocol = 0) => sdk / protocol,
      atMost === undefined ? undefined : { atMost },
    ),
  ];
}

const own = (size: number): string => `own protocol, ${size} containers`;
const ordinary = (size: number): string => `@pulumi/policy, ${size} containers`;

const method =
  "**@pulumi/policy**: the same stacks shown to the same rules as ordinary policies of a pack on @pulumi/policy, in turn with our own pack. The SDK decodes the stack for each of its policies.";
