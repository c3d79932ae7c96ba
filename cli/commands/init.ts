import { relative, resolve } from "node:path";
import { Command } from "commander";
import { exitStatus } from "../failure.ts";
import { makeProject } from "../init/init.ts";
import { print } from "../output.ts";
import { example } from "./options.ts";

interface Options {
  readonly name?: string;
}

/** `bulkhead init`: makes a project that runs as it is. */
export function initCommand(): Command {
  return new Command("init")
    .description("make a project of three services that runs as it is, with its rules and a workflow")
    .argument("[folder]", "where; it may be there already", ".")
    .option("--name <name>", "the project's name; the folder's by default")
    .addHelpText("after", example("npx pulumi-bulkhead init my-app"))
    .action((folder: string, { name }: Options) => {
      const files = makeProject({ folder, name });
      const place = relative(".", resolve(folder));
      print(
        [
          ...["Made:", ...files.map(file => `  ${file}`), ""],
          ...["Next:", ...(place === "" ? [] : [`  cd ${place}`]), "  npm install", "  npx bulkhead up"],
        ].join("\n"),
      );
      process.exitCode = exitStatus.fine;
    });
}
