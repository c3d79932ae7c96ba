import { readFile } from "node:fs/promises";

/** What a preview that refreshes first says is to come. */
export interface Foresight {
  /** An update would do or record something. */
  readonly changes: boolean;
  /** Something is not as the state has it: an update must look again, so that it is mended. */
  readonly drifted: boolean;
}

/** For want of a preview's own word: whatever may be to come. */
const anything: Foresight = { changes: true, drifted: true };

/** What stands for a secret, which may have changed unseen. */
const hidden = "[secret]";

interface State {
  readonly custom?: boolean;
  readonly outputs?: unknown;
}

interface EngineEvent {
  readonly resOutputsEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      readonly old?: State;
      readonly new?: State;
    };
  };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
}

/** Reads the log of events that `pulumi preview --refresh --event-log FILE` leaves. */
export async function readForesight(file: string): Promise<Foresight> {
  try {
    const lines = (await readFile(file, "utf8")).split("\n").filter(line => line !== "");
    return foresightOf(lines.map(line => JSON.parse(line) as EngineEvent));
  } catch {
    // None was written, or not to its end.
    return anything;
  }
}

/**
 * Concludes from a preview's events what an update would do. Beside the steps themselves, what components and the program
 * say at their end counts: a flow that is newly declared changes no container.
 */
export function foresightOf(events: readonly EngineEvent[]): Foresight {
  const counts = events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent
    ?.resourceChanges;
  if (counts === undefined) return anything;
  const ends = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  // The last word of each resource is the whole one.
  const last = new Map(ends.filter(({ op }) => op !== "refresh").map(end => [end.urn, end]));
  const steps = Object.entries(counts).some(([op, count]) => op !== "same" && count > 0);
  return {
    changes: steps || [...last.values()].some(end => saysOther(end.old, end.new)),
    drifted: ends.some(end => end.op === "refresh" && textOf(end.old) !== textOf(end.new)),
  };
}

function saysOther(before: State | undefined, after: State | undefined): boolean {
  const text = textOf(after);
  return textOf(before) !== text || (after?.custom !== true && text.includes(hidden));
}

/** Pulumi writes the properties of an object in their order. */
function textOf(state: State | undefined): string {
  return state === undefined ? "none" : JSON.stringify(state.outputs ?? {});
}
