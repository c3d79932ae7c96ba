import { Command, Option } from "commander";
import type { ConvertCommandOptions } from "../convert.ts";
import { example, externalOption } from "./options.ts";

/** `bulkhead convert`: a compose project as a Bulkhead project. */
export function convertCommand(): Command {
  return new Command("convert")
    .description(
      "write a compose project, or what runs, as a Bulkhead project, with a report of what has no counterpart",
    )
    .argument("[files...]", "compose files, each merged over those before it, or their folder", ["."])
    .option(
      "--engine",
      "what runs on the engine in place of files, with the import of its volumes and networks: the Compose projects or containers that are named, or all",
    )
    .addOption(
      new Option(
        "--run <command>",
        "a `docker run` in place of files, in quotes; once for each container",
      ).argParser((line: string, before: readonly string[] = []) => [...before, line]),
    )
    .option("--observed <file>", "flows that `bulkhead observe --out` saw, beside those that files tell of")
    .option("-o, --out <folder>", "where to write it; it must be empty or not there (default: bulkhead)")
    .option("--env-file <file...>", "variables for compose files, in place of the .env beside them")
    .addOption(externalOption())
    .addHelpText(
      "after",
      example(
        "bulkhead convert compose.yaml",
        "bulkhead convert . --out ../shop",
        "bulkhead convert --engine shop --out ../shop",
        "bulkhead convert --run 'docker run -p 80:80 nginx:1.27'",
      ),
    )
    .action(async (files: readonly string[], options: ConvertCommandOptions) => {
      const { convertFiles } = await import("../convert.ts");
      await convertFiles(files, options);
    });
}
