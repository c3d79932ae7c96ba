import { readFileSync } from "node:fs";
import { z } from "zod";
import type { FoundFlow } from "../../convert/index.ts";
import { CliFailure } from "../failure.ts";

const observation = z.object({
  version: z.literal(1),
  samples: z.number(),
  flows: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      port: z.number(),
      protocol: z.string(),
      samples: z.number(),
    }),
  ),
});

/** What `bulkhead observe --out FILE` saw, as flows of a project. */
export function readObserved(file: string): FoundFlow[] {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const what = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new CliFailure(`The file ${file} ${what}.`, remedy);
  }
  const read = observation.safeParse(given);
  if (!read.success) throw new CliFailure(`${file} is nothing that was observed.`, remedy);
  const { flows, samples } = read.data;
  return flows
    .filter(({ protocol }) => protocol === "tcp")
    .map(({ from, to, port, samples: seen }) => ({
      from,
      to,
      port,
      because: `seen in ${seen} of ${samples} samples`,
    }));
}

const remedy = "Give --observed what `bulkhead observe --out FILE` writes.";
