import { EngineFailure } from "../engine/index.ts";
import { CommandFailure, SetupFailure } from "../tools/toolchain/index.ts";
import { CliFailure } from "./failure.ts";

/** What to say about whatever ended a command: its own words where it has them, else that this is our mistake. */
export function describeFailure(error: unknown): string {
  const [message, stack] =
    error instanceof Error ? [error.message, error.stack ?? ""] : [String(error), String(error)];
  const expected = [CliFailure, SetupFailure, EngineFailure, CommandFailure].some(
    kind => error instanceof kind,
  );
  return expected ? message : `This is a mistake in bulkhead. Report it with these lines:\n${stack}`;
}
