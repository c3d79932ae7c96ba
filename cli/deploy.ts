import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliFailure } from "./failure.ts";
import { readForesight } from "./foresight.ts";
import { invocation } from "./invocation.ts";
import type { PackArguments } from "./policyPack.ts";
import type { StackOnDisk } from "./stack.ts";

/**
 * Deploys a stack: what was changed by hand is seen and mended, and nothing is changed that the rules refuse. A preview
 * looks at everything and is judged; only where it foresees something, an update follows, which need not look again
 * unless something is not as the state has it.
 *
 * @returns whether anything was deployed.
 * @throws CliFailure where either failed; Pulumi has said why.
 */
export async function deploy(stack: StackOnDisk, pack: PackArguments): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-up-"));
  try {
    const log = join(folder, "events.json");
    const preview = ["preview", "--refresh", "--suppress-outputs", "--event-log", log, ...pack.args];
    // By this variable the CLI has an option for a log of its events; its Automation API works through the same.
    if (!(await stack.show(preview, { ...pack.env, PULUMI_DEBUG_COMMANDS: "1" }))) throw unfinished();
    const { changes, drifted } = await readForesight(log);
    if (!changes && !drifted) return false;
    const refresh = drifted ? ["--refresh"] : [];
    // What the rules correct, they correct again; all else the preview has judged, and what it could not know is judged
    // by the stack as it came to be. Where one thing fails, what does not depend on it goes on: it may have been deleted by
    // then for a replacement that is not made yet.
    const judged = pack.remediates ? pack : { args: [], env: {} };
    const update = [
      "up",
      "--yes",
      "--skip-preview",
      "--suppress-outputs",
      "--continue-on-error",
      ...refresh,
      ...judged.args,
    ];
    if (!(await stack.show(update, judged.env))) throw unfinished();
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unfinished(): CliFailure {
  return new CliFailure(
    "The deployment did not come to its end; pulumi says above what and why.",
    `Correct that and run \`${invocation("up")}\` again: it goes on where it stopped.`,
  );
}
