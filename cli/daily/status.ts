import type { ContainerInspect } from "../../engine/index.ts";
import { plain } from "../../observe/index.ts";
import { columns, isUnknown, type Topology } from "../../topology/index.ts";
import type { Replica } from "./choose.ts";
import type { JobRuns } from "./runs.ts";

/** One line of a status: a container, or one that should be there. */
export interface StatusRow {
  readonly workload: string;
  readonly tier?: string;
  readonly replica: number;
  /** The container's name; undefined where there is none. */
  readonly container?: string;
  /** The node of a Swarm that it is on. */
  readonly node?: string;
  /**
   * `running`, `healthy`, `starting`, `unhealthy`, `restarting`, `paused`, `done`, `failed`, `dead`, `missing`; of a job
   * that comes back `waiting`, or `at work`; of a task of a Swarm also what that says of it (`pending`, `preparing`).
   */
  readonly state: string;
  /** Whether that is as it should be. */
  readonly well: boolean;
  /** When it came to be so, as the engine writes it. */
  readonly since?: string;
  readonly restarts?: number;
  /** Of one that ended. */
  readonly exitCode?: number;
  /** What its Swarm says of one that does not run. */
  readonly error?: string;
  /** Where its ports came out at the host. */
  readonly published: readonly string[];
  /** Of a job that comes back: what its last run came to. */
  readonly runs?: JobRuns;
}

/**
 * What runs of a stack, beside what should: a replica that the stack declares and the engine has not is missing.
 *
 * @param topology what the stack declares, where that is known.
 * @param runs what is known of jobs that come back, by their containers' ids.
 * @param tasks rows of what a Swarm runs.
 */
export function statusRows(
  replicas: readonly Replica[],
  topology: Topology | undefined,
  runs: ReadonlyMap<string, JobRuns> = new Map(),
  tasks: readonly StatusRow[] = [],
): StatusRow[] {
  const containers = replicas.map(replica => withRuns(rowOf(replica), runs.get(replica.container.Id)));
  const present = [...containers, ...tasks];
  const declared = (topology?.workloads ?? []).flatMap(({ id, tier, replicas: count, elsewhere }) =>
    Array.from({ length: isUnknown(count) || elsewhere !== undefined ? 0 : count }, (_, index) => ({
      workload: id,
      tier,
      replica: index + 1,
    })),
  );
  const absent = declared.filter(
    ({ workload, replica }) => !present.some(row => row.workload === workload && row.replica === replica),
  );
  return [...present, ...absent.map(missing)].sort((left, right) =>
    left.workload === right.workload ? left.replica - right.replica : left.workload < right.workload ? -1 : 1,
  );
}

function missing({ workload, tier, replica }: Pick<Replica, "workload" | "tier" | "replica">): StatusRow {
  return {
    workload,
    ...(tier === undefined ? {} : { tier }),
    replica,
    state: "missing",
    well: false,
    published: [],
  };
}

/** A job that comes back is well where its last run was, or there has been none yet. */
function withRuns(row: StatusRow, runs: JobRuns | undefined): StatusRow {
  if (runs === undefined) return row;
  const state = runs.now === undefined ? "waiting" : "at work";
  return { ...row, state, well: row.well && (runs.last?.exitCode ?? 0) === 0, runs };
}

function rowOf({ workload, tier, replica, container }: Replica): StatusRow {
  const { State, RestartCount, Name } = container;
  const { state, well } = stateOf(container);
  const ended = !State.Running && State.Status !== "created";
  return {
    workload,
    ...(tier === undefined ? {} : { tier }),
    replica,
    container: Name.slice(1),
    state,
    well,
    since: ended ? State.FinishedAt : State.StartedAt,
    restarts: RestartCount,
    ...(ended ? { exitCode: State.ExitCode } : {}),
    published: publishedOf(container),
  };
}

function stateOf({ State, HostConfig }: ContainerInspect): { state: string; well: boolean } {
  if (State.Status === "running") {
    const health = State.Health?.Status ?? "none";
    return health === "none"
      ? { state: "running", well: true }
      : { state: health, well: health === "healthy" };
  }
  if (State.Status !== "exited") return { state: State.Status, well: false };
  // One that is not to be started again has come to its end; one that is should run.
  const policy = HostConfig.RestartPolicy?.Name ?? "no";
  const once = policy === "" || policy === "no" || policy === "on-failure";
  return State.ExitCode === 0 && once ? { state: "done", well: true } : { state: "failed", well: false };
}

function publishedOf({ NetworkSettings }: ContainerInspect): string[] {
  const found = Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => {
      const [number = "", protocol = "tcp"] = port.split("/");
      const address = HostIp?.includes(":") ? `[${HostIp}]` : (HostIp ?? "");
      return `${address}:${HostPort}->${number}${protocol === "tcp" ? "" : `/${protocol}`}`;
    }),
  );
  return [...new Set(found)];
}

/** Draws a status, a container a line; where they are on several nodes, also on which. */
export function statusTable(rows: readonly StatusRow[], now: Date): string {
  const hasNodes = rows.some(({ node }) => node !== undefined);
  const head = [
    "WORKLOAD",
    ...(hasNodes ? ["NODE"] : []),
    "STATE",
    "SINCE",
    "RESTARTS",
    "PUBLISHED",
    "CONTAINER",
  ];
  const lines = rows.map(
    ({ workload, replica, node, state, since, restarts, exitCode, published, container }) => [
      rows.filter(row => row.workload === workload).length > 1 ? `${workload}/${replica}` : workload,
      ...(hasNodes ? [node ?? "-"] : []),
      exitCode === undefined || exitCode === 0 ? state : `${state} (${exitCode})`,
      since === undefined ? "-" : ago(since, now),
      restarts === undefined ? "-" : String(restarts),
      published.join(" ") || "-",
      container ?? "-",
    ],
  );
  return columns([head, ...lines.map(line => line.map(plain))]);
}

/** What the last run of a job that comes back came to, and the last lines it logged. */
export function runLines({ workload, runs }: StatusRow, now: Date): string[] {
  if (runs === undefined) return [];
  const at = (seconds: number): string => ago(new Date(seconds * 1000).toISOString(), now);
  const { schedule, last, now: running } = runs;
  const came =
    last === undefined
      ? "has not run yet"
      : `last ran ${at(last.ended ?? last.began)} ago, for ${(last.ended ?? last.began) - last.began} s, and ended with exit code ${last.exitCode}`;
  const since = running === undefined ? "" : `; it has been at it for ${at(running.began)}`;
  const log = last?.log ?? [];
  return [
    "",
    plain(`${workload} (${schedule}) ${came}${since}${log.length === 0 ? "" : ":"}`),
    ...log.map(line => `  ${plain(line)}`),
  ];
}

/** The largest unit that fits: `12 s`, `3 min`, `5 h`, `2 d`. */
export function ago(time: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(time)) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
