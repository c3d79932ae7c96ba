import { Command, InvalidArgumentError, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import { choose, markOf } from "../daily/choose.ts";
import { followLogs, showLogs } from "../daily/logs.ts";
import { containersOf } from "../daily/services.ts";
import { exitStatus } from "../failure.ts";
import { cwdOption, example, stackOption } from "./options.ts";

interface Options {
  readonly stack?: string;
  readonly cwd: string;
  readonly follow: boolean;
  readonly tail: number | "all";
  readonly since?: string;
  readonly timestamps: boolean;
}

/** `bulkhead logs`: what the containers of a stack wrote, by the stack's names. */
export function logsCommand(): Command {
  return new Command("logs")
    .description("show what a stack's containers wrote, each line with the name of its workload")
    .argument("[workloads...]", "workloads or tiers, or one replica as NAME/NUMBER; all of them by default")
    .addOption(stackOption())
    .addOption(cwdOption())
    .option("-f, --follow", "go on as they write, those included that start meanwhile", false)
    .addOption(
      new Option("-n, --tail <lines>", "so many lines of each, or all").argParser(lines).default("all"),
    )
    .addOption(new Option("--since <time>", "nothing older: 30s, 5m, 2h, or a date").argParser(seconds))
    .option("-t, --timestamps", "say when each line was written", false)
    .addHelpText("after", example("bulkhead logs --stack dev", "bulkhead logs app --follow --tail 20"))
    .action(async (names: readonly string[], options: Options) => {
      const { tail, since, timestamps } = options;
      const engine = Engine.locate();
      const stack = await markOf(options.cwd, options.stack);
      const chosen = choose(await containersOf(engine, stack), names, stack);
      const shown = { tail, since, timestamps };
      if (options.follow) {
        const over = new AbortController();
        // Whoever follows ends it so; that is no failure.
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => over.abort());
        await followLogs(engine, stack, chosen, names, shown, over.signal);
      } else {
        await showLogs(engine, chosen, shown);
      }
      process.exitCode = exitStatus.fine;
    });
}

function lines(text: string): number | "all" {
  if (text === "all") return text;
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Write a number of lines, or all.");
  return Number(text);
}

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds since 1970, of a time that is so long ago, or of a date. */
function seconds(text: string): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const time =
    count === undefined
      ? Date.parse(text) / 1000
      : Date.now() / 1000 - Number(count) * units[unit as keyof typeof units];
  if (Number.isNaN(time))
    throw new InvalidArgumentError("Write 30s, 5m, 2h, 1d, or a date: 2026-11-29T10:00:00Z.");
  return String(Math.floor(time));
}
