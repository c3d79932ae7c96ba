import { Command } from "commander";
import { Engine, lastLogLines } from "../../engine/index.ts";
import { plain } from "../../observe/index.ts";
import { choose, type Replica, replicasOf } from "../daily/choose.ts";
import { runsOf } from "../daily/runs.ts";
import { runLines, type StatusRow, statusRows, statusTable } from "../daily/status.ts";
import { taskRows } from "../daily/tasks.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { StackOnDisk } from "../stack.ts";
import { cwdOption, example, formatOption, stackOption } from "./options.ts";

interface Options {
  readonly stack?: string;
  readonly cwd: string;
  readonly format: "table" | "json";
}

/** Lines of the log of one that ended, or is not well. */
const evidence = 3;
/** Lines of the log of a job's last run. */
const runLog = 10;

/** `bulkhead status`: what runs of a stack, beside what should. */
export function statusCommand(): Command {
  return new Command("status")
    .description("say what runs of a stack, and whether that is as it should be")
    .argument("[workloads...]", "workloads or tiers, or one replica as NAME/NUMBER; all of them by default")
    .addOption(stackOption())
    .addOption(cwdOption())
    .addOption(formatOption("table", "json"))
    .addHelpText("after", example("bulkhead status --stack dev"))
    .action(async (names: readonly string[], options: Options) => {
      const engine = Engine.locate();
      const stack = await StackOnDisk.open(options.cwd, options.stack);
      const { topology, mark } = await stack.snapshot();
      const [replicas, tasks] = await Promise.all([replicasOf(engine, mark), taskRows(engine, mark)]);
      const everything: readonly (Replica | StatusRow)[] = [...replicas, ...tasks];
      // Where nothing runs at all there are still the names of what should.
      const meant =
        names.length === 0 && topology.workloads.length > 0 ? everything : choose(everything, names, mark);
      const chosen = replicas.filter(one => meant.includes(one));
      const runs = await Promise.all(
        chosen.map(async ({ container }) => [container.Id, await runsOf(engine, container, runLog)] as const),
      );
      const known = new Map(runs.flatMap(([id, one]) => (one === undefined ? [] : [[id, one] as const])));
      const rows = statusRows(
        chosen,
        names.length === 0 ? topology : undefined,
        known,
        tasks.filter(one => meant.includes(one)),
      );
      const ended = rows.filter(
        row => row.runs === undefined && row.node === undefined && (!row.well || row.exitCode !== undefined),
      );
      const logs = await Promise.all(
        ended.map(async row => ({ row, lines: await lastLinesOf(engine, row) })),
      );
      print(
        options.format === "json"
          ? JSON.stringify({ version: 1, stack: stack.label, containers: rows }, null, 2)
          : [
              statusTable(rows, new Date()),
              ...logs.flatMap(shown),
              ...rows.flatMap(errorLines),
              ...rows.flatMap(row => runLines(row, new Date())),
            ].join("\n"),
      );
      process.exitCode = rows.every(({ well }) => well) ? exitStatus.fine : exitStatus.findings;
    });
}

async function lastLinesOf(engine: Engine, { container }: StatusRow): Promise<string[]> {
  return container === undefined ? [] : await lastLogLines(engine, container, evidence);
}

/** What its Swarm says of a task that is not as it should be. */
function errorLines({ workload, replica, error }: StatusRow): string[] {
  return error === undefined ? [] : ["", `${workload}/${replica}: ${plain(error)}`];
}

function shown({ row, lines }: { readonly row: StatusRow; readonly lines: readonly string[] }): string[] {
  return lines.length === 0
    ? []
    : ["", `${row.container} wrote last:`, ...lines.map(line => `  ${plain(line)}`)];
}
