import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type ContainerInspect, type Engine, execIn, readLogs } from "../../engine/index.ts";
import { scheduleLabel } from "../../topology/index.ts";

/** A run of a job that comes back, in seconds since 1970. */
export interface JobRun {
  readonly began: number;
  /** Undefined for one that is at it. */
  readonly ended?: number;
  readonly exitCode?: number;
  /** The last lines it logged. */
  readonly log: readonly string[];
}

/** What is known of a job's runs. */
export interface JobRuns {
  readonly schedule: string;
  /** The one that is at it. */
  readonly now?: JobRun;
  readonly last?: JobRun;
}

/** What the scheduler wrote down, by the names of its files; an empty line for none. */
const asked =
  'for name in now last; do line=; read -r line < "/run/bulkhead/$name" 2> /dev/null; echo "$name $line"; done';

/** What a job that comes back last came to; undefined for any other container, or one that does not run. */
export async function runsOf(
  engine: Engine,
  { Id, Config, State }: ContainerInspect,
  lines: number,
): Promise<JobRuns | undefined> {
  const schedule = Config.Labels?.[scheduleLabel];
  if (schedule === undefined || !State.Running) return undefined;
  const { now, last } = runsIn(await answerOf(engine, Id));
  const logged = async (run: Omit<JobRun, "log">): Promise<JobRun> => {
    const log = linesOf(await readLogs(engine, Id, { since: String(run.began) }), run.began);
    return { ...run, log: log.slice(-lines) };
  };
  return {
    schedule,
    ...(now === undefined ? {} : { now: await logged(now) }),
    ...(last === undefined ? {} : { last: await logged(last) }),
  };
}

/** Reads what the scheduler wrote down. */
export function runsIn(answer: string): Partial<Record<"now" | "last", Omit<JobRun, "log">>> {
  const now = /^now (\d+)$/m.exec(answer);
  const last = /^last (\d+) (\d+) (\d+)$/m.exec(answer);
  return {
    ...(now === null ? {} : { now: { began: Number(now[1]) } }),
    ...(last === null
      ? {}
      : { last: { began: Number(last[1]), ended: Number(last[2]), exitCode: Number(last[3]) } }),
  };
}

/** What a run logged: what stands between the scheduler's lines about it. */
export function linesOf(log: string, began: number): string[] {
  const lines = log.split("\n").filter(line => line.trim() !== "");
  const first = lines.indexOf(`bulkhead: run ${began}`) + 1;
  const end = lines.findIndex((line, index) => index >= first && line.startsWith("bulkhead: run "));
  return lines.slice(first, end < 0 ? undefined : end);
}

async function answerOf(engine: Engine, id: string): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const answer = text(stdout);
  stderr.resume();
  try {
    await execIn(engine, id, {
      command: ["sh", "-c", asked],
      terminal: false,
      stdin: Readable.from([]),
      stdout,
      stderr,
    });
  } finally {
    stdout.end();
  }
  return await answer;
}
