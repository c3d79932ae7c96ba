import { Engine } from "../engine/index.ts";
import { examinationText, examine, type Found, type Probe } from "../observe/index.ts";
import { step } from "../tools/toolchain/index.ts";
import { outsideId, wrap } from "../topology/index.ts";
import type { SourceOptions } from "./commands/source.ts";
import { deployedStack } from "./deployedStack.ts";
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

interface ProbeOptions extends SourceOptions {
  readonly probeImage?: string;
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

/** Tries a pair on the running containers: of a stack as verify does, of whatever else runs as doctor does. */
export async function tryPair(call: Call, options: ProbeOptions): Promise<TriedPair> {
  return options.engine === true ? await lookInto(call, options) : await probe(call, options);
}

async function probe({ from, to, port, protocol }: Call, options: ProbeOptions): Promise<TriedPair> {
  const { mark, topology } = await deployedStack(options);
  const asked = port === "any" || protocol === "sctp" ? {} : { port: { port, protocol } };
  return await probeStack({
    engine: Engine.locate(),
    mark,
    topology,
    probeImage: options.probeImage,
    only: { from, to, ...asked },
  });
}

const outcomes: Readonly<Record<Found, string>> = {
  open: "it answered",
  refused: "it was refused: the name is known, and nobody listens there",
  timeout: "it timed out: packets are dropped on the way",
  unresolved: "there is no such name for it",
  unreachable: "there is no route",
};

/** What trying one connection came to. */
export function probeLines({ found, control, verdict, cause, remedy }: Probe): string[] {
  const shown =
    found === "open" || control ? "" : ", and nobody was seen to serve that port, so it proves little";
  return [
    ...wrap(`tried: ${outcomes[found]}${shown}`, "  "),
    ...(verdict === "ok" || cause === undefined ? [] : wrap(`because ${cause}`, "  ")),
    ...(verdict === "ok" || remedy === undefined ? [] : wrap(`to change that: ${remedy}`, "  ")),
  ];
}

/** Whoever made it: what a person would try by hand. */
async function lookInto({ from, to, port }: Call, { probeImage }: ProbeOptions): Promise<TriedPair> {
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
