import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { type Examination, examinationText, examine } from "../../observe/index.ts";
import { step } from "../../tools/toolchain/index.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { helperSource, startWarden } from "../helper.ts";
import { print } from "../output.ts";
import { example, formatOption, probeImageOption } from "./options.ts";

interface DoctorOptions {
  readonly format: keyof typeof writers;
  readonly probeImage?: string;
}

const writers = {
  text: examinationText,
  json: (found: Examination) => JSON.stringify(found, null, 2),
} as const;

/** `bulkhead doctor`: why a container does not work, or does not reach another. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("look into a container, and into its way to another: what is the matter, and what mends it")
    .argument("<container>", "its name, or that of its workload")
    .argument("[target]", "whom it calls, as it calls it: NAME, NAME:PORT, ADDRESS:PORT")
    .addOption(formatOption("text", "json"))
    .addOption(probeImageOption())
    .addHelpText("after", example("bulkhead doctor shop-app1 shop-db:5432", "bulkhead doctor shop-app1"))
    .action(async (container: string, target: string | undefined, options: DoctorOptions) => {
      const wanted = target === undefined ? undefined : targetOf(target);
      const warden = startWarden();
      try {
        const found = await step("looking into the container", "and into its way to the other", () =>
          examine({
            engine: Engine.locate(),
            helper: helperSource(options.probeImage),
            run: warden.run,
            container,
            ...(wanted === undefined ? {} : { target: wanted }),
          }),
        );
        print(writers[options.format](found));
        process.exitCode = statusOf(found);
      } finally {
        warden.dismiss();
      }
    });
}

/** That there is no such container is no finding: nothing could be looked at. */
function statusOf({ conclusion }: Examination): number {
  if (conclusion === undefined) return exitStatus.fine;
  return conclusion.fault === "no such container" ? exitStatus.cannotTell : exitStatus.findings;
}

function targetOf(text: string): { name: string; port?: number } {
  const [, six, name = six ?? "", port] = /^(?:\[([0-9a-f:.]+)\]|([^:]+))(?::(\d+))?$/i.exec(text) ?? [];
  if (name === "") {
    throw new CliFailure(`"${text}" is nobody to call.`, "Write NAME, NAME:PORT or ADDRESS:PORT.");
  }
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    throw new CliFailure(`${port} is no port.`, "A port is a whole number from 1 to 65535.");
  }
  return { name, ...(port === undefined ? {} : { port: Number(port) }) };
}
