import type { Topology } from "../../topology/index.ts";
import type { Tried } from "./ask.ts";
import type { Attempt, Question } from "./plan.ts";
import type { Found } from "./report.ts";
import type { Resident, Scene } from "./scene.ts";
import type { Sockets } from "./sockets.ts";

/** What the attempts of one question came to, in their order. */
export interface Answered {
  readonly asked: Question;
  readonly tried: readonly Tried[];
}

/** What a question is judged by. */
export interface Evidence {
  readonly topology: Topology;
  readonly scene: Scene;
  readonly sockets: Sockets;
  /** Containers that ended while they were looked at. */
  readonly lost: readonly Resident[];
}

/** A question with what it comes to. */
export interface Result extends Answered {
  readonly most: Found;
}

/** The attempt that got through. */
export function openAttempt(result: Result | undefined): Attempt | undefined {
  const index = result?.tried.findIndex(({ found }) => found === "open") ?? -1;
  return index === -1 ? undefined : result?.asked.attempts[index];
}
