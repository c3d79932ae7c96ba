import { describeFailure } from "../describeFailure.ts";
import { exitStatus } from "../failure.ts";
import { readInputs, tokenVariable } from "./inputs.ts";
import { pullRequest } from "./pullRequest.ts";

try {
  const inputs = readInputs(process.env);
  // The stack's program is the pull request's: what it does not need, it does not get.
  delete process.env[tokenVariable];
  process.exitCode = await pullRequest(inputs, process.env);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = exitStatus.cannotTell;
}
