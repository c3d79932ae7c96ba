import {
  type Engine,
  type EngineEvent,
  followLog,
  inspectContainer,
  type LogOptions,
  readLogs,
} from "../../engine/index.ts";
import type { StackMark } from "../../observe/index.ts";
import { print } from "../output.ts";
import { isMeant, type Replica, replicaOf, titleOf } from "./choose.ts";
import { happenings } from "./happenings.ts";

/** What is shown of logs. */
export interface LogsOptions {
  /** How many lines of each that are there already. */
  readonly tail: number | "all";
  /** Nothing older than this: seconds since 1970. */
  readonly since: string | undefined;
  readonly timestamps: boolean;
}

interface Line {
  readonly title: string;
  /** As the engine writes it, so that their order as texts is that of time. */
  readonly time: string;
  readonly text: string;
}

/** The logs of several containers as one, in the order of time. */
export async function showLogs(
  engine: Engine,
  chosen: readonly Replica[],
  options: LogsOptions,
): Promise<void> {
  const { tail, since } = options;
  const asked: LogOptions = { tail, timestamps: true, ...(since === undefined ? {} : { since }) };
  const logs = await Promise.all(
    chosen.map(async replica => {
      const lines = (await readLogs(engine, replica.container.Id, asked))
        .split("\n")
        .filter(line => line !== "");
      return lines.map(line => parsed(titleOf(replica, chosen), line));
    }),
  );
  const width = widthOf(chosen);
  for (const line of logs.flat().sort((left, right) => (left.time < right.time ? -1 : 1)))
    print(written(line, width, options));
}

/**
 * The logs of several containers as they are written, until the signal comes. A container that is made or started
 * meanwhile and has one of the names is followed from its start.
 *
 * @param names as they were given; without any all are meant.
 */
export async function followLogs(
  engine: Engine,
  stack: StackMark,
  chosen: readonly Replica[],
  names: readonly string[],
  options: LogsOptions,
  signal: AbortSignal,
): Promise<void> {
  const width = widthOf(chosen);
  const follow = async (replica: Replica, from: Partial<LogsOptions>): Promise<void> => {
    const title = titleOf(replica, chosen);
    const { tail, since } = { ...options, ...from };
    const asked = { tail, signal, ...(since === undefined ? {} : { since }) };
    await followLog(engine, replica.container, asked, (time, text) =>
      print(written({ title, time, text }, width, options)),
    );
  };
  const onEvent = async ({ Actor }: EngineEvent): Promise<void> => {
    const container = await inspectContainer(engine, Actor.ID);
    if (container === undefined) return;
    const replica = replicaOf(container);
    if (names.length > 0 && !names.some(name => isMeant(name, replica))) return;
    await follow(replica, { tail: "all", since: secondsOf(container.State.StartedAt) });
  };
  // Heard before anything is followed, so that no start is missed.
  const heard = happenings(engine, stack, ["start"], event => void onEvent(event), signal);
  const following = chosen
    .filter(({ container }) => container.State.Running)
    .map(replica => follow(replica, {}));
  const stopped = chosen.filter(({ container }) => !container.State.Running);
  if (stopped.length > 0) await showLogs(engine, stopped, options);
  await Promise.all([heard, ...following]);
}

/** `2026-11-29T10:00:00.123456789Z` as the engine takes it back: seconds since 1970, with nanoseconds. */
function secondsOf(time: string): string {
  const [, fraction = "0"] = /\.(\d+)/.exec(time) ?? [];
  return `${Math.floor(Date.parse(time) / 1000)}.${fraction}`;
}

function parsed(title: string, line: string): Line {
  const at = line.indexOf(" ");
  return { title, time: line.slice(0, at), text: line.slice(at + 1) };
}

function widthOf(chosen: readonly Replica[]): number {
  return Math.max(...chosen.map(replica => titleOf(replica, chosen).length));
}

function written({ title, time, text }: Line, width: number, { timestamps }: LogsOptions): string {
  return `${title.padEnd(width)} | ${timestamps ? `${time} ` : ""}${text}`;
}
