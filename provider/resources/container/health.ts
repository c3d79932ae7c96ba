import type { ContainerSpec, Engine, HealthConfig } from "../../../engine/index.ts";
import type { Plain, Properties } from "../../protocol/values.ts";
import { formatDuration, parseDuration } from "../../tables/duration.ts";
import { count, list, object, text } from "../../tables/shape.ts";
import { row } from "./rows.ts";

type HealthInput = {
  readonly tests?: readonly string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly startPeriod?: string;
  readonly startInterval?: string;
  readonly retries?: number;
};

/** The engine refuses shorter times. */
const leastTime = 1e6;

const duration = {
  shape: text,
  default: "0s",
  // "60s" and "1m0s" are the same time.
  normal: (value: Plain) => (typeof value === "string" ? parseDuration(value) : value),
  complain: (value: Plain) => (typeof value === "string" ? durationComplaint(value) : undefined),
};

/** The engine can change nothing of a health check, so a change is a replacement. */
export const healthRows = {
  healthcheck: row<HealthInput>({
    about: "how the engine asks whether it is well; replaces the image's",
    shape: object("ContainerHealthcheck", {
      tests: {
        about: 'the command, e.g. ["CMD", "pg_isready"]; ["NONE"] for none',
        shape: list(text),
        complain: testsComplaint,
      },
      interval: { about: "between two checks, e.g. 10s", ...duration },
      timeout: { about: "for one check", ...duration },
      startPeriod: { about: "in which failures do not count", ...duration },
      startInterval: { about: "between checks in the start period", ...duration, api: "1.44" },
      retries: { about: "failures in a row that make it unhealthy", shape: count },
    }),
    change: "replace",
    write: (health, spec) => {
      spec.Healthcheck = engineHealth(health);
    },
    observe: ({ container, image, inputs }) => {
      const health = container.Config.Healthcheck;
      const inherited = image?.Config?.Healthcheck;
      if (!health || JSON.stringify(health) === JSON.stringify(inherited)) return undefined;
      return inputHealth(health, inputs);
    },
    output: ({ container, inputs }) =>
      container.Config.Healthcheck ? inputHealth(container.Config.Healthcheck, inputs) : null,
  }),
};

/** Says what is wrong with the command of a health check, or nothing: its first word says how the others are taken. */
export function testsComplaint(tests: Plain): string | undefined {
  if (!Array.isArray(tests) || tests.length === 0) return undefined;
  const [how, ...words] = tests.map(String);
  const taken = `write ["CMD", ${JSON.stringify(how)}, ...] for a program, or ["CMD-SHELL", "a command line"]`;
  switch (how) {
    case "":
    case "NONE":
      return undefined;
    case "CMD":
    case "CMD-SHELL":
      return words.length > 0 ? undefined : `after "${how}" nothing is to be run; give the command`;
    default:
      return `"${how}" is none of "CMD", "CMD-SHELL", "NONE" and ""; ${taken}`;
  }
}

/** Says what is wrong with a time of a health check, or nothing. */
export function durationComplaint(text: string): string | undefined {
  const nanoseconds = parseDuration(text);
  if (nanoseconds === undefined) return `"${text}" is no duration; write it like 500ms, 10s or 1m30s`;
  return nanoseconds === 0 || nanoseconds >= leastTime
    ? undefined
    : `"${text}" is below 1ms, the least the engine takes; 0s stands for its default`;
}

function engineHealth(health: HealthInput): HealthConfig {
  const startInterval = parseDuration(health.startInterval ?? "0s") ?? 0;
  return {
    Test: health.tests ?? [],
    Interval: parseDuration(health.interval ?? "0s") ?? 0,
    Timeout: parseDuration(health.timeout ?? "0s") ?? 0,
    StartPeriod: parseDuration(health.startPeriod ?? "0s") ?? 0,
    Retries: health.retries ?? 0,
    // Older engines refuse a field they do not know.
    ...(startInterval === 0 ? {} : { StartInterval: startInterval }),
  };
}

/** Nanoseconds between checks while a container starts. */
export const soon = 500e6;

/** The API that knows a time of its own between the checks of a start period. */
export const startIntervalApi = "1.44";

/**
 * Has a container that starts asked soon whether it is well, where nobody has said how soon. By itself, an engine that
 * knows start intervals asks every 5 s in a start period, whatever the interval: who waits for a check that passes at
 * once would wait for that long.
 */
export async function hastenStart(engine: Engine, spec: Pick<ContainerSpec, "Healthcheck">): Promise<void> {
  const { Healthcheck: health } = spec;
  if (!health?.StartPeriod || health.StartInterval || !(await engine.speaks(startIntervalApi))) return;
  spec.Healthcheck = { ...health, StartInterval: soonFor(health) };
}

function soonFor({ Interval }: HealthConfig): number {
  return Interval ? Math.min(Interval, soon) : soon;
}

/** The health check as an input; a start interval that nobody asked for, and that was put there unasked, is none. */
function inputHealth(health: HealthConfig, inputs: Properties | undefined): Required<HealthInput> {
  const asked = (inputs?.["healthcheck"] as HealthInput | undefined)?.startInterval;
  const isAsked = parseDuration(asked ?? "0s") !== 0;
  const isOwn = !isAsked && health.StartPeriod && health.StartInterval === soonFor(health);
  return {
    tests: health.Test ?? [],
    interval: formatDuration(health.Interval ?? 0),
    timeout: formatDuration(health.Timeout ?? 0),
    startPeriod: formatDuration(health.StartPeriod ?? 0),
    startInterval: formatDuration(isOwn ? 0 : (health.StartInterval ?? 0)),
    retries: health.Retries ?? 0,
  };
}
