import { runtime } from "@pulumi/pulumi";
import { ArgumentError } from "./problems.ts";
import { FaultElsewhere } from "./standIn.ts";

/**
 * A component's plan; undefined where its arguments are refused and that has been reported. In a program that Pulumi runs
 * what is wrong with one component is reported and the program goes on, so that one run tells the faults of all; at its end
 * it fails. Where a program is run otherwise, as in a unit test, the constructor throws.
 *
 * @throws ArgumentError where nobody would hear a report.
 */
export function planned<Plan>(plan: () => Plan): Plan | undefined {
  try {
    return plan();
  } catch (error) {
    if (error instanceof FaultElsewhere) return undefined;
    if (!(error instanceof ArgumentError) || !isProgram()) throw error;
    // A rejection that nobody handles is what Pulumi's runner reports, and lets the program end with.
    void Promise.reject(error);
    return undefined;
  }
}

/** A unit test has no engine of Pulumi's; a plugin that makes single components has no stack. */
function isProgram(): boolean {
  return runtime.hasEngine() && runtime.getStackResource() !== undefined;
}
