import { EngineFailure, inspectContainer, type LogOptions, rawLog, unframe } from "../../engine/index.ts";
import type { Plain } from "../protocol/values.ts";
import { parseDuration } from "../tables/duration.ts";
import { flag, list, text } from "../tables/shape.ts";
import type { FunctionType } from "./function.ts";

/** What of the arguments this file uses; check has filled in the defaults. */
interface LogArguments {
  readonly name: string;
  readonly details: boolean;
  readonly discardHeaders: boolean;
  readonly follow: boolean;
  readonly logsListStringEnabled: boolean;
  readonly showStderr: boolean;
  readonly showStdout: boolean;
  readonly since: string;
  readonly tail: string;
  readonly timestamps: boolean;
  readonly until: string;
}

const moment = {
  shape: text,
  default: "",
  complain: (value: Plain) =>
    typeof value === "string" && value !== "" && secondsSince1970(value, 0) === undefined
      ? `"${value}" is no time; write 2026-01-31T12:00:00Z, seconds since 1970, or 10m for ten minutes ago`
      : undefined,
};

/** `docker:index/getLogs:getLogs`: a container's log, line by line. */
export const getLogs: FunctionType = {
  token: "docker:index/getLogs:getLogs",
  arguments: {
    name: { about: "the container's name or id", shape: text, required: true },
    details: { about: "with the attributes its log driver was told to keep", shape: flag, default: false },
    discardHeaders: {
      about: "without the eight bytes the engine puts before what a container without a terminal writes",
      shape: flag,
      default: true,
    },
    follow: {
      about: "wait for the container's end, and take everything until then",
      shape: flag,
      default: false,
    },
    logsListStringEnabled: { about: "give the lines at all", shape: flag, default: true },
    showStderr: { about: "what it writes to standard error", shape: flag, default: true },
    showStdout: { about: "what it writes to standard output", shape: flag, default: true },
    since: { about: "nothing older", ...moment },
    tail: {
      about: "how many lines from the end, those of both streams counted; all of them without it",
      shape: text,
      default: "",
      complain: value =>
        typeof value === "string" && !/^(\d*|all)$/.test(value)
          ? `"${value}" is no number of lines; write 100, or all`
          : undefined,
    },
    timestamps: { about: "each line begins with its time", shape: flag, default: false },
    until: { about: "nothing younger", ...moment },
  },
  results: {
    id: { about: "the container's name, as it was given", shape: text },
    logsListStrings: { about: "the lines", shape: list(text) },
  },

  async run({ engine, signal }, given) {
    const asked = given as unknown as LogArguments;
    const container = await inspectContainer(engine, asked.name);
    if (container === undefined) {
      throw new EngineFailure(
        "not-found",
        `There is no container ${asked.name} on the engine.`,
        "Create it first, or correct its name; `docker ps --all` lists those there are.",
      );
    }
    if (!asked.logsListStringEnabled) return { id: asked.name, logsListStrings: [] };
    const raw = await rawLog(engine, container.Id, { ...optionsOf(asked), signal });
    // What a terminal shows comes without headers.
    const text = asked.discardHeaders && container.Config.Tty !== true ? unframe(raw) : raw.toString("utf8");
    return { id: asked.name, logsListStrings: linesOf(text) };
  },
};

/** The lines of a text; an end without a line end is a line too. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function optionsOf(asked: LogArguments): LogOptions {
  const now = Date.now() / 1000;
  const [since, until] = [secondsSince1970(asked.since, now), secondsSince1970(asked.until, now)];
  return {
    follow: asked.follow,
    stdout: asked.showStdout,
    stderr: asked.showStderr,
    timestamps: asked.timestamps,
    details: asked.details,
    tail: asked.tail === "" || asked.tail === "all" ? "all" : Number(asked.tail),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/**
 * A time as the engine's API takes it, from what the docker command takes: seconds since 1970, a date, or how long ago.
 * Undefined where nothing is given, or nothing that is a time.
 *
 * @see https://docs.docker.com/reference/cli/docker/container/logs/#since
 */
function secondsSince1970(value: string, now: number): string | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return value;
  const ago = parseDuration(value);
  if (ago !== undefined) return (now - ago / 1e9).toFixed(9);
  const date = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : (date / 1000).toFixed(9);
}
