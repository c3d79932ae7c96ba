import { Engine } from "../engine/index.ts";
import { examinationText, examine, foundWords, type Probe } from "../observe/index.ts";
import { step } from "../tools/toolchain/index.ts";
import { outsideId, wrap } from "../topology/index.ts";
import type { SourceOptions } from "./commands/source.ts";
import type { DeployedStack } from "./deployedStack.ts";
import { CliFailure } from "./failure.ts";
import { helperSource, startWarden } from "./helper.ts";
import { probeStack } from "./verification.ts";

/** Whom to try from, and what. */
interface Call {
  readonly from: string;
  readonly to: string;
  readonly port: number | "any";
  readonly protocol: "tcp" | "udp" | "sctp";
}

/** What trying came to. */
export interface TriedPair {
  /** Connections of a stack that were tried. */
  readonly probes: readonly Probe[];
  /** What else was seen. */
  readonly text?: string;
}

/**
 * Refuses at once what cannot be tried.
 *
 * @throws CliFailure for sources in which nothing runs, and for calls from places nobody is in.
 */
export function requireRunning(from: string, { compose, state, preview }: SourceOptions): void {
  if (compose !== undefined || state !== undefined || preview !== undefined) {
    throw new CliFailure("Only what runs can be tried.", "Name a stack (--stack NAME), or --engine.");
  }
  if (from === outsideId) {
    throw new CliFailure(
      "A call from outside cannot be tried from here.",
      "Leave --probe out, or call the published port from another machine.",
    );
  }
}

/**
 * Tries a pair on the running containers: of a stack as verify does, of whatever else runs as doctor does.
 *
 * @param stack undefined where they are of none.
 */
export async function tryPair(
  call: Call,
  stack: DeployedStack | undefined,
  probeImage: string | undefined,
): Promise<TriedPair> {
  return stack === undefined ? await lookInto(call, probeImage) : await probe(call, stack, probeImage);
}

async function probe(
  { from, to, port, protocol }: Call,
  { mark, topology }: DeployedStack,
  probeImage: string | undefined,
): Promise<TriedPair> {
  const asked = port === "any" || protocol === "sctp" ? {} : { port: { port, protocol } };
  return await probeStack({
    engine: Engine.locate(),
    mark,
    topology,
    probeImage,
    only: { from, to, ...asked },
  });
}

/** What trying one connection came to. */
export function probeLines({ found, control, verdict, cause, remedy }: Probe): string[] {
  const shown =
    found === "open" || control ? "" : ", and nobody was seen to serve that port, so it proves little";
  return [
    ...wrap(`tried: it ${foundWords[found]}${shown}`, "  "),
    ...(verdict === "ok" || cause === undefined ? [] : wrap(`because ${cause}`, "  ")),
    ...(verdict === "ok" || remedy === undefined ? [] : wrap(`to change that: ${remedy}`, "  ")),
  ];
}

/** Whoever made it: what a person would try by hand. */
async function lookInto({ from, to, port }: Call, probeImage: string | undefined): Promise<TriedPair> {
  const warden = startWarden();
  try {
    const found = await step("looking into the container", "and into its way to the other", () =>
      examine({
        engine: Engine.locate(),
        helper: helperSource(probeImage),
        run: warden.run,
        container: from,
        target: { name: to, ...(port === "any" ? {} : { port }) },
      }),
    );
    return { probes: [], text: `tried:\n${examinationText(found)}` };
  } finally {
    warden.dismiss();
  }
}
