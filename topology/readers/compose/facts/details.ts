import type { RunningService } from "../load/services.ts";
import type { Session } from "../load/session.ts";
import { words } from "../words.ts";
import { entries, field, items, type Value } from "../yaml/value.ts";
import { templateOf } from "./environment.ts";
import { number, plainText, written } from "./scalars.ts";

/** What a compose file says of a service beside what a topology holds: for those who write it anew. */
export interface ServiceDetails {
  readonly name: string;
  /** Services that are waited for, and until what: `service_started`, `service_healthy`, `service_completed_successfully`. */
  readonly dependsOn: readonly { readonly to: string; readonly until: string }[];
  readonly profiles: readonly string[];
  /** The words of the command line, with variables as they are written. */
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly health?: HealthDetails;
  /** The folder that the image is built from. */
  readonly build?: string;
  readonly stopSignal?: string;
  /** How long it may take to stop, in whole seconds. */
  readonly graceSeconds?: number;
  /** The image, with variables as they are written. */
  readonly image?: string;
  /** When a job comes back, as cron has it, where its one trigger says no more than that. */
  readonly schedule?: string;
  /**
   * What is written of it, by name: `labels`, `deploy.resources.reservations.devices`; of secrets and configs those that
   * are no files. For those who have to say what they leave out.
   */
  readonly attributes?: readonly string[];
}

/** How a service is asked whether it is well. */
export interface HealthDetails {
  readonly command: readonly string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly startPeriod?: string;
  readonly retries?: number;
}

/** @param document the file that the service is in. */
export function detailsOf(
  { name, value: service }: RunningService,
  document: Value,
  session: Session,
): ServiceDetails {
  const [entrypoint, command] = ["entrypoint", "command"].map(part => wordsOf(field(service, part), session));
  const health = healthOf(field(service, "healthcheck"));
  const build = field(service, "build");
  const image = field(service, "image");
  const optional = {
    entrypoint,
    command,
    health,
    build: build && (plainText(build, "context") ?? "."),
    stopSignal: plainText(service, "stop_signal"),
    graceSeconds: secondsOf(plainText(service, "stop_grace_period")),
    image: image && (templateOf(session, image) ?? written(image)),
    schedule: scheduleOf(field(service, "triggers")),
    attributes: attributesOf(service, document),
  };
  return {
    name,
    dependsOn: entries(field(service, "depends_on")).map(one => ({
      to: one.name,
      until: plainText(one.value, "condition") ?? "service_started",
    })),
    profiles: items(field(service, "profiles")).map(written),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, found]) => found !== undefined),
    ) as Partial<ServiceDetails>),
  };
}

const seconds: Readonly<Record<string, number>> = {
  ...{ w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 },
  ...{ ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 },
};

/** `1m30s` is 90. */
function secondsOf(time: string | undefined): number | undefined {
  const parts = [...(time ?? "").matchAll(/([\d.]+)\s*([a-zµ]+)/g)];
  if (parts.length === 0) return undefined;
  return Math.ceil(
    parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (seconds[unit] ?? 0), 0),
  );
}

function scheduleOf(triggers: Value | undefined): string | undefined {
  const [only, ...others] = items(field(triggers, "schedule"));
  const isAlone = others.length === 0 && entries(triggers).length === 1 && entries(only).length === 1;
  return isAlone ? plainText(only, "cron") : undefined;
}

/** Devices of the machine, asked for in the words of a Swarm. */
const reserved = ["resources", "reservations", "devices"];

function attributesOf(service: Value, document: Value): string[] {
  const isFile = (part: string, grant: Value): boolean =>
    field(field(field(document, part), plainText(grant, "source") ?? ""), "file") !== undefined;
  const own = entries(service).flatMap(({ name, value }) => {
    const isNothing =
      value.kind === "scalar" ? value.value === null : [...items(value), ...entries(value)].length === 0;
    const isMounted =
      (name === "secrets" || name === "configs") && items(value).every(one => isFile(name, one));
    return isNothing || isMounted ? [] : [name];
  });
  const devices = reserved.reduce<Value | undefined>(
    (below, part) => field(below, part),
    field(service, "deploy"),
  );
  return [...own, ...(devices === undefined ? [] : [["deploy", ...reserved].join(".")])];
}

function wordsOf(given: Value | undefined, session: Session): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const textOf = (one: Value): string => templateOf(session, one) ?? written(one);
  return given.kind === "list" ? given.items.map(textOf) : words(textOf(given));
}

function healthOf(check: Value | undefined): HealthDetails | undefined {
  const test = field(check, "test");
  if (test === undefined) return undefined;
  const [kind, ...rest] = items(test).map(written);
  const command =
    test.kind === "scalar"
      ? ["sh", "-c", written(test)]
      : kind === "CMD-SHELL"
        ? ["sh", "-c", rest.join(" ")]
        : kind === "CMD"
          ? rest
          : [];
  if (command.length === 0) return undefined;
  const times = { interval: "interval", timeout: "timeout", startPeriod: "start_period" };
  const retries = number(check, "retries");
  return {
    command,
    ...Object.fromEntries(
      Object.entries(times).flatMap(([name, part]) => {
        const time = plainText(check, part);
        return time === undefined ? [] : [[name, time]];
      }),
    ),
    ...(typeof retries === "number" ? { retries } : {}),
  };
}
