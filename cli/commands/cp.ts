import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { bytes, type CopyPlace, copy, readPlace } from "../../observe/index.ts";
import { say } from "../../tools/toolchain/progress.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { helperSource, startWarden } from "../helper.ts";
import { progressLine } from "../progressLine.ts";
import { example, probeImageOption } from "./options.ts";

/** `bulkhead cp`: files from one container or volume to another. It changes what is at the target. */
export function cpCommand(): Command {
  return new Command("cp")
    .description(
      "copy a file or folder from one container or volume to another, with modes and owners, past the host's disk",
    )
    .argument("<from>", "CONTAINER:/path or volume:NAME:/path")
    .argument("<to>", "the same; into a folder that is there, else under that name")
    .addOption(probeImageOption())
    .addHelpText(
      "after",
      example("bulkhead cp old-db:/dump.sql new-db:/tmp/dump.sql", "bulkhead cp volume:data:/ volume:copy:/"),
    )
    .action(async (from: string, to: string, options: { readonly probeImage?: string }) => {
      const [source, target] = [placeOf(from), placeOf(to)];
      const warden = startWarden();
      const progress = progressLine();
      try {
        const copied = await copy({
          engine: Engine.locate(),
          helper: helperSource(options.probeImage),
          run: warden.run,
          from: source,
          to: target,
          onProgress: done => progress.show(`copied ${bytes(done)}`),
        });
        progress.clear();
        say(`Copied ${copied.files} ${copied.files === 1 ? "file" : "files"}, ${bytes(copied.bytes)}.`);
        process.exitCode = exitStatus.fine;
      } finally {
        progress.clear();
        warden.dismiss();
      }
    });
}

function placeOf(text: string): CopyPlace {
  const place = readPlace(text);
  if (place !== undefined) return place;
  throw new CliFailure(
    `"${text}" is no place to copy from or to.`,
    "Write CONTAINER:/path or volume:NAME:/path, with an absolute path without `..`.",
  );
}
