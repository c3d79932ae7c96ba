import { EngineFailure } from "../engine/index.ts";
import { CommandFailure, SetupFailure } from "../tools/toolchain/index.ts";

/** Could not tell: bad input, no engine, no stack. One sentence of what, one of what to do; exit status 2. */
export class CliFailure extends Error {
  constructor(what: string, remedy: string) {
    super(`${what} ${remedy}`);
    this.name = "CliFailure";
  }
}

/** Exit statuses of every command. */
export const exitStatus = { fine: 0, findings: 1, cannotTell: 2 } as const;

/** What to say about whatever ended a command: its own words where it has them, else that this is our mistake. */
export function describeFailure(error: unknown): string {
  const [message, stack] =
    error instanceof Error ? [error.message, error.stack ?? ""] : [String(error), String(error)];
  const expected = [CliFailure, SetupFailure, EngineFailure, CommandFailure].some(
    kind => error instanceof kind,
  );
  return expected ? message : `This is a mistake in bulkhead. Report it with these lines:\n${stack}`;
}
